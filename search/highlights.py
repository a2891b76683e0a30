"""Explains why an article was found: its best passages, with the words of the query marked.

Reads the articles of one page of results into a full-text table in memory, which stems as the
index does.
"""

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from core.text import visible
from search.models import Passage
from search.query import Query, Term
from search.stemming import TOKENS

# Control characters: stored texts contain none (core.text.visible), and escaping keeps them.
OPEN, CLOSE = "\x02", "\x03"
MARKS = re.compile(f"[{OPEN}{CLOSE}]")
# List items, figures and headings end without punctuation.
# The expression starts at the line break, so that it skips most characters at once.
END_OF_ITEM = re.compile(r"\n(?<![.!?…:;,]\n)")
MORE = "…"
SNIPPET_WORDS = 36
# Heading, text.
WEIGHTS = "3.0, 1.0"
MOST_PASSAGES = 3


@dataclass(frozen=True)
class FoundPassage:
    """A matching passage, and its snippet with the words marked."""

    passage: Passage
    snippet: SafeString


@dataclass
class Explanation:
    """How one article matches: its marked title, and its best passages, best first."""

    title: SafeString
    title_has_all: bool = False
    passages: list[FoundPassage] = field(default_factory=list)


def explain(
    query: Query, titles: dict[int, str], passages: Iterable[Passage]
) -> dict[int, Explanation]:
    """Maps the ids of `titles` to explanations."""
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.execute(f"CREATE VIRTUAL TABLE titles USING fts5(title, {TOKENS})")
        memory.execute(f"CREATE VIRTUAL TABLE passages USING fts5(heading, text, {TOKENS})")
        explained = explain_titles(memory, query, titles)
        explain_passages(memory, query, explained, {row.pk: row for row in passages})
    return explained


def explain_titles(memory, query: Query, titles: dict[int, str]) -> dict[int, Explanation]:
    rows = [(pk, visible(title)) for pk, title in titles.items()]
    memory.executemany("INSERT INTO titles(rowid, title) VALUES (?, ?)", rows)
    explained = {pk: Explanation(escape(title)) for pk, title in rows}
    marked = memory.execute(
        "SELECT rowid, highlight(titles, 0, ?, ?) FROM titles WHERE titles MATCH ?",
        (OPEN, CLOSE, expression(query.terms, "OR")),
    )
    for pk, title in marked:
        explained[pk].title = as_html(title)
    complete = memory.execute(
        "SELECT rowid FROM titles WHERE titles MATCH ?", (expression(query.terms, "AND"),)
    )
    for (pk,) in complete:
        explained[pk].title_has_all = True
    return explained


def explain_passages(memory, query, explained, passages: dict[int, Passage]) -> None:
    memory.executemany(
        "INSERT INTO passages(rowid, heading, text) VALUES (?, ?, ?)",
        [(pk, row.heading, on_one_line(row.text)) for pk, row in passages.items()],
    )
    best = best_rows(memory, query, passages)
    snippets = snippets_of(memory, query, best)
    for pk in best:
        explanation = explained.get(passages[pk].document_id)
        if explanation is not None:
            explanation.passages.append(FoundPassage(passages[pk], snippets[pk]))


def best_rows(memory, query: Query, passages: dict[int, Passage]) -> list[int]:
    """The best passages, best first: at most MOST_PASSAGES an article, one for each anchor."""
    ranked = memory.execute(
        "SELECT rowid FROM passages WHERE passages MATCH ? "  # noqa: S608
        f"ORDER BY bm25(passages, {WEIGHTS}), rowid",
        (expression(query.terms, "OR"),),
    )
    anchors: dict[int, set[str]] = {}
    best = []
    for (pk,) in ranked:
        taken = anchors.setdefault(passages[pk].document_id, set())
        if len(taken) < MOST_PASSAGES and passages[pk].anchor not in taken:
            taken.add(passages[pk].anchor)
            best.append(pk)
    return best


def snippets_of(memory, query: Query, rows: list[int]) -> dict[int, SafeString]:
    slots = ", ".join("?" * len(rows))
    found = memory.execute(
        "SELECT rowid, snippet(passages, 1, ?, ?, ?, ?), text FROM passages "  # noqa: S608
        f"WHERE passages MATCH ? AND rowid IN ({slots})",
        (OPEN, CLOSE, MORE, SNIPPET_WORDS, expression(query.terms, "OR"), *rows),
    )
    return {pk: as_html(from_its_beginning(snippet, text)) for pk, snippet, text in found}


def on_one_line(text: str) -> str:
    return END_OF_ITEM.sub(" · ", text).replace("\n", " ")


def from_its_beginning(snippet: str, text: str) -> str:
    """The snippet, without the leading ellipsis if it begins at a sentence or an item."""
    if not snippet.startswith(MORE):
        return snippet
    rest = snippet.removeprefix(MORE)
    before = text[: text.find(MARKS.sub("", rest).removesuffix(MORE))].rstrip()
    return rest if before.endswith((".", "!", "?", "·")) else snippet


def expression(terms: Iterable[Term], operator: str) -> str:
    return f" {operator} ".join(
        "(" + " OR ".join(f'"{form}"' for form in term.forms) + ")" for term in terms
    )


def as_html(text: str) -> SafeString:
    """The text as escaped HTML, in which everything between OPEN and CLOSE is marked."""
    result = SafeString("")
    for number, piece in enumerate(MARKS.split(text)):
        result += format_html("<mark>{}</mark>", piece) if number % 2 else escape(piece)
    return result
