"""Suggestions while a reader types: topics, authors, titles and questions."""

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
# Additional candidates of each kind, since some may no longer be public.
SPARE = 2
# For each group of SearchEngine.suggest().
CANDIDATES = 100

# (kind, target) to (label, URL); see search.models.Suggestion.
Current = dict[tuple[str, str], tuple[str, str]]


@dataclass(frozen=True)
class Suggested:
    """`parts` are the label in pieces; every second one matches what was typed."""

    kind: str
    label: str
    url: str
    parts: list[str]
    begins_as_typed: bool
    # The article's language if it differs from the site's (core.languages); otherwise empty.
    language: str = ""

    @property
    def kind_label(self) -> str:
        return str(KIND_LABELS[self.kind])


def suggest(typed: str) -> list[Suggested]:
    """At most eight suggestions, grouped by kind; none for fewer than two letters.

    Within a kind, texts that begin as typed come before those that contain the words, and shorter
    texts before longer ones; kinds with a text that begins as typed come first. All suggestions are
    public and have their current label. Raises no errors of search.
    """
    asked = words(normalise(typed))[:MOST_TERMS]
    if len("".join(asked)) < FEWEST_LETTERS:
        return []
    try:
        completions = engine().suggest(asked, CANDIDATES)
    except (IndexBroken, TooBroad):
        # The search page reports the error and logs it.
        return []
    return chosen(present(best(completions, asked), asked))


def best(completions: Iterable[Completion], asked: list[str]) -> list[Completion]:
    """The best completions of each kind, without duplicates: a title may equal a question."""

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
    """The position of the typed words (0: at the start); -1 if they occur in another order."""
    return f" {completion.text}".find(f" {' '.join(asked)}")


def present(completions: list[Completion], asked: list[str]) -> Iterator[Suggested]:
    """The completions that are public and still have the same text, in order."""
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
    """Current labels and URLs of those topics and authors that have a public article."""
    found: Current = {}
    for kind, items, link in (
        (Kind.TOPIC, Topic.objects.current(), "article_topics__topic"),
        (Kind.AUTHOR, Author.objects.all(), "article_authors__author"),
    ):
        if slugs := targets(completions, kind):
            # Not EXISTS: PostgreSQL would turn it into a join that starts from all public articles.
            linked = public.filter(**{link: OuterRef("pk")}).order_by()
            items = items.annotate(in_article=Subquery(linked.values("pk")[:1]))
            for item in items.filter(slug__in=slugs).only("slug", "name"):
                if item.in_article:
                    found[kind, item.slug] = (item.name, item.url)
    return found


def named(public: QuerySet, completions: list[Completion]) -> list[ArticlePage]:
    """The public articles to which the titles and questions belong."""
    wanted = targets(completions, Kind.QUESTION) | targets(completions, Kind.TITLE)
    ids = {page_id(target) for target in wanted}
    return list(public.filter(pk__in=ids).only("title", "url_path", "language"))


def articles(public: list[ArticlePage], completions: list[Completion]) -> Current:
    """Current labels and URLs of the titles and questions of these articles."""
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
    """Every question of the articles: page id, anchor, question."""
    # Raw JSON: converting whole bodies to blocks would take longer than everything else.
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
    """The suggestions to show: names first, then articles and questions in the remaining places."""
    picked: list[Suggested] = []
    counts: Counter[str] = Counter()
    for each in sorted(found, key=lambda each: each.kind not in NAMES):
        if len(picked) < MOST and counts[each.kind] < MOST_OF[each.kind]:
            counts[each.kind] += 1
            picked.append(each)
    beginning = {each.kind for each in picked if each.begins_as_typed}
    return sorted(picked, key=lambda each: (each.kind not in beginning, KINDS.index(each.kind)))


def parts(label: str, asked: list[str]) -> list[str]:
    """The label in pieces; every second one matches what was typed."""
    pieces, end = [], 0
    for word in WORDS.finditer(label):
        if length := typed_length(word[0], asked):
            pieces += [label[end : word.start()], word[0][:length]]
            end = word.start() + length
    return [*pieces, label[end:]]


def typed_length(word: str, asked: list[str]) -> int:
    """The number of typed letters at the start of the word: all, a prefix of it, or none."""
    folded, prefix = fold(word), asked[-1]
    if folded in asked:
        return len(word)
    if not folded.startswith(prefix):
        return 0
    return next(n for n in range(1, len(word) + 1) if len(fold(word[:n])) >= len(prefix))
