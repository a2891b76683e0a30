"""What a CDN before the site is told to purge."""

import json
import logging
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import transaction
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from core.cache import cdn, cdn_backends
from core.models import Change, Publication, pages_changed, publishing, site_changed
from core.sharing import EVERYTHING
from tests.factories import (
    ArticlePageFactory,
    ImageFactory,
    NewsIndexFactory,
    publish_article,
)

HTTP, TAGGED = "core.cache.cdn_backends.HTTPCache", "core.cache.cdn_backends.Cloudflare"
SITE = "http://localhost"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.any_database,
    pytest.mark.usefixtures("open_connection"),
]


class Asked(BaseHTTPRequestHandler):
    """Notes what the server is asked to purge, and answers with its status."""

    def do_PURGE(self):
        self.server.purged.append(f"http://{self.headers['Host']}{self.path}")
        self.answer()

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.posted.append((self.path, self.headers["Authorization"], body))
        self.answer()

    def answer(self):
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Asked) as server:
        server.purged, server.posted, server.status = [], [], 200
        server.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def backend(address: str, **more) -> dict:
    return {"default": {"BACKEND": HTTP, "LOCATION": address, **more}}


@pytest.fixture
def purged(behind_cdn, settings, server, django_capture_on_commit_callbacks):
    """What the CDN is told to purge when the change is committed: paths."""
    settings.WAGTAILFRONTENDCACHE = backend(server.address)

    def paths(change) -> set[str]:
        Change.objects.update(is_passed_on=True)
        server.purged.clear()
        with django_capture_on_commit_callbacks(execute=True):
            change()
        assert all(address.startswith(SITE) for address in server.purged)
        return {address.removeprefix(SITE) for address in server.purged}

    return paths


LISTS = {"/", "/feed/", "/archive/", "/authors/", "/topics/", "/sitemap.xml", "/news-sitemap.xml",
         "/sitemap-pages.xml", "/sitemap-articles.xml"}  # fmt: skip
OF_HEALTH = {"/health/", "/health/feed/"}
OF_AUTHOR = {"/authors/ines-okafor/", "/authors/ines-okafor/feed/"}
OF_TOPIC = {"/topics/sleep/", "/topics/sleep/feed/"}


def test_a_publication_purges_the_page_and_every_list_that_it_is_in(purged, article):
    found = purged(article.save_revision().publish)
    month = f"/archive/{article.published_at:%Y/%m/}"
    assert found >= {article.url, f"/comments/{article.pk}/", month, *LISTS}
    assert found >= OF_HEALTH | OF_AUTHOR | OF_TOPIC


def test_a_publication_purges_the_sections_above_and_the_neighbours_alone(purged, article, health):
    sleep = NewsIndexFactory(parent=health, title="Sleep", slug="sleep")
    far = NewsIndexFactory(parent=health.get_parent(), title="Sport", slug="sport")
    match = ArticlePageFactory(parent=far, title="A match", slug="a-match")
    found = purged(lambda: publish_article(parent=sleep, title="Naps", slug="naps"))
    assert found >= {"/health/sleep/naps/", "/health/sleep/", "/health/sleep/feed/", *OF_HEALTH}
    assert article.url in found
    assert not {match.url, far.url} & found


def test_another_slug_purges_the_old_address_and_the_new_one(purged, article):
    def change():
        article.slug = "diary"
        article.save_revision().publish()

    assert purged(change) >= {"/health/sleep-diary/", "/health/diary/"}


def test_another_slug_of_a_section_purges_all_that_is_in_it(purged, article, health):
    def change():
        health.slug = "wellbeing"
        health.save_revision().publish()

    found = purged(change)
    assert found >= {"/health/", "/wellbeing/", "/wellbeing/feed/", "/wellbeing/sleep-diary/"}
    assert "/health/sleep-diary/" in found


def test_a_move_purges_both_places(purged, article, health, news):
    def change():
        Page.objects.get(pk=health.pk).move(Page.objects.get(pk=news.pk), pos="last-child")

    found = purged(change)
    assert found >= {"/health/", "/news/health/", "/health/sleep-diary/"}
    assert "/news/health/sleep-diary/" in found


def test_a_withdrawn_page_is_purged_everywhere(purged, article):
    assert purged(article.unpublish) >= {article.url, *LISTS, *OF_HEALTH, *OF_AUTHOR, *OF_TOPIC}


