"""From articles to what the index holds of them."""

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone
from wagtail.models import Page

from core.text import visible
from news.models import ArticleAuthor, ArticlePage
from search.models import Passage, SearchDocument, Suggestion
from search.text import index_text

logger = logging.getLogger(__name__)

# A part of a long section: short enough that its best words stand together.
LONGEST_PART = 180
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
# PostgreSQL stores at most 1 MB of words a row: https://www.postgresql.org/docs/15/textsearch-limitations.html
LONGEST_BODY = 600_000
LONGEST_SUGGESTION = 255
# Lists of labels are cut where this stands (search.facets).
BETWEEN = "], ["
# The root page, the home page, a section: the depth of the sections that the navigation shows.
SECTION_PATH = 3 * Page.steplen


@dataclass(frozen=True)
class Entry:
    """One article, ready for an engine: an unsaved document with what belongs to it, unsaved."""

    document: SearchDocument
    passages: list[Passage]
    suggestions: list[Suggestion]


def indexable():
    """The articles that the index may hold."""
    return ArticlePage.objects.live().public()


def entries(page_ids: Iterable[int]) -> Iterator[Entry]:
    """The entries of those pages that may be found, in a fixed number of queries."""
    credits = ArticleAuthor.objects.select_related("author").order_by("sort_order")
    articles = list(
        indexable()
        .filter(pk__in=list(page_ids))
        .prefetch_related(Prefetch("article_authors", queryset=credits), "topics")
    )
    sections = section_labels({article.path[:SECTION_PATH] for article in articles})
    for article in articles:
        try:
            yield entry(article, sections.get(article.path[:SECTION_PATH]))
        except Exception:
            # One article that cannot be read keeps no other out.
            logger.exception("Article %s is left out of the search index", article.pk)


def section_labels(paths: set[str]) -> dict[str, list[str]]:
    rows = Page.objects.filter(path__in=paths).values_list("path", "slug", "title")
    return {path: [slug, title.replace(BETWEEN, "]; [")] for path, slug, title in rows}


def entry(article: ArticlePage, section: list[str] | None) -> Entry:
    parts = article.passages()
    topics = [topic for topic in article.topics.all() if topic.merged_into_id is None]
    authors = [credit.author for credit in article.article_authors.all()]
    published = article.published_at
    summary = [article.standfirst, *article.takeaway_texts()]
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
        meta=index_text("\n".join(item.name for item in (*topics, *authors))),
        body=index_text("\n".join(part.text for part in parts)[:LONGEST_BODY])[:LONGEST_BODY],
    )
    found = list(passages(article.pk, parts))
    return Entry(document, found, list(suggestions(article, found, topics, authors)))


def labels(items) -> list[list[str]]:
    """[slug, name] of topics or authors, once each."""
    named = {item.slug: item.name for item in items}
    return [[slug, name.replace(BETWEEN, "]; [")] for slug, name in named.items()]


def passages(page_id: int, parts) -> Iterator[Passage]:
    position = 0
    for part in parts:
        text = visible(part.text).strip()
        # An answer stays whole: it may be shown as the answer.
        pieces = [text] if part.kind == Passage.Kind.QUESTION else split(text)
        for piece in pieces:
            yield Passage(
                document_id=page_id,
                position=position,
                kind=part.kind,
                anchor=part.anchor,
                heading=visible(part.heading).strip(),
                text=piece,
            )
            position += 1


def suggestions(article, parts: list[Passage], topics, authors) -> Iterator[Suggestion]:
    """Title and questions of the article; topics and authors are shared by articles."""
    kinds = Suggestion.Kind
    key = str(article.pk)
    yield suggestion(kinds.TITLE, key, article.title, article.pk)
    for part in parts:
        if part.kind == Passage.Kind.QUESTION and part.anchor:
            yield suggestion(kinds.QUESTION, f"{key}#{part.anchor}", part.heading, article.pk)
    for kind, items in ((kinds.TOPIC, topics), (kinds.AUTHOR, authors)):
        for item in items:
            yield suggestion(kind, item.slug, item.name)


def suggestion(kind: str, target: str, label: str, document: int | None = None) -> Suggestion:
    label = visible(label)
    text = index_text(label)[:LONGEST_SUGGESTION]
    return Suggestion(
        document_id=document, kind=kind, target=target, text=text, label=label[:LONGEST_SUGGESTION]
    )


def split(text: str, longest: int = LONGEST_PART) -> list[str]:
    """The text in pieces of about `longest` words, cut between sentences."""
    if len(text.split()) <= longest:
        return [text]
    pieces: list[list[str]] = [[]]
    count = 0
    for sentence in sentences(text, longest):
        length = len(sentence.split())
        if count and count + length > longest:
            pieces.append([])
            count = 0
        pieces[-1].append(sentence)
        count += length
    return [" ".join(piece).replace("\n ", "\n").strip() for piece in pieces if piece]


def sentences(text: str, longest: int) -> Iterator[str]:
    """The last one of a line ends with the line."""
    for line in text.splitlines():
        parts = [
            " ".join(words[start : start + longest])
            for words in map(str.split, SENTENCE_END.split(line))
            for start in range(0, len(words), longest)
        ]
        if parts:
            yield from (*parts[:-1], f"{parts[-1]}\n")
