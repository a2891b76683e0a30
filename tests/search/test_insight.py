"""Search insight: which searches are counted, how they are stored, who sees the report."""

import csv
import io
import threading
from datetime import timedelta
from functools import partial

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from search import insight
from search.insight import countable
from search.models import SearchDay, SynonymSet
from tests.conftest import person

pytestmark = pytest.mark.django_db

SEARCH, CLICK = reverse("search"), reverse("search_click")
INSIGHT = reverse("newsroom_search_insight")
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def browse(client):
    """Requests the search page as a reader's browser does: browse("tides", sort="newest")."""

    def browse(query, agent=BROWSER, headers=(), **params):
        headers = {"User-Agent": agent, **dict(headers)}
        response = client.get(SEARCH, {"q": query, **params}, headers=headers)
        assert response.status_code == 200
        return response

    return browse


@pytest.fixture
def click(client):
    def click(body, agent=BROWSER, content_type="text/plain;charset=UTF-8"):
        headers = {"User-Agent": agent}
        return client.generic("POST", CLICK, body, content_type=content_type, headers=headers)

    return click


def counted() -> dict[str, tuple[int, int, int]]:
    """Searches, those without results, and clicks, by query."""
    rows = SearchDay.objects.values_list("query", "searches", "without_results", "clicks")
    return {query: tuple(numbers) for query, *numbers in rows}


def remember(query, searches=1, without_results=0, clicks=0, days_ago=0):
    day = timezone.localdate() - timedelta(days=days_ago)
    return SearchDay.objects.create(
        day=day, query=query, searches=searches, without_results=without_results, clicks=clicks
    )


# What is counted


def test_a_search_is_counted_with_its_day(browse, write, health):
    write(health, "The tide table")
    browse("tide")
    browse("tide")
    browse("xylophone")
    assert counted() == {"tide": (2, 0, 0), "xylophone": (1, 1, 0)}
    assert set(SearchDay.objects.values_list("day", flat=True)) == {timezone.localdate()}


def test_a_query_that_is_known_costs_one_statement(browse, home):
    browse("tides")
    with CaptureQueriesContext(connection) as captured:
        browse("tides")
    assert sum(SearchDay._meta.db_table in query["sql"] for query in captured) == 1


def test_spellings_that_differ_in_case_or_space_are_one_query(browse, home):
    for typed in ("Neap Tide", "  neap   TIDE ", "neap\ttide\u200b", "ｎｅａｐ tide"):
        browse(typed)
    assert counted() == {"neap tide": (4, 4, 0)}


def test_a_row_holds_nothing_but_the_query_its_day_and_counts(browse, home):
    browse("tides", headers={"X-Forwarded-For": "192.0.2.7", "Referer": "https://example.org/me"})
    row = SearchDay.objects.values().get()
    assert set(row) == {"id", "day", "query", "searches", "without_results", "clicks"}
    assert row["query"] == "tides"


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "curl/8.5.0",
        "python-requests/2.32",
        "Go-http-client/2.0",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; YandexBot/3.0)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2)",
        "Mozilla/5.0 (compatible; Yahoo! Slurp)",
        "Mozilla/5.0 (X11; Linux) HeadlessChrome/140.0 Safari/537.36",
        "Mozilla/5.0 (compatible; AhrefsSiteAudit; +https://ahrefs.com/robot)",
        "Mozilla/5.0 (compatible; Baiduspider/2.0)",
        "Mozilla/5.0 (compatible; archive.org_archiver)",
        "Mozilla/5.0 Chrome-Lighthouse",
        "facebookexternalhit/1.1",
    ],
)
def test_robots_are_not_counted(browse, home, agent):
    browse("tides", agent=agent)
    assert counted() == {}


def test_a_request_without_user_agent_is_not_counted(client, home):
    assert client.get(SEARCH, {"q": "tides"}).status_code == 200
    assert counted() == {}


