"""The parts around the text of an article: corrections, neighbours, links, sharing."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from news.models import ArticlePage, ArticleRelation
from news.pages.article import ArticleContext
from news.projection.lists import relist
from tests.factories import ArticlePageFactory, NewsIndexFactory, TopicFactory, faq, section


def correction(kind: str, day: str, text: str) -> dict:
    return {
        "type": "correction",
        "value": {"kind": kind, "date": day, "text": f"<p>{text}</p>"},
    }


def takeaway(words: str, to: str) -> dict:
    return {"type": "takeaway", "value": {"text": f"<p>{words}</p>", "section": to}}


def markup(client, page) -> str:
    return client.get(page.url).content.decode()


# Takeaways


def test_a_takeaway_leads_to_its_section(client, health):
    page = ArticlePageFactory(
        parent=health,
        body=[section("What the moon does", "It pulls.")],
        takeaways=[takeaway("The moon pulls.", "what-the-moon-does")],
    )
    assert '<a href="#what-the-moon-does">What the moon does</a>' in markup(client, page)


def test_a_takeaway_leads_to_a_question(client, health):
    page = ArticlePageFactory(
        parent=health,
        body=[faq(("Are lakes tidal?", "Hardly."))],
        takeaways=[takeaway("Lakes hardly.", "are-lakes-tidal")],
    )
    assert '<a href="#are-lakes-tidal">Are lakes tidal?</a>' in markup(client, page)


def test_a_takeaway_that_leads_nowhere_shows_no_link(client, health):
    page = ArticlePageFactory(
        parent=health, body=[section("One", "Text.")], takeaways=[takeaway("Point.", "elsewhere")]
    )
    html = markup(client, page)
    assert "Point." in html and "takeaways__more" not in html


def test_a_takeaway_that_names_a_heading_by_its_words_follows_its_link_name(health):
    page = ArticlePageFactory(
        parent=health, body=[section("The moon")], takeaways=[takeaway("Point.", "the MOON")]
    )
    assert page.takeaways[0].value["section"] == "the-moon"


def test_a_takeaway_follows_a_link_name_that_was_changed(client, health):
    page = ArticlePageFactory(
        parent=health, body=[section("The moon")], takeaways=[takeaway("Point.", "the-moon")]
    )
    data = page.body_data
    data[0]["value"]["anchor"] = "moon"
    page.body = page.body.stream_block.to_python(data)
    page.save_revision().publish()
    page = ArticlePage.objects.get(pk=page.pk)
    assert page.takeaways[0].value["section"] == "moon"
    assert '<a href="#moon">The moon</a>' in markup(client, page)


# Corrections


def test_corrections_are_at_the_end_the_newest_first(client, health):
    page = ArticlePageFactory(
        parent=health,
        corrections=[
            correction("update", "2026-11-02", "Older words."),
            correction("correction", "2026-11-20", "Newer words."),
        ],
    )
    html = markup(client, page)
    assert html.index("Newer words.") < html.index("Older words.")
    assert "Update" in html


def test_a_correction_is_announced_at_the_top(client, health):
    page = ArticlePageFactory(
        parent=health, corrections=[correction("correction", "2026-11-20", "It was 1970.")]
    )
    html = markup(client, page)
    assert html.index('href="#corrections"') < html.index('id="corrections"')
    assert "20 November 2026" in html


def test_an_update_is_not_announced_as_a_correction(client, health):
    page = ArticlePageFactory(
        parent=health, corrections=[correction("update", "2026-11-20", "More is known.")]
    )
    html = markup(client, page)
    assert "More is known." in html and 'href="#corrections"' not in html


@pytest.mark.parametrize("day", ["soon", "2026-99-99", 7, ["x"]])
def test_a_stored_date_that_is_none_leaves_out_its_correction(client, health, day):
    page = ArticlePageFactory(parent=health)
    raw = [correction("correction", "2026-11-20", "Kept."), correction("update", day, "Broken.")]
    ArticlePage.objects.filter(pk=page.pk).update(corrections=raw)
    response = client.get(page.url)
    assert response.status_code == 200
    assert "Kept." in response.content.decode() and "Broken." not in response.content.decode()


# Neighbours


@pytest.fixture
def series(health):
    """Five articles of a section, the first the oldest."""
    start = timezone.now() - timedelta(days=30)
    return [
        ArticlePageFactory(
            parent=health, title=f"Part {number}", published_at=start + timedelta(days=number)
        )
        for number in range(5)
    ]


def neighbours(client, page) -> dict[str, str]:
    html = markup(client, page)
    return dict(re.findall(r'rel="(prev|next)">([^<]*)<', html))


def test_an_article_leads_to_the_one_before_and_the_one_after_it(client, series):
    assert neighbours(client, series[2]) == {"prev": "Part 1", "next": "Part 3"}


def test_the_first_and_the_last_article_have_one_neighbour(client, series):
    assert neighbours(client, series[0]) == {"next": "Part 1"}
    assert neighbours(client, series[4]) == {"prev": "Part 3"}


def test_articles_of_the_same_moment_have_a_stable_order(client, series):
    ArticlePage.objects.update(published_at=series[0].published_at)
    relist([each.pk for each in series])
    assert neighbours(client, series[2]) == {"prev": "Part 1", "next": "Part 3"}


def test_neighbours_are_of_the_same_section(client, health, news):
    ArticlePageFactory(parent=news, title="Elsewhere")
    NewsIndexFactory(parent=health, title="Within")
    assert neighbours(client, ArticlePageFactory(parent=health)) == {}


def test_drafts_and_restricted_articles_are_nobodys_neighbour(client, series):
    series[1].unpublish()
    PageViewRestriction.objects.create(page=series[3], restriction_type="login")
    assert neighbours(client, series[2]) == {"prev": "Part 0", "next": "Part 4"}


def test_no_story_is_twice_on_the_page(client, series):
    topic = TopicFactory()
    for page in series:
        page.tag([topic])
        page.save()
    series[2].related_articles = [ArticleRelation(article=series[1])]
    series[2].body = series[2].body.stream_block.to_python(
        [{"type": "related_article", "value": {"article": series[3].pk, "label": ""}}]
    )
    series[2].save_revision().publish()
    html = markup(client, series[2])
    main = html[: html.index("<footer")]
    for page in series:
        links = re.findall(rf'<a[^>]*href="{page.url}"', main)
        assert len(links) == (0 if page == series[2] else 1), (page.title, links)


def test_related_stories_share_most_topics_and_are_near_in_time(health):
    one, two = TopicFactory(), TopicFactory()
    now = timezone.now()

    def story(title, days, *topics):
        return ArticlePageFactory(
            parent=health, title=title, topics=topics, published_at=now - timedelta(days=days)
        )

    page = story("Itself", 50, one, two)
    for title, days, topics in [
        ("Both, far", 90, [one, two]),
        ("After", 47, [one]),
        ("Before", 51, [two]),
        ("Newest", 0, [one]),
        ("Older", 60, [one]),
        ("Nothing shared", 50, []),
    ]:
        story(title, days, *topics)
    related = ArticleContext(ArticlePage.objects.get(pk=page.pk), None).related
    assert [each.title for each in related] == ["Both, far", "Before", "After", "Older"]


def test_related_by_topic_passes_over_what_the_text_points_to(client, series):
    topic = TopicFactory()
    for page in series:
        page.tag([topic])
        page.body = page.body.stream_block.to_python(
            [{"type": "related_article", "value": {"article": series[0].pk, "label": ""}}]
        )
        page.save()
    html = markup(client, series[2])
    assert len(re.findall(rf'<a[^>]*href="{series[0].url}"', html[: html.index("<footer")])) == 1


# Sharing


def test_an_article_is_shared_with_plain_links(client, health):
    page = ArticlePageFactory(parent=health, title="Salt & “pepper”", slug="salt")
    html = markup(client, page)
    shared = html[html.index('id="share"') :]
    links = re.findall(r'href="((?:mailto:|https:)[^"]*)"', shared[: shared.index("</section>")])
    assert len(links) == 5
    assert all("%2Fhealth%2Fsalt%2F" in link for link in links)
    assert sum("Salt%20%26%20%E2%80%9Cpepper" in link for link in links) == 4
    assert "<iframe" not in html and '<script src="http' not in html
