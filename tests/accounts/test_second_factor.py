"""A session that has passed the password alone reaches nothing as that person."""

import base64
import re
import time

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import get_resolver, reverse
from wagtail.models import PageViewRestriction

from accounts import factors, throttle
from accounts.models import Authenticator, RecoveryCode, SignInRules
from tests.accounts.conftest import current_code, demand_of, sign_in, with_app

pytestmark = pytest.mark.django_db

STEP = "/admin/second-factor/"
SECURITY = "/admin/account/security/"


@pytest.fixture
def half(client, editor):
    """A client that has given the password of a person with an app."""
    with_app(editor)
    sign_in(client)
    return client


def test_the_password_of_a_person_with_a_factor_leads_to_the_second_step(client, editor):
    with_app(editor)
    sign_in(client)
    response = client.get("/admin/pages/")
    assert response.url == f"{STEP}?next=/admin/pages/"
    page = client.get(response.url).content.decode()
    assert 'name="code"' in page and 'value="/admin/pages/"' in page


def test_a_code_opens_the_admin_at_the_page_that_was_asked_for(half, editor):
    response = half.post(STEP, {"code": current_code(editor), "next": "/admin/pages/"})
    assert response.url == "/admin/pages/"
    assert half.get("/admin/pages/", follow=True).status_code == 200


def admin_addresses() -> list[str]:
    """Of every view of the admin, with numbers and words for what it is given."""
    found = []
    for pattern, _prefix in walk(get_resolver().url_patterns, ""):
        if pattern.startswith("admin/"):
            found.append("/" + pattern)
    return sorted(set(found))


def walk(patterns, prefix):
    for each in patterns:
        route = prefix + plain(str(each.pattern))
        if hasattr(each, "url_patterns"):
            yield from walk(each.url_patterns, route)
        else:
            yield route, each


def plain(route: str) -> str:
    for kind, value in (("int", "1"), ("slug", "x"), ("str", "x"), ("path", "x"), ("uuid", "x")):
        while f"<{kind}:" in route:
            before, _, rest = route.partition(f"<{kind}:")
            route = before + value + rest.partition(">")[2]
    while "<" in route and ">" in route:
        before, _, rest = route.partition("<")
        route = before + "1" + rest.partition(">")[2]
    return route.replace("^", "").replace("$", "")


OPEN = {
    "/admin/second-factor/",
    "/admin/second-factor/passkey/",
    "/admin/logout/",
    "/admin/sprite/",
    "/admin/jsi18n/",
}


def test_no_address_of_the_admin_opens_before_the_second_factor(half, article):
    addresses = [each for each in admin_addresses() if each not in OPEN and "reset/" not in each]
    assert len(addresses) > 150
    reached = {
        url: response.status_code
        for url in addresses
        if (response := half.get(url)).status_code not in {302, 404, 301, 405}
        or (response.status_code == 302 and STEP not in response.url)
    }
    assert reached == {}


def test_nor_with_post_or_by_a_script(half, article):
    for url in (f"/admin/pages/{article.pk}/edit/", "/admin/account/", SECURITY):
        assert half.post(url, {}).url.startswith(STEP)
        answer = half.get(url, headers={"X-Requested-With": "XMLHttpRequest"})
        assert answer.status_code == 403 and answer.json()
    assert half.get("/admin/api/main/pages/").url.startswith(STEP)


def test_the_password_alone_opens_no_private_page(half, article):
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    response = half.get(article.url, follow=True)
    assert response.redirect_chain[-1][0].startswith(STEP)
    assert "Second factor" in response.content.decode()


def test_the_front_end_login_leads_to_the_second_step_and_back(client, editor, article):
    with_app(editor)
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    letter = {"username": "editor", "password": "a-long-password", "next": article.url}
    response = client.post("/_util/login/", letter, follow=True)
    assert response.redirect_chain[-1][0] == f"{STEP}?next={article.url}"
    step = response.redirect_chain[-1][0]
    assert client.post(step, {"code": current_code(editor)}).url == article.url
    assert client.get(article.url).status_code == 200


def test_a_code_is_taken_once(half, editor):
    code = current_code(editor)
    half.post(STEP, {"code": code})
    other = Client()
    sign_in(other)
    assert "not right" in other.post(STEP, {"code": code}).content.decode()
    assert other.get("/admin/").status_code == 302