@pytest.mark.parametrize(
    "agent",
    [
        BROWSER,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 14; CUBOT X70) AppleWebKit/537.36 Chrome/140.0 Mobile",
        "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1) Presto/2.8.119 Version/11.10",
    ],
)
def test_browsers_are_counted(browse, home, agent):
    browse("tides", agent=agent)
    assert counted() == {"tides": (1, 1, 0)}


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Sec-Purpose", "prefetch"),
        ("Sec-Purpose", "prefetch;prerender"),
        ("Purpose", "prefetch"),
        ("X-Moz", "prefetch"),
    ],
)
def test_a_prefetch_is_not_counted(browse, home, header, value):
    browse("tides", headers={header: value})
    assert counted() == {}


@pytest.mark.parametrize(
    "params",
    [
        {"page": "1"},
        {"sort": "newest"},
        {"section": "health"},
        {"topic": "sea"},
        {"author": "ada"},
        {"year": "2026"},
        {"exact": "1"},
    ],
)
def test_another_look_at_the_same_results_is_not_counted(browse, home, params):
    browse("tides", **params)
    assert counted() == {}


def test_a_search_by_wagtails_parameter_is_counted(client, home):
    client.get(SEARCH, {"query": "tides"}, headers={"User-Agent": BROWSER})
    assert counted() == {"tides": (1, 1, 0)}


def test_empty_fields_beside_the_query_do_not_matter(browse, home):
    browse("tides", sort="", page="")
    assert counted() == {"tides": (1, 1, 0)}


def test_searches_of_signed_in_users_are_not_counted(browse, client, home, writer):
    client.force_login(writer)
    browse("tides")
    assert counted() == {}


def test_a_reader_with_a_session_is_counted(browse, client, home):
    session = client.session
    session["passed_page_view_restrictions"] = []
    session.save()
    browse("tides")
    assert counted() == {"tides": (1, 1, 0)}


def test_a_reader_without_a_session_gets_none(browse, home):
    response = browse("tides")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "\x00\u200b",
        "ada@example.org",
        "ada ＠ example",
        "0770 090 0123",
        "call 1234567",
        "١٢٣٤٥٦٧",
        "4111-1111-1111-1111",
        "x" * 101,
        "İ" * 51,
        "x " * 5000,
    ],
)
def test_queries_that_look_personal_or_are_too_long_are_not_counted(browse, home, query):
    browse(query)
    assert counted() == {}


@pytest.mark.parametrize("query", ["covid-19", "2024 election", "10,000 steps", "x" * 100])
def test_numbers_of_six_digits_are_no_secret(query):
    assert countable(query) == query


@pytest.mark.parametrize("name", ["search_suggest", "search_api"])
def test_suggestions_and_the_api_count_nothing(client, home, name):
    response = client.get(reverse(name), {"q": "tides"}, headers={"User-Agent": BROWSER})
    assert response.status_code == 200
    assert counted() == {}


def test_head_requests_count_nothing(client, home):
    client.head(SEARCH, {"q": "tides"}, headers={"User-Agent": BROWSER})
    assert counted() == {}


# How it is written


def test_the_number_of_stored_queries_a_day_is_limited(monkeypatch):
    monkeypatch.setattr(insight, "MOST_A_DAY", 3)
    remember("old", days_ago=1)
    for query in ("tide", "neap", "ebb", "flood", "tide"):
        insight.add_search(query, is_found=True)
    today = SearchDay.objects.filter(day=timezone.localdate())
    assert dict(today.values_list("query", "searches")) == {"tide": 2, "neap": 1, "ebb": 1}


def test_days_older_than_ninety_are_forgotten_by_the_nightly_command():
    for days_ago in (0, 89, 90, 91, 400):
        remember(f"{days_ago} days", days_ago=days_ago)
    call_command("prune")
    assert set(counted()) == {"0 days", "89 days", "90 days"}


def test_a_search_is_answered_where_its_count_cannot_be_written(browse, home, caplog, monkeypatch):
    def fail(query, is_found):
        raise DatabaseError("no disk")

    with monkeypatch.context() as patched:
        patched.setattr(insight, "add_search", fail)
        browse("lost")
    assert "no disk" in caplog.text and "lost" not in caplog.text
    browse("kept")
    assert set(counted()) == {"kept"}


# What is written is committed, so that other threads see it.
committed = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def in_threads(*calls) -> None:
    """Runs the calls at the same time, each with a connection of its own."""
    together = threading.Barrier(len(calls))

    def run(call):
        together.wait(60)
        try:
            call()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@committed
