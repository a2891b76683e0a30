"""Adding, demanding, removing and resetting second factors."""

import base64
import re
import time

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts import factors, throttle
from accounts.models import Authenticator, SignInRules
from tests.accounts.conftest import OPEN, admin_addresses, demand_of, sign_in, with_app

pytestmark = pytest.mark.django_db

STEP = "/admin/second-factor/"
SECURITY = "/admin/account/security/"


def enrol(client, user) -> str:
    """Adds an app by the pages; the page that follows."""
    page = client.get(f"{SECURITY}app/").content.decode()
    assert "<svg" in page
    secret = base64.b64decode(client.session["authenticator_secret"])
    code = factors.totp(secret).generate(int(time.time())).decode()
    return client.post(f"{SECURITY}app/", {"code": code}).content.decode()


def test_an_app_is_added_with_a_code_and_comes_with_recovery_codes(client, editor, clock):
    sign_in(client)
    page = enrol(client, editor)
    codes = re.findall(r"<li>([0-9a-z-]{19})</li>", page)
    assert len(codes) == 10
    assert client.get("/admin/").status_code == 200
    clock.move(60)
    other = Client()
    sign_in(other)
    assert other.post(STEP, {"code": codes[0]}).status_code == 302


def test_a_wrong_code_adds_no_app(client, editor):
    sign_in(client)
    client.get(f"{SECURITY}app/")
    assert "not the code" in client.post(f"{SECURITY}app/", {"code": "000000"}).content.decode()
    assert not Authenticator.objects.exists()


def test_adding_the_first_factor_ends_the_other_sessions(client, editor):
    sign_in(client)
    other = Client()
    sign_in(other)
    enrol(client, editor)
    assert other.get("/admin/").status_code == 302 and client.get("/admin/").status_code == 200


def test_a_factor_cannot_be_added_or_removed_with_the_password_alone(half, editor):
    for path in ("app/", "passkey/", "codes/", "remove/", "passkey/options/", "sessions/"):
        assert half.get(f"{SECURITY}{path}").url.startswith(STEP)
        assert half.post(f"{SECURITY}{path}", {"factor": "app"}).url.startswith(STEP)
    assert Authenticator.objects.count() == 1


def test_changing_factors_asks_for_the_password_some_time_after_signing_in(client, editor, clock):
    sign_in(client)
    clock.move(1000)
    response = client.get(f"{SECURITY}app/")
    assert response.url == f"{SECURITY}confirm/?next={SECURITY}app/"
    url = f"{SECURITY}confirm/"
    assert "not the password" in client.post(url, {"password": "no"}).content.decode()
    letter = {"password": "a-long-password", "next": f"{SECURITY}app/"}
    assert client.post(url, letter).url == f"{SECURITY}app/"
    assert client.get(f"{SECURITY}app/").status_code == 200


def test_a_factor_is_removed_with_its_recovery_codes(client, editor):
    sign_in(client)
    enrol(client, editor)
    client.post(f"{SECURITY}remove/", {"factor": "app"})
    assert not factors.has_factor(editor) and factors.codes_left(editor) == 0
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("factor", ["", "x", "9" * 30, "-1", "²"])
def test_removing_what_is_not_there_changes_nothing(client, editor, factor):
    sign_in(client)
    enrol(client, editor)
    assert client.post(f"{SECURITY}remove/", {"factor": factor}).status_code == 302
    assert factors.has_factor(editor)


def test_new_recovery_codes_end_the_old_ones(client, editor):
    sign_in(client)
    enrol(client, editor)
    old = factors.make_recovery_codes(editor)
    page = client.post(f"{SECURITY}codes/").content.decode()
    assert factors.codes_left(editor) == 10 and not any(code in page for code in old)
    assert not factors.check(editor, old[0])


def test_members_of_a_group_that_needs_a_factor_must_add_one_first(client, editor, article):
    demand_of("Editor")
    sign_in(client)
    assert client.get("/admin/").url == f"{SECURITY}?next=/admin/"
    page = client.get(SECURITY).content.decode()
    assert "Add an authenticator app" in page and "wagtail-sidebar" not in page
    reached = [
        url
        for url in admin_addresses()
        if not url.startswith(SECURITY)
        and url not in OPEN
        and "reset/" not in url
        and client.get(url).status_code == 200
    ]
    assert reached == []
    enrol(client, editor)
    assert client.get("/admin/").status_code == 200


