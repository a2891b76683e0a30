"""Newsroom > Page cache."""

import json
import os
import time

import pytest
from django.urls import reverse

from core.cache import report
from core.cache.report import Figures
from core.models import pages_changed, site_changed
from core.sharing import EVERYTHING

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/newsroom/page-cache/"


@pytest.fixture(autouse=True)
def switched_on(page_cache, settings, tmp_path):
    settings.PAGE_CACHE_FIGURES = tmp_path / "figures"
    settings.PAGE_CACHE_FIGURES.mkdir()


def test_the_figures_of_all_processes_are_added_up():
    for pid in (1, 2):
        figures = {"hits": 3, "misses": 1, "passed": 2, "pages": 5, "held_bytes": 100}
        report.report_path(pid).write_text(json.dumps(figures))
    total = sum(report.processes(), Figures())
    assert total == Figures(hits=6, misses=2, passed=4, pages=10, held_bytes=200)
    assert total.hit_rate == 75


def test_there_is_no_hit_rate_before_the_first_request():
    assert Figures().hit_rate is None


def test_a_process_that_is_gone_is_not_counted_and_forgotten():
    report.write(Figures(hits=1))
    path = report.report_path(os.getpid())
    past = time.time() - 3600
    os.utime(path, (past, past))
    assert report.processes() == []
    assert not path.exists()


@pytest.mark.parametrize("text", ["", "[]", "{", '{"hits": 1, "odd": 2}'])
def test_a_report_that_cannot_be_read_is_passed_over(text):
    report.report_path(1).write_text(text)
    assert report.processes() == []


def test_purges_name_pages_by_their_titles_the_newest_first(article):
    site_changed(article.cache_tag, "articles")
    site_changed(EVERYTHING)
    newest, oldest = report.purges()[:2]
    assert newest.is_everything
    assert oldest.pages == ["The sleep diary"] and oldest.tags == ["articles"]


def test_the_newsroom_shows_the_figures(client, admin_user, article):
    report.write(Figures(hits=1200, misses=300, pages=7, held_bytes=2_000_000))
    pages_changed(article.pk)
    client.force_login(admin_user)
    text = client.get(ADDRESS).text
    assert "80.0 %" in text and "1,200" in text and "The sleep diary" in text


def test_an_administrator_empties_the_cache(
    client, administrator, django_capture_on_commit_callbacks
):
    client.force_login(administrator)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(ADDRESS).status_code == 302
    assert report.purges()[0].is_everything


@pytest.mark.parametrize("role", ["writer", "editor"])
def test_the_page_cache_is_for_those_who_may_change_the_publication(client, request, role):
    client.force_login(request.getfixturevalue(role))
    for ask in (client.get, client.post):
        response = ask(ADDRESS)
        assert response.status_code == 302 and response.url == reverse("wagtailadmin_home")
    assert ADDRESS not in client.get(reverse("wagtailadmin_home")).text
