"""English words are never taken for mistakes."""

import pytest

from search.english import SHORTEST, collect, is_english
from search.spelling import SHORTEST_FOR_ONE_TYPO
from tests.factories import section
from tests.search.conftest import find

RIGHT = [
    "aluminium", "aluminum", "colour", "color", "organise", "organize", "kilometers", "kilometres",
    "travelling", "traveling", "percentage", "northwestern", "franchise", "californian", "columbia",
    "facade", "shouldn", "septicemia", "septicaemia", "rebranded", "underfunded", "nonpayment",
]  # fmt: skip
WRONG = [
    "definately", "seperate", "recieve", "occured", "accomodate", "goverment", "neccessary",
    "resevoir", "tommorow", "embarass", "priviledge", "existance", "arguement", "acheive", "wierd",
    "foriegn", "diabeties", "ketemine", "relevent", "reccomend", "percentge", "xxxxx",
]  # fmt: skip


def test_right_words_are_english_in_every_spelling():
    assert [word for word in RIGHT if not is_english(word)] == []


def test_mistakes_are_not():
    assert [word for word in WRONG if is_english(word)] == []


def test_the_list_has_every_length_that_is_corrected():
    assert SHORTEST == SHORTEST_FOR_ONE_TYPO


@pytest.mark.parametrize("language", ["de", "fr-ca", "cy"])
def test_a_site_in_another_language_has_no_english_words(settings, language):
    settings.LANGUAGE_CODE = language
    assert not any(map(is_english, RIGHT))


@pytest.fixture
def registry(health, write):
    """An article with neighbours of right words that it does not have."""
    text = "Parentage in the northeastern counties: of Francis, the tailor, and his kings."
    return write(health, "The register", body=[section("Names", text, "A reservoir.")])


@pytest.mark.parametrize("word", ["percentage", "northwestern", "franchise", "kinds"])
def test_a_right_word_that_no_article_has_is_not_replaced(registry, word):
    results = find(f"{word} tailor register")
    assert not results.is_corrected
    assert [hit.article.pk for hit in results.hits] == [registry.pk]


def test_a_correct_word_gets_a_proposal_and_no_correction(registry):
    results = find("franchise")
    assert (results.total, results.is_corrected) == (0, False)
    assert results.correction.shown == "francis"


def test_the_mistake_beside_a_right_word_is_corrected_alone(registry):
    results = find("resevoir percentage")
    assert results.is_corrected
    assert results.correction.shown == "reservoir percentage"


def test_elsewhere_the_same_word_is_corrected(registry, settings):
    settings.LANGUAGE_CODE = "de"
    results = find("franchise")
    assert results.is_corrected
    assert results.correction.shown == "francis"


def test_a_contraction_is_left_alone(health, write):
    write(health, "Nobody should drive")
    assert not find("shouldn't anybody drive").is_corrected


def test_the_list_is_written_from_folders_of_lists(tmp_path, monkeypatch):

    (tmp_path / "english-words.10").write_text("naïve\nshort\nfour\n", encoding="latin-1")
    (tmp_path / "british-upper.60").write_text("Dundee's\n", encoding="latin-1")
    (tmp_path / "american-words.70").write_text("jobation\n", encoding="latin-1")
    written = tmp_path / "words.txt.gz"
    monkeypatch.setattr(collect, "WORDS_FILE", written)
    assert collect.main(tmp_path) == 0
    assert collect.gzip.decompress(written.read_bytes()).split() == [b"dundee", b"naive", b"short"]
    first = written.read_bytes()
    assert collect.main(tmp_path) == 0
    assert written.read_bytes() == first
    assert collect.main(tmp_path / "nowhere") == 1
