"""What the security log contains, and what it must never contain."""

import logging

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from accounts import log
from news.comments import moderation
from news.models import Comment
from tests.accounts.conftest import current_code, sign_in, with_app
from tests.factories import CommentFactory

pytestmark = pytest.mark.django_db

STEP = "/admin/second-factor/"


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.INFO, logger="masthead.security")
    return lambda: [r.getMessage() for r in caplog.records if r.name == "masthead.security"]


def test_a_login_is_logged_with_its_account_address_and_path(client, editor, lines):
    sign_in(client, REMOTE_ADDR="192.0.2.5")
    assert lines() == ['login user="editor" address="192.0.2.5" path="/admin/login/"']


def test_a_logout_is_logged(client, editor, lines):
    sign_in(client)
    client.post("/admin/logout/")
    assert lines()[-1].startswith('logout user="editor"')


def test_a_failed_login_names_accounts_that_exist_and_no_password(client, editor, lines):
    sign_in(client, "editor", "my-secret-word")
    sign_in(client, "my-secret-word", "editor")
    assert lines()[0].startswith('login_failed user="editor"')
    assert lines()[1].startswith('login_failed user="(unknown)"')
    assert "my-secret-word" not in "".join(lines())


def test_a_refusal_is_logged_with_its_limit(editor, lines):
    for _ in range(6):
        sign_in(Client(), password="wrong")
    assert lines()[-1].startswith('throttled user="editor"')
    assert 'limit="login.account"' in lines()[-1]


def test_a_refusal_names_no_account_that_does_not_exist(editor, lines):
    for _ in range(6):
        sign_in(Client(), "my-secret-word", "wrong")
    assert lines()[-1].startswith('throttled user="(unknown)"')
    assert "my-secret-word" not in "".join(lines())


def test_the_second_step_is_logged(client, editor, lines):
    with_app(editor)
    sign_in(client)
    client.post(STEP, {"code": "000000"})
    code = current_code(editor)
    client.post(STEP, {"code": code})
    assert [line.split()[0] for line in lines()] == [
        "password_accepted",
        "second_factor_failed",
        "login",
    ]
    assert all('user="editor"' in line for line in lines())
    assert code not in "".join(lines())


def test_a_denied_permission_in_the_admin_is_logged(client, writer, article, lines):
    client.force_login(writer)
    client.get(reverse("wagtailusers_users:index"))
    client.get(reverse("wagtailadmin_pages:edit", args=[article.pk]))
    denied = [line for line in lines() if line.startswith("permission_denied")]
    assert len(denied) == 2 and all('user="writer"' in line for line in denied)


def test_a_form_from_elsewhere_is_logged(home, lines):
    Client(enforce_csrf_checks=True).post("/_util/login/", {})
    assert lines()[-1].startswith("permission_denied")


def test_a_page_password_is_logged(client, article, lines):
    restriction = PageViewRestriction.objects.create(
        page=article, restriction_type="password", password="swordfish"
    )
    url = f"/_util/authenticate_with_password/{restriction.pk}/{article.pk}/"
    for password in ("herring-and-salt", "swordfish"):
        client.post(url, {"password": password, "return_url": "/"})
    assert [line.split()[0] for line in lines()] == [
        "page_password_failed",
        "page_password_accepted",
    ]
    assert "herring" not in "".join(lines())


def test_a_ban_and_its_end_are_logged(client, editor, article, lines):
    comment = CommentFactory(article=article)
    client.force_login(editor)
    client.post(reverse("newsroom_comments"), {"one": f"ban {comment.pk}"})
    ban = moderation.CommentBan.objects.first()
    client.post(reverse("newsroom_comment_bans"), {"ban": ban.pk})
    events = [line.split()[0] for line in lines()]
    assert "ban" in events and "ban_lifted" in events
    assert Comment.objects.get().email not in "".join(lines())


def test_a_password_that_was_set_is_logged(editor, lines):
    editor.set_password("tide-tables-are-long")
    editor.save()
    assert lines()[-1] == 'password_set account="editor"'


def test_the_link_of_a_reset_is_not_logged(rf, lines):
    log.record("x", rf.get("/admin/password_reset/confirm/MQ/set-secret-token/"))
    assert "secret" not in lines()[0]


def test_nothing_that_was_sent_begins_a_line_of_its_own(client, rf, lines):
    request = rf.get("/", REMOTE_ADDR='x"\nlogin user="root"')
    log.record("x", request, user="a\nb\x1b[31m")
    assert len(lines()[0].splitlines()) == 1 and "\x1b" not in lines()[0]
