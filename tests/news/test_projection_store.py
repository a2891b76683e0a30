"""What is stored of articles: for whom, in which release, and what happens when builds overlap."""

import json
import random
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.template import Template, engines
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

import core
import news
from core.media.renditions import make_renditions
from core.models import Publication
from news.models import (
    ArticlePage,
    Projection,
    ProjectionRelease,
    ProjectionState,
    ProjectionText,
    ProjectionUse,
)
from news.projection.build import Incomplete, build, render, wanted_of
from news.projection.release import digest, inputs, is_newer, make_newest, release_of, sources
from news.projection.rows import store
from tests.factories import ArticlePageFactory, ImageFactory, TopicFactory, section
from tests.news.test_parts import saved

pytestmark = pytest.mark.django_db

ROWS = (Projection, ProjectionText, ProjectionUse)
# A row and its entries in two indexes.
USE_BYTES = 60
PACKAGES = [Path(core.__file__).parent, Path(news.__file__).parent]


def rows_of(article) -> list[bool]:
    return [model.objects.filter(article=article.pk).exists() for model in ROWS]


def state_of(article) -> tuple[int, int]:
    state = ProjectionState.objects.get(pk=article.pk)
    return state.wanted, state.built


def stored_title(article) -> str:
    return Projection.objects.get(pk=article.pk).listing["title"]


def retitled(article, title: str) -> None:
    saved(ArticlePage.objects.get(pk=article.pk), title=title)


# Who has rows


def test_a_draft_has_no_rows(health):
    draft = ArticlePageFactory(parent=health, publish=False)
    assert build(draft.pk)
    assert rows_of(draft) == [False, False, False]


def test_an_article_under_a_restriction_has_no_rows(health, article):
    PageViewRestriction.objects.create(page=health, restriction_type="login")
    assert build(article.pk)
    assert rows_of(article) == [False, False, False]


def test_a_restriction_deletes_the_rows_beneath_it_at_once(health, article):
    build(article.pk)
    PageViewRestriction.objects.create(page=health, restriction_type="login")
    assert rows_of(article) == [False, False, False]


def test_a_withdrawal_deletes_the_rows_at_once(article):
    build(article.pk)
    ArticlePage.objects.get(pk=article.pk).unpublish()
    assert rows_of(article) == [False, False, False]


def test_an_expired_article_loses_its_rows_at_once(article):
    build(article.pk)
    ArticlePage.objects.filter(pk=article.pk).update(expire_at=timezone.now())
    call_command("publish_scheduled")
    assert rows_of(article) == [False, False, False]


def test_a_move_beneath_a_restricted_page_deletes_the_rows_at_once(news, health, article):
    PageViewRestriction.objects.create(page=news, restriction_type="login")
    build(article.pk)
    Page.objects.get(pk=health.pk).move(news, pos="last-child")
    assert rows_of(article) == [False, False, False]


def test_rows_that_a_failed_restriction_has_deleted_are_there_again(health, article):
    build(article.pk)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        PageViewRestriction.objects.create(page=health, restriction_type="login")
        raise ZeroDivisionError
    assert rows_of(article) == [True, True, True]


def test_an_alias_has_no_rows(news, article):
    alias = article.create_alias(parent=news)
    assert build(alias.pk)
    assert rows_of(alias) == [False, False, False]


def test_an_article_that_does_not_exist_is_not_built(db):
    assert not build(404)
    assert not ProjectionState.objects.exists()


def test_with_debug_nothing_is_stored(article, settings):
    settings.DEBUG = True
    assert not build(article.pk)
    assert rows_of(article) == [False, False, False]


