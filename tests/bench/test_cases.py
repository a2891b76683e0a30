"""What the cases of the benchmark take for granted."""

from urllib.parse import urlsplit

import pytest
from django.core.handlers.wsgi import WSGIHandler

from core.cache.pages import PageCache
from core.cache.versions import versions
from tests.bench import caching
from tests.bench.cases.bench import past_the_cache
from tests.wsgi import ask


@pytest.mark.usefixtures("open_connection")
@pytest.mark.parametrize("path", ["/health/", "/health/?page=1", "/search/?q=tide"])
def test_uncached_pages_are_rendered_for_each_request(page_cache, article, path):
    asked = []

    def counting(environ, start_response):
        asked.append(environ["QUERY_STRING"])
        return WSGIHandler()(environ, start_response)

    cache = PageCache(counting, versions, megabytes=20)
    address = urlsplit(past_the_cache(path))
    for _time in range(3):
        assert ask(cache, address.path, address.query).status == 200
    assert len(asked) == 3


def test_lines_of_code_are_those_that_do_something(tmp_path):
    path = tmp_path / "module.py"
    path.write_text('"""A docstring\nof two lines."""\n\n# Why.\nNAME = (\n    1,\n)  # One.\n')
    assert caching.lines_of(path) == 3


def test_the_page_cache_and_its_tests_count_as_code_of_caching():
    assert caching.is_within("core.cache.pages")
    assert not caching.is_within("core.cached")
    assert "test_page_cache.py" in {path.name for path in caching.tests()}
