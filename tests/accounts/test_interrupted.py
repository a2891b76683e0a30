"""Forms of the admin that are sent after the session has ended: nothing of them is lost."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from news.models import Topic

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
POSTED = {"title": 'Tides & "moons"', "standfirst": "One.\nTwo <b>.", "tag": ["a", "b"]}


@pytest.fixture
def address(article):
    return reverse("wagtailadmin_pages:edit", args=[article.pk])


@pytest.fixture
def strict():
    return Client(enforce_csrf_checks=True)


def held(answer) -> dict[str, list[str]]:
    """What the page's form would send again."""
    fields: dict[str, list[str]] = {}
    pattern = r'<input type="hidden" name="([^"]*)" value="([^"]*)">'
    for name, value in re.findall(pattern, answer.content.decode()):
        fields.setdefault(unescape(name), []).append(unescape(value))
    return fields


def test_a_form_sent_after_signing_out_is_held(client, address):
    answer = client.post(address, POSTED, headers=FROM_HERE)
    assert answer.status_code == 403 and "no-store" in answer["Cache-Control"]
    fields = held(answer)
    assert fields["title"] == [POSTED["title"]] and fields["tag"] == ["a", "b"]
    assert fields["standfirst"] == [POSTED["standfirst"]]
    assert f'action="{address}"' in answer.content.decode()
    assert "Sign in in a new tab" in answer.content.decode()


@pytest.mark.parametrize("posted", [{}, {"next": "/admin/"}])
def test_signing_out_is_no_lost_form(client, editor, posted):
    client.force_login(editor)
    answer = client.post(reverse("wagtailadmin_logout"), posted, headers=FROM_HERE)
    assert answer.status_code == 302


def test_a_form_without_a_word_in_it_leads_to_the_login(client, address):
    answer = client.post(address, {"csrfmiddlewaretoken": "x"}, headers=FROM_HERE)
    assert answer.status_code == 302


def test_a_form_of_before_signing_in_again_is_held_and_then_taken(strict, editor):
    address = "/admin/newsroom/topics/create/"
    strict.force_login(editor)
    old = str(strict.get(address).context["csrf_token"])
    strict.cookies.clear()
    strict.force_login(editor)
    strict.get(address)
    answer = strict.post(address, {"name": "Tides", "csrfmiddlewaretoken": old}, headers=FROM_HERE)
    assert answer.status_code == 403 and "Send again" in answer.content.decode()
    assert not Topic.objects.exists()
    again = {**held(answer), "csrfmiddlewaretoken": str(answer.context["csrf_token"])}
    strict.post(address, again, headers=FROM_HERE)
    assert Topic.objects.get().name == "Tides"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://a.example"},
        {},
    ],
)
def test_a_form_from_another_site_is_not_held_to_be_sent_again(strict, editor, address, headers):
    strict.force_login(editor)
    answer = strict.post(address, POSTED, headers=headers)
    assert answer.status_code == 403 and not held(answer)


def test_no_password_is_written_into_a_page(strict, editor):
    strict.force_login(editor)
    address = reverse("wagtailadmin_account")
    fields = {"password-old_password": "a-long-password"}
    answer = strict.post(address, fields, headers=FROM_HERE)
    assert answer.status_code == 403 and "a-long-password" not in answer.content.decode()
    answer = strict.post(
        reverse("wagtailadmin_login"), {"password": "a-long-password"}, headers=FROM_HERE
    )
    assert "a-long-password" not in answer.content.decode()


def test_scripts_get_no_page(client, address):
    for headers in ({"Accept": "application/json"}, {"X-Requested-With": "XMLHttpRequest"}):
        answer = client.post(address, POSTED, headers={**FROM_HERE, **headers})
        assert answer.status_code in {302, 403} and not held(answer)


def test_public_forms_are_refused_as_before(strict, home):
    answer = strict.post("/_util/login/", {"username": "a"}, headers=FROM_HERE)
    assert answer.status_code == 403 and "was not taken" in answer.content.decode()


def test_files_have_to_be_chosen_again(client, address):
    file = SimpleUploadedFile("gate.png", b"x")
    answer = client.post(address, {**POSTED, "file": file}, headers=FROM_HERE)
    assert "gate.png" in answer.content.decode()


def test_the_script_can_query_who_is_signed_in(client, editor):
    address = reverse("account_session")
    assert client.get(address).status_code == 302
    client.force_login(editor)
    answer = client.get(address)
    assert answer.json()["name"] == "editor" and answer.json()["token"]
    assert "no-store" in answer["Cache-Control"]