def test_concurrent_writers_lose_no_counts(caplog, monkeypatch):
    monkeypatch.setattr(insight, "MOST_MILLISECONDS", 20_000)

    def ask(order):
        for number in range(30)[::order]:
            insight.record_click(f"query {number}")
            with insight.writing():
                insight.add_search(f"query {number}", is_found=True)

    in_threads(*(partial(ask, order) for order in (1, -1, 1, -1)))
    assert caplog.text == ""
    rows = set(SearchDay.objects.values_list("searches", flat=True))
    assert (SearchDay.objects.count(), rows) == (30, {4})


@committed
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has many writers")
def test_a_search_does_not_wait_for_a_long_write(browse, home, caplog):
    browse("neap")  # which makes the row of the publication
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()
    with transaction.atomic():
        in_threads(lambda: browse("tides"))
    assert "locked" in caplog.text and set(counted()) == {"neap"}
    browse("tides")
    assert set(counted()) == {"neap", "tides"}
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == usual


# Clicks


def test_a_click_on_what_was_searched_is_counted(browse, click, write, health):
    write(health, "The tide table")
    html = browse("Tide").content.decode()
    assert 'data-search-query="Tide"' in html
    response = click("Tide")
    assert (response.status_code, response.content) == (204, b"")
    assert counted() == {"tide": (1, 0, 1)}


def test_a_click_needs_no_token(browse, write, health):
    remember("tide")
    strict = Client(enforce_csrf_checks=True, headers={"User-Agent": BROWSER})
    assert strict.post(CLICK, b"tide", content_type="text/plain").status_code == 204
    assert counted() == {"tide": (1, 0, 1)}


def test_a_click_counts_for_the_latest_search_of_two_days(click):
    remember("tide", days_ago=2)
    remember("tide", days_ago=1)
    remember("neap", days_ago=2)
    click("tide")
    click("neap")
    click("never searched")
    clicks = SearchDay.objects.filter(clicks__gt=0).values_list("query", "day", "clicks")
    assert list(clicks) == [("tide", timezone.localdate() - timedelta(days=1), 1)]
    assert SearchDay.objects.count() == 3


@pytest.mark.parametrize("agent", ["", "curl/8.5.0", "Mozilla/5.0 (compatible; Googlebot/2.1)"])
def test_robots_do_not_click(click, agent):
    remember("tide")
    assert click("tide", agent=agent).status_code == 204
    assert counted() == {"tide": (1, 0, 0)}


def test_the_newsroom_does_not_click(client, click, writer):
    remember("tide")
    client.force_login(writer)
    assert click("tide").status_code == 204
    assert counted() == {"tide": (1, 0, 0)}


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
def test_only_posts_are_clicks(client, method):
    response = getattr(client, method)(CLICK, headers={"User-Agent": BROWSER})
    assert response.status_code == 405


HOSTILE = [
    b"",
    b"\x00",
    b"\xff\xfe\xfd",
    b"\xed\xa0\x80",
    "tide\u202e\U0001f30a".encode(),
    b"x" * 3_000_000,
    "é".encode() * 2000,
    b'{"q": ["tide"]}',
    b"q=tide&q=%00",
    b"'; DROP TABLE search_searchday; --",
    b"<script>alert(1)</script>",
    b"%s %(x)s {0}",
]


@pytest.mark.parametrize("body", HOSTILE)
@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/json",
        "application/x-www-form-urlencoded; charset=nonsense",
        "multipart/form-data",
        "multipart/form-data; boundary=\xff",
        "\x01",
    ],
)
def test_no_body_fails(click, body, content_type):
    assert click(body, content_type=content_type).status_code == 204
    assert counted() == {}


# Permissions


@pytest.mark.parametrize(
    ("role", "may"), [(None, False), ("Writer", False), ("Editor", True), ("Administrator", True)]
)
@pytest.mark.parametrize("query", ["", "?export=csv"])
def test_the_report_is_for_those_who_can_act_on_it(client, home, role, may, query):
    remember("secret wish")
    client.force_login(person("somebody", role))
    response = client.get(INSIGHT + query)
    assert (response.status_code == 200) is may
    if not may:
        # Wagtail's way of refusing: back to where one may be, with a word about it.
        assert response.status_code == 302
    assert (b"secret wish" in response.content) is may


