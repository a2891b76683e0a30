"""Limits at every form for signing in, by account and by address; responses reveal nothing."""

import re

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core import mail
from django.test import Client, TestCase
from django.urls import reverse
from wagtail.models import CollectionViewRestriction, PageViewRestriction

from accounts import throttle
from core.models import EditorialDocument
from tests.accounts.conftest import PASSWORD, sign_in

pytestmark = pytest.mark.django_db

LOGINS = ["/admin/login/", "/_util/login/"]


def guess(client, times, username="editor", door="/admin/login/", **extra) -> list[int]:
    return [
        sign_in(client, username, f"wrong-{number}", door, **extra).status_code
        for number in range(times)
    ]


@pytest.mark.parametrize("door", LOGINS)
@pytest.mark.parametrize("username", ["editor", "nobody-at-all"])
def test_guessing_one_account_is_refused_after_five_attempts(home, editor, door, username):
    codes = guess(Client(), 7, username, door)
    assert codes == [200] * 5 + [429] * 2


@pytest.mark.parametrize("door", LOGINS)
def test_the_refusal_has_retry_after_and_is_not_cacheable(home, editor, door):
    guess(Client(), 5, door=door)
    response = sign_in(Client(), "editor", "wrong", door)
    assert response.status_code == 429 and 0 < int(response.headers["Retry-After"]) <= 180
    assert response.headers["Cache-Control"] == "no-store"
    assert "Too many attempts" in response.content.decode()


def test_both_logins_share_their_counters(home, editor):
    assert guess(Client(), 3, door=LOGINS[0]) + guess(Client(), 3, door=LOGINS[1]) == [
        *[200] * 5,
        429,
    ]


def test_the_right_password_is_refused_like_a_wrong_one_while_the_account_waits(editor):
    guess(Client(), 5)
    assert sign_in(Client()).status_code == 429


def test_an_account_is_slowed_and_not_locked(editor, clock):
    guess(Client(), 20)
    clock.move(throttle.LOGIN_ACCOUNT.interval + 1)
    assert sign_in(Client()).status_code == 302


def test_a_device_that_has_signed_in_before_is_never_locked_out_by_others(editor):
    own = Client()
    sign_in(own)
    own.post("/admin/logout/")
    for number in range(30):
        guess(Client(), 1, REMOTE_ADDR=f"198.51.100.{number}")
    assert sign_in(Client(REMOTE_ADDR="198.51.100.200")).status_code == 429
    assert sign_in(own).status_code == 302


def test_nor_by_others_at_the_same_address(editor):
    own = Client()
    sign_in(own)
    own.post("/admin/logout/")
    for number in range(30):
        guess(Client(), 1, f"name-{number}")
    assert guess(Client(), 1, "another") == [429]
    assert sign_in(own).status_code == 302


def test_a_known_device_has_a_limit_of_its_own(editor):
    own = Client()
    sign_in(own)
    own.post("/admin/logout/")
    assert guess(own, 12) == [200] * 10 + [429] * 2


def test_a_known_device_is_known_for_its_own_accounts_alone(editor, writer):
    own = Client()
    sign_in(own, "writer")
    own.post("/admin/logout/")
    assert guess(own, 6) == [200] * 5 + [429]


