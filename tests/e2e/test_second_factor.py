"""An app and a passkey, from adding one to signing in with it."""

import base64
import re
import time

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from accounts import factors
from accounts.models import Authenticator, Passkey, SignInRules

pytestmark = pytest.mark.browser


def give_password(page, user, address="/admin/"):
    page.goto(address)
    page.fill("input[name=username]", user.username)
    page.fill("input[name=password]", "a-long-password")
    page.get_by_role("button", name="Sign in").click()


def log_out(page):
    page.goto("/admin/account/security/")
    page.evaluate(
        """() => {
          const form = document.createElement("form");
          form.method = "post";
          form.action = "/admin/logout/";
          form.append(document.querySelector("[name=csrfmiddlewaretoken]").cloneNode());
          document.body.append(form);
          form.submit();
        }"""
    )
    page.wait_for_url("**/admin/login/**")


def code_of(secret: bytes) -> str:
    return factors.totp(secret).generate(int(time.time())).decode()


def watched(page) -> list[str]:
    """What the browser's console complains of: the policy of the page above all."""
    complaints = []
    page.on("console", lambda each: each.type == "error" and complaints.append(each.text))
    page.on("pageerror", lambda each: complaints.append(str(each)))
    return complaints


def test_an_app_is_demanded_added_and_used(open_page, home, editor):
    rules = SignInRules.load()
    rules.save()
    rules.groups.add(Group.objects.get(name="Editor"))
    page = open_page()
    complaints = watched(page)
    give_password(page, editor)
    expect(page.get_by_role("heading", level=1)).to_have_text("Add a second factor")
    page.get_by_role("link", name="Add an authenticator app").click()
    picture = page.get_by_role("img", name="QR code")
    expect(picture).to_be_visible()
    assert picture.bounding_box()["width"] > 150
    page.get_by_text("No camera?").click()
    spelled = page.locator(".account-secret").inner_text()
    secret = base64.b32decode(spelled.replace(" ", ""))
    page.get_by_role("textbox", name="Code").fill(code_of(secret))
    page.get_by_role("button", name="Add").click()
    codes = page.locator(".account-codes li")
    expect(codes).to_have_count(10)
    recovery = codes.first.inner_text()
    page.get_by_role("link", name="I have kept them").click()
    page.wait_for_selector(".sidebar")

    log_out(page)
    give_password(page, editor)
    expect(page.get_by_role("heading", level=1)).to_have_text("Second factor")
    # As when half a minute has passed: a code is taken once.
    Authenticator.objects.update(last_step=0)
    page.get_by_role("textbox", name="Code").fill(code_of(secret))
    page.get_by_role("button", name="Continue").click()
    page.wait_for_selector(".sidebar")

    log_out(page)
    give_password(page, editor)
    page.get_by_role("textbox", name="Code").fill(recovery)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_selector(".sidebar")
    assert complaints == []


def test_a_passkey_is_added_and_used(open_page, home, editor):
    page = open_page()
    complaints = watched(page)
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device = devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    give_password(page, editor)
    page.wait_for_selector(".sidebar")
    page.goto("/admin/account/security/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("Work laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator(".account-codes li")).to_have_count(10)
    page.goto("/admin/account/security/")
    expect(page.get_by_role("strong").filter(has_text="Work laptop")).to_be_visible()

    log_out(page)
    give_password(page, editor, "/admin/pages/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(re.compile("/admin/pages/"))
    page.wait_for_selector(".sidebar")
    assert Passkey.objects.get().used_at and complaints == []

    log_out(page)
    give_password(page, editor)
    devices.send(
        "WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device["authenticatorId"]}
    )
    other = devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    assert other["authenticatorId"] != device["authenticatorId"]
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The passkey was not used")
    page.goto("/admin/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Second factor")
