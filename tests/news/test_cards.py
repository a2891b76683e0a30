"""Cards: made of the stored facts of an article, or else of the article itself."""

import datetime

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from core.sites import anonymous_request
from news.models import Projection, ProjectionState
from news.pages.cards import cards
from news.projection.build import build
from tests.factories import ArticlePageFactory, AuthorFactory, ImageFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_():
    with anonymous_request(Site.objects.get(), "/") as request:
        yield request


@pytest.fixture
def stored(article):
    """The row of the article, with another title than the article itself."""
    build(article.pk)
    row = Projection.objects.get(pk=article.pk)
    row.listing["title"] = "From the row"
    row.save()
    return row


def titles(keys, request) -> list[str]:
    return [card.title for card in cards(keys, request)]


def test_a_card_is_read_from_the_row(stored, request_, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert titles([stored.pk], request_) == ["From the row"]


def test_a_card_whose_article_has_changed_since_is_made_live(stored, article, request_):
    ProjectionState.objects.filter(pk=stored.pk).update(wanted=9)
    assert titles([stored.pk], request_) == [article.title]


def test_a_row_of_another_release_is_not_read(stored, article, request_):
    Projection.objects.update(release="0" * 32)
    assert titles([stored.pk], request_) == [article.title]


def test_with_debug_no_row_is_read(stored, article, request_, settings):
    settings.DEBUG = True
    assert titles([stored.pk], request_) == [article.title]


def test_a_preview_reads_no_row(stored, article, request_):
    request_.is_preview = True
    assert titles([stored.pk], request_) == [article.title]


def test_cards_have_the_order_of_the_keys_and_come_once(health, request_):
    one, two, three = (ArticlePageFactory(parent=health) for _number in range(3))
    build(two.pk)
    keys = [two.pk, three.pk, one.pk, two.pk]
    assert [card.pk for card in cards(keys, request_)] == keys[:3]


def test_what_is_not_public_has_no_card(health, stored, request_):
    draft = ArticlePageFactory(parent=health, publish=False)
    hidden = ArticlePageFactory(parent=health)
    build(hidden.pk)
    # Without the signals that delete the row.
    PageViewRestriction.objects.bulk_create(
        [PageViewRestriction(page=hidden, restriction_type="login")]
    )
    alias = stored.article.create_alias(update_slug="alias")
    keys = [draft.pk, hidden.pk, alias.pk, stored.pk]
    assert [card.pk for card in cards(keys, request_)] == [stored.pk]


def test_an_article_that_is_withdrawn_in_this_moment_has_no_card(
    health, article, client, monkeypatch
):
    monkeypatch.setattr("news.pages.cards.articles_of", lambda keys: [])
    html = client.get("/health/").content.decode()
    assert article.title not in html and 'href=""' not in html


@pytest.mark.parametrize("is_stored", [True, False])
def test_a_card_says_what_lists_show(health, request_, is_stored):
    authors = AuthorFactory.create_batch(2)
    published = timezone.now() - datetime.timedelta(days=2)
    article = ArticlePageFactory(
        parent=health,
        title="A headline of the usual length",
        promo_title="Short",
        authors=authors,
        topics=[TopicFactory(name="Sleep"), TopicFactory()],
        kind="opinion",
        published_at=published,
        hero_image=ImageFactory(),
    )
    if is_stored:
        build(article.pk)
    (card,) = cards([article.pk], request_)
    assert (card.title, card.url) == ("Short", article.url)
    assert (card.kicker, card.topic) == ("Health", "Sleep")
    assert (card.kind, card.kind_label) == ("opinion", "Opinion")
    assert card.byline == str(article.printed_byline)
    assert card.in_list_of(authors[0].pk).part == "with " + authors[1].name.replace(" ", "\xa0")
    assert (card.published_at, card.minutes) == (published, article.reading_time)
    assert set(card.pictures) == {"card", "thumb", "wide", "lead", "tall"}
    assert card.main_pictures == card.pictures


def test_the_main_picture_is_told_from_the_small_one(health, request_):
    small, main = ImageFactory(), ImageFactory()
    article = ArticlePageFactory(parent=health, promo_image=small, hero_image=main)
    (card,) = cards([article.pk], request_)
    assert card.pictures["card"]["main"]["src"] == small.file.url
    assert card.main_pictures["card"]["main"]["src"] == main.file.url
    assert "lead" not in card.pictures


def test_cards_without_rows_cost_the_same_for_any_number(
    health, author, topic, request_, django_assert_num_queries
):
    articles = [
        ArticlePageFactory(
            parent=health, authors=[author], topics=[topic], hero_image=ImageFactory()
        )
        for _number in range(6)
    ]
    cards([articles[0].pk], request_)  # Wagtail remembers the addresses of sites.
    for number in (2, 6):
        with django_assert_num_queries(5):
            assert len(cards([each.pk for each in articles[:number]], request_)) == number
