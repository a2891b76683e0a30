"""Archives to measure on: the articles of a corpus, then generated ones up to a number.

`python -m tests.bench.archive --corpus FOLDER --count 10000 --database URL` migrates the database,
fills it and builds the search index. Another run adds only what is missing.

The corpus goes through the importer. The others are composed of its sentences. An article depends
only on its number, so a large archive contains every smaller one.
"""

import argparse
import os
import random
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SEED = 1
BATCH = 500
MOST_AUTHORS = 300
FIRST_DAY = datetime(2010, 1, 1, 9, tzinfo=UTC)
DAYS = 15 * 365
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
# Outside of these a "sentence" is a label or a run-on list.
SENTENCE_WORDS = range(6, 41)
TITLE_WORDS = (5, 9)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, required=True, help="A folder with *.jsonl.")
    parser.add_argument("--count", type=int, required=True, help="Articles, the corpus included.")
    parser.add_argument("--database", required=True, metavar="URL")
    parser.add_argument("--without-index", action="store_true", help="Leaves the index as it is.")
    options = parser.parse_args()
    started = time.perf_counter()
    configure(options.database)
    is_new = migrate()
    build(options.corpus, options.count)
    built = time.perf_counter()
    print(f"built in {built - started:.0f} s")
    if not options.without_index and (is_new or not is_indexed()):
        articles = rebuild()
        print(f"{articles} articles indexed in {time.perf_counter() - built:.0f} s")
    return 0


def configure(database: str) -> None:
    """Sets Django up on the database; once in a process, for settings are read only then."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    os.environ["DATABASE_URL"] = database
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    import django

    django.setup()


def migrate() -> bool:
    """Brings the tables up to date; returns whether anything had to be done."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    call_command("migrate", verbosity=0)
    return bool(plan)


def build(corpus: Path, count: int) -> None:
    """Fills the database until it holds `count` live articles, and the whole corpus in any case."""
    from django.db import connection

    from news.models import ArticlePage

    if ArticlePage.objects.live().count() >= max(count, records_in(corpus)):
        return
    add_made_up(import_corpus(corpus), count)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def is_indexed() -> bool:
    """Whether the index is sound and holds as many articles as there are."""
    from news.models import ArticlePage
    from search.engines import engine
    from search.models import SearchDocument

    held = SearchDocument.objects.count()
    return engine().is_sound() and held == ArticlePage.objects.live().count()


def rebuild() -> int:
    """Builds the search index; returns the number of articles in it."""
    from search import indexing

    return sum(indexing.rebuild())


def import_corpus(corpus: Path) -> list:
    """Publishes the files through the importer, each in a section of its name; returns those."""
    from django.utils.text import slugify

    from news.importing.sources import items_of
    from news.importing.store import Importer

    sections = []
    for file in files_of(corpus):
        section = section_named(slugify(file.stem.replace(".", " ")))
        for outcome in Importer(into=section, publish=True).run(items_of([str(file)])):
            if outcome.reason:
                print(f"{outcome.location}: {outcome.reason}", file=sys.stderr)
        sections.append(section)
    return sections


def files_of(corpus: Path) -> list[Path]:
    return sorted(corpus.glob("*.jsonl"))


def records_in(corpus: Path) -> int:
    return sum(
        bool(line.strip()) for file in files_of(corpus) for line in file.open(encoding="utf-8")
    )


def section_named(name: str):
    from home.models import HomePage
    from news.models import NewsIndex

    found = NewsIndex.objects.filter(slug=name).first()
    return found or HomePage.objects.get().add_child(
        instance=NewsIndex(title=name.capitalize(), slug=name, show_in_menus=True)
    )


