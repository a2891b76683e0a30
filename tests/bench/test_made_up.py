"""The articles that every measured system is filled with."""

import json
import statistics
import subprocess
import sys

import pytest
from wagtail.models import Page

from news.models import ArticlePage, Projection
from news.projection.refresh import outdated
from tests.bench import made_up, ours

pytestmark = pytest.mark.any_database


def test_an_article_is_always_the_same_for_its_number():
    code = "from tests.bench import made_up; print(made_up.article(7))"
    printed = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], capture_output=True, check=True, text=True, cwd=ours.ROOT
    ).stdout
    assert printed.strip() == str(made_up.article(7))


def test_a_large_archive_holds_every_smaller_one():
    small, large = list(made_up.articles(0, 5)), list(made_up.articles(0, 9))
    assert large[:5] == small
    assert list(made_up.articles(5, 9)) == large[5:]


def test_articles_are_all_different():
    assert len({each.slug for each in made_up.articles(0, 200)}) == 200
    assert len({each.text for each in made_up.articles(0, 200)}) == 200


def test_a_picture_is_always_the_same_for_its_number():
    assert made_up.picture(3) == made_up.picture(3)
    assert len({made_up.picture(number) for number in range(4)}) == 4


def test_articles_have_about_1870_words():
    lengths = [len(each.text.split()) for each in made_up.articles(0, 300)]
    assert 1800 <= statistics.mean(lengths) <= 1940


@pytest.fixture(autouse=True)
def few_pictures(monkeypatch):
    """Renditions of one picture take a second."""
    monkeypatch.setattr(made_up, "picture_names", lambda: ["A picture"] * made_up.PICTURES)


def test_our_site_holds_them_as_a_save_would_store_them(home):
    ours.fill(0, 4)
    for article, source in zip(ArticlePage.objects.order_by("pk"), range(4), strict=True):
        assert article.slug == made_up.article(source).slug
        stored = (article.body_data, article.word_count)
        article.assign_anchors()
        assert (article.body_data, article.word_count) == stored
    assert not any(Page.find_problems())


def test_our_site_can_be_filled_further(home):
    ours.fill(0, 2)
    ours.fill(2, 5)
    slugs = ArticlePage.objects.live().public().order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == [each.slug for each in made_up.articles(0, 5)]


def test_they_show_where_the_benchmark_asks_for_them(client, home):
    ours.fill(0, 1)
    source = made_up.article(0)
    html = client.get(f"/news/{source.slug}/").content.decode()
    assert source.title in html
    assert all(part.heading in html for part in source.sections)
    assert all(part.question in html for part in source.questions)
    assert ".webp" in html


def test_their_projections_are_built(home):
    ours.fill(0, 2)
    ours.project()
    assert not outdated().exists()
    assert Projection.objects.count() == 2


def test_what_projections_take_on_disk_is_known(home, capsys):
    ours.fill(0, 2)
    ours.project()
    ours.disk()
    found = json.loads(capsys.readouterr().out)
    assert found["articles"] == 2
    assert found["bytes"] > 2 * 1000
