"""What goes stale when something changes: the whole site behind its page cache."""

from datetime import UTC, datetime

import pytest
from django.core.handlers.wsgi import WSGIHandler
from wagtail.models import PageViewRestriction, Site

from core.models import EditorialImage, Publication
from core.page_cache import PageCache
from core.purging import Journal
from news.comments.moderation import delete, set_status
from news.importing.bulk import add_articles
from news.models import ArticlePage, Comment
from tests.factories import (
    ArticlePageFactory,
    CommentFactory,
    ImageFactory,
    NewsIndexFactory,
    StandardPageFactory,
    TopicFactory,
)
from tests.wsgi import ask

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_connection")]


class Reader:
    """Asks the site through its page cache, and knows whether an answer was kept before.

    What a test prepares before it reads purges nothing: its transaction is never committed.
    """

    def __init__(self, settings, journal):
        journal.begin()
        self.settings = settings
        self.cache = PageCache(WSGIHandler(), journal.path, megabytes=10)

    def read(self, path: str, **more):
        self.settings.PAGE_CACHE = True
        return ask(self.cache, path, **more)

    def is_kept(self, path: str) -> bool:
        """Whether the page is served from the cache now; it is kept after being asked for."""
        before = self.cache.hits
        self.read(path)
        return self.cache.hits > before

    def keeps(self, *paths: str) -> None:
        for path in paths:
            self.read(path)
            assert self.is_kept(path), path


@pytest.fixture
def reader(settings, tmp_path, home) -> Reader:
    Publication.for_site(Site.objects.get())  # which makes the row
    settings.PAGE_CACHE_JOURNAL = tmp_path / "journal"
    return Reader(settings, Journal(settings.PAGE_CACHE_JOURNAL))


@pytest.fixture(autouse=True)
def committed(django_capture_on_commit_callbacks, reader):
    """Runs what waits for the commit, where a test says so."""

    def commit(change):
        with django_capture_on_commit_callbacks(execute=True):
            change()

    return commit


LISTS = ["/", "/health/", "/topics/", "/topics/sleep/", "/authors/", "/authors/ines-okafor/",
         "/archive/", "/feed/", "/health/feed/", "/topics/sleep/feed/", "/sitemap.xml",
         "/sitemap-articles.xml", "/news-sitemap.xml"]  # fmt: skip


@pytest.mark.parametrize("path", [*LISTS, "/health/sleep-diary/", "/robots.txt"])
def test_the_page_is_kept_and_the_same(reader, client, article, path):
    first = reader.read(path)
    second = reader.read(path)
    assert first.status == 200 and reader.cache.hits == 1
    assert first.body == second.body == client.get(path).content


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/health/", "author=ines-okafor"),
        ("/health/", "topic=sleep"),
        ("/health/", "year=2020"),
        ("/health/", "year=2020&topic=sleep"),
        ("/health/", "page=2"),
        ("/sitemap-articles.xml", "p=2"),
        ("/comments/0/", "page=2"),
    ],
)
def test_a_query_that_a_page_reads_is_answered_as_without_the_cache(reader, article, path, query):
    path = path.replace("/0/", f"/{article.pk}/")
    ArticlePageFactory(parent=article.get_parent(), slug="long-ago", published_at=LONG_AGO)
    for asked in ("", query, query):
        expected = ask(WSGIHandler(), path, query=asked)
        found = reader.read(path, query=asked)
        assert (found.status, found.body) == (expected.status, expected.body)


@pytest.mark.parametrize("path", ["/search/", "/search/?q=sleep", "/styleguide/", "/healthz"])
def test_the_page_is_not_kept(reader, article, path):
    path, _, query = path.partition("?")
    for _time in range(2):
        reader.read(path, query=query)
    assert reader.cache.hits == 0 and not reader.cache.pages


def test_an_article_that_is_published_again_is_stale_with_all_that_show_it(
    reader, article, health, committed
):
    other = ArticlePageFactory(parent=health, title="Elsewhere", slug="elsewhere", authors=[])
    far = NewsIndexFactory(parent=health.get_parent(), title="Sport", slug="sport")
    third = ArticlePageFactory(parent=far, title="A match", slug="a-match", authors=[])
    reader.keeps(article.url, other.url, third.url, far.url, *LISTS)

    def change():
        article.title = "The sleep diary, again"
        article.save_revision().publish()

    committed(change)
    assert reader.is_kept(third.url) and reader.is_kept(far.url)
    for path in (article.url, "/", "/health/", "/feed/", "/topics/sleep/", "/authors/ines-okafor/"):
        assert "again" in reader.read(path).text, path
    assert b"again" in reader.read(third.url).body  # in the recent news


