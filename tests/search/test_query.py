"""What is understood of what a reader types."""

import pytest

from search.engines.sqlite import best_first
from search.query import LONGEST_QUERY, MOST_TERMS, normalise, parse
from search.text import fold, index_text


def terms(text: str) -> list[str]:
    return [term.text for term in parse(text).terms]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Ketamine Therapy", ["ketamine", "therapy"]),
        ('"side effects" ketamine', ["side effects", "ketamine"]),
        ("“side effects”", ["side effects"]),
        ('"unbalanced phrase', ["unbalanced", "phrase"]),
        ("COVID-19", ["covid 19"]),
        ("o'neill", ["o neill"]),
        ("O’Neill", ["o neill"]),
        ("the patient's rights", ["patient", "rights"]),
        ("10,000 steps", ["10 000", "steps"]),
        ("node.js", ["node js"]),
        ("the", ["the"]),
        ("the of and", ["the", "of", "and"]),
        ("to be or not", ["to", "be", "or", "not"]),
        ("sleep sleep SLEEP", ["sleep"]),
        ("Crêpes straße ﬁle Øst İstanbul", ["crepes", "strasse", "file", "ost", "istanbul"]),
        ("e\u0301tude", ["etude"]),
        ("sl\u00adeep\u200b", ["sleep"]),
        ("NEAR(a1 b1)", ["near", "a1", "b1"]),
        ("title:foo", ["title", "foo"]),
        ("C++ C#", ["c"]),
        ("( ; -- * ^ \\ %", []),
        ("🙂 👨‍👩‍👧", []),
        ("日本語", ["日本語"]),
    ],
)
def test_terms(typed, expected):
    assert terms(typed) == expected


@pytest.mark.parametrize(
    ("typed", "wanted", "excluded"),
    [
        ("heat -pump", ["heat"], ["pump"]),
        ('heat -"old house"', ["heat"], ["old house"]),
        ("heat -", ["heat"], []),
        ("- -", [], []),
        ("-heat", [], ["heat"]),
        ("evidence-based", ["evidence based"], []),
    ],
)
def test_exclusions(typed, wanted, excluded):
    query = parse(typed)
    assert [term.text for term in query.terms] == wanted
    assert [term.text for term in query.excluded] == excluded


def test_limits():
    assert len(normalise("a" * 10_000)) == LONGEST_QUERY
    assert len(normalise("ﷺ" * 10_000)) <= LONGEST_QUERY
    assert len(parse(" ".join(f"w{n}" for n in range(200))).terms) == MOST_TERMS
    assert all(len(term.text) <= 64 for term in parse("x" * 255).terms)


def test_characters_that_cannot_be_stored_are_dropped():
    assert normalise("a\x00b \ud800c\t\nd\u202e") == "ab c d"


def test_title_words_include_the_stop_words():
    assert parse("The sleep of the just").words == ["the", "sleep", "of", "the", "just"]


def test_articles_and_queries_fold_alike():
    assert index_text("Crêpes, “O’Neill” & 10,000 STRASSE") == "crepes o neill 10 000 strasse"
    assert fold("naïve—façade") == "naive-facade"


def test_among_hits_of_one_score_the_last_page_is_first():
    assert sorted([(1, 0.5), (2, 0.5), (3, 0.9)], key=best_first) == [(3, 0.9), (2, 0.5), (1, 0.5)]
