"""Contact, standard pages, errors, addresses for machines."""

import pytest
from django.core import mail
from django.test import Client, TestCase
from wagtail.contrib.forms.models import FormSubmission
from wagtail.models import Site

from core.models import Publication
from home.models import ContactField
from tests.factories import ContactPageFactory, StandardPageFactory


@pytest.fixture
def contact(home):
    page = ContactPageFactory(
        parent=home, address="1 Quay Street", contact_email="hi@paper.example"
    )
    page.form_fields = [
        ContactField(sort_order=0, label="Name", clean_name="name", field_type="singleline"),
        ContactField(sort_order=1, label="E-mail", clean_name="e_mail", field_type="email"),
        ContactField(sort_order=2, label="Message", clean_name="message", field_type="multiline"),
    ]
    page.save()
    return page


SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
LETTER = {"name": "Ruth", "e_mail": "ruth@reader.example", "message": "A tip:\nlook here."}


def write(client, **values):
    """Sends a letter, and runs the task that mails it."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post("/contact/", LETTER | values, headers=SAME_ORIGIN)


def test_the_contact_page_shows_address_and_form(client, contact):
    html = client.get("/contact/").content.decode()
    assert "1 Quay Street" in html and "hi@paper.example" in html and 'name="message"' in html


def test_a_letter_is_begun_for_who_searched_in_vain(client, contact):
    html = client.get("/contact/", {"missing": 'a "b" <i>c</i>'}).content.decode()
    assert "I searched for “a &quot;b&quot; &lt;i&gt;c&lt;/i&gt;” and found nothing." in html
    assert client.get("/contact/", {"missing": "\x00"}).status_code == 200


def test_a_letter_is_stored_and_mailed_and_thanked_for(client, contact):
    assert write(client).status_code == 200
    assert FormSubmission.objects.get().get_data()["message"] == LETTER["message"]
    assert mail.outbox[0].to == ["desk@masthead.example"]
    assert "look here" in mail.outbox[0].body


def test_the_contact_page_sets_no_cookie_and_depends_on_none(client, contact):
    response = client.get("/contact/")
    assert not response.cookies and "Cookie" not in response.headers.get("Vary", "")
    assert not client.post("/contact/", LETTER, headers=SAME_ORIGIN).cookies


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {}],
)
def test_a_letter_sent_from_another_site_is_shown_and_not_taken(contact, headers):
    client = Client(enforce_csrf_checks=True)
    response = client.post("/contact/", LETTER, headers=headers)
    assert response.status_code == 403 and "look here." in response.content.decode()
    assert not FormSubmission.objects.exists() and not mail.outbox
    assert client.post("/contact/", LETTER, headers=SAME_ORIGIN).status_code == 200
    assert FormSubmission.objects.exists()


def test_a_flood_of_letters_is_stored_and_not_mailed_on(client, contact, monkeypatch):
    monkeypatch.setattr("home.models.contact.MOST_MAILED", 2)
    for number in range(4):
        assert write(client, message=f"Number {number}").status_code == 200
    assert FormSubmission.objects.count() == 4 and len(mail.outbox) == 2


def test_a_rejected_contact_form_shows_what_was_typed(client, contact):
    html = client.post(
        "/contact/", LETTER | {"e_mail": "nonsense"}, headers=SAME_ORIGIN
    ).content.decode()
    assert "look here." in html and "nonsense" in html
    assert not FormSubmission.objects.exists() and not mail.outbox


@pytest.mark.parametrize(
    "text", ["with \x00 a NUL", "x" * 10_001, "\ud800".encode("utf-8", "replace")]
)
def test_an_unstorable_letter_is_answered_with_an_error(client, contact, text):
    response = client.post("/contact/", LETTER | {"message": text}, headers=SAME_ORIGIN)
    assert response.status_code == 200


def test_a_header_is_not_smuggled_into_the_mail(client, contact):
    write(client, name="A\nBcc: x@y.example")
    assert all("x@y.example" not in message.recipients() for message in mail.outbox)


def test_a_standard_page_shows_its_blocks(client, home):
    page = StandardPageFactory(
        parent=home,
        title="About us",
        body=[
            {"type": "heading", "value": "Who we are"},
            {"type": "paragraph", "value": "<p>A small newsroom.</p>"},
        ],
    )
    html = client.get(page.url).content.decode()
    assert "Who we are" in html and "A small newsroom." in html


def test_the_publications_settings_show_on_every_page(client, article):
    site = Site.objects.get(is_default_site=True)
    Publication.objects.update_or_create(
        site=site, defaults={"name": "The Quay", "copyright_holder": "Quay Press Ltd"}
    )
    for url in ("/", article.url, "/search/"):
        html = client.get(url).content.decode()
        assert "The Quay" in html and "Quay Press Ltd" in html


def test_a_missing_page_is_in_character_and_offers_a_search(client, article):
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert 'action="/search/"' in response.content.decode()


def test_the_error_page_depends_on_nothing():
    from django.template import Context, Engine
    from django.template.loader import get_template

    template = get_template("500.html").template
    html = Engine().from_string(template.source).render(Context())
    assert "<html" in html and "<h1" in html


def test_the_health_check_answers_ok(client, db):
    assert client.get("/healthz").json() == {"status": "ok"}


def test_a_page_hidden_from_search_engines_has_noindex(client, article):
    article.hide_from_search_engines = True
    article.save_revision().publish()
    assert "noindex" in client.get(article.url).content.decode()


@pytest.mark.parametrize("slug", ["search", "admin", "authors", "feed", "share", "topics"])
def test_a_page_cannot_take_an_address_of_the_site_itself(home, slug):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match="address that the site itself uses"):
        StandardPageFactory(parent=home, title="Clash", slug=slug)


def test_no_reader_gets_a_cookie(client, article):
    for url in ("/", article.url, "/health/", "/authors/", "/search/?q=sleep", "/feed/"):
        assert not client.get(url).cookies, url


def letters() -> int:
    return FormSubmission.objects.count()


def test_a_program_that_fills_in_the_hidden_field_is_thanked_and_not_read(client, contact):
    trapped = client.post("/contact/", LETTER | {"your-website": "x"}, headers=SAME_ORIGIN)
    assert trapped.status_code == 200 and letters() == 0 and not mail.outbox
    honest = client.post("/contact/", LETTER, headers=SAME_ORIGIN)
    assert honest.content == trapped.content and letters() == 1


def test_a_letter_that_comes_twice_is_stored_and_mailed_once(client, contact):
    answers = [write(client) for _ in range(3)]
    assert len({each.content for each in answers}) == 1
    assert letters() == len(mail.outbox) == 1


def test_one_network_may_send_five_letters_before_it_must_wait(client, contact):
    def send(number, address="192.0.2.1"):
        letter = LETTER | {"message": f"Letter {number}"}
        return client.post("/contact/", letter, headers=SAME_ORIGIN, REMOTE_ADDR=address)

    codes = [send(number).status_code for number in range(7)]
    assert codes == [200] * 5 + [429] * 2 and letters() == 5
    refused = send(7)
    assert int(refused.headers["Retry-After"]) > 0
    assert "Letter 7" in refused.content.decode()
    assert send(7, "198.51.100.9").status_code == 200 and letters() == 6


def test_a_letter_with_a_mistake_in_it_counts_for_nothing(client, contact):
    for _ in range(10):
        client.post("/contact/", LETTER | {"e_mail": "nonsense"}, headers=SAME_ORIGIN)
    assert client.post("/contact/", LETTER, headers=SAME_ORIGIN).status_code == 200
    assert letters() == 1


def test_the_hidden_field_is_out_of_sight_and_out_of_the_tab_order(client, contact):
    html = client.get("/contact/").content.decode()
    field = html.partition('name="your-website"')[2].partition(">")[0]
    assert 'tabindex="-1"' in field and 'autocomplete="off"' in field
