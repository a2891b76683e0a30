"""The admin's import page."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from news.importing.forms import LARGEST
from news.importing.hooks import menu_item
from news.models import ArticlePage
from tests.conftest import person
from tests.pasted import EXPLAINER

TEXT = """RECENT NEWS

How the ferry works

By Ada Byron

The ferry leaves at six, and by then the quay is quiet enough to hear the rope.

What happens first

The crew reads the tide table twice, and nobody speaks until it is done.

FAQs

1. Does it run in winter?

It does, unless the harbour is frozen.
"""


@pytest.fixture
def upload():
    return reverse("newsroom_import")


@pytest.fixture
def review():
    return reverse("newsroom_import_review")


@pytest.fixture
def as_writer(client, writer, news):
    client.force_login(writer)
    return client


def fields_of(response, **changes) -> dict:
    """What the browser would send back from the review."""
    form = response.context["form"]
    values = {}
    for bound in form:
        value = bound.value()
        values[bound.name] = getattr(value, "pk", value) or ""
    return {**values, **changes}


def test_paste_correct_and_create(as_writer, upload, review, news, writer):
    assert as_writer.get(upload).status_code == 200
    answer = as_writer.post(upload, {"text": TEXT, "format": "auto"})
    page = answer.content.decode()
    for words in ("How the ferry works", "Ada Byron", "What happens first", "run in winter?"):
        assert words in page
    answer = as_writer.post(review, fields_of(answer, title="The ferry, explained", check="1"))
    assert answer.status_code == 200
    assert answer.context["manuscript"].title == "The ferry, explained"
    assert not ArticlePage.objects.exists()
    answer = as_writer.post(review, fields_of(answer, create="1"))
    article = ArticlePage.objects.get()
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[article.pk])
    assert article.title == "The ferry, explained" and article.owner == writer
    assert not article.live and article.get_parent().pk == news.pk
    assert article.contents()[0].heading == "What happens first"
    assert as_writer.get(answer.url).status_code == 200


def test_a_headline_changed_in_the_markdown_counts(as_writer, upload, review):
    answer = as_writer.post(upload, {"text": "# Old headline\n\nWords.\n\n## Part\n\nMore."})
    fields = fields_of(answer, check="1")
    fields["markdown"] = fields["markdown"].replace("Old headline", "New headline")
    answer = as_writer.post(review, fields)
    assert answer.context["manuscript"].title == "New headline"
    assert answer.context["form"]["title"].value() == "New headline"


def test_dropped_furniture_stays_on_show(as_writer, upload, review):
    answer = as_writer.post(upload, {"text": TEXT})
    dropped = answer.context["dropped"]
    assert dropped
    answer = as_writer.post(review, fields_of(answer, check="1"))
    assert answer.context["dropped"] == dropped


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose a file, or paste the text"),
        ({"text": "   \n "}, "Choose a file, or paste the text"),
        ({"file": (b"x" * (LARGEST + 1), "a.txt")}, "manage.py import_articles"),
        (
            {"file": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "a.png")},
            "this is a picture (PNG)",
        ),
        (
            {"file": (b"PK\x03\x04" + bytes(range(32)) * 9, "a.docx")},
            "this is a Word document (DOCX)",
        ),
        ({"file": (b"", "a.txt")}, "empty"),
        ({"file": (b"\n \n", "a.txt")}, "There is no text in it"),
        ({"file": (b"{broken", "a.jsonl")}, "It cannot be read"),
        ({"file": (b"---\ntitle: [x\n---\n\nWords", "a.md")}, "It cannot be read"),
        (
            {"file": (b'{"title": "a", "body": "b"}\n{"title": "c", "body": "d"}', "a.jsonl")},
            "more than one article",
        ),
        ({"text": "Words", "file": (b"Words", "a.txt")}, "not both"),
        ({"text": "Words", "format": "nonsense"}, "Select a valid choice"),
    ],
)
def test_bad_uploads_get_a_clear_error(as_writer, upload, data, words):
    if "file" in data:
        content, name = data["file"]
        data = {**data, "file": SimpleUploadedFile(name, content)}
    answer = as_writer.post(upload, data)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert "form" in answer.context and answer.context["form"].errors


def test_a_text_too_long_to_paste_comes_back_with_the_command_that_takes_it(as_writer, upload):
    text = "The quay was quiet. " * (LARGEST // 20 + 1)
    answer = as_writer.post(upload, {"text": text})
    assert "manage.py import_articles" in answer.content.decode()
    assert answer.context["form"]["text"].value() == text


def test_bad_corrections_get_a_clear_error(as_writer, upload, review):
    answer = as_writer.post(upload, {"text": TEXT})
    for changes in ({"markdown": ""}, {"title": ""}, {"section": "999999"}, {"section": "x"}):
        again = as_writer.post(review, fields_of(answer, create="1", **changes))
        assert again.status_code == 200 and again.context["form"].errors
    assert not ArticlePage.objects.exists()
    assert as_writer.get(review).url == upload


def test_an_article_is_not_imported_twice(as_writer, upload, review):
    text = "---\ntitle: Once\nid: once\n---\n\nWords."
    answer = as_writer.post(upload, {"text": text})
    as_writer.post(review, fields_of(answer, create="1"))
    answer = as_writer.post(review, fields_of(answer, create="1"))
    assert "is there already" in answer.content.decode()
    assert ArticlePage.objects.count() == 1


def test_one_json_record(as_writer, upload):
    record = json.dumps({"title": "A record", "body": "Words.", "faqs": []}).encode()
    answer = as_writer.post(upload, {"file": SimpleUploadedFile("a.jsonl", record)})
    assert answer.context["manuscript"].title == "A record"


def test_no_file_of_the_server_is_read(as_writer, upload, review):
    answer = as_writer.post(upload, {"text": "# T\n\nWords.\n\n![x](/etc/hostname)\n"})
    assert any("/etc/hostname" in loss for loss in answer.context["losses"])


def test_words_are_shown_and_never_run(as_writer, upload):
    answer = as_writer.post(upload, {"text": "# <script>alert(1)</script> T\n\nWords <b>x</b>."})
    assert "<script>alert(1)" not in answer.content.decode()


def test_only_for_those_who_may_create_articles(client, news, upload, review, rf):
    stranger = person("stranger", None)
    client.force_login(stranger)
    assert client.get(upload).status_code == 302
    request = rf.get("/")
    request.user = stranger
    assert not menu_item.is_shown(request)


def test_the_menu_leads_there(client, writer, news, upload, rf):
    request = rf.get("/")
    request.user = writer
    assert menu_item.is_shown(request)
    assert str(menu_item.url) == upload


def guessed(answer) -> dict[str, int]:
    """The place of each guess, by its first words."""
    return {guess.words[0]: place for place, guess in enumerate(answer.context["guesses"])}


def test_guesses_are_marked(as_writer, upload):
    answer = as_writer.post(upload, {"text": EXPLAINER})
    assert set(guessed(answer)) == {"Ines Okafor", "The lamp shows the reef.", "Lighthouse keeping"}
    page = answer.content.decode()
    for words in ("Guessed: please check", "Not the author: keep as text", "Taken as a topic"):
        assert words in page
    assert page.count('<a href="#guessed"') == 3


def test_a_marked_byline_is_no_guess(as_writer, upload):
    answer = as_writer.post(upload, {"text": TEXT})
    assert answer.context["guesses"] == []
    assert "guessed" not in answer.content.decode().lower()


@pytest.mark.parametrize(
    ("words", "attribute"),
    [
        ("Ines Okafor", "authors"),
        ("The lamp shows the reef.", "takeaways"),
        ("Lighthouse keeping", "topics"),
    ],
)
def test_a_guess_is_reversed_with_one_choice_and_restored(
    as_writer, upload, review, words, attribute
):
    answer = as_writer.post(upload, {"text": EXPLAINER})
    before = answer.context["manuscript"].as_dict()
    answer = as_writer.post(review, fields_of(answer, switch=guessed(answer)[words]))
    changed = answer.context["manuscript"]
    assert not getattr(changed, attribute)
    data = changed.as_dict()
    assert words in data["introduction"] + data["questions"][-1]["answer"]
    answer = as_writer.post(review, fields_of(answer, switch=guessed(answer)[words]))
    after = answer.context["manuscript"].as_dict()
    compared_fields = (
        "title",
        "authors",
        "takeaways",
        "topics",
        "introduction",
        "sections",
        "questions",
    )
    assert {key: after[key] for key in compared_fields} == {
        key: before[key] for key in compared_fields
    }


def test_a_choice_keeps_what_the_editor_has_changed(as_writer, upload, review):
    answer = as_writer.post(upload, {"text": EXPLAINER})
    fields = fields_of(answer, title="The lamp", switch=guessed(answer)["Ines Okafor"])
    fields["markdown"] = fields["markdown"].replace("little else", "nothing else")
    answer = as_writer.post(review, fields)
    assert answer.context["manuscript"].title == "The lamp"
    assert "nothing else" in answer.context["form"]["markdown"].value()
    assert answer.context["form"]["title"].value() == "The lamp"
    answer = as_writer.post(review, fields_of(answer, create="1"))
    article = ArticlePage.objects.get()
    assert article.title == "The lamp" and not article.credits
    assert "Ines Okafor" in json.dumps(article.body_data)


@pytest.mark.parametrize("number", ["99", "-1", "x", ""])
def test_a_choice_that_is_not_there_changes_nothing(as_writer, upload, review, number):
    answer = as_writer.post(upload, {"text": EXPLAINER})
    before = answer.context["form"]["markdown"].value()
    answer = as_writer.post(review, fields_of(answer, switch=number))
    assert answer.status_code == 200
    assert answer.context["form"]["markdown"].value().split() == before.split()


@pytest.mark.parametrize("guesses", ["", "{", "[1]", '[{"kind": "x", "words": []}]', '{"a": 1}'])
def test_broken_guesses_do_no_harm(as_writer, upload, review, guesses):
    answer = as_writer.post(upload, {"text": EXPLAINER})
    answer = as_writer.post(review, fields_of(answer, guesses=guesses, switch="0"))
    assert answer.status_code == 200
