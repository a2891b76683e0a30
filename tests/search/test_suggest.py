"""What is suggested while a reader types."""

from datetime import timedelta
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from news.models import ArticlePage, Author, Topic
from search.engines import IndexBroken, TooBroad
from search.indexing import index_pages
from search.models import Suggestion
from search.suggesting import parts, suggest
from tests.factories import (
    ArticlePageFactory,
    AuthorFactory,
    NewsIndexFactory,
    TopicFactory,
    faq,
    section,
)
from tests.search.conftest import restrict
from tests.search.test_hostile import FAST, HOSTILE

URL = "/search/suggest/"


def labels(typed: str, kind: str = "") -> list[str]:
    return [each.label for each in suggest(typed) if kind in ("", each.kind)]


def kinds(typed: str) -> list[str]:
    return list(dict.fromkeys(each.kind for each in suggest(typed)))


@pytest.fixture
def sleep(health, write):
    """An article that yields every kind of suggestion."""
    return write(
        health,
        "Sleep and how to keep it",
        slug="sleep",
        authors=[AuthorFactory(name="Slava Řehoř")],
        topics=[TopicFactory(name="Sleep")],
        body=[
            section("What sleep is", "Nobody knows."),
            faq(("Is sleep a habit?", "In part."), ("Can I nap?", "You can.")),
        ],
    )


# What is offered


def test_every_kind_is_suggested(sleep):
    assert [(each.kind, each.label, each.url) for each in suggest("sl")] == [
        ("topic", "Sleep", "/topics/sleep/"),
        ("author", "Slava Řehoř", "/authors/slava-rehor/"),
        ("title", "Sleep and how to keep it", sleep.url),
        ("question", "Is sleep a habit?", f"{sleep.url}#is-sleep-a-habit"),
    ]


def test_a_suggested_question_is_an_anchor_of_the_article(sleep, client):
    (question,) = [each for each in suggest("is sleep") if each.kind == "question"]
    html = client.get(sleep.url).content.decode()
    assert f'id="{question.url.partition("#")[2]}"' in html


