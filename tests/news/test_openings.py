"""The text that replaces a missing summary of an article."""

import importlib
import json
import re
import xml.etree.ElementTree as ET

import pytest
from django.apps import apps
from django.db import connection

from news.models import ArticlePage
from tests.factories import ArticlePageFactory, faq, section

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
FIRST = "The lock opens at six, whatever the tide says about it, and has done so since the flood."
SECOND = "Nobody remembers who decided that, and the ledger of the year is missing from the shelf."
BODY = [
    section(
        "The lock",
        f"{FIRST} {SECOND} And so it goes, year by year, until it is read again.",
        "More.",
    )
]


@pytest.fixture
def bare(health):
    return ArticlePageFactory(
        parent=health, title="The lock", slug="lock", body=BODY, standfirst=""
    )


def test_it_is_the_first_sentences_everywhere(client, bare):
    opening = f"{FIRST} {SECOND}"
    assert bare.listing_summary == opening
    html = client.get(bare.url).content.decode()
    assert f'<meta name="description" content="{opening}">' in html
    assert f'<meta property="og:description" content="{opening}">' in html
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])
    assert data["@graph"][0]["description"] == opening
    assert opening in client.get("/health/").content.decode()
    entry = ET.fromstring(client.get("/feed/").content).find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}summary") == opening


def test_a_standfirst_or_a_summary_goes_before_it(health):
    page = ArticlePageFactory(parent=health, body=BODY, standfirst="Why the lock is early.")
    assert page.listing_summary == "Why the lock is early."
    page.promo_summary = "Early."
    assert page.listing_summary == "Early."


def test_it_follows_the_text(bare):
    bare.body = bare.body.stream_block.to_python([section("Now", "The lock is shut.")])
    bare.save_revision().publish()
    assert ArticlePage.objects.get(pk=bare.pk).listing_summary == "The lock is shut."


def test_answers_are_the_summary_where_there_is_no_paragraph(health):
    page = ArticlePageFactory(
        parent=health, body=[faq(("Why?", "Because of the tide."))], standfirst=""
    )
    assert page.listing_summary == "Because of the tide."


def test_an_article_without_words_has_none(health):
    assert ArticlePageFactory(parent=health, body=[], standfirst="").listing_summary == ""


def test_the_migration_fills_in_what_is_missing(bare, health):
    broken = ArticlePageFactory(parent=health, body=BODY, standfirst="")
    ArticlePage.objects.update(opening="")
    with connection.cursor() as cursor:
        value = json.dumps([{"type": "section", "value": "?"}])
        sql = "UPDATE news_articlepage SET body = %s WHERE page_ptr_id = %s"
        cursor.execute(sql, [value, broken.pk])
    migration = importlib.import_module("news.migrations.0012_fill_openings")
    with connection.schema_editor() if connection.vendor == "postgresql" else Editor() as editor:
        migration.fill(apps, editor)
    assert ArticlePage.objects.get(pk=bare.pk).opening == f"{FIRST} {SECOND}"
    assert ArticlePage.objects.get(pk=broken.pk).opening == ""


class Editor:
    """SQLite's schema editor refuses to begin within a transaction."""

    connection = connection

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False
