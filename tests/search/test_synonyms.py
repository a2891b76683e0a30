"""Words that editors declared to mean the same."""

import pytest
from django.core.exceptions import ValidationError

from search.models import SynonymSet
from search.query import parse
from search.synonyms import expanded, synonyms
from tests.search.conftest import find, titles

HEAT = "Heat pumps in old houses"


def declare(words: str) -> SynonymSet:
    return SynonymSet.objects.create(words=words)


def test_a_synonym_finds_what_the_word_finds(newsroom):
    assert titles("thermopump") == []
    declare("heat pump, thermopump")
    assert titles("thermopump")[0] == HEAT
    assert titles("thermopumps noisy")[0] == HEAT


def test_it_works_both_ways_and_for_phrases(newsroom):
    declare("beacon tower, lighthouse")
    assert "How a lighthouse keeps time" in titles("beacon tower")
    assert "How a lighthouse keeps time" in titles("the beacon tower of Fastnet")
    assert titles("lighthouse") == ["How a lighthouse keeps time"]


def test_found_synonyms_are_marked(newsroom):
    declare("thermopump, heat pump")
    hit = find("thermopump").hits[0]
    assert hit.title_html == "<mark>Heat pumps</mark> in old houses"


def test_a_synonym_is_not_corrected(newsroom):
    declare("ketemine, fentanyl")
    results = find("ketemine")
    assert (results.is_corrected, results.hits[0].article.title) == (
        False,
        "Why some pills must not be cut",
    )


def test_quoted_words_mean_themselves(newsroom):
    declare("heat pump, thermopump")
    assert titles('"thermopump"') == []


def test_without_an_entry_nothing_changes(newsroom):
    query = parse("heat pump")
    assert expanded(query, synonyms()) == query


def test_the_longest_phrase_wins(db):
    declare("heart attack, myocardial infarction")
    declare("heart, cardiac")
    query = expanded(parse("heart attacks and the heart"), synonyms())
    assert [(term.text, term.synonyms) for term in query.terms] == [
        ("heart attacks", ("myocardial infarction",)),
        ("heart", ("cardiac",)),
    ]


@pytest.mark.parametrize("words", ["", "one", "one,", ", ;", "Same, same"])
def test_a_set_needs_two_phrases(db, words):
    with pytest.raises(ValidationError):
        SynonymSet(words=words).full_clean()