def test_a_block_that_fails_is_not_left_out_of_what_is_stored(article, monkeypatch):
    saved(article, body=[section("A heading", "A paragraph.")])
    block = article.body.stream_block.child_blocks["section"]
    monkeypatch.setattr(type(block), "render", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(Incomplete):
        build(article.pk)


# Builds that overlap


def test_a_build_that_was_overtaken_by_a_change_stores_nothing(article):
    build(article.pk)
    wanted = wanted_of(article.pk)
    late = render(article.pk)
    retitled(article, "Newer")
    assert not store(article.pk, wanted, late)
    assert build(article.pk)
    assert stored_title(article) == "Newer"
    assert state_of(article)[0] == state_of(article)[1]


def test_a_build_that_was_overtaken_by_another_build_stores_nothing(article):
    wanted = wanted_of(article.pk)
    late = render(article.pk)
    retitled(article, "Newer")
    build(article.pk)
    assert not store(article.pk, wanted, late)
    assert stored_title(article) == "Newer"


def test_a_build_that_was_overtaken_by_a_restriction_stores_nothing(health, article):
    wanted = wanted_of(article.pk)
    late = render(article.pk)
    PageViewRestriction.objects.create(page=health, restriction_type="login")
    assert not store(article.pk, wanted, late)
    assert rows_of(article) == [False, False, False]


def test_a_build_that_was_overtaken_by_a_withdrawal_and_a_publication_stores_nothing(article):
    wanted = wanted_of(article.pk)
    late = render(article.pk)
    article.unpublish()
    article.get_latest_revision().publish()
    assert not store(article.pk, wanted, late)


# Releases


def test_rows_of_a_newer_release_are_not_overwritten(article):
    build(article.pk)
    ProjectionRelease.objects.create(fingerprint="newer")
    Projection.objects.update(release="newer")
    retitled(article, "By old code")
    assert not build(article.pk)
    assert Projection.objects.get(pk=article.pk).release == "newer"
    assert state_of(article)[0] > state_of(article)[1]


def test_rows_of_an_older_release_are_overwritten(article):
    ProjectionRelease.objects.create(fingerprint="older")
    build(article.pk)
    Projection.objects.update(release="older")
    assert build(article.pk)
    assert Projection.objects.get(pk=article.pk).release == release_of(article.get_site())


def test_a_release_that_is_deployed_again_becomes_the_newest(db):
    assert not is_newer(None, "first")
    assert not is_newer("first", "second")
    assert is_newer("second", "first")
    make_newest("first")
    assert not is_newer("second", "first")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MEDIA_URL", "https://cdn.example/"),
        ("STATIC_URL", "/assets/"),
        ("LANGUAGE_CODE", "de"),
        ("TIME_ZONE", "Asia/Tokyo"),
    ],
)
def test_the_release_depends_on_the_settings(settings, name, value):
    before = digest(inputs())
    setattr(settings, name, value)
    assert digest(inputs()) != before


def test_the_release_depends_on_the_address_of_the_site(article):
    site = article.get_site()
    before = release_of(site)
    site.hostname = "masthead.example"
    assert release_of(site) != before


def test_the_release_depends_on_all_code_that_renders_an_article(article):
    called = set()
    # Otherwise the first request adds them, which tells all that listens.
    Publication.for_site(article.get_site())

    def note_call(frame, event, argument):
        if event == "call":
            called.add(Path(frame.f_code.co_filename))

    sys.setprofile(note_call)
    try:
        render(article.pk)
    finally:
        sys.setprofile(None)
    ours = {path for path in called if any(map(path.is_relative_to, PACKAGES))}
    assert len(ours) > 20
    # Caches decide when something is computed, not what comes out.
    assert {path for path in ours - set(sources()) if "cache" not in path.parts} == set()


def test_the_release_depends_on_all_templates_of_an_article(article):
    for loader in engines["django"].engine.template_loaders:
        loader.reset()
    render(article.pk)
    used = {
        Path(template.origin.name)
        for loader in engines["django"].engine.template_loaders
        for template in loader.get_template_cache.values()
        if isinstance(template, Template)
    }
    ours = {path for path in used if path.is_relative_to(settings.BASE_DIR / "templates")}
    assert len(ours) > 10
    assert ours <= set(sources())


# Size


def test_a_usual_article_takes_at_most_15_kilobytes(health, author, topic):
    """As long as those of the benchmarks, with words that compress less well than a language."""
    chance = random.Random(4)
    words = [
        "".join(chance.choices("abdefghiklmnoprstuvw", k=chance.randint(2, 9))) for _ in range(700)
    ]
    paragraphs = [" ".join(chance.choices(words, k=85)) for _ in range(22)]
    article = ArticlePageFactory(
        parent=health, authors=[author], topics=[topic, TopicFactory()], hero_image=ImageFactory()
    )
    article.body = [section(f"Part {n}", *paragraphs[2 * n : 2 * n + 2]) for n in range(11)]
    article.save()
    make_renditions([article.hero_image_id])
    assert build(article.pk)
    text, row = (model.objects.get(pk=article.pk) for model in (ProjectionText, Projection))
    size = len(text.packed) + len(json.dumps([row.listing, row.related]))
    size += USE_BYTES * ProjectionUse.objects.filter(article=article.pk).count()
    assert article.word_count > 1800
    assert size < 15_000
