"""The numbers of questions: shown where an article numbers them and the site lets it."""

import json

import pytest

from core.models import Publication
from news.importing.compose import compose
from news.importing.media import Folder
from news.manuscripts import Manuscript, read
from news.manuscripts.writers.markdown import write_markdown
from tests.factories import ArticlePageFactory, faq

PAIRS = (("Is it deep?", "It is."), ("Is it dry?", "It is not."))


def read_one(text: str, format: str = "text") -> Manuscript:
    (manuscript,) = read(text, format)
    assert isinstance(manuscript, Manuscript), manuscript
    return manuscript


def body_of(*blocks) -> str:
    return json.dumps(list(blocks))


@pytest.fixture
def numbered(health):
    return ArticlePageFactory(parent=health, body=body_of(faq(*PAIRS, numbered=True)))


def test_numbered_questions_show_their_numbers(client, numbered):
    page = client.get(numbered.url).content.decode()
    assert '<span class="question__number">1.</span> Is it deep?' in page
    assert '<span class="question__number">2.</span> Is it dry?' in page


def test_other_questions_show_none(client, health):
    article = ArticlePageFactory(parent=health, body=body_of(faq(*PAIRS)))
    assert "question__number" not in client.get(article.url).content.decode()


def test_each_group_counts_from_one(client, health):
    groups = [faq(*PAIRS, numbered=True), faq(("Why?", "So."), numbered=True)]
    article = ArticlePageFactory(parent=health, body=body_of(*groups))
    page = client.get(article.url).content.decode()
    assert '<span class="question__number">1.</span> Why?' in page


def test_the_site_can_leave_all_numbers_out(client, numbered):
    publication = Publication.objects.first() or Publication.for_site(numbered.get_site())
    publication.faq_numbers = False
    publication.save()
    assert "question__number" not in client.get(numbered.url).content.decode()
    assert "question__number" not in client.get("/feed/").content.decode()


def test_numbers_are_in_the_feed(client, numbered):
    assert "question__number" in client.get("/feed/").content.decode()


def test_structured_data_has_the_question_without_its_number(client, numbered):
    assert '"name": "Is it deep?"' in client.get(numbered.url).content.decode().replace(
        '":"', '": "'
    )


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        ("1. Is it deep?\nIt is.\n2. Is it dry?\nIt is not.", True),
        ("Q1: Is it deep?\nA: It is.\nQ2: Is it dry?\nA: It is not.", True),
        ("Question 1\nIs it deep?\nIt is.\nQuestion 2\nIs it dry?\nIt is not.", True),
        ("Is it deep?\nIt is.\nIs it dry?\nIt is not.", False),
        ("Q: Is it deep?\nA: It is.\nQ: Is it dry?\nA: It is not.", False),
    ],
)
def test_an_import_stores_whether_the_source_numbers_its_questions(questions: str, expected: bool):
    text = f"The well\n\nA first sentence stands here.\n\nFAQs\n\n{questions}\n"
    manuscript = read_one(text)
    assert [each.question for each in manuscript.questions] == ["Is it deep?", "Is it dry?"]
    assert manuscript.faqs[0].numbered is expected
    assert manuscript.questions[0].answer == "<p>It is.</p>"


def test_numbers_before_markdown_questions_become_the_choice():
    questions = "### 1. Is it deep?\n\nIt is.\n\n### 2. Is it dry?\n\nNo."
    source = f"# The well\n\nWords.\n\n## FAQs\n\n{questions}"
    manuscript = read_one(source, "markdown")
    assert manuscript.faqs[0].numbered
    assert [each.question for each in manuscript.questions] == ["Is it deep?", "Is it dry?"]


def test_years_before_questions_are_no_numbers():
    source = "# The well\n\nWords.\n\n## FAQs\n\n### 1956. Why?\n\nSo.\n\n### 1957. Why?\n\nSo."
    manuscript = read_one(source, "markdown")
    assert not manuscript.faqs[0].numbered
    assert manuscript.questions[0].question == "1956. Why?"


def test_the_choice_survives_markdown(db):
    text = "The well\n\nA first sentence.\n\nFAQs\n\n1. Is it deep?\nIt is.\n2. Is it dry?\nNo."
    markdown = write_markdown(read_one(text))
    assert "{#faqs .numbered}" in markdown
    again = read_one(markdown, "markdown")
    assert again.faqs[0].numbered
    (block,) = [each for each in compose(again, Folder()).body if each["type"] == "faq"]
    assert block["value"]["numbered"] is True
