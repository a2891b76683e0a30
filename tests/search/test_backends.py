"""The admin's search: correct, quick in a large archive, and safe for every input."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import GroupPagePermission, Page
from wagtail.search.backends import get_search_backend
from wagtail.search.query import MATCH_ALL, And, Not, Or, Phrase, PlainText
from wagtail.search.utils import parse_query_string

from core.models import EditorialDocument
from news.models import ArticlePage, Author, NewsIndex, Topic
from search.backends import clean
from search.query import MOST_TERMS
from tests.conftest import person
from tests.factories import ArticlePageFactory, AuthorFactory, ImageFactory, TopicFactory, section
from tests.search.test_hostile import HOSTILE

on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="of SQLite")
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="of PostgreSQL")

# Each word and each phrase costs; readers' queries are cut before they are parsed.
WORDY = [('"a" b ' * 2000), ('"' + "a " * 128 + '" ' + "b " * 128) * 6]

FEW = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

EXPLORER = "/admin/pages/search/"
ARTICLES = "/admin/newsroom/articles/"
LISTS = [
    EXPLORER,
    "/admin/choose-page/search/",
    ARTICLES,
    "/admin/newsroom/authors/",
    "/admin/newsroom/topics/",
    "/admin/author-chooser/results/",
    "/admin/topic-chooser/results/",
    "/admin/images/",
    "/admin/documents/",
]


@pytest.fixture
def backend(db):
    return get_search_backend()


@pytest.fixture
def desk(client, administrator):
    """A browser in which an administrator has signed in."""
    client.force_login(administrator)
    return client


def add(parent, *titles: str, **values) -> list[ArticlePage]:
    return [ArticlePageFactory(parent=parent, title=title, **values) for title in titles]


def typed(client, address: str, text: str):
    return client.get(address, {"q": text.encode("utf-8", "surrogatepass")})


def titles(results) -> list[str]:
    return [item.title for item in results]


# What is found


def test_words_are_found(backend, article):
    for text in ("sleep diary", '"sleep" diary', "diary;", "sleep (diary)"):
        assert list(backend.search(text, ArticlePage)) == [article], text
    assert list(backend.search('"', ArticlePage)) == []
    assert list(backend.autocomplete('sle"', ArticlePage)) == [article]


def test_words_of_the_text_are_found(backend, health):
    [found] = add(health, "A title", body=[section("On ferries", "They run at dawn.")])
    assert list(backend.search("dawn ferries", ArticlePage)) == [found]
    assert list(backend.autocomplete("dawn", ArticlePage)) == []


def test_the_best_match_is_first_and_the_newest_of_equals(backend, health):
    add(health, "Tides and ferries and much else besides", "Tides", "Tides")
    old, new = ArticlePage.objects.filter(title="Tides").order_by("pk")
    for results in (backend.search("tides", Page), backend.autocomplete("tid", Page)):
        assert [page.pk for page in results][:2] == [new.pk, old.pk]


def test_operators(backend, health):
    both, one = add(health, "Tides and ferries", "Tides and ropes")
    assert list(backend.search("tides ferries", ArticlePage, operator="and")) == [both]
    either = backend.search("ferries ropes", ArticlePage, operator="or")
    assert set(either) == {both, one}
    assert set(backend.autocomplete("ferr rop", ArticlePage, operator="or")) == {one}


def test_phrases_and_exclusions(backend, health):
    phrase, other, low = add(health, "High tides rise", "Tides rise high", "Low tides")
    assert list(backend.search(Phrase("high tides"), ArticlePage)) == [phrase]
    either = Or([Phrase("high tides"), Phrase("rise high")])
    assert set(backend.search(either, ArticlePage)) == {phrase, other}
    for query in (And([PlainText("tides"), Not(PlainText("high"))]), Not(PlainText("high"))):
        assert list(backend.search(query, ArticlePage)) == [low]


def test_a_search_for_all_words_finds_articles_with_all_words(backend, health):
    add(health, "Tides", "Ropes")
    assert backend.search(MATCH_ALL, ArticlePage).count() == 2
    assert list(backend.search(~MATCH_ALL, ArticlePage)) == []


def test_fields(backend, health):
    [titled, _other] = add(health, "Tides", "Ropes", standfirst="Of tides.")
    ines = AuthorFactory(name="Ines Okafor", role="Editor")
    assert list(backend.search("tides", ArticlePage, fields=["title"])) == [titled]
    assert list(backend.search("okafor", Author, fields=["name"])) == [ines]
    assert list(backend.autocomplete("tid", ArticlePage, fields=["title"])) == [titled]


def test_a_search_stays_within_the_queryset(backend, news, health):
    [here] = add(health, "Tides here")
    add(news, "Tides there", "Tides again")
    within = ArticlePage.objects.child_of(health)
    for results in (within.search("tides"), within.autocomplete("tid")):
        assert (list(results), results.count(), len(results)) == ([here], 1, 1)
    assert list(ArticlePage.objects.none().search("tides")) == []


def test_hits_elsewhere_crowd_nothing_out(backend, news, health):
    """Even where thousands of better hits are out of the queryset."""
    [here] = add(health, "A long story of ferries, ropes, quays and, in the end, tides")
    add(news, *["Tides"] * 12)
    assert list(ArticlePage.objects.child_of(health).search("tides")[:1]) == [here]


def test_slices_and_counts_agree(backend, health):
    add(health, *[f"Tides {number}" for number in range(7)])
    results = backend.autocomplete("tid", ArticlePage)
    everything = list(results)
    assert len(everything) == results.count() == len(results) == 7
    fresh = backend.autocomplete("tid", ArticlePage)
    assert list(fresh[:3]) + list(fresh[3:5]) + list(fresh[5:]) == everything
    assert (fresh[2], list(fresh[6:20]), list(fresh[9:])) == (everything[2], everything[6:], [])
    assert list(fresh[2:6][1:3]) == everything[3:5]


def test_an_order_of_ones_own(backend, health):
    add(health, "Tides, tides", "A tide table", "Low tides")
    by_title = ArticlePage.objects.order_by("title")
    results = backend.autocomplete("tid", by_title, order_by_relevance=False)
    assert titles(results) == ["A tide table", "Low tides", "Tides, tides"]
    assert titles(results[1:2]) == ["Low tides"]
    old, new = TopicFactory(name="Tides"), TopicFactory(name="Low tides")
    assert list(backend.autocomplete("tid", Topic, order_by_relevance=False)) == [new, old]


def test_scores(backend, health):
    add(health, "Tides", "Ropes and ferries and tides")
    for order_by_relevance in (True, False):
        results = backend.search("tides", ArticlePage, order_by_relevance=order_by_relevance)
        scores = [page.score for page in results.annotate_score("score")]
        assert len(scores) == 2
        assert all(scores)


def test_facets(backend, health):
    add(health, "Tides of health", "Health")
    facets = Page.objects.autocomplete("health").facet("content_type_id")
    article, index = (model().get_content_type().pk for model in (ArticlePage, NewsIndex))
    assert list(facets.items()) == [(article, 2), (index, 1)]


def test_keys_for_bulk_actions(backend, health):
    found = add(health, "Tides", "Tides", "Tides")
    keys = ArticlePage.objects.values_list("pk", flat=True).search("tides").results()
    assert keys == [page.pk for page in reversed(found)]


def test_specific_pages(backend, health):
    [article] = add(health, "Tides")
    assert list(Page.objects.all().specific().autocomplete("tid")) == [article]


def test_a_deleted_article_in_the_index_is_not_found(backend, health):
    [article] = add(health, "Tides")
    entries = article.index_entries.values()
    kept = dict(entries.get())
    article.delete()
    entries.model.objects.create(**kept)
    assert list(backend.search("tides", ArticlePage)) == []
    assert backend.search("tides", ArticlePage).count() == 0


# Calls of the search


def statements(search) -> list[str]:
    with CaptureQueriesContext(connection) as context:
        search()
    return [query["sql"] for query in context.captured_queries]


def plan(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return "\n".join(row[-1] for row in cursor.fetchall())


SEARCHES = {
    "search": lambda: list(ArticlePage.objects.search("tides")[:5]),
    "autocomplete": lambda: list(Page.objects.autocomplete("tid")[:5]),
    "author": lambda: list(get_search_backend().autocomplete("tid", Author)[:5]),
}
SUMMARIES = {
    "count": lambda: ArticlePage.objects.search("tides").count(),
    "facet": lambda: Page.objects.autocomplete("tid").facet("content_type_id"),
    "own order": lambda: list(ArticlePage.objects.search("tides", order_by_relevance=False)[:5]),
}


@on_sqlite
@pytest.mark.parametrize("name", [*SEARCHES, *SUMMARIES])
def test_the_full_text_index_is_read_once_and_first(backend, health, name):
    add(health, "Tides")
    AuthorFactory(name="Tide Walker")
    asked = statements((SEARCHES | SUMMARIES)[name])
    [match] = [sql for sql in asked if "MATCH" in sql]
    assert len(asked) == (2 if name in SEARCHES else 1)
    assert match.count("wagtailsearch_indexentry_fts MATCH") == match.count("CROSS JOIN") == 1
    steps = plan(match)
    assert steps.index("SCAN wagtailsearch_indexentry_fts") < steps.index("SEARCH entry")
    # A key in the constraint ("=") would be a search of the index for each entry.
    assert "VIRTUAL TABLE INDEX 0:M" in steps


@on_postgresql
def test_the_index_of_titles_and_texts_serves_the_search(backend, health):
    add(health, "Tides")
    found = ArticlePage.objects.search("tides").get_queryset()
    entry = '"wagtailsearch_indexentry"'
    asked = f'({entry}."title" || {entry}."body")'
    assert asked in str(found.query)
    # Of that alone: with so few pages PostgreSQL may well begin with those.
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN SELECT FROM {entry} WHERE {asked} @@ to_tsquery('tides')")
        steps = str(cursor.fetchall())
    assert "search_admin_title_body" in steps
    assert len(found) == 1


@on_postgresql
def test_the_index_of_titles_and_texts_is_valid(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indisvalid, pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE indexrelid = 'search_admin_title_body'::regclass"
        )
        [(is_valid, definition)] = cursor.fetchall()
    assert is_valid
    assert "USING gin (((title || body)))" in definition


def test_an_entry_is_written_without_reading_the_others(backend, article):
    for sql in statements(lambda: backend.add(article)):
        assert "AVG(" not in sql.upper()


# In the admin


def shown(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_lists_show_what_is_found(desk, health, author, topic):
    add(health, "The sleep diary", authors=[author], topics=[topic])
    add(health, "Of ropes")
    ImageFactory(title="Sleeping cat")
    EditorialDocument.objects.create(title="Sleep survey", file="survey.pdf")
    found = {
        "The sleep diary": ("sle", [EXPLORER, "/admin/choose-page/search/", ARTICLES]),
        "Ines Okafor": ("oka", ["/admin/newsroom/authors/", "/admin/author-chooser/results/"]),
        "Sleep": ("sle", ["/admin/newsroom/topics/", "/admin/topic-chooser/results/"]),
        "Sleeping cat": ("sle", ["/admin/images/"]),
        "Sleep survey": ("sle", ["/admin/documents/"]),
    }
    for name, (text, addresses) in found.items():
        for address in addresses:
            assert name in shown(typed(desk, address, text)), address
            assert "Of ropes" not in shown(typed(desk, address, text)), address
            assert name not in shown(typed(desk, address, "zebra")), address


def test_articles_are_found_by_headline_draft_and_author(desk, health, author):
    [article] = add(health, "The sleep diary", authors=[author])
    article.title = "A night's rest"
    article.save_revision()
    add(health, "Of ropes")
    for text in ("sle", "sleep dia", "night", "rest night", "okafor", "ines OKA", "kafo", '"rest"'):
        html = shown(typed(desk, ARTICLES, text))
        assert "The sleep diary" in html, text
        assert "Of ropes" not in html, text
    for text in ("sleep ropes", "diary zebra", '"', "okafor zebra"):
        assert "The sleep diary" not in shown(typed(desk, ARTICLES, text)), text
    assert "The sleep diary" in shown(typed(desk, ARTICLES, " "))


def test_imported_authors_and_topics_are_found_without_a_rebuild(desk, health):
    """Authors and topics of an archive are listed and chosen from at once."""
    AuthorFactory(name="Ines Okafor")
    TopicFactory(name="Harbours")
    for address in ("/admin/newsroom/authors/", "/admin/author-chooser/results/"):
        assert "Ines Okafor" in shown(typed(desk, address, "okaf"))
    for address in ("/admin/newsroom/topics/", "/admin/topic-chooser/results/"):
        assert "Harbours" in shown(typed(desk, address, "harb"))


def test_an_editor_finds_what_the_editor_may_reach(client, news, health):
    editor = person("local", "Writer")
    group = editor.groups.get()
    group.page_permissions.all().delete()
    GroupPagePermission.objects.create(group=group, page=health, permission_type="change")
    add(health, "Tides here")
    add(news, *["Tides there"] * 5)
    client.force_login(editor)
    for address in (EXPLORER, ARTICLES):
        html = shown(typed(client, address, "tides"))
        assert "Tides here" in html
        assert "Tides there" not in html


@pytest.mark.parametrize("address", LISTS)
def test_more_hits_make_no_more_queries(desk, health, address):
    def fill(count):
        add(health, *["Tides"] * count)
        AuthorFactory.create_batch(count, name="Tides")
        TopicFactory.create_batch(count, name="Tides")

    def asked():
        return [sql for sql in statements(lambda: typed(desk, address, "tid")) if "tid" in sql]

    fill(1)
    asked()
    few = len(asked())
    fill(5)
    assert len(asked()) == few


# Hostile input


def test_hostile_queries(backend, article):
    for text in HOSTILE + WORDY:
        _, parsed = parse_query_string(text, operator="and")
        for query in (text, parsed):
            list(backend.search(query, ArticlePage)[:5])
            list(backend.autocomplete(text, Author)[:5])


@pytest.mark.parametrize("address", [*LISTS, "/admin/pages/{}/"])
def test_hostile_lists(desk, article, address):
    # What the lists load while one types is made faster than the whole page.
    if not any(part in address for part in ("choose", "newsroom")):
        address += "results/"
    for text in HOSTILE + WORDY:
        assert typed(desk, address.format(article.get_parent().pk), text).status_code == 200, text


@FEW
@given(text=st.text(st.characters(exclude_categories=()), max_size=300))
def test_generated_text(desk, article, text):
    for address in (f"{EXPLORER}results/", "/admin/author-chooser/results/", ARTICLES):
        assert typed(desk, address, text).status_code == 200


@FEW
@given(text=st.text("\"-()*:^\\'{}+&|!<>%_ abc日é\u0301,.19@", max_size=60))
def test_generated_syntax(backend, article, text):
    for query in (text, parse_query_string(text)[1]):
        list(backend.search(query, ArticlePage)[:5])
        list(backend.autocomplete(query, Page)[:5])


def test_nothing_is_left_of_a_query_without_words():
    assert clean(And([PlainText('"'), Not(Phrase("( )"))])) is None
    assert clean(And([PlainText('a"b'), Phrase("-")])).subqueries[0].query_string == "a b"


def test_a_query_is_cut_to_what_is_soon_answered():
    for text in WORDY:
        parts = clean(parse_query_string(text)[1]).subqueries
        assert len(parts) <= MOST_TERMS
        assert all(len(part.query_string.split()) <= MOST_TERMS for part in parts)
