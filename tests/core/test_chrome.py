"""What surrounds the content of a page, remembered until the site changes."""

import itertools
from datetime import date

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from core.cache import chrome
from core.cache.chrome import remembered, uncached
from core.cache.versions import Version, Versions, request_version
from core.models.change import SITE, WITHDRAWN
from core.navigation import Item, Navigation
from tests.changes import Rows


class Changes(Rows):
    """A table of changes. Requests read at `lag` rows before its end, as on a replica that lags."""

    lag = 0

    def __init__(self, versions):
        super().__init__()
        self.versions = versions

    def add(self, *tags):
        super().add(*tags)
        self.versions.due = float("-inf")

    def version(self):
        self.versions.catch_up()
        return Version(self.versions.epoch, max(0, len(self.rows) - self.lag))


@pytest.fixture
def changes(settings, monkeypatch):
    settings.PAGE_CACHE = True
    versions = Versions(None)
    versions.outbox = changes = Changes(versions)
    monkeypatch.setattr(chrome, "versions", versions)
    monkeypatch.setattr(chrome, "read_version", changes.version)
    monkeypatch.setattr(chrome, "values", {})
    return changes


@pytest.fixture
def number():
    """Returns 0, then 1, and so on."""
    return itertools.count().__next__


def test_a_value_is_made_once(changes, number):
    assert [remembered(("n",), number) for _turn in range(3)] == [0, 0, 0]


def test_values_have_their_keys(changes, number):
    assert (remembered(("a",), number), remembered(("b",), number)) == (0, 1)


@pytest.mark.parametrize("tag", [SITE, WITHDRAWN])
def test_a_value_is_made_again_when_the_site_changes(changes, number, tag):
    remembered(("n",), number)
    changes.add("page:1", tag)
    assert [remembered(("n",), number) for _turn in range(2)] == [1, 1]


def test_a_change_of_one_page_leaves_the_values(changes, number):
    remembered(("n",), number)
    changes.add("page:1")
    assert remembered(("n",), number) == 0


def test_what_changes_while_a_value_is_made_has_it_made_again(changes, number):
    def changing():
        changes.add(SITE)
        return number()

    assert remembered(("n",), changing) == 0
    assert remembered(("n",), number) == 1


def test_a_value_is_as_old_as_its_request(changes, number):
    """It may be made of what the request read before the change."""
    token = request_version.set(changes.version())
    changes.add(SITE)
    try:
        remembered(("n",), number)
    finally:
        request_version.reset(token)
    assert remembered(("n",), number) == 1


def test_without_the_cache_nothing_is_remembered(changes, number, settings):
    settings.PAGE_CACHE = False
    assert [remembered(("n",), number) for _turn in range(2)] == [0, 1]


def test_where_caches_are_bypassed_nothing_is_remembered(changes, number):
    remembered(("n",), number)
    with uncached():
        assert [remembered(("n",), number) for _turn in range(2)] == [1, 2]


def test_while_changes_cannot_be_read_nothing_is_remembered(changes, number, monkeypatch):
    monkeypatch.setattr(changes.versions, "catch_up", lambda: False)
    assert [remembered(("n",), number) for _turn in range(2)] == [0, 1]


def test_a_value_from_a_replica_that_lags_is_not_used_again(changes, number):
    changes.add("page:9")
    remembered(("other",), number)
    changes.add(SITE)
    changes.lag = 1
    assert [remembered(("n",), number) for _turn in range(2)] == [1, 2]
    changes.lag = 0
    assert [remembered(("n",), number) for _turn in range(2)] == [3, 3]


def test_not_every_name_of_a_host_is_kept(changes, number, monkeypatch):
    monkeypatch.setattr(chrome, "MOST_VALUES", 5)
    for host in range(20):
        remembered(("site", host), number)
    assert len(chrome.values) <= 5


# In templates

SOURCE = '{% load masthead %}{% chrome "foot" %}{{ number }}{% endchrome %}'


@pytest.fixture
def render(changes, number):
    """Renders chrome that prints a new number whenever it is rendered."""

    def render(path: str = "/", navigation: Navigation | None = None, **environ) -> int:
        request = RequestFactory().get(path, **environ)
        navigation = navigation or Navigation(path=path)
        context = {"number": number, "navigation": navigation, "request": request}
        return int(Template(SOURCE).render(Context(context)))

    return render


def test_pages_of_one_place_share_their_chrome(render):
    assert [render("/a/"), render("/b/")] == [0, 0]


def test_chrome_marks_the_place_in_the_navigation(render):
    health = Navigation([Item("Health", "/health/", is_current=True)], path="/health/a/")
    assert [render("/a/"), render("/health/a/", health), render("/b/")] == [0, 1, 0]


def test_hosts_and_schemes_have_chrome_of_their_own(render, settings):
    settings.ALLOWED_HOSTS = ["localhost", "elsewhere.example"]
    assert render("/", headers={"host": "localhost"}) == 0
    assert render("/", headers={"host": "elsewhere.example"}) == 1
    assert render("/", headers={"host": "localhost"}, **{"wsgi.url_scheme": "https"}) == 2


def test_an_editor_elsewhere_leaves_no_chrome_to_readers(render):
    """Previews have the language and the time zone of the editor."""
    with timezone.override("Pacific/Kiritimati"), translation.override("de"):
        render()
    assert [render(), render()] == [1, 1]


def test_chrome_is_rendered_again_on_another_day(render, monkeypatch):
    render()
    monkeypatch.setattr(timezone, "localdate", lambda: date(2026, 1, 1))
    assert render() == 1


def test_an_example_of_the_style_guide_leaves_no_chrome_to_readers(render):
    render("/styleguide/", Navigation([Item("An example", "#", is_current=False)]))
    assert render("/") == 1
