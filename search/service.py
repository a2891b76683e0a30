"""Search as a pure function of what the reader asked; HTTP is in the views."""

import logging
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pagination import Pager, paginate
from news.models import ArticlePage
from news.pages.cards import articles_of
from news.pages.facets import Facet, Option
from news.querysets import in_order
from search.answers import Answer, answer, passage_url
from search.engines import Filters, IndexBroken, TooBroad, engine
from search.facets import facets, link
from search.finding import Finder, Finding
from search.highlights import Explanation, FoundPassage, explain
from search.models import Passage
from search.promotions import Promoted, promotions
from search.query import Query, parse

logger = logging.getLogger(__name__)

PER_PAGE = 10
ANSWERING_HITS = 3
NEWEST = "newest"
# Searching without the index reads every title.
MOST_BY_TITLE = 200


@dataclass(frozen=True)
class Asked:
    """A reader's request: the words as typed, filters, order, and the number of the page.

    `is_exact`: the spelling of the words is not corrected.
    """

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: str = ""
    page: str = ""
    is_exact: bool = False

    @cached_property
    def query(self) -> Query:
        return parse(self.text)

    @property
    def base_params(self) -> dict[str, str]:
        """The query parameters that every link within the results contains, besides the filters."""
        params = {"q": self.query.text, "sort": self.sort, "exact": "1" if self.is_exact else ""}
        return {name: value for name, value in params.items() if value}

    @property
    def is_newest(self) -> bool:
        return self.sort == NEWEST

    @property
    def is_plain(self) -> bool:
        """Whether the request has neither a filter nor an order other than relevance."""
        return not self.sort and not self.filters.chosen()


@dataclass(frozen=True)
class SectionLink:
    heading: str
    url: str


@dataclass(frozen=True)
class Hit:
    """An article with its best matching passage; `url` leads to that passage."""

    article: ArticlePage
    title_html: SafeString
    url: str
    heading: str
    is_question: bool
    snippet: SafeString
    links: list[SectionLink]


@dataclass(frozen=True)
class Correction:
    """The results are for `shown` instead of `typed`, for both, or for `typed` alone."""

    shown: str
    typed: str
    shown_url: str
    typed_url: str


class Problem(StrEnum):
    """Why results may be missing."""

    TOO_BROAD = "too-broad"
    INDEX = "index"


@dataclass(frozen=True)
class Results:
    """One page of results. `is_corrected`: the hits are for the corrected words alone;
    `is_widened`: they include hits for the corrected words; if both are false, `correction` is only
    a proposal."""

    total: int
    total_label: str
    hits: list[Hit]
    pager: Pager | None
    facets: list[Facet] = field(default_factory=list)
    sort: list[Option] = field(default_factory=list)
    answer: Answer | None = None
    promoted: list[Promoted] = field(default_factory=list)
    correction: Correction | None = None
    is_corrected: bool = False
    is_widened: bool = False
    is_capped: bool = False
    problem: Problem | None = None


def search(asked: Asked) -> Results | None:
    """The results of one page; None for an empty query. Raises Http404 beyond the last page."""
    if not asked.query.text:
        return None
    try:
        return found(asked)
    except TooBroad:
        return Results(0, total_label(0), [], None, problem=Problem.TOO_BROAD)
    except IndexBroken:
        logger.exception("The search index cannot be read; `manage.py rebuild_search` mends it")
        return found_by_title(asked)


def found(asked: Asked) -> Results:
    finding = Finder(engine()).find(asked)
    ranking = finding.ranking
    promoted = promotions([asked.query.text, finding.query.text]) if asked.is_plain else []
    shown_above = {item.page_id for item in promoted}
    ids = [match.page_id for match in ranking.matches if match.page_id not in shown_above]
    hits, explained, pager = page_of(asked, ids, finding.query)
    is_top = pager.number == 1 and not asked.is_newest
    total = len(ids) + len(promoted)
    return Results(
        total=total,
        total_label=total_label(total, ranking.is_capped),
        hits=hits,
        pager=pager,
        facets=facets(ranking.unfiltered, asked.filters, asked.base_params),
        sort=sort_links(asked),
        answer=first_answer(finding.query, hits, explained) if is_top else None,
        promoted=promoted if is_top else [],
        correction=correction(asked, finding),
        is_corrected=finding.is_corrected,
        is_widened=finding.is_widened,
        is_capped=ranking.is_capped,
    )


def found_by_title(asked: Asked) -> Results:
    """Searches without the index: the newest articles whose titles contain all the words."""
    articles = ArticlePage.objects.live().public()
    for word in [word for term in asked.query.terms for word in term.words]:
        articles = articles.filter(title__icontains=word)
    newest = articles.order_by("-published_at", "-pk") if asked.query.terms else articles.none()
    ids = list(newest.values_list("pk", flat=True)[:MOST_BY_TITLE])
    hits, _explained, pager = page_of(asked, ids, asked.query, with_passages=False)
    return Results(len(ids), total_label(len(ids)), hits, pager, problem=Problem.INDEX)


def page_of(asked: Asked, ids: list[int], query: Query, with_passages: bool = True):
    """The hits of the requested page, their explanations by article id, and the pager."""
    filters = asked.filters.chosen() if with_passages else {}
    params = {**asked.base_params, **filters, "page": asked.page}
    shown, pager = paginate(params, ids, PER_PAGE)
    articles = readable(shown)
    explained = explanations(query, articles, with_passages)
    return [hit(article, explained[article.pk]) for article in articles], explained, pager


def correction(asked: Asked, finding: Finding) -> Correction | None:
    shown = finding.query if finding.is_corrected else finding.suggested
    if shown is None:
        return None
    typed = asked.query.text
    filters = asked.filters
    return Correction(
        shown=shown.text,
        typed=typed,
        shown_url=link({**asked.base_params, "q": shown.text}, filters),
        typed_url=link({**asked.base_params, "q": typed, "exact": "1"}, filters),
    )


def first_answer(query: Query, hits: list[Hit], explained: dict[int, Explanation]) -> Answer | None:
    """The direct answer, if one of the first articles contains it."""
    for hit in hits[:ANSWERING_HITS]:
        if found := answer(query, hit.article, explained[hit.article.pk].passages):
            return found
    return None


def readable(page_ids: list[int]) -> list[ArticlePage]:
    """The public articles in the order of the ids, without those that have no URL."""
    found = in_order(page_ids, articles_of(page_ids)) if page_ids else []
    return [article for article in found if article.url]


def explanations(
    query: Query, articles: list[ArticlePage], with_passages: bool
) -> dict[int, Explanation]:
    if not articles or not query.terms:
        return {}
    titles = {article.pk: article.title for article in articles}
    passages = Passage.objects.filter(document__in=list(titles)).order_by("document", "position")
    return explain(query, titles, passages if with_passages else [])


def hit(article: ArticlePage, explanation: Explanation) -> Hit:
    """If the title matches the whole query, the hit links to the article itself."""
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
    )


def total_label(total: int, is_capped: bool = False) -> str:
    """ "1 article", "38 articles", "5,000+ articles" """
    number = number_format(total, force_grouping=True) + ("+" if is_capped else "")
    at_least = total + is_capped
    return ngettext("%(number)s article", "%(number)s articles", at_least) % {"number": number}


def sort_links(asked: Asked) -> list[Option]:
    others = {name: value for name, value in asked.base_params.items() if name != "sort"}
    return [
        Option(_("relevance"), link(others, asked.filters), None, not asked.is_newest),
        Option(_("newest"), link({**others, "sort": NEWEST}, asked.filters), None, asked.is_newest),
    ]
