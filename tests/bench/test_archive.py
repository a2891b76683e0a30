"""The archives that benchmarks measure on are as sound as any."""

import json

import pytest
from wagtail.models import Page

from news.models import ArticlePage
from tests.bench import archive

SENTENCE = "The {} keeper of the harbour lamp writes a letter every night."
NAMES = ["old", "young", "first", "last", "tall"]


@pytest.fixture
def corpus(tmp_path):
    """A folder with two files of one article each."""
    for number, name in enumerate(NAMES[:2]):
        record = {
            "id": f"test:{name}",
            "title": f"About the {name} keeper",
            "slug": f"keeper-{name}",
            "authors": [f"Ada {name}"],
            "topics": ["Lamps"],
            "body": "\n\n".join(f"## Part {part}\n\n{SENTENCE.format(part)}" for part in NAMES),
            "faqs": [{"question": f"Who is number {number}?", "answer": SENTENCE.format(name)}],
        }
        path = tmp_path / f"{name}.jsonl"
        path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    return tmp_path


def articles():
    return ArticlePage.objects.live().public().order_by("pk")


def test_an_archive_is_a_sound_tree(home, corpus):
    archive.build(corpus, 12)
    assert articles().count() == 12
    assert not any(Page.find_problems())


def test_a_corpus_is_never_cut(home, corpus):
    archive.build(corpus, 1)
    assert articles().count() == 2


def test_a_large_archive_holds_every_smaller_one(home, corpus):
    archive.build(corpus, 5)
    small = [(each.slug, each.published_at, each.plain_body) for each in articles()]
    articles().last().delete()
    archive.build(corpus, 8)
    large = [(each.slug, each.published_at, each.plain_body) for each in articles()]
    assert large[2 : len(small)] == small[2:]
    assert len(set(large)) == 8


def test_made_up_articles_are_stored_as_a_save_would(home, corpus):
    archive.build(corpus, 6)
    for article in articles():
        stored = (article.body_data, article.word_count)
        article.assign_anchors()
        assert (article.body_data, article.word_count) == stored


def test_made_up_articles_show(client, home, corpus):
    archive.build(corpus, 4)
    article = articles().last()
    html = client.get(article.url).content.decode()
    assert article.byline.split(" and ")[0] in html
    assert all(f'id="{part.anchor}"' in html for part in article.passages() if part.anchor)


def test_made_up_articles_are_found(client, home, corpus):
    archive.build(corpus, 4)
    assert archive.rebuild() == 4
    article = articles().last()
    assert article.url in client.get("/search/", {"q": article.title}).content.decode()
