"""How long a session lasts, and how its owner sees and ends the others."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from accounts.agents import device_of
from accounts.models import Session
from tests.accounts.conftest import sign_in

pytestmark = pytest.mark.django_db

SECURITY = "/admin/account/security/"
END = f"{SECURITY}sessions/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
          "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1")  # fmt: skip


def is_in(client) -> bool:
    return client.get("/admin/").status_code == 200


def test_a_session_ends_a_week_after_signing_in_however_much_it_is_used(client, editor, clock):
    sign_in(client)
    for _day in range(6):
        clock.move(86_400)
        assert is_in(client)
    clock.move(90_000)
    assert not is_in(client)
    assert not Session.objects.filter(user_key=editor.pk).exists()


def test_an_idle_session_ends(client, editor):
    sign_in(client)
    [row] = Session.objects.all()
    assert row.expire_date - timezone.now() <= timedelta(seconds=settings.SESSION_COOKIE_AGE)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_in(client)


def test_using_a_session_puts_its_end_off_and_writes_it_seldom(client, editor, clock):
    sign_in(client)
    is_in(client)
    before = Session.objects.get().seen_at
    is_in(client)
    assert Session.objects.get().seen_at == before
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=1))
    clock.move(400)
    is_in(client)
    after = Session.objects.get()
    assert after.seen_at - before > timedelta(seconds=390)
    assert after.expire_date > timezone.now() + timedelta(hours=1)


def test_an_open_editor_alone_does_not_prolong_the_session(client, editor, article, clock):
    sign_in(client)
    is_in(client)
    before = Session.objects.get().seen_at
    clock.move(4000)
    kind, session = "news/articlepage", 1
    client.post(f"/admin/editing-sessions/ping/{kind}/{article.pk}/{session}/")
    assert Session.objects.get().seen_at == before


def test_without_remember_me_the_cookie_ends_with_the_browser(client, editor):
    sign_in(client)
    assert client.cookies["sessionid"]["max-age"] == ""
    letter = {"username": "editor", "password": "a-long-password", "remember": "on"}
    remembered = Client()
    remembered.post("/admin/login/", letter)
    assert remembered.cookies["sessionid"]["max-age"] == settings.SESSION_COOKIE_AGE


def test_the_session_of_a_reader_with_a_page_password_lasts_for_days(client, article):
    restriction = PageViewRestriction.objects.create(
        page=article, restriction_type="password", password="swordfish"
    )
    url = f"/_util/authenticate_with_password/{restriction.pk}/{article.pk}/"
    client.post(url, {"password": "swordfish", "return_url": "/"})
    [row] = Session.objects.all()
    assert row.user_key is None and row.address == "" and row.agent == ""
    assert row.expire_date > timezone.now() + timedelta(days=6)


def test_sessions_that_are_over_are_deleted_by_the_nightly_command(client, editor):
    sign_in(client)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    call_command("prune")
    assert not Session.objects.exists()


@pytest.fixture
def three(editor) -> list[Client]:
    agents = (FIREFOX, IPHONE, "")
    clients = [Client(REMOTE_ADDR=f"192.0.2.{n}", headers={"User-Agent": agent})
               for n, agent in enumerate(agents)]  # fmt: skip
    for each in clients:
        sign_in(each)
    return clients


def handles(client) -> list[str]:
    page = client.get(SECURITY)
    return [each["handle"] for each in page.context["sessions"] if not each["is_own"]]


def test_a_person_sees_their_sessions_and_which_is_this_one(three):
    page = three[0].get(SECURITY)
    text = page.content.decode()
    for device in ("Firefox on Windows", "Safari on iPhone", "Unknown device"):
        assert device in text
    assert "192.0.2.0" in text and "192.0.2.1" in text
    own = [each for each in page.context["sessions"] if each["is_own"]]
    assert [each["address"] for each in own] == ["192.0.2.0"]


def test_no_page_holds_the_key_of_a_session(three):
    text = three[0].get(SECURITY).content.decode()
    assert not any(key in text for key in Session.objects.values_list("session_key", flat=True))


def test_one_session_is_ended_alone(three):
    text = three[0].get(SECURITY).context["sessions"]
    [handle] = [each["handle"] for each in text if each["address"] == "192.0.2.1"]
    three[0].post(END, {"session": handle})
    assert [is_in(each) for each in three] == [True, False, True]


def test_all_other_sessions_are_ended_at_once(three, events):
    three[0].post(END, {"session": "others"})
    assert [is_in(each) for each in three] == [True, False, False]
    assert "sessions_ended" in events()


def test_the_session_of_another_person_cannot_be_ended(three, writer):
    other = Client()
    sign_in(other, "writer")
    [*theirs] = handles(three[0])
    for handle in theirs:
        other.post(END, {"session": handle})
    other.post(END, {"session": "others"})
    assert all(map(is_in, three))


@pytest.mark.parametrize("value", ["", "x", "\x00", "9" * 5000])
def test_a_session_that_is_not_there_ends_nothing(three, value):
    assert three[0].post(END, {"session": value}).status_code == 302
    assert all(map(is_in, three))


def test_a_password_that_is_changed_ends_the_other_sessions(three):
    new = "tide-tables-are-long"
    form = {"password-old_password": "a-long-password", "password-new_password1": new,
            "password-new_password2": new, "name_email-first_name": "E",
            "name_email-last_name": "O",
            "name_email-email": "e@newsroom.example", "theme-theme": "system",
            "theme-contrast": "system", "theme-density": "default",
            "theme-keyboard_shortcuts": "on"}  # fmt: skip
    assert three[0].post("/admin/account/", form).status_code == 302
    assert [is_in(each) for each in three] == [True, False, False]
    assert Session.objects.count() == 1


def test_a_password_that_somebody_else_sets_ends_every_session(three, editor):
    editor.set_password("tide-tables-are-long")
    editor.save()
    assert not Session.objects.filter(user_key=editor.pk).exists()


def test_a_new_hash_of_the_same_password_ends_nothing(client, editor, settings):
    sign_in(client)
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    assert get_user_model().objects.get(pk=editor.pk).check_password("a-long-password")
    assert get_user_model().objects.get(pk=editor.pk).password.startswith("pbkdf2")
    assert Session.objects.filter(user_key=editor.pk).exists()


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox on Windows"),
        (IPHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/140.0.0.0 Safari/537.36 Edg/140.0", "Edge on Linux"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.5.0", "Unknown device"),
        ("", "Unknown device"),
    ],
)  # fmt: skip
def test_a_device_has_a_readable_name(agent, name):
    assert device_of(agent) == name


@pytest.fixture
def over_https(settings):
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    settings.DEVICE_COOKIE_NAME = "__Host-device"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True


def test_over_https_every_cookie_is_bound_to_the_host(over_https, editor):
    client = Client(enforce_csrf_checks=True)
    client.get("/admin/login/", secure=True)
    token = client.cookies["__Host-csrftoken"].value
    letter = {"username": "editor", "password": "a-long-password", "csrfmiddlewaretoken": token}
    headers = {"Referer": "https://testserver/admin/login/"}
    client.post("/admin/login/", letter, secure=True, headers=headers)
    assert client.get("/admin/", secure=True).status_code == 200
    assert set(client.cookies) == {"__Host-csrftoken", "__Host-sessionid", "__Host-device"}
    for cookie in client.cookies.values():
        # https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie
        assert cookie["secure"] and cookie["path"] == "/" and not cookie["domain"]


def test_pages_for_everyone_set_no_cookie(client, article):
    for url in ("/", article.url, "/topics/", "/search/?q=sleep", "/contact/", "/nowhere/"):
        assert not client.get(url).cookies, url