@pytest.mark.parametrize("typed", ["", " ", "s", " s ", '"', "-", "é", "\x00", "日", "…"])
def test_less_than_two_letters_suggest_nothing(sleep, typed, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert suggest(typed) == []


@pytest.mark.parametrize("typed", ["rehor", "ŘEHOŘ", "r\u030cehor\u030c", "  Řeh", "slava  reh"])
def test_letters_are_folded(sleep, typed):
    assert labels(typed) == ["Slava Řehoř"]


@pytest.mark.parametrize("typed", ["it keep", "how sl", "keep and sleep", "Keep, it."])
def test_words_may_be_in_any_order(sleep, typed):
    assert labels(typed) == ["Sleep and how to keep it"]


@pytest.mark.parametrize("typed", ["slee keep", "sleepy", "sleep x", "leep"])
def test_only_the_last_word_may_be_unfinished(sleep, typed):
    assert labels(typed) == []


def test_labels_that_begin_as_typed_come_first_and_shorter_before_longer(health, write):
    for title in ("The tide", "Tides, told at length", "How tides turn", "Tide tables", "Ebb"):
        write(health, title)
    assert labels("tid") == ["Tide tables", "Tides, told at length", "The tide", "How tides turn"]


def test_words_in_the_order_typed_come_before_others(health, write):
    write(health, "Pumps and heat")
    write(health, "A long report about heat pumps")
    assert labels("heat pum") == ["A long report about heat pumps", "Pumps and heat"]


def test_a_kind_that_begins_as_typed_comes_first(health, write):
    write(health, "Care homes", topics=[TopicFactory(name="Mental health care")])
    assert kinds("care") == ["title", "topic"]
    assert kinds("mental") == ["topic"]


def test_eight_at_most_with_room_for_names(health, write):
    for number in range(9):
        write(
            health,
            f"Marble {number}",
            authors=[AuthorFactory(name=f"Mara {number}")],
            topics=[TopicFactory(name=f"March {number}")],
            body=[faq((f"Marble or slate {number}?", "Slate."))],
        )
    found = suggest("mar")
    assert len(found) == 8
    assert [each.kind for each in found[:4]] == ["topic", "topic", "author", "author"]
    assert {each.kind for each in found[4:]} <= {"title", "question"}
    assert len(labels("marble", "title")) == 5
    assert len(labels("marble o", "question")) == 4


def test_a_title_and_a_question_in_the_same_words_are_one_suggestion(health, write):
    article = write(health, "Why pay?", body=[faq(("Why pay?", "Because."), ("Why not?", "So."))])
    assert [(each.kind, each.url) for each in suggest("why p")] == [("title", article.url)]


def test_articles_of_the_same_title_are_one_suggestion(health, write):
    for number in range(3):
        write(health, "Morning briefing", slug=f"briefing-{number}")
    assert labels("morn") == ["Morning briefing"]


def test_boilerplate_questions_do_not_push_out_others(health, write):
    for number in range(60):
        write(health, f"Report {number}", body=[faq(("Are there corrections?", "None."))])
    write(health, "Old report", body=[faq(("Are there zebras?", "Yes."))])
    index_pages(ArticlePage.objects.exclude(title="Old report").values_list("pk", flat=True))
    assert labels("are ther", "question") == ["Are there zebras?", "Are there corrections?"]


def test_typed_words_are_parts_of_the_label(sleep):
    (author,) = suggest("reh")
    assert author.parts == ["Slava ", "Řeh", "oř"]
    assert "".join(author.parts) == author.label


@pytest.mark.parametrize(
    ("label", "query_text", "expected"),
    [
        ("Sleep", ["sl"], ["", "Sl", "eep"]),
        ("How to sleep", ["sleep"], ["How to ", "sleep", ""]),
        ("Sleep on sleepers", ["sleep"], ["", "Sleep", " on ", "sleep", "ers"]),
        ("Heat, pump & heater", ["pump", "heat"], ["", "Heat", ", ", "pump", " & ", "heat", "er"]),
        ("Ærø by sea", ["aer"], ["", "Ær", "ø by sea"]),
        ("<b>bold</b>", ["bol"], ["<b>", "bol", "d</b>"]),
        ("Nothing here", ["else"], ["Nothing here"]),
        ("½ cup", ["cu"], ["½ ", "cu", "p"]),
    ],
)
def test_parts(label, query_text, expected):
    assert parts(label, query_text) == expected


def test_a_damaged_index_suggests_nothing(sleep):
    for error in (IndexBroken, TooBroad):
        with mock.patch("search.suggesting.engine") as engine:
            engine.return_value.suggest.side_effect = error
            assert suggest("sleep") == []


# What is public, and as it is now


MARKER = "quetzalcoatlus"


def secret(parent, name, **kwargs):
    return ArticlePageFactory(
        parent=parent,
        title=f"{MARKER} {name}",
        authors=[AuthorFactory(name=f"{MARKER} author of {name}")],
        topics=[TopicFactory(name=f"{MARKER} topic of {name}")],
        body=[faq((f"{MARKER} or {name}?", "A secret."))],
        **kwargs,
    )


HIDDEN = ["draft", "scheduled", "expired", "unpublished"]
HIDDEN += [f"{kind}{child}" for kind in ("login", "groups", "password") for child in ("", " child")]


@pytest.fixture
def make_hidden(home, health):
    """Creates an article, indexes it while it is public if it ever is, and then hides it.

    Whatever follows a change of a page has not happened yet.
    """

    def make(name):
        later = timezone.now() + timedelta(days=1)
        if name in ("draft", "scheduled"):
            page = secret(health, name, publish=False, go_live_at=later)
            if name == "scheduled":
                page.save_revision(approved_go_live_at=later)
        elif name.endswith("child"):
            parent = NewsIndexFactory(parent=home, title=f"Section of {name}")
            page = secret(NewsIndexFactory(parent=parent, title=f"Below {name}"), name)
        else:
            page = secret(health, name)
        index_pages([page.pk])
        return page

    def hide(name, page):
        if name in ("expired", "unpublished"):
            ArticlePage.objects.filter(pk=page.pk).update(live=False, expired=name == "expired")
        elif name.endswith("child"):
            restrict(page.get_parent().get_parent(), name.split()[0])
        elif name not in ("draft", "scheduled"):
            restrict(page, name)

    def created(name):
        page = make(name)
        hide(name, page)
        return page

    return created


def everything(client, typed: str) -> str:
    answers = [client.get(URL, {"q": typed, **extra}) for extra in ({}, {"format": "opensearch"})]
    return "".join(answer.content.decode() for answer in answers)


@pytest.mark.parametrize("name", HIDDEN)
def test_an_index_that_lags_leaks_nothing(client, make_hidden, administrator, name):
    page = make_hidden(name)
    was_public = name not in ("draft", "scheduled")
    assert Suggestion.objects.filter(text__contains=MARKER).count() == 4 * was_public
    client.force_login(administrator)
    for typed in ("qu", MARKER, f"{MARKER} or", f"{MARKER} {name}"):
        # The reader's own words come back; nothing else has the marker.
        assert MARKER not in everything(client, typed).replace(typed, "")
    assert not ArticlePage.objects.live().public().filter(pk=page.pk).exists()


@pytest.mark.parametrize("name", HIDDEN)
def test_names_stay_where_another_article_is_public(make_hidden, health, write, name):
    page = make_hidden(name)
    author = Author.objects.get(name__startswith=MARKER)
    topic = Topic.objects.get(name__startswith=MARKER)
    write(health, "In the open", authors=[author], topics=[topic])
    assert kinds(MARKER) == ["topic", "author"]
    assert page.title not in labels(MARKER)


def test_a_hidden_article_leaves_room_for_a_public_one(health, write):
    hidden = [write(health, f"Ox {number}") for number in range(2)]
    write(health, "Oxen at work")
    ArticlePage.objects.filter(pk__in=[page.pk for page in hidden]).update(live=False)
    assert labels("ox") == ["Oxen at work"]


def test_deleted_pages_are_gone(sleep, committed):
    with committed():
        sleep.delete()
    assert suggest("sl") == []


def test_a_merged_topic_is_not_suggested(sleep, health, write, committed):
    topic = Topic.objects.get(name="Sleep")
    rest = TopicFactory(name="Sleep and rest")
    Topic.objects.filter(pk=topic.pk).update(merged_into=rest)
    assert labels("sl", "topic") == []
    Topic.objects.filter(pk=topic.pk).update(merged_into=None)
    topic.refresh_from_db()
    with committed():
        topic.merge_into(rest)
    assert labels("sl", "topic") == ["Sleep and rest"]


def test_a_renamed_author_is_suggested_under_the_new_name_alone(sleep, committed):
    author = Author.objects.get(name="Slava Řehoř")
    Author.objects.filter(pk=author.pk).update(name="Ada Novak")
    assert labels("rehor") == [], "the index has not followed yet"
    author.name = "Ada Novak"
    with committed():
        author.save()
    assert (labels("rehor"), labels("ada")) == ([], ["Ada Novak"])


def test_a_renamed_topic_is_suggested_under_the_new_name_alone(sleep, committed):
    topic = Topic.objects.get(name="Sleep")
    Topic.objects.filter(pk=topic.pk).update(name="Rest")
    assert labels("sleep", "topic") == []
    topic.name = "Rest"
    with committed():
        topic.save()
    assert labels("re", "topic") == ["Rest"]


def test_a_former_title_or_question_is_never_shown(sleep, committed):
    body = sleep.body_data
    body[1]["value"]["questions"][0]["value"]["question"] = "Is sleep a duty?"
    now = {"title": "Rest and how to keep it", "body": sleep.body.stream_block.to_python(body)}
    ArticlePage.objects.filter(pk=sleep.pk).update(**now)
    assert labels("sleep an") == labels("is sl") == []
    assert labels("can i", "question") == ["Can I nap?"]
    with committed():
        article = ArticlePage.objects.get(pk=sleep.pk)
        article.save_revision().publish()
    assert labels("rest", "title") == ["Rest and how to keep it"]
    assert labels("is sl") == ["Is sleep a duty?"]


def test_a_moved_article_is_suggested_at_its_new_address(sleep, news):
    sleep.move(news, pos="last-child")
    sleep.refresh_from_db()
    (title,) = [each for each in suggest("sl") if each.kind == "title"]
    assert title.url == sleep.url == "/news/sleep/"


# What it costs


@pytest.mark.parametrize("typed", ["ma", "marble", "marble or sl", "mar or", "x marks", "mara"])
def test_queries_are_few_for_any_input(health, write, typed):
    def fill(number):
        for each in range(number):
            write(
                health,
                f"Marble {number} {each}",
                authors=[AuthorFactory(name=f"Mara {number} {each}")],
                topics=[TopicFactory(name=f"March {number} {each}")],
                body=[faq((f"Marble or slate {number} {each}?", "Slate."))],
            )

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            suggest(typed)
        return len(captured)

    fill(3)
    suggest(typed)
    few = cost()
    fill(12)
    assert cost() <= few <= 5


# The address


def test_address(client, sleep):
    assert reverse("search_suggest") == URL
    assert client.get(URL).status_code == client.head(URL).status_code == 200
    assert client.post(URL).status_code == 405


def test_json(client, sleep):
    response = client.get(URL, {"q": " Slav "})
    assert response.json() == {
        "query": "Slav",
        "status": "1 suggestion",
        "suggestions": [
            {
                "kind": "author",
                "kind_label": "Author",
                "label": "Slava Řehoř",
                "url": "/authors/slava-rehor/",
                "parts": ["", "Slav", "a Řehoř"],
            }
        ],
    }
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "private, max-age=60"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Vary" not in response or "Cookie" not in response["Vary"]


def test_the_status_has_the_number_of_suggestions(client, sleep):
    assert client.get(URL, {"q": "sl"}).json()["status"] == "4 suggestions"
    assert client.get(URL, {"q": "zz"}).json()["status"] == "No suggestions"


def test_opensearch_format(client, sleep):
    response = client.get(URL, {"q": "slee", "format": "opensearch"})
    assert response["Content-Type"] == "application/x-suggestions+json"
    query, words, descriptions, urls = response.json()
    assert query == "slee"
    assert words == ["Sleep", "Sleep and how to keep it", "Is sleep a habit?"]
    assert descriptions == ["Topic", "Article", "Question"]
    assert urls == [
        "http://localhost/topics/sleep/",
        f"http://localhost{sleep.url}",
        f"http://localhost{sleep.url}#is-sleep-a-habit",
    ]


def assert_answers(client, text: str):
    for extra in ({}, {"format": "opensearch"}):
        response = client.get(URL, {"q": text.encode("utf-8", "surrogatepass"), **extra})
        assert response.status_code == 200
        response.json()


def test_hostile_list(client, sleep):
    for text in HOSTILE:
        assert_answers(client, text)


def test_the_function_takes_anything(sleep):
    for text in HOSTILE:
        suggest(text)


def test_hostile_labels_come_back_as_they_are(client, health, write):
    label = '<script>alert(1)</script> & "quotes" </mark> \u2028 x'
    question = 'Is a script & "more" > one, or < two?'
    write(health, label, body=[faq((question, "No."))])
    found = client.get(URL, {"q": "script"}).json()["suggestions"]
    assert [each["label"] for each in found] == [label, question]
    assert all("".join(each["parts"]) == each["label"] for each in found)


@FAST
@given(text=st.text(st.characters(exclude_categories=()), max_size=300))
def test_generated_text(client, sleep, text):
    assert_answers(client, text)


@FAST
@given(text=st.text("\"-()*:^\\'{}+&|!<>%_ sleprhořa日é\u0301,.19@", max_size=60))
def test_generated_syntax(client, sleep, text):
    assert_answers(client, text)


@FAST
@given(raw=st.binary(max_size=60), name=st.sampled_from(["q", "format", "page"]))
def test_any_bytes_in_any_parameter(client, sleep, raw, name):
    quoted = "".join(f"%{byte:02x}" for byte in raw)
    assert client.get(f"{URL}?q=sleep&{name}={quoted}").status_code == 200


@settings(FAST, suppress_health_check=list(HealthCheck))
@given(label=st.text(max_size=60), words=st.lists(st.text("abé日ß", min_size=1), min_size=1))
def test_parts_make_up_the_label(label, words):
    assert "".join(parts(label, words)) == label
