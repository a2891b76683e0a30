"""Pasted articles as news sites set them: how much of their structure the reader understands."""

import pytest

from news.manuscripts import Manuscript, read

from .pasted_articles import Pasted, Scores, pasted_articles, score


@pytest.fixture(scope="module")
def scores() -> Scores:
    return score(pasted_articles())


def read_one(text: str) -> Manuscript:
    (manuscript,) = read(text, "text")
    assert isinstance(manuscript, Manuscript), manuscript
    return manuscript


def test_the_collection_is_large_enough_to_be_meaningful(scores: Scores):
    assert scores.articles >= 60
    assert scores["authors"].expected >= 60


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("headlines", 0.98),
        ("authors", 0.95),
        ("sections", 0.93),
        ("questions", 0.98),
        ("takeaways", 0.95),
        ("topics", 0.95),
    ],
)
def test_structure_is_understood(scores: Scores, kind: str, wanted: float):
    assert scores[kind].f1 >= wanted, "\n".join(scores[kind].faults)


def test_no_sentence_is_lost(scores: Scores):
    assert scores["sentences"].recall == 1, "\n".join(scores["sentences"].faults)


def spaced(article: Pasted) -> Pasted:
    """Each line a paragraph of its own, as word processors copy them."""
    lines = [part for line in article.lines if line.strip() for part in (line, "")]
    return Pasted(article.name, lines, article.expected)


def tight(article: Pasted) -> Pasted:
    return Pasted(article.name, [line for line in article.lines if line.strip()], article.expected)


@pytest.mark.parametrize("layout", [spaced, tight])
def test_blank_lines_matter_little(layout):
    scores = score(map(layout, pasted_articles()))
    assert scores["authors"].f1 >= 0.98 and scores["headlines"].f1 >= 0.98
    assert scores["questions"].f1 >= 0.98 and scores["sections"].f1 >= 0.97
    assert scores["sentences"].recall == 1, "\n".join(scores["sentences"].faults)


EXPLAINER = """\
What Sleep Does for Memory

Introduction
Nobody learns anything at night, and yet everything learned is sorted then.

How It Works
The brain plays the day again. Weak traces fade.

FAQs
1. Are naps enough?
They help a little. They do not replace the night.
2. Do dreams matter?
Nobody knows. Some think so.
• The brain sorts at night what it learned by day.
• What Sleep Does for Memory
• Sleep hygiene
Ruth Abara
Leave a Reply
"""


def test_closing_bullets_are_takeaways_and_leave_the_last_answer():
    manuscript = read_one(EXPLAINER)
    assert manuscript.takeaways == ["The brain sorts at night what it learned by day."]
    assert manuscript.questions[-1].answer == "<p>Nobody knows. Some think so.</p>"


def test_a_closing_bullet_that_repeats_the_headline_is_dropped_and_reported():
    manuscript = read_one(EXPLAINER)
    assert "• What Sleep Does for Memory" in manuscript.dropped
    assert any("repeats the headline" in loss for loss in manuscript.losses)


def test_a_closing_phrase_becomes_a_topic():
    assert read_one(EXPLAINER).topics == ["Sleep hygiene"]


def test_a_closing_name_is_the_author_and_is_reported_as_a_guess():
    manuscript = read_one(EXPLAINER)
    assert manuscript.byline == "Ruth Abara"
    assert "guessed: “Ruth Abara” alone on a line is the byline" in manuscript.as_dict()["losses"]


@pytest.mark.parametrize(
    "line",
    [
        "Ines Okafor",
        "Ines Okafor, Health editor",
        "Ines Okafor | 3 May 2026",
        "Ines Okafor - Staff writer",
        "Ines Okafor (Health correspondent)",
        "Ines Okafor in Nairobi",
        "Health editor Ines Okafor",
        "INES OKAFOR",
        "– Ines Okafor",
        "**Ines Okafor**",
        "_Ines Okafor_",
    ],
)
def test_a_name_beneath_the_headline_is_the_author(line: str):
    text = f"A headline about wells\n{line}\n\nA first sentence stands here.\n\nWhy\n\nIt is so."
    manuscript = read_one(text)
    assert manuscript.title == "A headline about wells"
    assert manuscript.byline == "Ines Okafor"
    assert [section.heading for section in manuscript.sections] == ["Why"]


@pytest.mark.parametrize(
    "name",
    [
        "J. R. Smith",
        "Marek van der Berg",
        "Siobhán O'Rourke",
        "Sigríður Þóra Jónsdóttir",
        "María José de la Cruz",
        "Nguyễn Thị Minh Khai",
        "Chidinma Eze-Williams",
        "Abdul-Rahman al-Masri",
        "Dr. Anjali Mehta",
        "Grace Hill",
        "Tom Baker",
    ],
)
def test_names_of_many_kinds_are_authors(name: str):
    manuscript = read_one(f"A headline about wells\n\n{name}\n\nA first sentence stands here.\n")
    assert manuscript.byline == name


@pytest.mark.parametrize(
    "heading",
    ["New York", "Health Canada", "Supreme Court", "Side Effects", "Final Thoughts", "Gold Prices"],
)
def test_headings_of_two_capitalised_words_stay_headings(heading: str):
    text = f"A headline about wells\n\n{heading}\n\nA first sentence stands here. It goes on.\n"
    manuscript = read_one(text)
    assert manuscript.byline == ""
    assert [section.heading for section in manuscript.sections] == [heading]


def test_names_over_texts_about_them_are_headings():
    people = ["Kamala Harris", "Maria Santos", "Abdul Karim"]
    parts = "\n\n".join(f"{name}\n\nThe voters know {name} well. They decide." for name in people)
    manuscript = read_one(f"Three who decide\n\nA first sentence stands here.\n\n{parts}\n")
    assert [section.heading for section in manuscript.sections] == people
    assert manuscript.byline == ""


def test_words_that_the_text_writes_small_are_no_name():
    text = "Pain relief at birth\n\nEpidural Anaesthesia\n\nMost epidurals work. They numb.\n"
    manuscript = read_one(text)
    assert manuscript.byline == ""
    assert [section.heading for section in manuscript.sections] == ["Epidural Anaesthesia"]


@pytest.mark.parametrize("answer", ["Yes", "No", "42", "See a doctor", "Ask your doctor"])
def test_a_short_last_answer_is_not_cut_off(answer: str):
    text = (
        f"The well\n\nA first sentence stands here.\n\nFAQs\n\n1. Is it so?\n{answer}\n\nContact\n"
    )
    assert read_one(text).questions[-1].answer == f"<p>{answer}</p>"


def test_marks_of_emphasis_become_bold_and_italics():
    text = "A title\n\nShe read **two** books, _The Well_ among them. It took a_long_time, 3 * 4."
    html = read_one(text).introduction[0].html
    assert "<b>two</b> books, <i>The Well</i> among" in html
    assert "a_long_time, 3 * 4." in html


@pytest.mark.parametrize(
    "line",
    [
        "Table 1: Length of the ice",
        "Figure 2. The tongue of the ice",
        "Photo: Jonas Lund/AP",
        "_The Salt Path_",
        "Word count: 900",
        "—Good morning",
    ],
)
def test_captions_and_left_overs_are_no_headings(line: str):
    text = f"A title\n\nA first sentence stands here.\n\n{line}\n\nAnother sentence follows it.\n"
    manuscript = read_one(text)
    assert manuscript.sections == []
    assert line.strip("_") in manuscript.as_dict()["introduction"]