def test_a_demand_also_reaches_people_who_are_signed_in(client, editor):
    sign_in(client)
    assert client.get("/admin/").status_code == 200
    demand_of("Editor")
    assert client.get("/admin/").url.startswith(SECURITY)


def test_a_demand_leaves_other_groups_alone(client, writer):
    demand_of("Editor")
    sign_in(client, "writer")
    assert client.get("/admin/").status_code == 200


def test_where_a_factor_is_demanded_the_last_one_is_replaced_at_once(client, editor):
    demand_of("Editor")
    sign_in(client)
    enrol(client, editor)
    client.post(f"{SECURITY}remove/", {"factor": "app"})
    assert client.get("/admin/").url.startswith(SECURITY)


def test_a_second_factor_may_be_demanded_of_superusers_as_well(client, db):
    get_user_model().objects.create_superuser("root", "root@newsroom.example", "a-long-password")
    rules = SignInRules.load()
    rules.superusers = True
    rules.save()
    sign_in(client, "root")
    assert client.get("/admin/").url.startswith(SECURITY)


def test_an_administrator_chooses_the_groups_in_the_settings(client, administrator, editor):
    client.force_login(administrator)
    url = client.get(reverse("wagtailsettings:edit", args=["accounts", "signinrules"])).url
    assert client.get(url).status_code == 200
    group = Group.objects.get(name="Editor")
    assert client.post(url, {"groups": [group.pk]}).status_code == 302
    assert factors.missing_step(editor) == factors.ENROL
    client.force_login(editor)
    assert client.get("/admin/").url.startswith(SECURITY)


def test_an_editor_does_not_change_the_rules(client, editor):
    client.force_login(editor)
    url = reverse("wagtailsettings:edit", args=["accounts", "signinrules"])
    assert client.get(url, follow=True).redirect_chain[-1][0] == "/admin/"
    url = client.get(url).url
    assert client.post(url, {"groups": []}).url == "/admin/"


def reset_url(user) -> str:
    return reverse("account_reset_second_factor", args=[user.pk])


def test_an_administrator_resets_the_factor_of_another(client, administrator, editor, events):
    with_app(editor)
    factors.make_recovery_codes(editor)
    other = Client()
    sign_in(other)
    client.force_login(administrator)
    assert reset_url(editor) in client.get(reverse("wagtailusers_users:index")).content.decode()
    assert "recovery codes" in client.get(reset_url(editor)).content.decode()
    assert factors.has_factor(editor)
    client.post(reset_url(editor))
    assert not factors.has_factor(editor) and "second_factor_reset" in events()
    assert other.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/admin/login/")
    sign_in(other)
    assert other.get("/admin/").status_code == 200


def test_a_factor_of_oneself_or_of_a_more_privileged_user_cannot_be_reset(
    client, administrator, editor, writer
):
    root = get_user_model().objects.create_superuser(
        "root", "r@newsroom.example", "a-long-password"
    )
    for actor, target in ((administrator, root), (editor, writer), (administrator, administrator)):
        with_app(target)
        client.force_login(actor)
        session = client.session
        session["second_factor"] = True
        session.save()
        client.post(reset_url(target))
        assert factors.has_factor(target), (actor, target)
        Authenticator.objects.all().delete()


def test_the_command_resets_a_factor(editor, capsys, events):
    with_app(editor)
    call_command("reset_second_factor", "editor")
    assert not factors.has_factor(editor) and "second_factor_reset" in events()
    call_command("reset_second_factor", "editor")
    assert "has no second factor" in capsys.readouterr().out
    with pytest.raises(CommandError, match="no account 'nobody'"):
        call_command("reset_second_factor", "nobody")


def test_the_middleware_is_directly_after_djangos():
    django = settings.MIDDLEWARE.index("django.contrib.auth.middleware.AuthenticationMiddleware")
    assert settings.MIDDLEWARE[django + 1] == "accounts.middleware.Accounts"


def test_the_limits_of_codes_are_tighter_than_those_of_passwords():
    assert throttle.CODE_ACCOUNT.interval > throttle.LOGIN_ACCOUNT.interval
