"""A session that has passed the password alone reaches nothing as that person."""

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from accounts import factors
from accounts.models import RecoveryCode
from tests.accounts.conftest import OPEN, admin_addresses, current_code, sign_in, with_app

pytestmark = pytest.mark.django_db

STEP = "/admin/second-factor/"
SECURITY = "/admin/account/security/"


def test_the_password_of_a_person_with_a_factor_leads_to_the_second_step(client, editor):
    with_app(editor)
    sign_in(client)
    response = client.get("/admin/pages/")
    assert response.url == f"{STEP}?next=/admin/pages/"
    page = client.get(response.url).content.decode()
    assert 'name="code"' in page and 'value="/admin/pages/"' in page


def test_a_code_opens_the_admin_at_the_requested_page(half, editor):
    response = half.post(STEP, {"code": current_code(editor), "next": "/admin/pages/"})
    assert response.url == "/admin/pages/"
    assert half.get("/admin/pages/", follow=True).status_code == 200


@pytest.mark.parametrize("target", ["a:b", "account_security", "2026-99-99T99:99", "//x.example/"])
def test_a_next_parameter_that_is_not_a_path_is_ignored(half, editor, target):
    response = half.post(STEP, {"code": current_code(editor), "next": target})
    assert (response.status_code, response.url) == (302, "/admin/")


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


def test_the_second_step_can_be_left(half):
    page = half.get(STEP).content.decode()
    assert f'action="{STEP}leave/"' in page
    assert half.post(f"{STEP}leave/").url == "/admin/login/"
    assert half.get("/admin/").url == "/admin/login/?next=/admin/"


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


@pytest.mark.parametrize("target", ["a:b", "2026-99-99T99:99", "//x.example/"])
def test_the_login_leads_somebody_who_is_signed_in_to_paths_alone(client, editor, target):
    client.force_login(editor)
    response = client.get("/admin/login/", {"next": target})
    assert (response.status_code, response.url) == (302, "/admin/")