def add_made_up(sections: list, count: int) -> None:
    """Adds articles composed of the others' sentences, batch by batch, until there are `count`."""
    from django.db import transaction

    from news.importing import bulk
    from news.models import ArticlePage, ImportRecord

    held = ArticlePage.objects.live().count()
    made = held - ImportRecord.objects.count()
    if held >= count:
        return
    material = Material.of_imported()
    numbers = iter(range(made, made + count - held))
    while batch := list(islice(numbers, BATCH)):
        articles = [article(material, number) for number in batch]
        now = datetime.now(UTC)
        for each in articles:
            bulk.prepare(each, publish=True, now=now, user=None)
        with transaction.atomic():
            bulk.place(sections[batch[0] // BATCH % len(sections)], articles)
            bulk.insert_rows(articles)


@dataclass(frozen=True)
class Material:
    """The vocabulary of articles and queries: the words of the imported articles."""

    titles: list[str]
    sentences: list[str]
    headings: list[str]
    questions: list[str]
    authors: list
    topics: list

    @classmethod
    def of_imported(cls) -> "Material":
        from news.models import Author, Topic

        sentences, headings, questions = {}, {}, {}
        for part in imported_passages():
            sentences.update(dict.fromkeys(sentences_of(part.text)))
            if part.heading:
                kind = questions if part.kind == "question" else headings
                kind[part.heading] = None
        return cls(
            list(imported().values_list("title", flat=True)),
            list(sentences),
            list(headings),
            list(questions),
            list(Author.objects.order_by("pk")[:MOST_AUTHORS]),
            list(Topic.objects.order_by("pk")),
        )


def imported():
    from news.models import ArticlePage

    return ArticlePage.objects.exclude(import_records=None).order_by("pk")


def imported_passages() -> Iterator:
    for each in imported().iterator(chunk_size=BATCH):
        yield from each.passages()


def sentences_of(text: str) -> Iterator[str]:
    for line in text.splitlines():
        for sentence in SENTENCE_END.split(line):
            if len(sentence.split()) in SENTENCE_WORDS:
                yield sentence


def article(material: Material, number: int):
    """The unsaved article of that number."""
    from django.utils.text import slugify

    from news.models import ArticleAuthor, ArticlePage

    chance = random.Random(f"{SEED}:{number}")
    headline = title(material, chance)
    page = ArticlePage(
        title=headline,
        slug=f"{slugify(headline)[:70]}-{number}",
        standfirst=prose(material, chance, 1, 2),
        kind=chance.choice(ArticlePage.Kind.values),
        published_at=FIRST_DAY + timedelta(days=chance.randrange(DAYS), hours=chance.randrange(12)),
    )
    page.body = page.body.stream_block.to_python(body(material, chance))
    page.article_authors = [
        ArticleAuthor(author=author) for author in some(chance, material.authors, 2)
    ]
    page.tag(some(chance, material.topics, 3))
    return page


def title(material: Material, chance: random.Random) -> str:
    """Some words of a sentence, as they follow each other there."""
    length = chance.randint(*TITLE_WORDS)
    found = chance.choice(material.sentences).split()
    start = chance.randrange(max(1, len(found) - length + 1))
    words = " ".join(found[start : start + length]).strip(" .,;:!?…()[]\"'“”‘’")
    return words[:1].upper() + words[1:200]


def body(material: Material, chance: random.Random) -> list[dict]:
    blocks = [section(material, chance) for _part in range(chance.randint(4, 8))]
    if material.questions and chance.random() < 0.3:
        blocks.append(faq(material, chance))
    return blocks


def section(material: Material, chance: random.Random) -> dict:
    text = "".join(paragraph(material, chance) for _part in range(chance.randint(1, 3)))
    content = [{"type": "paragraph", "value": text}]
    heading = chance.choice(material.headings)
    return {"type": "section", "value": {"heading": heading, "content": content}}


def faq(material: Material, chance: random.Random) -> dict:
    questions = [
        {
            "type": "question",
            "value": {"question": question, "answer": paragraph(material, chance)},
        }
        for question in some(chance, material.questions, 3)
    ]
    return {"type": "faq", "value": {"title": "Questions and answers", "questions": questions}}


def paragraph(material: Material, chance: random.Random) -> str:
    return as_html(prose(material, chance, 2, 5))


def as_html(text: str) -> str:
    return f"<p>{escape(text, quote=False)}</p>"


def prose(material: Material, chance: random.Random, least: int, most: int) -> str:
    return " ".join(chance.choices(material.sentences, k=chance.randint(least, most)))


def some(chance: random.Random, choices: list, most: int) -> list:
    """One to `most` of the choices, each once."""
    return chance.sample(choices, chance.randint(1, min(most, len(choices)))) if choices else []


if __name__ == "__main__":
    raise SystemExit(main())