@pytest.mark.parametrize(
    ("seconds", "is_taken"), [(-90, False), (-30, True), (30, True), (90, False)]
)
def test_a_clock_may_be_half_a_minute_wrong(half, editor, clock, seconds, is_taken):
    clock.move(seconds)
    code = current_code(editor)
    clock.move(-seconds)
    assert (half.post(STEP, {"code": code}).status_code == 302) is is_taken


@pytest.mark.parametrize(
    "code", ["", "000000", "12345", "abc", "０００００1", "x" * 41, "\x00" * 6]
)
def test_a_wrong_code_opens_nothing(half, code):
    assert half.post(STEP, {"code": code}).status_code == 200
    assert half.get("/admin/").status_code == 302


def test_codes_of_another_person_open_nothing(half, writer):
    with_app(writer)
    codes = factors.make_recovery_codes(writer)
    for code in (current_code(writer), codes[0]):
        assert half.post(STEP, {"code": code}).status_code == 200


def test_codes_are_not_guessed_at_length(editor):
    with_app(editor)
    codes = []
    for number in range(7):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        sign_in(client)
        codes.append(client.post(STEP, {"code": f"00000{number}"}).status_code)
    assert codes == [200] * 5 + [429] * 2


def test_guessing_codes_does_not_lock_out_the_owners_device(editor, clock):
    with_app(editor)
    own = Client()
    sign_in(own)
    own.post(STEP, {"code": current_code(editor)})
    own.post("/admin/logout/")
    thief = Client(REMOTE_ADDR="192.0.2.9")
    sign_in(thief)
    for _ in range(10):
        thief.post(STEP, {"code": "000000"})
    clock.move(60)
    sign_in(own)
    assert own.post(STEP, {"code": current_code(editor)}).status_code == 302


def test_the_password_alone_makes_no_known_device(half):
    assert "device" not in half.cookies


def test_the_second_step_waits_for_half_an_hour(half, editor, clock):
    clock.move(1900)
    assert half.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/admin/login/")


def test_signing_in_as_somebody_else_is_possible_from_the_second_step(half, writer):
    sign_in(half, "writer")
    assert half.get("/admin/").status_code == 200


def test_a_recovery_code_opens_once_and_in_any_spelling(editor):
    with_app(editor)
    code = factors.make_recovery_codes(editor)[0]
    first, second = Client(), Client()
    sign_in(first), sign_in(second)
    assert first.post(STEP, {"code": f" {code.upper().replace('-', ' ')} "}).status_code == 302
    assert second.post(STEP, {"code": code}).status_code == 200
    assert factors.codes_left(editor) == factors.CODES - 1


def test_codes_are_stored_as_digests(editor):
    codes = factors.make_recovery_codes(editor)
    stored = " ".join(RecoveryCode.objects.values_list("digest", flat=True))
    assert len(set(codes)) == factors.CODES
    assert not any(code.replace("-", "") in stored for code in codes)


def test_the_step_leads_to_no_other_site(half, editor):
    response = half.post(STEP, {"code": current_code(editor), "next": "https://evil.example/"})
    assert response.url == "/admin/"


def test_a_person_without_a_factor_signs_in_as_before(client, editor):
    sign_in(client)
    assert client.get("/admin/").status_code == 200


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


def test_whoever_only_has_the_password_does_not_add_or_remove_a_factor(half, editor):
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


def test_a_group_that_needs_a_factor_is_led_to_add_one_and_nowhere_else(client, editor, article):
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


def test_superusers_may_be_asked_for_one_as_well(client, db):
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
    assert factors.what_is_missing(editor) == factors.ENROL
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


def test_nobody_resets_their_own_factor_or_that_of_who_may_do_more(
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


def test_the_middleware_stands_directly_behind_djangos():
    django = settings.MIDDLEWARE.index("django.contrib.auth.middleware.AuthenticationMiddleware")
    assert settings.MIDDLEWARE[django + 1] == "accounts.middleware.Accounts"


def test_the_limits_of_codes_are_tighter_than_those_of_passwords():
    assert throttle.CODE_ACCOUNT.interval > throttle.LOGIN_ACCOUNT.interval
