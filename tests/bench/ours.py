"""Fills our site: `python -m tests.bench.ours {fill,add} START STOP`, numbers of articles.

`fill` creates them as the importer does, in larger batches. `add` runs the importer on a file of
them, and prints the number a second.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from html import escape
from pathlib import Path

from tests.bench import made_up

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "config.settings.demo"
BATCH = 200


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("task", choices=TASKS)
    parser.add_argument("start", type=int)
    parser.add_argument("stop", type=int)
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    TASKS[options.task](options.start, options.stop)
    return 0


def fill(start: int, stop: int) -> None:
    from django.db import transaction

    from news.importing.bulk import add_articles
    from news.models import Author, Topic

    section = news()
    authors = [Author.objects.get_or_create(name=name)[0] for name in made_up.author_names()]
    topics = [Topic.objects.get_or_create(name=name)[0] for name in made_up.topic_names()]
    for first in range(start, stop, BATCH):
        sources = made_up.articles(first, min(first + BATCH, stop))
        articles = [unsaved(source, authors, topics) for source in sources]
        with transaction.atomic():
            add_articles(section, articles, publish=True)


def add(start: int, stop: int) -> None:
    from news.importing.outcomes import Status
    from news.importing.sources import items_of
    from news.importing.store import Importer

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        with path.open("w", encoding="utf-8") as lines:
            for source in made_up.articles(start, stop):
                lines.write(json.dumps(record(source)) + "\n")
        started = time.perf_counter()
        outcomes = list(Importer(into=news(), publish=True).run(items_of([str(path)])))
        seconds = time.perf_counter() - started
    failed = [each.reason for each in outcomes if each.status is not Status.CREATED]
    if failed:
        raise SystemExit(f"{len(failed)} articles were not imported: {failed[0]}")
    print((stop - start) / seconds)


def news():
    """The section of the articles; it is created if it is missing."""
    from home.models import HomePage
    from news.models import NewsIndex

    found = NewsIndex.objects.filter(slug="news").first()
    return found or HomePage.objects.get().add_child(
        instance=NewsIndex(title="News", slug="news", show_in_menus=True)
    )


def unsaved(source: made_up.MadeUp, authors: list, topics: list):
    from news.models import ArticleAuthor, ArticlePage

    page = ArticlePage(
        title=source.title,
        slug=source.slug,
        standfirst=source.standfirst,
        published_at=source.published_at,
    )
    page.body = page.body.stream_block.to_python(body(source))
    page.article_authors = [ArticleAuthor(author=authors[number]) for number in source.authors]
    page.tag([topics[number] for number in source.topics])
    return page


def body(source: made_up.MadeUp) -> list[dict]:
    blocks = [
        {
            "type": "section",
            "value": {
                "heading": each.heading,
                "content": [{"type": "paragraph", "value": as_html(*each.paragraphs)}],
            },
        }
        for each in source.sections
    ]
    questions = [
        {"type": "question", "value": {"question": each.question, "answer": as_html(each.answer)}}
        for each in source.questions
    ]
    if questions:
        blocks.append({"type": "faq", "value": {"title": "Questions", "questions": questions}})
    return blocks


def as_html(*paragraphs: str) -> str:
    return "".join(f"<p>{escape(each, quote=False)}</p>" for each in paragraphs)


def record(source: made_up.MadeUp) -> dict:
    """The article as the importer reads it."""
    sections = ["\n\n".join([f"## {each.heading}", *each.paragraphs]) for each in source.sections]
    return {
        "id": f"made-up:{source.number}",
        "title": source.title,
        "slug": source.slug,
        "date": source.published_at.isoformat(),
        "authors": [made_up.author_names()[number] for number in source.authors],
        "topics": [made_up.topic_names()[number] for number in source.topics],
        "summary": source.standfirst,
        "body": "\n\n".join(sections),
        "faqs": [{"question": each.question, "answer": each.answer} for each in source.questions],
    }


TASKS = {"fill": fill, "add": add}

if __name__ == "__main__":
    raise SystemExit(main())
