"""What a reader who is still typing may be looking for: topics, authors, titles and questions."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from core.languages import own_code
from news.models import ArticlePage, Author, Topic
from news.structure.anchors import anchored, value_of
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

# Label and address by kind and target (see search.models.Suggestion).
Current = dict[tuple[str, str], tuple[str, str]]


@dataclass(frozen=True)
class Suggested:
    """`parts` make up the label; the second, fourth, … of them are what was typed."""

    kind: str
    label: str
    url: str
    parts: list[str]
    begins_as_typed: bool
    # Of an article in another language than the site's (core.languages).
    language: str = ""

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
    found = named(public, completions)
    now = {**names(public, completions), **articles(found, completions)}
    languages = {str(article.pk): article.language for article in found}
    for each in completions:
        key = (each.kind, each.target)
        if key in now:
            label, url = now[key]
            row = suggestion(*key, label)
            if row.text == each.text:
                begins = place(each, asked) == 0
                spoken = "" if each.kind in NAMES else languages[each.target.partition("#")[0]]
                pieces = parts(row.label, asked)
                yield Suggested(each.kind, row.label, url, pieces, begins, own_code(spoken))


def names(public: QuerySet, completions: list[Completion]) -> Current:
    """The topics and authors among them that have a public article."""
    found: Current = {}
    for kind, items, link in (
        (Kind.TOPIC, Topic.objects.current(), "article_topics__topic"),
        (Kind.AUTHOR, Author.objects.all(), "article_authors__author"),
    ):
        if slugs := targets(completions, kind):
            # No EXISTS: PostgreSQL would turn it into a join that starts from all public articles.
            linked = public.filter(**{link: OuterRef("pk")}).order_by()
            items = items.annotate(in_article=Subquery(linked.values("pk")[:1]))
            for item in items.filter(slug__in=slugs).only("slug", "name"):
                if item.in_article:
                    found[kind, item.slug] = (item.name, item.url)
    return found


def named(public: QuerySet, completions: list[Completion]) -> list[ArticlePage]:
    """The public articles of the titles and questions among them."""
    wanted = targets(completions, Kind.QUESTION) | targets(completions, Kind.TITLE)
    ids = {page_id(target) for target in wanted}
    return list(public.filter(pk__in=ids).only("title", "url_path", "language"))


def articles(public: list[ArticlePage], completions: list[Completion]) -> Current:
    """The titles of these articles, and those of the questions that are theirs."""
    wanted = targets(completions, Kind.QUESTION)
    found: Current = {}
    urls = {}
    for article in public:
        if url := article.url:
            urls[article.pk] = url
            found[Kind.TITLE, str(article.pk)] = (article.title, url)
    for pk, anchor, question in questions({page_id(target) for target in wanted} & urls.keys()):
        target = f"{pk}#{anchor}"
        if target in wanted:
            found[Kind.QUESTION, target] = (question, f"{urls[pk]}#{anchor}")
    return found


def questions(page_ids: set[int]) -> Iterator[tuple[int, str, str]]:
    """Every question of the published articles: id of the page, anchor, words."""
    # As stored: to make the objects of whole bodies would take longer than all the rest.
    stored = Cast("body", TextField())
    for pk, body in ArticlePage.objects.filter(pk__in=page_ids).values_list("pk", stored):
        for block in anchored(json.loads(body)):
            if block["type"] == "question":
                yield pk, value_of(block, "anchor"), value_of(block, "question")


def targets(completions: list[Completion], kind: str) -> set[str]:
    return {each.target for each in completions if each.kind == kind}


def page_id(target: str) -> int:
    return int(target.partition("#")[0])


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
