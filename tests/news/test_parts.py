"""Pages with remembered chrome and stored pieces: the same as if all were rendered."""

import pytest
from django.contrib.auth import get_user_model
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction, Site

from core.cache import chrome
from core.models import Publication
from news.comments.moderation import delete, set_status
from news.models import ArticlePage, ArticleRelation, Comment
from tests.factories import (
    ArticlePageFactory,
    CommentFactory,
    ImageFactory,
    NewsIndexFactory,
    TopicFactory,
    section,
)
from tests.wsgi import ask

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.any_database,
    pytest.mark.usefixtures("open_connection"),
]


@pytest.fixture
def story(article, health, topic):
    """The article with all that it can show: pictures, links, pointers, a comment, stories beside
    it and on its topic.
    """
    article = ArticlePage.objects.get(pk=article.pk)
    pointed = ArticlePageFactory(parent=health, title="Pointed to", slug="pointed-to")
    draft = ArticlePageFactory(parent=health, title="A draft", slug="a-draft", publish=False)
    for number in range(3):
        ArticlePageFactory(
            parent=health, title=f"On topic {number}", slug=f"on-{number}", topics=[topic]
        )
    image = ImageFactory(description="A bed")
    article.hero_image = ImageFactory(description="A pillow")
    article.body = [
        section(
            "Before the night",
            f'A <a linktype="page" id="{draft.pk}">link</a>.',
            {"type": "figure", "value": {"image": {"image": image.pk, "alt_text": "The bed"}}},
            {"type": "related_article", "value": {"article": pointed.pk, "label": ""}},
        )
    ]
    article.save_revision().publish()
    CommentFactory(article=article, text="Well said")
    CommentFactory(article=article, text="Not at all", status=Comment.Status.HELD)
    return ArticlePage.objects.get(pk=article.pk)


@pytest.fixture
def passing(settings, page_cache, story, django_capture_on_commit_callbacks):
    """Asks the site that remembers its chrome for a path, and the site that remembers nothing."""
    Publication.for_site(Site.objects.get())

    class Passing:
        def kept(self, path):
            settings.PAGE_CACHE = True
            return self.ask(path)

        def anew(self, path):
            settings.PAGE_CACHE = False
            return self.ask(path)

        def ask(self, path):
            path, _, query = path.partition("?")
            return ask(WSGIHandler(), path, query)

        def change(self, change):
            settings.PAGE_CACHE = True
            with django_capture_on_commit_callbacks(execute=True):
                change()

    return Passing()


PATHS = [
    "/health/sleep-diary/", "/health/on-1/", "/health/pointed-to/", "/health/", "/",
    "/topics/sleep/", "/authors/ines-okafor/", "/archive/", "/feed/", "/health/feed/",
    "/search/?q=sleep",
]  # fmt: skip


def rename(page, title="Renamed"):
    page.title = title
    page.save_revision().publish()


def titled(slug: str) -> ArticlePage:
    return ArticlePage.objects.get(slug=slug)


def saved(row, **values) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


CHANGES = {
    "its title": lambda story: rename(titled("sleep-diary")),
    "the title of one on its topic": lambda story: rename(titled("on-1")),
    "the title of the one that it points to": lambda story: rename(titled("pointed-to")),
    "one that it shows is withdrawn": lambda story: titled("on-1").unpublish(),
    "one that it points to is withdrawn": lambda story: titled("pointed-to").unpublish(),
    "the draft that it links to is published": lambda story: rename(titled("a-draft")),
    "its author's name": lambda story: saved(story.credits[0].author, name="Ines Marsh"),
    "its topic's name": lambda story: saved(story.topics.get(), name="Slumber"),
    "its picture's text": lambda story: saved(story.hero_image, description="A cushion"),
    "a picture in its text": lambda story: saved(
        story.body[0].value["content"][1].value["image"], description="A bunk"
    ),
    "its picture is deleted": lambda story: story.hero_image.delete(),
    "another article is added": lambda story: ArticlePageFactory(
        parent=story.get_parent(), title="Added", slug="added", topics=[story.topics.get()]
    ),
    "others are chosen to follow it": lambda story: (
        setattr(story, "related_articles", [ArticleRelation(article=titled("on-2"))]),
        story.save_revision().publish(),
    ),
    "it has another topic": lambda story: (
        story.tag([TopicFactory(name="Naps")]),
        story.save_revision().publish(),
    ),
    "a comment is approved": lambda story: set_status(Comment.Status.APPROVED)(
        Comment.objects.filter(status=Comment.Status.HELD),
        get_user_model().objects.create_user("moderator"),
    ),
    "a comment is deleted": lambda story: delete(
        Comment.objects.all(), get_user_model().objects.create_user("moderator")
    ),
    "the section's notice": lambda story: saved(
        story.section, notice="<p>Ask a nurse.</p>", introduction="<p>All of it.</p>"
    ),
    "the section's name": lambda story: rename(story.section, "Well-being"),
    "a restriction": lambda story: PageViewRestriction.objects.create(
        page=Page.objects.get(slug="on-1"), restriction_type="login"
    ),
    "the publication's name": lambda story: saved(
        Publication.for_site(Site.objects.get()), name="The Lamp"
    ),
    "a move": lambda story: titled("on-2").move(
        NewsIndexFactory(parent=Page.objects.get(slug="home"), title="Sport", slug="sport"),
        pos="last-child",
    ),
    "a slug": lambda story: (
        saved(story, slug="diary-of-sleep"),
        story.save_revision().publish(),
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_after_a_change_every_page_is_as_if_nothing_were_kept(passing, story, change):
    for path in [*PATHS, *PATHS]:
        passing.kept(path)
    assert chrome.values
    passing.change(lambda: change(story))
    for path in PATHS:
        kept, anew = passing.kept(path), passing.anew(path)
        assert kept.status == anew.status, path
        assert kept.text == anew.text, path


@pytest.mark.parametrize("path", ["/health/sleep-diary/", "/health/"])
@pytest.mark.parametrize("query", ["page=1", "page=1&p=3", "p=2", "utm_source=x", "ref=y"])
def test_what_else_is_asked_for_with_a_page_changes_no_part_of_it(passing, path, query):
    passing.kept(f"{path}?{query}")
    assert passing.kept(path).text == passing.anew(path).text


def test_an_article_has_one_address_whatever_page_is_asked_for(passing):
    asked = passing.kept("/health/sleep-diary/?page=7")
    assert asked.text == passing.kept("/health/sleep-diary/").text
    assert 'rel="canonical" href="http://localhost/health/sleep-diary/"' in asked.text


def test_a_preview_takes_nothing_that_is_kept_and_leaves_nothing(passing, story, settings):
    path = "/health/sleep-diary/"
    passing.kept(path)
    settings.PAGE_CACHE = True
    draft = story.get_latest_revision_as_object()
    draft.title, draft.standfirst = "Only drafted", "Not for everyone."
    html = draft.make_preview_request().render().content.decode()
    assert "Only drafted" in html and "Not for everyone." in html
    assert "Not for everyone." not in passing.kept(path).text


def test_a_feed_asks_as_often_whatever_the_number_of_articles(client, health, topic):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get("/health/feed/")
        return len(found)

    def publish(number: int) -> None:
        for _article in range(number):
            ArticlePageFactory(parent=health, topics=[topic, TopicFactory()])

    publish(3)
    queries()
    few = queries()
    publish(27)
    assert queries() == few