def test_a_new_article_is_in_every_list_and_leaves_other_articles(
    reader, article, health, author, topic, committed
):
    far = NewsIndexFactory(parent=health.get_parent(), title="Sport", slug="sport")
    match = ArticlePageFactory(parent=far, title="A match", slug="a-match", authors=[])
    reader.keeps(match.url, *LISTS)
    committed(
        lambda: ArticlePageFactory(
            parent=health, title="Naps", slug="naps", authors=[author], topics=[topic]
        )
    )
    assert reader.is_kept(match.url)
    for path in LISTS:
        if path not in {"/topics/", "/authors/", "/sitemap.xml"}:
            assert "naps" in reader.read(path).text, path
    assert "Naps" in reader.read(match.url).text


def test_the_article_before_a_new_one_leads_on_to_it(reader, article, health, committed):
    far = ArticlePageFactory(
        parent=health, title="Long ago", slug="long-ago", published_at=LONG_AGO
    )
    reader.keeps(article.url, far.url)
    committed(lambda: ArticlePageFactory(parent=health, title="Naps", slug="naps"))
    assert reader.is_kept(far.url)
    assert "Naps" in reader.read(article.url).text.partition("Later in Health")[2][:400]


def test_articles_that_are_added_in_a_batch_are_in_every_list(reader, article, health, committed):
    reader.keeps(article.url, "/", "/health/")
    added = [ArticlePage(title=f"Nap {number}", slug=f"nap-{number}") for number in range(3)]
    committed(lambda: add_articles(health, added, publish=True))
    for path in (article.url, "/", "/health/"):
        assert "/health/nap-2/" in reader.read(path).text


def test_a_withdrawn_article_is_nowhere(reader, article, health, committed):
    other = ArticlePageFactory(
        parent=health, title="Elsewhere", slug="elsewhere", topics=list(article.topics.all())
    )
    reader.keeps(article.url, other.url, *LISTS)
    committed(article.unpublish)
    assert reader.read(article.url).status == 410
    for path in (other.url, "/", "/health/", "/feed/", "/sitemap-articles.xml", "/archive/"):
        assert "sleep-diary" not in reader.read(path).text, path


def test_a_deleted_article_is_nowhere(reader, article, health, committed):
    other = ArticlePageFactory(parent=health, title="Elsewhere", slug="elsewhere")
    reader.keeps(article.url, other.url, "/health/")
    committed(article.delete)
    assert reader.read(article.url).status == 404
    for path in (other.url, "/health/"):
        assert "sleep-diary" not in reader.read(path).text, path


def test_a_draft_of_a_published_article_leaves_everything(reader, article, committed):
    reader.keeps(article.url, *LISTS)
    article.title = "Not yet"
    committed(article.save_revision)
    assert all(reader.is_kept(path) for path in (article.url, *LISTS))


def test_a_new_draft_leaves_everything(reader, article, health, committed):
    reader.keeps(article.url, *LISTS)
    committed(
        lambda: ArticlePageFactory(parent=health, title="Not yet", slug="not-yet", publish=False)
    )
    assert all(reader.is_kept(path) for path in (article.url, *LISTS))


def test_a_moved_section_takes_its_articles_along(reader, article, health, news, committed):
    reader.keeps(article.url)
    committed(lambda: health.move(news, pos="last-child"))
    assert reader.read("/health/sleep-diary/").status == 301
    assert reader.read("/news/health/sleep-diary/").status == 200


def test_a_page_that_becomes_restricted_is_not_shown_and_never_kept(reader, article, committed):
    reader.keeps(article.url, "/")
    committed(
        lambda: PageViewRestriction.objects.create(
            page=article, restriction_type=PageViewRestriction.PASSWORD, password="open"
        )
    )
    for _time in range(2):
        assert article.title not in reader.read(article.url).text
    assert not reader.is_kept(article.url)
    assert "sleep-diary" not in reader.read("/").text


def test_the_form_of_a_restricted_page_is_whole(reader, article, health):
    PageViewRestriction.objects.create(
        page=health, restriction_type=PageViewRestriction.PASSWORD, password="open"
    )
    found = reader.read(article.url)
    assert found.status == 200 and "<!--" not in found.text
    assert int(found.headers["Content-Length"]) == len(found.body)


