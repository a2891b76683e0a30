"""Everything between a reader's words and an answer: a pure function of what was asked."""

import re
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pagination import Pager, paginate
from news.facets import Facet, Option
from news.models import ArticlePage, Topic
from search.engines import Filters, engine
from search.facets import facets, link
from search.highlights import Explanation, FoundPassage, explain
from search.models import Passage
from search.query import Query, parse
from search.ranking import Ranking, rank

PER_PAGE = 10
NEWEST = "newest"
# The part of the query's words that a question must hold to be given as the answer.
ANSWERS = 0.6
ANSWER_WORDS = 90
MOST_TOPICS = 12


@dataclass(frozen=True)
class Asked:
    """What a reader asks for: the words as typed, filters, order, and the number of the page."""

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: str = ""
    page: str = ""

    @cached_property
    def query(self) -> Query:
        return parse(self.text)

    @property
    def kept(self) -> dict[str, str]:
        """The parameters that links within the results carry, beside the filters."""
        params = {"q": self.query.text, "sort": self.sort}
        return {name: value for name, value in params.items() if value}


@dataclass(frozen=True)
class SectionLink:
    heading: str
    url: str
    is_question: bool


@dataclass(frozen=True)
class Hit:
    """An article with the passage that fits best; `url` leads to that passage."""

    article: ArticlePage
    title_html: SafeString
    url: str
    heading: str
    is_question: bool
    snippet: SafeString
    links: list[SectionLink]


@dataclass(frozen=True)
class Answer:
    """A question that the query asks, with its answer (shortened to about a paragraph)."""

    question: str
    answer_html: SafeString
    url: str
    article: ArticlePage


@dataclass(frozen=True)
class Results:
    total: int
    total_label: str
    hits: list[Hit]
    pager: Pager
    facets: list[Facet]
    sort: list[Option]
    answer: Answer | None


def search(asked: Asked) -> Results | None:
    """The results of one page; None where nothing was asked. Raises Http404 past the last page."""
    query = asked.query
    if not query.text:
        return None
    ranking = rank(engine(), query, asked.filters, asked.sort == NEWEST)
    ids = [match.page_id for match in ranking.matches]
    params = {**asked.kept, **asked.filters.chosen(), "page": asked.page}
    shown, pager = paginate(params, ids, PER_PAGE)
    articles = readable(shown)
    explained = explanations(query, articles)
    is_top = pager.number == 1 and asked.sort != NEWEST
    return Results(
        total=len(ids),
        total_label=total_label(ranking),
        hits=[hit(article, explained[article.pk]) for article in articles],
        pager=pager,
        facets=facets(ranking.unfiltered, asked.filters, asked.kept),
        sort=sort_links(asked),
        answer=answer(articles[0], explained[articles[0].pk]) if is_top and articles else None,
    )


def readable(page_ids: list[int]) -> list[ArticlePage]:
    """The articles in the order of the ids, without any that a reader may not see or reach."""
    if not page_ids:
        return []
    found = ArticlePage.objects.live().public().for_listing().in_bulk(page_ids)
    return [found[pk] for pk in page_ids if pk in found and found[pk].url]


def explanations(query: Query, articles: list[ArticlePage]) -> dict[int, Explanation]:
    if not articles:
        return {}
    titles = {article.pk: article.title for article in articles}
    passages = Passage.objects.filter(document__in=list(titles)).order_by("document", "position")
    return explain(query, titles, passages)


def hit(article: ArticlePage, explanation: Explanation) -> Hit:
    """A title that holds the whole query is linked as a whole, its passages beneath it."""
    passages = explanation.passages
    best = passages[0] if passages else None
    target = None if explanation.title_has_all else best
    return Hit(
        article=article,
        title_html=explanation.title,
        url=passage_url(article, target.passage) if target else article.url,
        heading=target.passage.heading if target else "",
        is_question=bool(target) and target.passage.kind == Passage.Kind.QUESTION,
        snippet=best.snippet if best else SafeString(""),
        links=[
            section_link(article, found)
            for found in passages
            if found is not target and found.passage.anchor
        ][:2],
    )


def section_link(article: ArticlePage, found: FoundPassage) -> SectionLink:
    return SectionLink(
        heading=found.passage.heading,
        url=passage_url(article, found.passage),
        is_question=found.passage.kind == Passage.Kind.QUESTION,
    )


def passage_url(article: ArticlePage, passage: Passage) -> str:
    return f"{article.url}#{passage.anchor}" if passage.anchor else article.url


def answer(article: ArticlePage, explanation: Explanation) -> Answer | None:
    best = explanation.passages[0] if explanation.passages else None
    if best is None or best.question_share < ANSWERS:
        return None
    return Answer(
        question=best.passage.heading,
        answer_html=paragraphs(shortened(best.passage.text, ANSWER_WORDS)),
        url=passage_url(article, best.passage),
        article=article,
    )


def shortened(text: str, longest: int) -> str:
    """The first words of a text, its lines kept; cut where a sentence ends if one does."""
    if len(text.split()) <= longest:
        return text
    start = re.match(rf"(?:\S+\s+){{{longest - 1}}}\S+", text)[0]
    sentences = re.match(r".*[.!?]", start, re.DOTALL)
    return f"{sentences[0] if sentences else start} …"


def paragraphs(text: str) -> SafeString:
    return format_html_join("", "<p>{}</p>", ((line,) for line in text.splitlines() if line))


def total_label(ranking: Ranking) -> str:
    """ "1 article", "38 articles", "10,000+ articles" """
    total = len(ranking.matches)
    number = number_format(total, force_grouping=True) + ("+" if ranking.is_capped else "")
    return ngettext("%(number)s article", "%(number)s articles", total) % {"number": number}


def sort_links(asked: Asked) -> list[Option]:
    kept = {"q": asked.query.text}
    is_newest = asked.sort == NEWEST
    return [
        Option(_("relevance"), link(kept, asked.filters), None, not is_newest),
        Option(_("newest"), link({**kept, "sort": NEWEST}, asked.filters), None, is_newest),
    ]


def suggested_topics():
    """Topics with the most public articles, for a page without results."""
    public = ArticlePage.objects.live().public().order_by().values("pk")
    counted = Count("articles", filter=Q(articles__in=public), distinct=True)
    topics = Topic.objects.current().annotate(article_count=counted)
    return topics.filter(article_count__gt=0).order_by("-article_count", "name")[:MOST_TOPICS]
