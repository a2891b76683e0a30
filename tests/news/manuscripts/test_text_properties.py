"""For every pasted text: no sentence of the article is lost, no furniture is imported."""

import re

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from news.manuscripts import Manuscript, read
from news.manuscripts.errors import UNEXPECTED

from .text_articles import FURNITURE_WORDS, Article, articles

# Without shrinking: an article of sentences is readable, and shrinking one takes minutes.
QUIET = settings(
    max_examples=150,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)


def read_one(text: str) -> Manuscript:
    (manuscript,) = read(text, "text")
    assert isinstance(manuscript, Manuscript), manuscript
    return manuscript


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def all_words(manuscript: Manuscript) -> str:
    data = manuscript.as_dict()
    parts = [data["title"], data["standfirst"], *data["takeaways"], data["introduction"]]
    for section in data["sections"]:
        parts += [section["heading"], section["text"]]
    for question in data["questions"]:
        parts += [question["question"], question["answer"]]
    return squeezed(" ¶ ".join(parts))


@QUIET
@given(articles())
def test_no_sentence_vanishes(article: Article):
    words = all_words(read_one(article.text()))
    for sentence in article.sentences():
        assert squeezed(sentence) in words


@QUIET
@given(articles())
def test_no_furniture_gets_in(article: Article):
    manuscript = read_one(article.text())
    words = all_words(manuscript)
    for line in FURNITURE_WORDS:
        assert line not in words
    for block in [*article.before, *article.after]:
        for line in block.split("\n"):
            if " | " not in line and "  " not in line and line.strip():
                assert line.strip() in manuscript.dropped


@QUIET
@given(articles())
def test_structure_is_understood(article: Article):
    manuscript = read_one(article.text())
    assert manuscript.title == article.title
    assert [section.heading for section in manuscript.sections] == article.headings()
    expected = [question for question, _ in article.questions]
    assert [question.question for question in manuscript.questions] == expected
    for question, (_, answer) in zip(manuscript.questions, article.questions, strict=True):
        assert question.answer == "".join(f"<p>{text}</p>" for text in answer)
    assert manuscript.takeaways == article.takeaways
    if article.byline:
        assert manuscript.byline == "Jane Doe, John Roe"
        assert manuscript.as_dict()["date"] == "2026-03-04"


@QUIET
@given(st.text())
def test_no_text_makes_it_fail(text: str):
    (result,) = read(text, "text")
    assert isinstance(result, Manuscript) or UNEXPECTED not in result.reason


LINES = st.sampled_from(
    [
        "",
        "",
        "FAQs",
        "Q: Why?",
        "A: Because it is.",
        "1. What is it?",
        "2) Second",
        "- point",
        "•",
        "RECENT NEWS",
        "Table of Contents",
        "Key points:",
        "By Jane Doe",
        "Leave a Reply",
        "Health",
        "Contact",
        "a@b.example",
        "© 2026 X",
        "---",
        "## Heading",
        "A Heading",
        "Another Heading",
        "This is a sentence of the text.",
        "Is this a question?",
        "a\tb",
        "March 4, 2026",
    ]
)


@QUIET
@given(st.lists(LINES, max_size=25))
def test_no_order_of_lines_makes_it_fail(lines: list[str]):
    (result,) = read("\n".join(lines), "text")
    assert isinstance(result, Manuscript) or UNEXPECTED not in result.reason
    if "This is a sentence of the text." not in lines:
        return
    if isinstance(result, Manuscript):
        assert "This is a sentence of the text." in all_words(result)
    else:
        # Lines between two "---" at the top are front matter; a bad one is refused in words.
        assert result.reason.startswith("bad front matter")
