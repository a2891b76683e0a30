import json

import pytest

from tests.bench.pages import answer, compare, file_name, links, save


@pytest.fixture
def crawls(tmp_path):
    """Saves two crawls, of the page / with these texts, and compares them."""

    def saved(name: str, texts: dict[str, str]):
        found = {path: answer(path, 200, "text/html", "", text) for path, text in texts.items()}
        save(found, tmp_path / name)
        return tmp_path / name

    return lambda before, after: compare(saved("before", before), saved("after", after))


def test_equal_crawls_have_no_difference(crawls, capsys):
    assert crawls({"/": "<p>One</p>"}, {"/": "<p>One</p>"}) == 0
    assert "1 equal, 0 white space only, 0 different" in capsys.readouterr().out


def test_a_changed_word_is_a_difference_and_is_shown(crawls, capsys):
    assert crawls({"/": "<p>One</p><p>Two</p>"}, {"/": "<p>One</p><p>Too</p>"}) == 1
    out = capsys.readouterr().out
    assert "different: /" in out
    assert "+<p>Too</p>" in out
    assert "One" not in out


def test_white_space_alone_is_counted_apart(crawls, capsys):
    assert crawls({"/": "<p>One</p>"}, {"/": "<p>One</p>\n"}) == 1
    assert "1 white space only, 0 different" in capsys.readouterr().out


def test_a_page_that_is_missing_is_named(crawls, capsys):
    assert crawls({"/": "a", "/news/": "b"}, {"/": "a"}) == 1
    assert "only before: /news/" in capsys.readouterr().out


def test_random_tokens_make_no_difference(crawls):
    form = '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
    assert crawls({"/": form.format("abc")}, {"/": form.format("xyz")}) == 0


def test_a_changed_status_is_a_difference(tmp_path):
    for name, status in (("before", 200), ("after", 404)):
        save({"/": answer("/", status, "text/html", "", "same")}, tmp_path / name)
    assert compare(tmp_path / "before", tmp_path / "after") == 1


def test_addresses_of_this_site_are_followed_without_their_fragments():
    page = '<a href="../other/?a=1&amp;b=2#x"> <a href="https://a.example/"> <a href="/media/b">'
    assert list(links("/news/story/", page)) == ["/news/other/?a=1&b=2"]


def test_addresses_have_file_names_of_their_own():
    paths = [
        "/",
        "/news/",
        "/news/?page=2",
        "/news/?page=3",
        f"/search/?q={'a' * 400}",
        f"/search/?q={'a' * 401}",
    ]
    assert len({file_name(path, "text/html") for path in paths}) == len(paths)


def test_the_index_names_each_file(tmp_path):
    save({"/news/": answer("/news/", 200, "text/html", "", "text")}, tmp_path / "crawl")
    entry = json.loads((tmp_path / "crawl" / "index.json").read_text())["/news/"]
    assert (tmp_path / "crawl" / entry["file"]).read_text() == "text"