def test_the_device_cookie_is_signed_and_out_of_reach_of_scripts(client, editor):
    sign_in(client)
    cookie = client.cookies["device"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["max-age"] > 10**7
    assert "editor" not in cookie.value
    guess(Client(), 5)
    forged = Client()
    forged.cookies["device"] = cookie.value[:-4] + "AAAA"
    assert sign_in(forged).status_code == 429


def test_a_failed_login_leaves_no_device_cookie(client, editor):
    guess(client, 1)
    assert "device" not in client.cookies


def test_one_address_may_try_twenty_accounts(editor):
    codes = [guess(Client(), 1, f"name-{number}")[0] for number in range(22)]
    assert codes == [200] * 20 + [429] * 2


def test_an_ipv6_customer_has_one_limit(editor):
    for number in range(20):
        guess(Client(), 1, f"name-{number}", REMOTE_ADDR=f"2001:db8:1:2::{number:x}")
    assert guess(Client(), 1, "x", REMOTE_ADDR="2001:db8:1:2:ffff::1") == [429]
    assert guess(Client(), 1, "x", REMOTE_ADDR="2001:db8:1:3::1") == [200]


def test_people_behind_one_address_who_sign_in_rightly_do_not_use_its_limit_up(editor):
    assert {sign_in(Client()).status_code for _ in range(30)} == {302}


@pytest.mark.parametrize("spelling", [" editor ", "EDITOR", "ｅditor"])
def test_other_spellings_of_a_name_are_counted_with_it(editor, spelling):
    guess(Client(), 5)
    assert guess(Client(), 1, spelling) == [429]


def test_authenticate_is_counted_wherever_it_is_called(editor):
    for _ in range(5):
        assert authenticate(username="editor", password="wrong") is None
    with pytest.raises(throttle.TooManyAttempts):
        authenticate(username="editor", password=PASSWORD)


@pytest.mark.parametrize("door", LOGINS)
def test_a_login_answers_alike_for_known_unknown_and_disabled_accounts(home, editor, writer, door):
    get_user_model().objects.filter(pk=writer.pk).update(is_active=False)
    answers = set()
    for name in ("editor", "nobody", "writer"):
        response = sign_in(Client(), name, "wrong", door)
        text = response.content.decode().replace(name, "NAME")
        answers.add((response.status_code, re.sub(r"\b[A-Za-z0-9]{64}\b", "TOKEN", text)))
    assert len(answers) == 1


def test_the_password_of_an_unknown_account_is_hashed_as_well(client, editor, monkeypatch):
    from django.contrib.auth.hashers import MD5PasswordHasher as Hasher

    hashed = []
    encode = Hasher.encode
    monkeypatch.setattr(
        Hasher, "encode", lambda self, *args: hashed.append(args[0]) or encode(self, *args)
    )
    counts = []
    for name in ("editor", "nobody"):
        hashed.clear()
        sign_in(client, name, "wrong")
        counts.append(len(hashed))
    assert counts[0] == counts[1] == 1


def ask_for_reset(client, email, **extra):
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post(reverse("wagtailadmin_password_reset"), {"email": email}, **extra)


def test_a_reset_answers_alike_and_mails_the_owner_alone(client, editor):
    answers = [ask_for_reset(Client(), mail_of) for mail_of in (editor.email, "x@nowhere.example")]
    assert {(each.status_code, each.url) for each in answers} == {
        (302, reverse("wagtailadmin_password_reset_done"))
    }
    assert [letter.to for letter in mail.outbox] == [[editor.email]]
    assert "/admin/password_reset/confirm/" in mail.outbox[0].body


@pytest.mark.parametrize("email", ["editor@newsroom.example", "x@nowhere.example"])
def test_resets_of_one_account_are_limited_whether_or_not_it_exists(editor, email):
    codes = [
        ask_for_reset(Client(), email, REMOTE_ADDR=f"192.0.2.{n}").status_code for n in range(5)
    ]
    assert codes == [302] * 3 + [429] * 2


def test_resets_from_one_address_are_limited(editor):
    answers = [ask_for_reset(Client(), f"x{number}@nowhere.example") for number in range(7)]
    assert [each.status_code for each in answers] == [302] * 5 + [429] * 2
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_a_password_is_reset_by_the_link_and_ends_every_session(client, editor):
    signed_in = Client()
    sign_in(signed_in)
    ask_for_reset(client, editor.email)
    link = mail.outbox[0].body.partition("http://localhost")[2].split()[0]
    form = client.get(link, follow=True)
    url = form.redirect_chain[-1][0]
    new = {"new_password1": "tide-tables-are-long", "new_password2": "tide-tables-are-long"}
    assert client.post(url, new).status_code == 302
    assert signed_in.get("/admin/").status_code == 302
    assert sign_in(Client(), password=new["new_password1"]).status_code == 302


@pytest.fixture
def page_door(article):
    restriction = PageViewRestriction.objects.create(
        page=article, restriction_type="password", password="swordfish"
    )
    return reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, article.pk])


@pytest.fixture
def document_door(home):
    from wagtail.models import Collection

    collection = Collection.get_first_root_node().add_child(name="Closed")
    EditorialDocument.objects.create(title="Closed", file="x.pdf", collection=collection)
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="password", password="swordfish"
    )
    return reverse("wagtaildocs_authenticate_with_password", args=[restriction.pk])


@pytest.mark.parametrize("door", ["page_door", "document_door"])
def test_the_password_of_a_page_or_document_is_not_guessed_at_length(request, door):
    url = request.getfixturevalue(door)
    codes = [
        Client().post(url, {"password": f"no-{n}", "return_url": "/"}).status_code
        for n in range(12)
    ]
    assert codes == [200] * 10 + [429] * 2
    right = {"password": "swordfish", "return_url": "/"}
    refused = Client().post(url, right)
    assert refused.status_code == 429 and int(refused.headers["Retry-After"]) > 0
    assert Client(REMOTE_ADDR="192.0.2.50").post(url, right).status_code == 302


def test_readers_who_have_the_password_of_a_page_are_not_limited(page_door):
    right = {"password": "swordfish", "return_url": "/"}
    assert {Client().post(page_door, right).status_code for _ in range(15)} == {302}


def test_the_password_of_a_page_is_slowed_for_many_addresses_together(page_door, clock):
    wrong = {"password": "no", "return_url": "/"}
    addresses = [f"198.51.100.{number}" for number in range(52)]
    codes = [Client(REMOTE_ADDR=each).post(page_door, wrong).status_code for each in addresses]
    assert codes[:50] == [200] * 50 and codes[51] == 429


def test_a_restriction_that_is_gone_is_not_found(client, home):
    url = reverse("wagtailcore_authenticate_with_password", args=[9999, 1])
    assert client.post(url, {"password": "x"}).status_code == 404


def test_nobody_signs_up(client, home):
    for path in ("/accounts/signup/", "/accounts/login/", "/admin/signup/", "/signup/"):
        assert client.get(path).status_code in {302, 404}
        assert get_user_model().objects.count() == 0
