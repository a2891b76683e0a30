"""Fills our site: `python -m tests.bench.ours TASK [START STOP]`, numbers of articles.

`fill` makes them as the importer does, in larger batches, with pictures and all renditions.
`project` builds the projections that are not current. `add` runs the importer on a file of
articles, and prints, as JSON, when it began and ended (time.monotonic) and its processor time; then
it waits until the worker beside it has built all projections, and prints when that was. `disk`
prints how many bytes the projections take, indexes included, and of how many articles.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from html import escape
from multiprocessing import get_context
from pathlib import Path

from tests.bench import made_up

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "config.settings.demo"
BATCH = 200
# Between two lines that say how far a task is.
REPORT_SECONDS = 20
# To build projections.
MOST_ATTEMPTS = 3
# How long `add` waits for the worker, and how often it looks.
PATIENCE_SECONDS, LOOK_SECONDS = 1800, 0.1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("task", choices=TASKS)
    parser.add_argument("numbers", type=int, nargs="*", metavar="START STOP")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    TASKS[options.task](*options.numbers)
    return 0


def fill(start: int, stop: int) -> None:
    from django.db import connection, transaction
    from django_tasks_db.models import DBTaskResult

    from core.media.renditions import make_renditions
    from news.importing.bulk import add_articles
    from news.models import Author, Topic

    section = news()
    images = pictures()
    authors = [Author.objects.get_or_create(name=name)[0] for name in made_up.author_names()]
    topics = [Topic.objects.get_or_create(name=name)[0] for name in made_up.topic_names()]
    for first in reported("articles", list(range(start, stop, BATCH)), BATCH):
        sources = made_up.articles(first, min(first + BATCH, stop))
        articles = [unsaved(source, authors, topics, images) for source in sources]
        with transaction.atomic():
            add_articles(section, articles, publish=True)
    # Shapes depend on what uses a picture, so after the articles.
    if failed := in_parallel(make_renditions, [[image.pk] for image in images], "pictures"):
        raise SystemExit(f"{failed} pictures could not be read")
    # Nothing of what filling has enqueued is left to the workers that are measured.
    DBTaskResult.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def pictures() -> list:
    """The images of the library; made where they are missing."""
    from django.core.files.base import ContentFile
    from wagtail.images import get_image_model

    images = []
    for number, name in enumerate(made_up.picture_names()):
        image = get_image_model().objects.filter(title=name).first()
        if not image:
            file = ContentFile(made_up.picture(number), f"picture-{number}.jpg")
            image = get_image_model().objects.create(title=name, description=name, file=file)
        images.append(image)
    return images


def reported(what: str, items: list, each: int = 1) -> Iterator:
    """The items; says now and then how many have been taken."""
    said = time.monotonic()
    for number, item in enumerate(items):
        if time.monotonic() - said > REPORT_SECONDS:
            print(f"  {number * each:,} of {len(items) * each:,} {what}", file=sys.stderr)
            said = time.monotonic()
        yield item


def in_parallel(count: Callable[..., int], items: list, what: str) -> int:
    """The sum of `count` of each item, on all processors; in this process alone where others would
    not see what it has written.
    """
    from django.db import connection, connections

    if connection.in_atomic_block:
        return sum(map(count, items))
    connections.close_all()
    with get_context("fork").Pool(len(os.sched_getaffinity(0))) as pool:
        counts = pool.imap_unordered(count, items)
        return sum(next(counts) for _item in reported(what, items))


def project() -> None:
    """An archive of 100,000 articles takes about an hour of a processor."""
    from django_tasks_db.models import DBTaskResult
    from wagtail.models import Site

    from news.projection.refresh import outdated
    from news.projection.release import make_newest, release_of

    for site in Site.objects.all():
        make_newest(release_of(site))
    # A build may mark others as stale, for example because it creates the settings of the site.
    for _attempt in range(MOST_ATTEMPTS):
        if keys := list(outdated()):
            in_parallel(unprojected, keys, "projections")
    if left := outdated().count():
        raise SystemExit(f"{left} projections could not be built")
    DBTaskResult.objects.all().delete()


def unprojected(key: int) -> int:
    """Builds the projection; 1 if it was not stored."""
    from news.projection.refresh import build_all

    return sum(not is_stored for _key, is_stored in build_all([key]))


def disk() -> None:
    from django.db import connection

    from news.models import Projection

    with connection.cursor() as cursor:
        cursor.execute(SIZE[connection.vendor])
        (size,) = cursor.fetchone()
    print(json.dumps({"bytes": int(size), "articles": Projection.objects.count()}))


SIZE = {
    "sqlite": """
        SELECT sum(dbstat.pgsize) FROM dbstat JOIN sqlite_master USING (name)
        WHERE tbl_name LIKE 'news_projection%'
    """,
    "postgresql": """
        SELECT sum(pg_total_relation_size(oid)) FROM pg_class
        WHERE relkind = 'r' AND relname LIKE 'news_projection%'
    """,
}


def add(start: int, stop: int) -> None:
    from news.importing.outcomes import Status
    from news.importing.sources import items_of
    from news.importing.store import Importer

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        with path.open("w", encoding="utf-8") as lines:
            for source in made_up.articles(start, stop):
                lines.write(json.dumps(record(source)) + "\n")
        section = news()
        began, cpu = time.monotonic(), time.process_time()
        outcomes = list(Importer(into=section, publish=True).run(items_of([str(path)])))
        ended, cpu = time.monotonic(), time.process_time() - cpu
    failed = [each.reason for each in outcomes if each.status is not Status.CREATED]
    if failed:
        raise SystemExit(f"{len(failed)} articles were not imported: {failed[0]}")
    print(json.dumps({"began": began, "ended": ended, "cpu": cpu}), flush=True)
    await_projections(ended)
    print(json.dumps({"projected": time.monotonic()}))


def await_projections(since: float) -> None:
    from news.projection.refresh import outdated, stale

    while stale().exists():
        if time.monotonic() - since > PATIENCE_SECONDS:
            raise SystemExit(f"{stale().count()} projections have not been built")
        time.sleep(LOOK_SECONDS)
    if left := outdated().count():
        raise SystemExit(f"{left} projections have not been built")


def news():
    """The section of the articles; it is created if it is missing."""
    from home.models import HomePage
    from news.models import NewsIndex

    found = NewsIndex.objects.filter(slug="news").first()
    return found or HomePage.objects.get().add_child(
        instance=NewsIndex(title="News", slug="news", show_in_menus=True)
    )


def unsaved(source: made_up.MadeUp, authors: list, topics: list, images: list):
    from news.models import ArticleAuthor, ArticlePage

    page = ArticlePage(
        title=source.title,
        slug=source.slug,
        standfirst=source.standfirst,
        published_at=source.published_at,
        hero_image=images[source.picture],
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


TASKS = {"fill": fill, "project": project, "add": add, "disk": disk}

if __name__ == "__main__":
    raise SystemExit(main())
