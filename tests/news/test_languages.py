"""Articles in another language than the site's: how pages and data declare it."""

import json
import re
import xml.etree.ElementTree as ET

import pytest
from django.core.management import call_command

from news.models import ArticlePage
from search.indexing import index_pages
from tests.factories import ArticlePageFactory, section
from tests.hard_cases.languages import STORIES

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
TITLE, STANDFIRST, TOLD = STORIES["ar"]
RTL = 'lang="ar" dir="rtl"'
OURS = '<span lang="en-GB" dir="ltr">'


@pytest.fixture
def arabic(health, author):
    takeaway = {"type": "takeaway", "value": {"text": f"<p>{TOLD[0][1]}</p>"}}
    source = {"type": "source", "value": {"title": "A ledger", "publisher": "", "url": ""}}
    return ArticlePageFactory(
        parent=health,
        title=TITLE,
        slug="bridge",
        standfirst=STANDFIRST,
        body=[section(heading, *texts) for heading, *texts in TOLD],
        takeaways=[takeaway],
        sources=[source],
        authors=[author],
        language="ar",
    )


def markup(client, path):
    return client.get(path).content.decode()


def test_the_article_has_its_language_and_direction(client, arabic):
    html = markup(client, arabic.url)
    assert f'<article class="page wrap" {RTL}>' in html
    assert html.startswith('<!DOCTYPE html>\n<html lang="en-gb" dir="ltr">')


def test_the_sites_own_words_within_it_have_the_language_of_the_site(client, arabic):
    html = markup(client, arabic.url)
    for words in ("Key takeaways", "Sources", "In this article", "Reading time"):
        assert f"{OURS}{words}</span>" in html, words
    for name in ("comments", "share"):
        assert re.search(rf'<section class="[^"]*{name}"[^>]* lang="en-GB" dir="ltr"', html), name


def test_an_article_in_the_language_of_the_site_has_no_lang(client, article):
    ArticlePage.objects.filter(pk=article.pk).update(language="en-gb")
    html = markup(client, article.url)
    assert "en-GB" not in html and html.count("dir=") == 1


@pytest.mark.parametrize("path", ["/", "/health/", "/archive/2026/11/", "/authors/ines-okafor/"])
def test_lists_have_the_language(client, arabic, path):
    ArticlePage.objects.filter(pk=arabic.pk).update(published_at="2026-11-20T09:00:00Z")
    arabic.refresh_from_db()
    arabic.save()
    html = markup(client, path)
    lists = html[html.index("<main") : html.index("</main>")]
    around = lists[: lists.index(TITLE)]
    assert around.rindex(RTL) > around.rindex("<article")


def test_recent_news_has_the_language(client, arabic):
    html = markup(client, "/search/")
    assert f'<a class="recent__link" href="/health/bridge/" {RTL}>{TITLE}</a>' in html


def test_hits_and_suggestions_have_the_language(client, arabic):
    index_pages([arabic.pk])
    word = TITLE.split()[0]
    assert f'<article class="hit" {RTL}>' in markup(client, f"/search/?q={word}")
    (found,) = client.get(f"/search/suggest/?q={word}").json()["suggestions"]
    assert (found["lang"], found["dir"]) == ("ar", "rtl")
    (hit,) = client.get(f"/api/search/?q={word}").json()["hits"]
    assert hit["language"] == "ar"


def test_feed_entries_have_the_language(client, arabic, article):
    entries = ET.fromstring(client.get("/feed/").content).findall(f"{ATOM}entry")
    declared = {entry.findtext(f"{ATOM}title"): entry.get(XML_LANG) for entry in entries}
    assert declared == {TITLE: "ar", article.title: None}
    contents = [entry.findtext(f"{ATOM}content") for entry in entries]
    assert sum(f"<div {RTL}>" in content for content in contents) == 1


def test_machine_readable_outputs_have_the_language(client, arabic):
    html = markup(client, arabic.url)
    assert '<meta property="og:locale" content="ar">' in html
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])
    assert data["@graph"][0]["inLanguage"] == "ar"
    assert "<news:language>ar</news:language>" in markup(client, "/news-sitemap.xml")


def test_signs_and_letters_make_the_reading_time(health):
    body = [section("钟", "这座钟每天慢三分钟。" * 85)]
    chinese = ArticlePageFactory(parent=health, body=body, language="zh-hans")
    assert chinese.word_count > 700
    assert chinese.reading_time == 4
    thai = ArticlePageFactory(parent=health, body=[section("เรือ", "เรือออกทุกเช้า" * 200)])
    assert 2 <= thai.reading_time <= 5


@pytest.mark.parametrize(("code", "language"), [(code, code) for code in STORIES])
def test_an_import_finds_the_language(health, tmp_path, code, language):
    title, standfirst, sections = STORIES[code]
    lines = [f"# {title}", standfirst, *(f"## {h}\n\n{a}\n\n{b}" for h, a, b in sections)]
    (tmp_path / "story.md").write_text("\n\n".join(lines), encoding="utf-8")
    call_command("import_articles", str(tmp_path / "story.md"), into="/health/")
    assert ArticlePage.objects.get().language == language


def test_the_declared_language_of_a_source_wins(health, tmp_path):
    text = "---\ntitle: Brot\nlang: nl\n---\n\n" + " ".join(STORIES["de"][2][0][1:])
    (tmp_path / "story.md").write_text(text, encoding="utf-8")
    call_command("import_articles", str(tmp_path / "story.md"), into="/health/")
    assert ArticlePage.objects.get().language == "nl"


def test_english_on_an_english_site_needs_no_language(health, tmp_path):
    text = "# The ferry\n\n" + "It is the ferry that they have been waiting for. " * 9
    (tmp_path / "story.md").write_text(text, encoding="utf-8")
    call_command("import_articles", str(tmp_path / "story.md"), into="/health/")
    assert ArticlePage.objects.get().language == ""