def test_the_public_does_not_see_the_report(client, home):
    response = client.get(INSIGHT)
    assert response.status_code == 302 and "login" in response.url


@pytest.mark.parametrize(("role", "may"), [("Writer", False), ("Editor", True)])
def test_the_menu_shows_what_one_may_see(client, home, role, may):
    client.force_login(person("somebody", role))
    menu = client.get(reverse("wagtailadmin_home")).content.decode()
    for shown in (
        f'"{INSIGHT}"',
        f'"{reverse("newsroom_synonyms_modeladmin_index")}"',
        '"newsroom-promoted-results"',
    ):
        assert (shown in menu) is may


@pytest.mark.parametrize(
    ("permission", "label"), [("synonymset", "synonyms"), ("searchpromotion", "Promote")]
)
def test_only_what_one_may_do_is_offered(client, home, permission, label):
    user = person("somebody", None)
    user.user_permissions.set(
        Permission.objects.filter(codename__endswith=permission)
        | Permission.objects.filter(codename="access_admin")
    )
    remember("neap")
    client.force_login(user)
    html = client.get(INSIGHT).content.decode()
    assert ("Add synonyms" in html) is (permission == "synonymset")
    assert ("Promote a page" in html) is (permission == "searchpromotion")


# The report


@pytest.fixture
def as_editor(client, home, editor):
    client.force_login(editor)
    return client


def queries_of(response) -> dict[str, list[str]]:
    return {
        each.name: [row.query for row, _links in rows] for each, rows in response.context["lists"]
    }


def test_the_report_has_the_search_of_a_moment_ago(as_editor):
    insight.add_search("just now", is_found=False)
    assert queries_of(as_editor.get(INSIGHT))["missed"] == ["just now"]


def test_lists_and_figures(as_editor):
    remember("tide", searches=80, clicks=60)
    remember("tide", searches=10, clicks=30, days_ago=3)
    remember("neap", searches=6, without_results=6)
    remember("quay", searches=4, without_results=1)
    response = as_editor.get(INSIGHT)
    assert queries_of(response) == {
        "asked": ["tide", "neap", "quay"],
        "missed": ["neap", "quay"],
        "ignored": ["quay"],
    }
    values = [figure.value for figure in response.context["figures"]]
    assert values == ["100", "7%", "70%"]


def test_no_searches_make_an_empty_report(as_editor):
    response = as_editor.get(INSIGHT)
    assert [figure.value for figure in response.context["figures"]] == ["0", "–", "–"]
    assert "Nothing in these days" in response.content.decode()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("7", {"now"}),
        ("30", {"now", "week"}),
        ("90", {"now", "week", "month"}),
        ("", {"now", "week"}),
        ("x", {"now", "week"}),
        ("-7", {"now", "week"}),
        ("\x00", {"now", "week"}),
        ("9" * 5000, {"now", "week"}),
    ],
)
def test_the_period_is_one_of_three(as_editor, asked, expected):
    for query, days_ago in (("now", 6), ("week", 7), ("month", 30), ("quarter", 90)):
        remember(query, days_ago=days_ago)
    response = as_editor.get(INSIGHT, {"days": asked})
    assert set(queries_of(response)["asked"]) == expected


def test_a_list_ends_after_fifty(as_editor):
    day = timezone.localdate()
    SearchDay.objects.bulk_create(
        SearchDay(day=day, query=f"query {number:03}", searches=number + 1, without_results=number)
        for number in range(70)
    )
    lists = queries_of(as_editor.get(INSIGHT))
    assert {len(queries) for queries in lists.values()} == {50}
    assert lists["missed"][0] == "query 069"


