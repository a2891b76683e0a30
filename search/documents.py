"""Converts articles to the rows of the search index."""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from django.db.models import Prefetch
from django.utils import timezone
from wagtail.models import Page

from core.text import visible
from news.models import ArticleAuthor, ArticlePage
from news.querysets import SECTION_PATH
from search.models import Passage, SearchDocument, Suggestion
from search.text import index_text, pieces

logger = logging.getLogger(__name__)

# In words. Passages are short so that the matching words of one are close together.
LONGEST_PART = 180
SENTENCE_END = re.compile(r"[.!?…](?=\s)")
# A tsvector of PostgreSQL holds at most 1 MB: https://www.postgresql.org/docs/15/textsearch-limitations.html
LONGEST_BODY = 600_000
LONGEST_SUGGESTION = 255
QUESTION = str(Passage.Kind.QUESTION)
# search.facets splits lists of labels at this separator.
BETWEEN = "], ["


class PassageRow(NamedTuple):
    """The values of a Passage."""

    document_id: int
    position: int
    kind: str
    anchor: str
    heading: str
    text: str


class SuggestionRow(NamedTuple):
    """The values of a Suggestion."""

    document_id: int | None
    kind: str
    target: str
    text: str
    label: str


@dataclass(frozen=True)
class Entry:
    """One article for an engine: an unsaved document with its passages and suggestions."""

    document: SearchDocument
    passages: list[PassageRow]
    suggestions: list[SuggestionRow]


def indexable():
    """The articles that the index may contain."""
    return ArticlePage.objects.live().public()


def entries(
    page_ids: Iterable[int], written: Mapping[int, ArticlePage] | None = None
) -> Iterator[Entry]:
    """The entries of the pages that are public articles, in a fixed number of queries.

    `written` maps ids to articles that this transaction has written. Of those, only topics and
    authors are read from the database.
    """
    names = ("page", "sort_order", "author__slug", "author__name")
    credits = ArticleAuthor.objects.select_related("author").only(*names).order_by("sort_order")
    rows = (
        indexable()
        .filter(pk__in=list(page_ids))
        .prefetch_related(Prefetch("article_authors", queryset=credits), "topics")
    )
    rows = list(rows.only("path") if written else rows)
    sections = section_labels({row.path[:SECTION_PATH] for row in rows})
    for row in rows:
        topics = [topic for topic in row.topics.all() if topic.merged_into_id is None]
        authors = [credit.author for credit in row.article_authors.all()]
        try:
            article = written[row.pk] if written else row
            yield entry(article, sections.get(row.path[:SECTION_PATH]), topics, authors)
        except Exception:
            # An article that raises an error must not keep the others out of the index.
            logger.exception("Article %s is left out of the search index", row.pk)


def section_labels(paths: set[str]) -> dict[str, list[str]]:
    rows = Page.objects.filter(path__in=paths).values_list("path", "slug", "title")
    return {path: [slug, title.replace(BETWEEN, "]; [")] for path, slug, title in rows}


def entry(article: ArticlePage, section: list[str] | None, topics, authors) -> Entry:
    parts = article.passages()
    published = article.published_at
    summary = [article.standfirst, *article.takeaway_texts()]
    # In scripts without spaces, similar articles are found by these pieces of the headings.
    headline = "\n".join([article.title, *dict.fromkeys(part.heading for part in parts)])
    compared = dict.fromkeys(pieces(headline))
    document = SearchDocument(
        page_id=article.pk,
        published_at=published,
        year=timezone.localtime(published).year if published else None,
        sections=[section] if section else [],
        topics=labels(topics),
        authors=labels(authors),
        title=index_text(article.title),
        summary=index_text("\n".join(summary)),
        headings=index_text("\n".join(part.heading for part in parts)),
        meta=index_text("\n".join([*(item.name for item in (*topics, *authors)), *compared])),
        body=index_text("\n".join(part.text for part in parts)[:LONGEST_BODY])[:LONGEST_BODY],
    )
    found = list(passages(article.pk, parts))
    return Entry(document, found, list(suggestions(article, found, topics, authors)))


def labels(items) -> list[list[str]]:
    """[slug, name] of each topic or author, without duplicates."""
    named = {item.slug: item.name for item in items}
    return [[slug, name.replace(BETWEEN, "]; [")] for slug, name in named.items()]


def passages(page_id: int, parts) -> Iterator[PassageRow]:
    position = 0
    for part in parts:
        text, heading = visible(part.text).strip(), visible(part.heading).strip()
        # Answers are not split: search may show them as the direct answer.
        pieces = [text] if part.kind == QUESTION else split(text)
        for piece in pieces:
            yield PassageRow(page_id, position, part.kind, part.anchor, heading, piece)
            position += 1


def suggestions(article, parts: list[PassageRow], topics, authors) -> Iterator[SuggestionRow]:
    """Suggestions for title, questions, topics and authors. Those of topics and authors have no
    document, since several articles share them.
    """
    kinds = Suggestion.Kind
    key = str(article.pk)
    yield suggestion(kinds.TITLE, key, article.title, article.pk)
    # Hand-edited data may repeat an anchor; browsers go to its first occurrence.
    questions = {part.anchor: part for part in reversed(parts) if part.kind == QUESTION}
    for anchor, part in reversed(questions.items()):
        if anchor:
            yield suggestion(kinds.QUESTION, f"{key}#{anchor}", part.heading, article.pk)
    for kind, items in ((kinds.TOPIC, topics), (kinds.AUTHOR, authors)):
        for item in items:
            yield suggestion(kind, item.slug, item.name)


def suggestion(kind: str, target: str, label: str, document: int | None = None) -> SuggestionRow:
    label = visible(label)
    text = index_text(label)[:LONGEST_SUGGESTION]
    return SuggestionRow(document, str(kind), target, text, label[:LONGEST_SUGGESTION])


def split(text: str, longest: int = LONGEST_PART) -> list[str]:
    """Splits the text between sentences into pieces of about `longest` words."""
    if len(text.split()) <= longest:
        return [text]
    pieces: list[list[str]] = [[]]
    count = 0
    for line in filter(str.strip, text.splitlines()):
        words = line.split()
        fits = count + len(words) <= longest
        for part, end in [(words, "\n")] if fits else sentences(line, longest):
            if count and count + len(part) > longest:
                pieces.append([])
                count = 0
            pieces[-1].append(" ".join(part) + end)
            count += len(part)
    return ["".join(piece).strip() for piece in pieces if piece]


def sentences(line: str, longest: int) -> Iterator[tuple[list[str], str]]:
    """The words of each sentence, at most `longest` at a time, each with the whitespace after them:
    a space, or a line break at the end of the line.
    """
    ends = (found.end() for found in SENTENCE_END.finditer(line))
    parts = [
        words[start : start + longest]
        for words in (line[begin:end].split() for begin, end in pairwise([0, *ends, len(line)]))
        for start in range(0, len(words), longest)
    ]
    yield from ((words, " ") for words in parts[:-1])
    yield from ((words, "\n") for words in parts[-1:])