def test_the_settings_of_the_publication_are_on_every_page(reader, article, committed):
    reader.keeps(article.url, "/")
    publication = Publication.for_site(Site.objects.get())

    def change():
        publication.name = "The Lighthouse"
        publication.save()

    committed(change)
    for path in (article.url, "/"):
        assert "The Lighthouse" in reader.read(path).text


def test_the_navigation_is_on_every_page(reader, article, home, committed):
    reader.keeps(article.url)
    committed(lambda: StandardPageFactory(parent=home, title="Our house", show_in_menus=True))
    assert "Our house" in reader.read(article.url).text


def test_a_topic_by_another_name_is_renamed_everywhere(reader, article, topic, committed):
    reader.keeps(article.url, "/topics/sleep/")

    def change():
        topic.name = "Slumber"
        topic.save()

    committed(change)
    for path in (article.url, "/topics/sleep/"):
        assert "Slumber" in reader.read(path).text


def test_an_author_by_another_name_is_renamed_everywhere(reader, article, author, committed):
    reader.keeps(article.url, "/authors/ines-okafor/", "/authors/")

    def change():
        author.name = "Ines Marsh"
        author.save()

    committed(change)
    for path in (article.url, "/authors/ines-okafor/", "/authors/"):
        assert "Ines Marsh" in reader.read(path).text


def test_a_picture_described_anew_is_so_where_it_is_shown(reader, article, committed):
    image = ImageFactory(description="A bed")
    article.hero_image = image
    article.save()
    reader.keeps(article.url)

    def change():
        image.description = "A bed by the window"
        image.save()

    committed(change)
    assert "A bed by the window" in reader.read(article.url).text


def test_a_link_to_a_draft_leads_there_once_it_is_published(reader, article, health, committed):
    draft = ArticlePageFactory(parent=health, title="Later", slug="later", publish=False)
    link = f'<p>Read <a linktype="page" id="{draft.pk}">this</a>.</p>'
    article.body = [{"type": "paragraph", "value": link}]
    article.save()
    reader.keeps(article.url)
    committed(draft.save_revision().publish)
    assert 'href="/health/later/">this' in reader.read(article.url).text


def test_pictures_that_are_deleted_together_are_on_no_page(reader, article, committed):
    image = ImageFactory(description="A bed")
    article.hero_image = image
    article.save()
    reader.keeps(article.url)
    committed(EditorialImage.objects.filter(pk=image.pk).delete)
    assert "A bed" not in reader.read(article.url).text


@pytest.mark.parametrize("change", [set_status(Comment.Status.SPAM), delete])
def test_moderation_is_seen_at_once(reader, article, committed, admin_user, change):
    comment = CommentFactory(article=article, text="Buy this", status=Comment.Status.APPROVED)
    reader.keeps(article.url, f"/comments/{article.pk}/")
    committed(lambda: change(Comment.objects.filter(pk=comment.pk), admin_user))
    for path in (article.url, f"/comments/{article.pk}/"):
        assert "Buy this" not in reader.read(path).text


def test_an_approved_comment_is_seen_at_once(reader, article, committed, admin_user):
    comment = CommentFactory(article=article, text="Well said", status=Comment.Status.HELD)
    reader.keeps(article.url)
    approve = set_status(Comment.Status.APPROVED)
    committed(lambda: approve(Comment.objects.filter(pk=comment.pk), admin_user))
    assert "Well said" in reader.read(article.url).text


def test_until_the_commit_the_page_is_shown_and_none_is_kept_anew(reader, article, committed):
    reader.keeps(article.url)

    def change():
        article.title = "Another"
        article.save()
        assert reader.is_kept(article.url)
        for _time in range(2):
            assert not reader.is_kept(f"{article.url}?page=1")

    committed(change)
    reader.keeps(article.url)


def test_an_editor_gets_a_page_of_their_own(reader, article, client, admin_user):
    reader.keeps(article.url)
    client.force_login(admin_user)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    passed = reader.cache.passed
    for turn in (1, 2):
        found = reader.read(article.url, HTTP_COOKIE=cookie)
        assert found.headers["Cache-Control"] == "private, no-cache"
        assert reader.cache.passed == passed + turn
    assert reader.read(article.url).headers["Cache-Control"] == "no-cache"


def test_a_topic_page_that_is_undone_is_not_kept(reader, article, committed):
    reader.keeps("/topics/sleep/")
    topic = article.topics.get()
    committed(lambda: topic.merge_into(TopicFactory(name="Rest")))
    assert reader.read("/topics/sleep/").status == 301
