"""Articles: bylines, times, saving."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.signals import page_published

from news.models import ArticleAuthor, ArticlePage, Topic
from news.models.byline import part_of
from tests.factories import ArticlePageFactory, AuthorFactory, ImageFactory, TopicFactory, section


def test_the_byline_names_who_wrote_and_the_page_names_every_role(client, health):
    page = ArticlePageFactory(parent=health, publish=False)
    for order, (name, role) in enumerate(
        [("Ann", "photographs"), ("Ann", "words"), ("Ben", "words"), ("Cyd", "review")]
    ):
        author = page.article_authors.filter(author__name=name).first()
        author = author.author if author else AuthorFactory(name=name)
        page.article_authors.add(ArticleAuthor(author=author, role=role, sort_order=order))
    page.save_revision().publish()
    page = ArticlePage.objects.get(pk=page.pk)
    assert page.byline == "Ann and Ben"
    html = client.get(page.url).content.decode()
    assert "Reviewed this article" in html and "Photographs" in html
    assert html.count("All articles by Ann") == 1 and "All articles by Cyd" not in html


def test_passages_follow_every_change_of_the_words(health):
    page = ArticlePageFactory(parent=health, body=[section("Sleep", "Eight hours.")])
    page.passages()
    page.body[0].value["heading"] = "Rest"
    page.standfirst = "Why lie down."
    assert [(part.heading, part.text) for part in page.passages()] == [
        ("", "Why lie down."),
        ("Rest", "Eight hours."),
    ]
    page.body = []
    assert [part.text for part in page.passages()] == ["Why lie down."]


def test_the_first_publication_sets_the_date_and_later_ones_leave_it(health):
    page = ArticlePageFactory(parent=health, published_at=None)
    first = page.published_at
    assert first is not None
    page.title = "Corrected"
    page.save_revision().publish()
    page = ArticlePage.objects.get(pk=page.pk)
    assert (page.published_at, page.updated_at) == (first, None)


def test_an_editor_sets_both_times(client, health):
    day = datetime.datetime(2026, 3, 1, 8, 30, tzinfo=datetime.UTC)
    page = ArticlePageFactory(
        parent=health, published_at=day, updated_at=day + datetime.timedelta(days=2)
    )
    html = client.get(page.url).content.decode()
    assert "1 March 2026" in html and "3 March 2026" in html


def test_an_update_that_precedes_the_publication_is_dropped(health):
    page = ArticlePageFactory(
        parent=health, published_at=None, updated_at=timezone.now() - datetime.timedelta(days=9)
    )
    assert page.updated_at is None


def test_a_draft_saved_after_a_publication_does_not_undo_it(health):
    page = ArticlePageFactory(parent=health, body=[section("Old")], publish=False)
    outdated = page.get_latest_revision_as_object()
    page.get_latest_revision().publish()
    outdated.title = "Typed meanwhile"
    outdated.save()
    outdated.save_revision()
    page = ArticlePage.objects.get(pk=page.pk)
    assert page.live and page.first_published_at and page.title != "Typed meanwhile"
    assert page.get_latest_revision_as_object().title == "Typed meanwhile"


def test_unpublishing_still_works_after_a_draft_became_live(health):
    page = ArticlePageFactory(parent=health, publish=False)
    page.get_latest_revision().publish()
    ArticlePage.objects.get(pk=page.pk).unpublish()
    assert not ArticlePage.objects.get(pk=page.pk).live


def test_related_articles_are_the_editors_choice_or_share_topics(client, health, topic):
    page = ArticlePageFactory(parent=health, title="Main", topics=[topic])
    sharing = ArticlePageFactory(parent=health, title="Sharing", topics=[topic, TopicFactory()])
    other = ArticlePageFactory(parent=health, title="Other")

    def related():
        return [article.title for article in client.get(page.url).context_data["reading"].related]

    assert related() == [sharing.title]
    page.related_articles = [page.related_articles.model(article=other)]
    page.save_revision().publish()
    assert related() == [other.title]
    other.unpublish()
    assert related() == []


def test_a_share_shows_a_picture_title_and_address(client, health):
    page = ArticlePageFactory(parent=health, title="Shared", hero_image=ImageFactory())
    html = client.get(page.url).content.decode()
    assert 'property="og:image" content="http://localhost/media/' in html
    assert f'<link rel="canonical" href="{page.full_url}">' in html


def test_topics_of_one_name_are_refused_regardless_of_case(topic):
    with pytest.raises(ValidationError):
        Topic(name="sLEEP").full_clean()


def test_an_author_or_topic_without_public_articles_has_no_page(client, health):
    author, topic = AuthorFactory(name="Hidden"), TopicFactory(name="Merger")
    ArticlePageFactory(parent=health, authors=[author], topics=[topic], publish=False)
    for url in (author.url, topic.url):
        assert client.get(url).status_code == client.get(f"{url}feed/").status_code == 404


def test_the_notice_of_a_section_is_under_its_articles_and_those_of_its_sections(client, health):
    from tests.factories import NewsIndexFactory

    inner = NewsIndexFactory(parent=health, title="Clinics")
    for parent in (health, inner):
        assert "Ask a doctor." in client.get(ArticlePageFactory(parent=parent).url).content.decode()


def test_an_authors_page_lists_roles_and_co_authors(client, health):
    ann, ben = AuthorFactory(name="Ann Lee"), AuthorFactory(name="Ben")
    alone = ArticlePageFactory(parent=health, authors=[ann])
    together = ArticlePageFactory(parent=health, authors=[ann, ben])
    edited = ArticlePageFactory(parent=health, authors=[ben])
    edited.article_authors.add(ArticleAuthor(author=ann, role=ArticleAuthor.Role.EDITING))
    edited.save()
    assert part_of(ann.pk, alone.named_credits) == ""
    assert part_of(ann.pk, together.named_credits) == "with Ben"
    assert part_of(ben.pk, together.named_credits) == "with Ann\N{NO-BREAK SPACE}Lee"
    assert part_of(ann.pk, edited.named_credits) == "Editing; written by Ben"
    html = client.get(ann.url).content.decode()
    assert "with Ben" in html and "Editing; written by Ben" in html


def test_a_day_is_printed_once_in_a_list(client, health):
    moment = datetime.datetime(2026, 5, 2, 12, tzinfo=datetime.UTC)
    for hours in (0, 1, 30):
        ArticlePageFactory(parent=health, published_at=moment + datetime.timedelta(hours=hours))
    html = client.get("/archive/2026/05/").content.decode()
    assert html.count("dated__row--same-day") == 1
    assert html.count('class="dated__weekday"') == 2


def test_a_publication_that_fails_on_the_way_leaves_nothing_of_itself(health):
    article = ArticlePageFactory(parent=health, title="Before")
    article.title = "After"
    revision = article.save_revision()

    def refuse(**kwargs):
        raise RuntimeError("No")

    page_published.connect(refuse, weak=False)
    try:
        with pytest.raises(RuntimeError):
            revision.publish()
    finally:
        page_published.disconnect(refuse)
    assert ArticlePage.objects.get(pk=article.pk).title == "Before"