def test_a_deleted_page_is_purged(purged, article):
    assert article.url in purged(article.delete)


def test_a_deleted_section_is_purged_with_what_was_in_it(purged, article, health):
    found = purged(Page.objects.get(pk=health.pk).delete)
    assert found >= {"/health/", "/health/sleep-diary/", "/", f"/comments/{article.pk}/"}


def test_a_deleted_topic_is_purged(purged, article, topic):
    assert purged(topic.delete) >= OF_TOPIC


def test_a_topic_with_another_slug_is_purged_at_both_addresses(purged, article, topic):
    def change():
        topic.slug = "slumber"
        topic.save()

    assert purged(change) >= OF_TOPIC | {"/topics/slumber/", article.url}


def test_an_author_with_another_name_is_purged_with_all_that_they_wrote(purged, article, author):
    def change():
        author.name = "Ines Marsh"
        author.save()

    assert purged(change) >= OF_AUTHOR | {article.url, "/authors/"}


def test_a_picture_described_anew_purges_the_pages_that_use_it(purged, article):
    image = ImageFactory()
    article.hero_image = image
    article.save()
    assert purged(image.save) == {article.url}


def test_a_restriction_purges_what_is_not_public_any_more(purged, article, health):
    def change():
        PageViewRestriction.objects.create(page=health, restriction_type="login")

    found = purged(change)
    assert found >= {article.url, "/health/", "/health/feed/", f"/comments/{article.pk}/", *LISTS}


def test_what_every_page_shows_purges_every_address(purged, article, home, monkeypatch):
    monkeypatch.setattr(cdn, "BATCH", 2)
    for number in range(5):
        ArticlePageFactory(parent=article.get_parent(), slug=f"nap-{number}")
    Redirect.add_redirect("/old/é", article)
    ArticlePageFactory(parent=article.get_parent(), slug="draft", publish=False)
    publication = Publication.for_site(Site.objects.get())
    found = purged(publication.save)
    assert found >= {article.url, *(f"/health/nap-{number}/" for number in range(5)), *LISTS}
    assert found >= {*OF_HEALTH, *OF_AUTHOR, *OF_TOPIC, "/robots.txt", "/old/%C3%A9/"}
    assert "/health/draft/" not in found


def test_a_comment_purges_the_article_and_its_comments(purged, article):
    assert purged(lambda: pages_changed(article.pk)) == {
        article.url, f"/comments/{article.pk}/", f"/archive/{article.published_at:%Y/}",
        f"/archive/{article.published_at:%Y/%m/}",
    }  # fmt: skip


def test_a_draft_purges_nothing(purged, article):
    article.title = "Not yet"
    assert purged(article.save_revision) == set()


def test_what_is_rolled_back_purges_nothing(purged, article):
    def change():
        with pytest.raises(RuntimeError), transaction.atomic():
            article.title = "Never"
            article.save_revision().publish()
            raise RuntimeError

    assert purged(change) == set()


def test_every_address_of_the_sitemap_is_known(purged, client, article):
    """What readers are led to is what EVERYTHING stands for; but for the search, never kept."""
    found = purged(lambda: site_changed(EVERYTHING))
    for name in ("pages", "articles", "authors", "topics", "lists"):
        text = client.get(f"/sitemap-{name}.xml").content.decode()
        locations = {each.split("</loc>")[0] for each in text.split("<loc>")[1:]}
        paths = {each.removeprefix(SITE) or "/" for each in locations}
        assert paths - found <= {"/search/"}


def test_only_addresses_of_its_hosts_are_told_to_a_cdn(purged, settings, server, article):
    settings.WAGTAILFRONTENDCACHE = backend(server.address, HOSTNAMES=["elsewhere.example"])
    assert purged(article.save_revision().publish) == set()


# CDNs that fail


def test_a_dead_cdn_stops_nobody(purged, settings, article, caplog):
    settings.WAGTAILFRONTENDCACHE = backend("http://127.0.0.1:1")
    begun = time.monotonic()
    purged(article.save_revision().publish)
    assert time.monotonic() - begun < 10
    assert "could not be told what went stale" in caplog.text
    assert Page.objects.get(pk=article.pk).live


