"""What goes stale when something changes: the whole site behind its page cache."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, ReferenceIndex, Site

from core.cache.pages import PageCache
from core.cache.versions import versions
from core.media.renditions import renditions_made
from core.models import Change, EditorialImage, Publication
from core.models.change import SITE, WITHDRAWN
from news.comments.moderation import delete, set_status
from news.importing.bulk import add_articles
from news.models import ArticlePage, Comment
from news.projection import lists
from tests.factories import (
    ArticlePageFactory,
    AuthorFactory,
    CommentFactory,
    ImageFactory,
    NewsIndexFactory,
    StandardPageFactory,
    TopicFactory,
    publish_article,
)
from tests.wsgi import ask

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_connection")]


class Reader:
    """Asks the site through its page cache, and knows whether an answer came from the cache."""

    def __init__(self):
        self.cache = PageCache(WSGIHandler(), versions, megabytes=10)

    def read(self, path: str, **more):
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
def reader(page_cache, home) -> Reader:
    Publication.for_site(Site.objects.get())  # which makes the row
    return Reader()


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


def older(section) -> None:
    """As many articles as the strip of recent news needs to be shown, beneath all others."""
    for _number in range(4):
        ArticlePageFactory(parent=section, published_at=LONG_AGO)


def test_an_article_that_is_published_again_is_stale_with_all_that_show_it(
    reader, article, health, committed
):
    other = ArticlePageFactory(parent=health, title="Elsewhere", slug="elsewhere", authors=[])
    far = NewsIndexFactory(parent=health.get_parent(), title="Sport", slug="sport")
    third = ArticlePageFactory(parent=far, title="A match", slug="a-match", authors=[])
    older(health)
    reader.keeps(article.url, other.url, third.url, far.url, *LISTS)

    def change():
        article.title = "The sleep diary, again"
        article.save_revision().publish()

    committed(change)
    for path in (article.url, "/", "/health/", "/feed/", "/topics/sleep/", "/authors/ines-okafor/"):
        assert "again" in reader.read(path).text, path
    assert b"again" in reader.read(third.url).body  # in the recent news


def test_a_new_article_is_in_every_list(reader, article, health, author, topic, committed):
    far = NewsIndexFactory(parent=health.get_parent(), title="Sport", slug="sport")
    match = ArticlePageFactory(parent=far, title="A match", slug="a-match", authors=[])
    older(health)
    reader.keeps(match.url, *LISTS)
    committed(
        lambda: publish_article(
            parent=health, title="Naps", slug="naps", authors=[author], topics=[topic]
        )
    )
    for path in LISTS:
        if path not in {"/topics/", "/authors/", "/sitemap.xml"}:
            assert "naps" in reader.read(path).text, path
    assert "Naps" in reader.read(match.url).text


def test_the_article_before_a_new_one_leads_on_to_it(reader, article, health, committed):
    reader.keeps(article.url)
    committed(lambda: publish_article(parent=health, title="Naps", slug="naps"))
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


@pytest.mark.parametrize("kind", ["article", "standard page", "alias"])
def test_a_page_that_expires_is_kept_no_longer(reader, article, home, committed, kind):
    url, page = article.url, article
    if kind == "standard page":
        page = StandardPageFactory(parent=home, title="Our house", slug="house")
        url = page.url
    elif kind == "alias":
        url = article.create_alias(parent=home, update_slug="diary-again").url
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    reader.keeps(url)
    committed(lambda: call_command("publish_scheduled"))
    assert not reader.is_kept(url)


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


@pytest.mark.parametrize("path", ["/health/sleep-diary/", "/health/", "/"])
def test_a_rendition_that_is_ready_is_on_the_page_and_in_the_lists_above(
    reader, article, health, committed, path
):
    elsewhere = ArticlePageFactory(parent=health, title="Naps", slug="naps")
    article.hero_image = ImageFactory()
    article.save_revision().publish()
    ReferenceIndex.create_or_update_for_object(article)
    reader.keeps(path, elsewhere.url)
    committed(lambda: renditions_made.send(sender=EditorialImage, image=article.hero_image))
    assert reader.is_kept(elsewhere.url)
    assert not reader.is_kept(path)


def test_a_new_picture_that_nothing_shows_changes_nothing(reader, article, committed):
    reader.keeps(article.url, *LISTS)
    committed(ImageFactory)
    assert all(reader.is_kept(path) for path in (article.url, *LISTS))


def test_the_rendition_of_a_portrait_is_on_every_page(reader, article, author, committed):
    author.portrait = ImageFactory()
    author.save()
    ReferenceIndex.create_or_update_for_object(author)
    reader.keeps("/authors/ines-okafor/", article.url)
    committed(lambda: renditions_made.send(sender=EditorialImage, image=author.portrait))
    assert not reader.is_kept("/authors/ines-okafor/") and not reader.is_kept(article.url)


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


def test_an_article_of_a_subsection_changes_what_stands_beside_one_of_the_section(
    reader, article, health, committed
):
    sleep = NewsIndexFactory(parent=health, title="Sleep", slug="sleep")
    reader.keeps(article.url)
    later = timezone.now()
    committed(lambda: publish_article(parent=sleep, title="Naps", slug="naps", published_at=later))
    assert 'href="/health/sleep/naps/" rel="next"' in reader.read(article.url).text


def test_a_page_that_is_not_kept_shows_the_newest_news_too(reader, article, committed):
    assert article.title in reader.read("/search/").text

    def change():
        article.title = "The sleep diary, again"
        article.save_revision().publish()

    committed(change)
    assert article.title in reader.read("/search/").text


NOWHERE = "/health/nowhere/"


def test_that_there_is_nothing_is_kept_and_the_same(reader, client, article):
    first, second = reader.read(NOWHERE), reader.read(NOWHERE)
    assert reader.cache.hits == 1
    expected = client.get(NOWHERE)
    for found in (first, second):
        assert (found.status, found.body) == (404, expected.content)
        assert article.title in found.text and "Set-Cookie" not in found.headers
        assert found.headers["Cache-Control"] == expected.headers["Cache-Control"]


def test_an_editor_is_told_anew_that_there_is_nothing(reader, article, client, admin_user):
    reader.keeps(NOWHERE)
    client.force_login(admin_user)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    passed = reader.cache.passed
    assert reader.read(NOWHERE, HTTP_COOKIE=cookie).status == 404
    assert reader.cache.passed == passed + 1


def test_a_new_article_does_not_make_others_miss_their_news(reader, article, health, committed):
    reader.keeps("/topics/none/")
    committed(lambda: publish_article(parent=health, title="Naps", slug="naps"))
    assert "Naps" in reader.read("/topics/none/").text


def published(article, health, news):
    draft = ArticlePageFactory(parent=health, title="New", slug="new", publish=False)
    draft.save_revision().publish()


def added_in_a_batch(article, health, news):
    add_articles(health, [ArticlePage(title="New", slug="new")], publish=True)


def given_another_slug(article, health, news):
    article.slug = "new"
    article.save_revision().publish()


def moved(article, health, news):
    section = NewsIndexFactory(parent=news, title="New", slug="new")
    section.move(health, pos="last-child")


def of_a_section_with_another_slug(article, health, news):
    news.slug = "new"
    news.save_revision().publish()


def redirected(article, health, news):
    Redirect.add_redirect("/health/new", article)


def about_something_new(article, health, news):
    article.tag([TopicFactory(name="New")])
    article.save_revision().publish()


def by_somebody_new(article, health, news):
    ArticlePageFactory(parent=health, title="Naps", authors=[AuthorFactory(name="New")])


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (published, "/health/new/"),
        (added_in_a_batch, "/health/new/"),
        (given_another_slug, "/health/new/"),
        (moved, "/health/new/"),
        (redirected, "/health/new/"),
        (of_a_section_with_another_slug, "/new/"),
        (about_something_new, "/topics/new/"),
        (by_somebody_new, "/authors/new/"),
    ],
)
def test_what_comes_to_an_address_is_there_at_once(
    reader, article, health, news, committed, change, path
):
    reader.keeps(path)
    assert reader.read(path).status == 404
    committed(lambda: change(article, health, news))
    assert reader.read(path).status in {200, 301}


def test_a_redirect_that_is_deleted_or_led_elsewhere_is_so_at_once(reader, article, committed):
    redirect = Redirect.add_redirect("/old", "/elsewhere/", is_permanent=False)
    assert reader.read("/old/").status == 302
    committed(Redirect.objects.filter(pk=redirect.pk).delete)
    assert reader.read("/old/").status == 404


def test_a_withdrawn_page_that_is_published_again_is_there_at_once(reader, article, committed):
    committed(article.unpublish)
    reader.keeps(article.url)
    assert reader.read(article.url).status == 410
    committed(article.save_revision().publish)
    assert reader.read(article.url).status == 200


def expired(article, health, news):
    ArticlePage.objects.filter(pk=article.pk).update(expire_at=LONG_AGO)
    call_command("publish_scheduled")


WITHDRAWALS = {
    "withdrawal": lambda article, health, news: article.unpublish(),
    "expiry": expired,
    "deletion": lambda article, health, news: article.delete(),
    "deletion of a section": lambda article, health, news: Page.objects.get(pk=health.pk).delete(),
    "restriction": lambda article, health, news: PageViewRestriction.objects.create(
        page=health, restriction_type="login"
    ),
    "move": lambda article, health, news: article.move(news, pos="last-child"),
}


@pytest.mark.parametrize("change", WITHDRAWALS.values(), ids=WITHDRAWALS)
def test_nobody_gets_an_old_page_once_something_was_withdrawn(article, health, news, change):
    change(article, health, news)
    assert WITHDRAWN in Change.objects.latest("pk").tags.split()


@pytest.mark.parametrize("change", [published, added_in_a_batch, redirected, by_somebody_new])
def test_others_get_the_old_page_while_one_is_made_after_a_publication(
    article, health, news, change
):
    change(article, health, news)
    tags = Change.objects.latest("pk").tags.split()
    assert SITE in tags and WITHDRAWN not in tags


def relist_fails(keys):
    raise RuntimeError


@pytest.mark.parametrize("change", ["move", "restriction", "withdrawal", "deletion"])
def test_a_change_that_fails_half_through_changes_nothing(
    reader, article, news, health, monkeypatch, change
):
    """Wagtail has saved the page when its signals are sent."""
    before = Change.objects.count(), Page.objects.get(pk=article.pk).url_path
    for name in ("relist", "unlist"):
        monkeypatch.setattr(lists, name, relist_fails)
    page = Page.objects.get(pk=article.pk)
    with pytest.raises(RuntimeError):
        if change == "move":
            page.move(Page.objects.get(pk=news.pk), pos="last-child")
        elif change == "restriction":
            PageViewRestriction.objects.create(page=health, restriction_type="login")
        elif change == "withdrawal":
            page.unpublish()
        else:
            page.delete()
    page = Page.objects.get(pk=article.pk)
    assert page.live and (Change.objects.count(), page.url_path) == before
    assert not PageViewRestriction.objects.exists()
