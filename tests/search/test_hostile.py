"""The page answers every input, and quickly."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.indexing import index_pages
from tests.factories import ArticlePageFactory, section
from tests.search.conftest import find

HOSTILE = [
    '"', '""', '"""', '"unbalanced', 'a"b', "'", "o'neill", "O’Neill", "NEAR", "AND", "OR", "*",
    "a*", "^a", "-", "-a", "a-b", "+a", "NEAR(a b)", "a NEAR/2 b", "NOT a", "a AND", "- -",
    "title:foo", "{title}: a", "(", "((((", "a) OR (b", ";", "--", "\\", "a\\", "%", "%s",
    "%(x)s", "_", "&", "|", "<->", "a<->b", ":*", "!", "🙂", "👨‍👩‍👧‍👦", "日本語", "中文", "한국어",
    "مرحبا", "עברית", "ไทย", "İstanbul", "straße", "STRASSE", "ﬁle", "e\u0301tude",
    "a\u0301\u0302\u0303", "a\u200bb", "a\u00a0b", "\u202eabc", "\x00", "a\x00b", "\ud800",
    "a\udfffb", "\t\n", "a\tb\nc", "   ", "a" * 255, "a" * 10_000,
    " ".join(f"w{n}" for n in range(200)), " ".join(f"w{n}" for n in range(3000)), '"' * 500,
    "(" * 1000, "<script>alert(1)</script>", "</mark><img src=x onerror=alert(1)>", "' OR 1=1 --",
    "'; DROP TABLE search_searchdocument; --", "C++", "C#", ".NET", "node.js", "COVID-19",
    "10,000", "3.14", "a@example.org", "https://example.org/a?b=c#d", "the", "the of and", "rank",
    "search_fts", "-the -of", '-"', '--"a"', '"a" -"b', "\x02mark\x03", "²³", "½", "ⅷ", "①",
    "\u0345", "ΐ", "\U0010ffff", "a" * 64 + " " + "é" * 64, "1e5", "0x1f", "-19", "1.2.3.4",
    "a_b",
]  # fmt: skip

# PostgreSQL stores neither NUL nor surrogates.
STORABLE = [sample for sample in HOSTILE[:60] if not {"\x00", "\ud800"} & set(sample)]

FAST = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def indexed(health, author, topic):
    article = ArticlePageFactory(
        parent=health,
        title="A <b>b</b> & the rank of w1 w2",
        authors=[author],
        topics=[topic],
        body=[
            section("What of a?", "<script>alert(1)</script> straße 日本語 COVID-19 C++ o’neill"),
            section("A file", " ".join(STORABLE)),
        ],
    )
    index_pages([article.pk])
    return article


def assert_answers(client, text: str):
    typed = text.encode("utf-8", "surrogatepass")
    for url in ("/search/", "/api/search/", "/search/suggest/"):
        response = client.get(url, {"q": typed})
        assert response.status_code == 200
        if url == "/search/":
            html = response.content.decode()
            assert "<script>alert(1)" not in html
            assert "<img src=x" not in html
            assert "\x02" not in html
        else:
            response.json()


def test_hostile_list(client, indexed):
    for text in HOSTILE:
        assert_answers(client, text)


def test_the_service_takes_anything(indexed):
    for text in HOSTILE:
        find(text)


@FAST
@given(text=st.text(st.characters(exclude_categories=()), max_size=300))
def test_generated_text(client, indexed, text):
    assert_answers(client, text)


@FAST
@given(text=st.text("\"-()*:^\\'{}+&|!<>%_ abc日é\u0301,.19@", max_size=60))
def test_generated_syntax(client, indexed, text):
    assert_answers(client, text)


@FAST
@given(raw=st.binary(max_size=60), name=st.sampled_from(["q", "page", "sort", "section", "topic"]))
def test_any_bytes_in_any_parameter(client, indexed, raw, name):
    quoted = "".join(f"%{byte:02x}" for byte in raw)
    response = client.get(f"/search/?q=rank&{name}={quoted}")
    assert response.status_code in (200, 404)
    assert response.status_code == 200 or name == "page"


def test_odd_filters(client, indexed):
    for name in ("section", "topic", "author", "year", "sort", "page"):
        for value in ("\x00", "٣", "é", "0000", "9999", "-", "a" * 500, "'", "%", "[]"):
            response = client.get("/search/", {"q": "rank", name: value})
            is_number = name == "page" and value == "9999"
            assert response.status_code == (404 if is_number else 200), (name, value)


def test_percent_encoded_surrogates_and_nul(client, indexed):
    for raw in ("%ed%a0%80", "%00", "a%00b", "%ff%fe", "%", "%zz", "+", "%2B"):
        assert client.get(f"/search/?q={raw}&page={raw}").status_code == 200


def test_generated_words_are_found(indexed):
    """A word that the index holds is found by the same folding."""
    for text in ("straße", "STRASSE", "日本語", "covid-19", "o'neill", "rank"):
        assert find(text).total == 1, text
