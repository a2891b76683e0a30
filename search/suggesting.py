"""What a reader who is still typing may be looking for: topics, authors, titles and questions."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from news.anchors import anchored, value_of
from news.models import ArticlePage, Author, Topic
from search.documents import indexable, suggestion
from search.engines import Completion, IndexBroken, TooBroad, engine
from search.models import Suggestion
from search.query import MOST_TERMS, normalise
from search.text import WORDS, fold, words

Kind = Suggestion.Kind
NAMES = (Kind.TOPIC, Kind.AUTHOR)
KINDS = [*NAMES, Kind.TITLE, Kind.QUESTION]
KIND_LABELS = {
    Kind.TOPIC: _("Topic"),
    Kind.AUTHOR: _("Author"),
    Kind.TITLE: _("Article"),
    Kind.QUESTION: _("Question"),
}

FEWEST_LETTERS = 2
MOST = 8
MOST_OF = {Kind.TOPIC: 2, Kind.AUTHOR: 2, Kind.TITLE: 5, Kind.QUESTION: 4}
# Of each kind more are looked at, since the index may lag and hold what is not public any more.
SPARE = 2
# Of each sort that an engine tells apart.
CANDIDATES = 100

# Kind, target (see Suggestion), label and address.
Current = tuple[str, str, str, str]


@dataclass(frozen=True)
class Suggested:
    """`parts` make up the label; the second, fourth, … of them are what was typed."""

    kind: str
    label: str
    url: str
    parts: list[str]
    begins_as_typed: bool

    @property
    def kind_label(self) -> str:
        return str(KIND_LABELS[self.kind])


def suggest(typed: str) -> list[Suggested]:
    """At most eight suggestions, those of a kind together; none for less than two letters.

    In each kind what begins as typed comes before what holds the words, and the shorter before the
    longer; a kind that has something beginning so comes before the others. All of it is public and
    is called so at this moment. Raises nothing of its own.
    """
    asked = words(normalise(typed))[:MOST_TERMS]
    if len("".join(asked)) < FEWEST_LETTERS:
        return []
    try:
        completions = engine().suggest(asked, CANDIDATES)
    except (IndexBroken, TooBroad):
        # Whoever goes on to the search page is told, and so is the log.
        return []
    return chosen(present(best(completions, asked), asked))


def best(completions: Iterable[Completion], asked: list[str]) -> list[Completion]:
    """The best of each kind, once each: a title and a question may be in the same words."""

    def rank(each: Completion) -> tuple:
        at = place(each, asked)
        return at < 0, at > 0, len(each.text), KINDS.index(each.kind), each.text, each.target

    found: list[Completion] = []
    seen: set[str] = set()
    counts: Counter[str] = Counter()
    for each in sorted(completions, key=rank):
        same = f"{each.kind} {each.target}" if each.kind in NAMES else each.text
        if same not in seen and counts[each.kind] < MOST_OF[each.kind] + SPARE:
            seen.add(same)
            counts[each.kind] += 1
            found.append(each)
    return found


def place(completion: Completion, asked: list[str]) -> int:
    """Where the words stand as typed (0: at the start); -1 where they are in another order."""
    return f" {completion.text}".find(f" {' '.join(asked)}")


def present(completions: list[Completion], asked: list[str]) -> Iterator[Suggested]:
    """Those that readers may see, and that are in these words still, in their order."""
    public = indexable()
    now = {
        (kind, target): (suggestion(kind, target, label), url)
        for kind, target, label, url in (
            *names(public, completions),
            *articles(public, completions),
        )
    }
    for each in completions:
        row, url = now.get((each.kind, each.target), (None, ""))
        if row and row.text == each.text:
            begins = place(each, asked) == 0
            yield Suggested(each.kind, row.label, url, parts(row.label, asked), begins)


def names(public: QuerySet, completions: list[Completion]) -> Iterator[Current]:
    """The topics and authors among them that have a public article."""
    for kind, items, link in (
        (Kind.TOPIC, Topic.objects.current(), "article_topics__topic"),
        (Kind.AUTHOR, Author.objects.all(), "article_authors__author"),
    ):
        if slugs := [each.target for each in completions if each.kind == kind]:
            has_public = Exists(public.filter(**{link: OuterRef("pk")}))
            for item in items.filter(has_public, slug__in=slugs).only("slug", "name"):
                yield kind, item.slug, item.name, item.url


def articles(public: QuerySet, completions: list[Completion]) -> Iterator[Current]:
    """The titles of their public articles, and what those ask where a question is among them."""
    ids = {
        kind: {page_id(each) for each in completions if each.kind == kind}
        for kind in (Kind.TITLE, Kind.QUESTION)
    }
    found = public.filter(pk__in=ids[Kind.TITLE] | ids[Kind.QUESTION])
    urls = {}
    for article in found.only("title", "url_path"):
        if url := article.url:
            urls[article.pk] = url
            yield Kind.TITLE, str(article.pk), article.title, url
    for pk, question, anchor in questions(ids[Kind.QUESTION] & urls.keys()):
        yield Kind.QUESTION, f"{pk}#{anchor}", question, f"{urls[pk]}#{anchor}"


def questions(page_ids: set[int]) -> Iterator[tuple[int, str, str]]:
    """Every question that the published articles ask: id of the page, words, anchor."""
    # As stored: to make the objects of whole bodies would take longer than all the rest.
    stored = Cast("body", TextField())
    for pk, body in ArticlePage.objects.filter(pk__in=page_ids).values_list("pk", stored):
        for block in anchored(json.loads(body)):
            if block["type"] == "question":
                yield pk, value_of(block, "question"), value_of(block, "anchor")


def page_id(completion: Completion) -> int:
    return int(completion.target.partition("#")[0])


def chosen(found: Iterable[Suggested]) -> list[Suggested]:
    """The eight to show. Names are few: articles and questions have the places they leave."""
    kept: list[Suggested] = []
    counts: Counter[str] = Counter()
    for each in sorted(found, key=lambda each: each.kind not in NAMES):
        if len(kept) < MOST and counts[each.kind] < MOST_OF[each.kind]:
            counts[each.kind] += 1
            kept.append(each)
    beginning = {each.kind for each in kept if each.begins_as_typed}
    return sorted(kept, key=lambda each: (each.kind not in beginning, KINDS.index(each.kind)))


def parts(label: str, asked: list[str]) -> list[str]:
    """The label in pieces; the second, fourth, … of them are what was typed."""
    pieces, end = [], 0
    for word in WORDS.finditer(label):
        if length := typed_length(word[0], asked):
            pieces += [label[end : word.start()], word[0][:length]]
            end = word.start() + length
    return [*pieces, label[end:]]


def typed_length(word: str, asked: list[str]) -> int:
    """How many letters at the start of the word were typed: all, some of the last one, or none."""
    folded, begun = fold(word), asked[-1]
    if folded in asked:
        return len(word)
    if not folded.startswith(begun):
        return 0
    return next(n for n in range(1, len(word) + 1) if len(fold(word[:n])) >= len(begun))