def test_the_chart_has_a_column_and_a_line_of_the_table_for_each_day(as_editor):
    remember("tide", searches=1500)
    remember("neap", searches=300, without_results=300)
    remember("old", days_ago=29)
    remember("older", days_ago=30)
    response = as_editor.get(INSIGHT, {"days": "7"})
    chart = response.context["chart"]
    assert len(chart.bars) == 30
    assert (chart.bars[0].asked, chart.bars[-1].asked, chart.bars[-1].missed) == (1, 1800, 300)
    assert chart.most == "2,000"
    assert chart.bars[-1].asked_height == 108 and chart.bars[-1].missed_height == 18
    html = response.content.decode()
    label = "Searches in the last 30 days: 1,801 searches, 300 without results"
    assert f'role="img" aria-label="{label}"' in html
    table = html.partition("<summary>")[2].partition("</table>")[0]
    assert table.count('<th scope="row">') == 30


def test_the_number_of_queries_does_not_grow(as_editor):
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert as_editor.get(INSIGHT, {"days": "90"}).status_code == 200
        return len(captured)

    def fill(start, end):
        for number in range(start, end):
            remember(f"query {number}", searches=number + 1, days_ago=number)
            SynonymSet.objects.create(words=f"query {number}, other {number}")
            query = Query.objects.create(query_string=f"query {number}")
            SearchPromotion.objects.create(query=query, external_link_url="https://example.org/")

    fill(0, 2)
    cost()
    few = cost()
    fill(2, 30)
    assert cost() == few <= 20


def test_queries_of_readers_are_escaped(as_editor):
    for query in ("<script>alert(1)</script>", 'a"b&c', "{{ 7 }}", "50% off #1 / 2?"):
        remember(query, without_results=1)
    html = as_editor.get(INSIGHT).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html and "{{ 7 }}" in html
    assert "?q=50%25%20off%20%231%20%2F%202%3F" in html


def test_the_table_to_download(as_editor):
    remember("tide", searches=3, clicks=2)
    remember("tide", searches=2, clicks=1, days_ago=20)
    remember("old", days_ago=50)
    for formula in ("=cmd|calc", "+1", "-neap", '"tide, neap"'):
        remember(formula, without_results=1)
    response = as_editor.get(INSIGHT, {"days": "30", "export": "csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "searches-of-30-days.csv" in response["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(response.content.decode())))
    assert rows[0] == ["Query", "Searches", "Without results", "Clicks"]
    assert rows[1] == ["tide", "5", "0", "3"]
    assert {row[0] for row in rows[2:]} == {"'=cmd|calc", "'+1", "'-neap", '"tide, neap"'}


def test_each_row_offers_synonyms_and_a_promotion(as_editor):
    remember("heart attack", without_results=1)
    html = as_editor.get(INSIGHT).content.decode()
    assert f"{reverse('newsroom_synonyms_modeladmin_create')}?words=heart+attack" in html
    assert f"{reverse('wagtailsearchpromotions:add')}?query_string=heart+attack" in html
    assert f"{SEARCH}?q=heart%20attack" in html


def test_a_row_leads_to_the_synonyms_and_the_promotion_that_there_are(as_editor):
    words = SynonymSet.objects.create(words="heart attack, myocardial infarction")
    promoted = Query.objects.create(query_string="heart attacks")
    SearchPromotion.objects.create(query=promoted, external_link_url="https://example.org/")
    remember("heart attacks")
    html = as_editor.get(INSIGHT).content.decode()
    assert reverse("newsroom_synonyms_modeladmin_edit", args=[words.pk]) in html
    assert reverse("wagtailsearchpromotions:edit", args=[promoted.pk]) in html
    assert "Add synonyms" not in html and "Promote a page" not in html


def test_from_a_query_without_hits_to_a_hit(client, browse, write, health, editor):
    """The whole trip: it is in the report, an editor adds a synonym, the next reader finds."""
    article = write(health, "Myocardial infarction, explained")
    assert browse("heart attack").context["results"].total == 0
    client.force_login(editor)
    report = client.get(INSIGHT)
    assert queries_of(report)["missed"] == ["heart attack"]
    _list, rows = report.context["lists"][1]
    _row, links = rows[0]
    form = client.get(links[0].url).context["form"]
    assert form["words"].value() == "heart attack, "
    create = reverse("newsroom_synonyms_modeladmin_create")
    client.post(create, {"words": form["words"].value() + "myocardial infarction", "note": ""})
    client.logout()
    found = browse("heart attack").context["results"]
    assert [hit.article.pk for hit in found.hits] == [article.pk]
    assert counted() == {"heart attack": (2, 1, 0)}