def test_a_cdn_that_never_answers_is_waited_for_once_and_not_long(
    purged, settings, article, caplog, monkeypatch
):
    monkeypatch.setattr(cdn_backends, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.WAGTAILFRONTENDCACHE = backend(f"http://127.0.0.1:{silent.getsockname()[1]}")
        begun = time.monotonic()
        purged(lambda: site_changed(EVERYTHING))
        assert time.monotonic() - begun < 5
    assert "could not be told" in caplog.text


def test_a_cdn_that_refuses_is_asked_for_all_and_logged(purged, server, article, caplog):
    server.status = 403
    assert article.url in purged(article.save_revision().publish)
    assert f"answered 403 to PURGE {SITE}{article.url}" in caplog.text


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_cdn_that_fails_ends_the_batch_and_is_told_later(purged, server, article, caplog, status):
    server.status = status
    assert len(purged(article.save_revision().publish)) == 1
    assert "could not be told" in caplog.text and cdn.waiting().exists()
    server.status = 200
    cdn.purge_waiting()
    assert SITE + article.url in server.purged and not cdn.waiting().exists()


def test_what_a_cdn_refuses_is_not_asked_again(purged, server, article):
    server.status = 405
    purged(article.save_revision().publish)
    assert not cdn.waiting().exists()


def test_addresses_are_told_in_batches(purged, article, monkeypatch):
    batches = []
    monkeypatch.setattr(cdn, "BATCH", 3)
    monkeypatch.setattr(
        cdn_backends.HTTPCache, "purge_batch", lambda backend, urls: batches.append(urls)
    )
    purged(article.save_revision().publish)
    assert len(batches) > 3 and {len(each) for each in batches[:-1]} <= {1, 2, 3}
    assert all(len(each) == len(set(each)) for each in batches)


def test_a_cdn_that_has_nothing_of_it_is_no_failure(purged, server, article, caplog):
    server.status = 404
    caplog.set_level(logging.ERROR)
    assert purged(article.save_revision().publish)
    assert not caplog.text


def test_one_cdn_is_told_where_another_is_dead(purged, settings, server, article):
    settings.WAGTAILFRONTENDCACHE = {
        "dead": {"BACKEND": HTTP, "LOCATION": "http://127.0.0.1:1"},
        **backend(server.address),
    }
    assert article.url in purged(article.save_revision().publish)


# A CDN that knows tags


@pytest.fixture
def tagged(behind_cdn, settings, server, monkeypatch):
    monkeypatch.setattr(cdn_backends.Cloudflare, "ADDRESS", f"{server.address}/zones/{{}}/purge")
    settings.WAGTAILFRONTENDCACHE = {
        "default": {"BACKEND": TAGGED, "ZONEID": "z1", "BEARER_TOKEN": "t"}
    }


@pytest.fixture
def invalidated(tagged, django_capture_on_commit_callbacks):
    def run(*tags):
        Change.objects.update(is_passed_on=True)
        with django_capture_on_commit_callbacks(execute=True):
            site_changed(*tags)

    return run


def test_it_is_told_tags_thirty_at_a_time(invalidated, server):
    invalidated(*(f"page:{number:02}" for number in range(31)))
    assert [(path, token) for path, token, _body in server.posted] == [
        ("/zones/z1/purge", "Bearer t")
    ] * 2
    assert server.posted[1][2] == {"tags": ["page:30"]} and len(server.posted[0][2]["tags"]) == 30


def test_everything_is_one_tag(invalidated, server):
    invalidated(EVERYTHING, "page:1")
    assert [body for _path, _token, body in server.posted] == [{"tags": [EVERYTHING]}]


@pytest.mark.parametrize("tag", ["author:1", "image:1"])
def test_a_change_of_what_pages_do_not_list_is_everything(invalidated, server, tag):
    invalidated(tag, "page:1")
    assert [body for _path, _token, body in server.posted] == [{"tags": [EVERYTHING]}]


def test_it_is_asked_for_no_address(tagged, article):
    with publishing() as change:
        change.expect(article.cache_tag)
        change.site()
    assert Change.objects.latest("pk").names == article.cache_tag


def test_a_refusal_is_logged_and_told_again(invalidated, server, caplog):
    server.status = 403
    invalidated("page:1")
    assert "could not be told" in caplog.text and cdn.waiting().exists()


def test_a_publication_does_not_purge_everything(tagged, article, server):
    with transaction.atomic():
        article.save_revision().publish()
    cdn.purge.func()
    posted = {tag for _path, _token, body in server.posted for tag in body["tags"]}
    assert article.cache_tag in posted and EVERYTHING not in posted
