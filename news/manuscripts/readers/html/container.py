"""Finds the element of a page that holds the article: the one with most of the running text."""

import re

from lxml.html import HtmlElement

from ...model import Manuscript
from ...report import Report
from ...visibility import DRAFT
from .furniture import is_furniture, is_hidden
from .running import article_cards, is_reader_comment, prose_lengths
from .tree import NEVER_TEXT, has_words, words_of

MOST = 0.5
"""What holds more than this share of the page's running text does not surround the article."""
ENOUGH = 0.2
"""What share of the page's running text an element must hold that has the headline."""
REST = 0.3
"""How long text under the H1 must be, beside the longest `<article>`, to be the article itself."""
LITTLE = 0.3
"""Below which share of a page's running text an article may well be the wrong part of it."""
SHORT = 300
"""How many characters a page must have for shares to mean anything."""
_AROUND = frozenset(["nav", "footer", "aside", "form", "dialog"])
_TALK = re.compile(r"\b(?:comments?|responses?|replies|reader(?:s['’])?|discussion)\b", re.I)
_HEADINGS = ("h1", "h2", "h3", "h4")


def find_article(page: HtmlElement, headline: str = "") -> HtmlElement:
    """The element that holds the article: `<article>`, `<main>`, or the block with most text.

    `headline` is the article's title in the page's head; it decides between similar candidates.
    """
    body = page.find(".//body")
    body = page if body is None else body
    talk = _talk(page)
    around = talk | _around(body)
    lengths = prose_lengths(page, without=around)
    articles = article_cards(
        node for node in page.iter("article") if has_words(node) and node not in talk
    )
    chosen = _by_tag(body, articles, lengths, headline)
    if chosen is not None:
        return chosen
    # Cards beside the text are no reason to take the whole page.
    lengths = prose_lengths(page, without=around.union(articles))
    for found in (
        [node for node in page.iter("main") if has_words(node)],
        page.xpath("//*[@role='main' or @role='article' or @itemprop='articleBody']"),
    ):
        chosen = _by_tag(body, found, lengths, headline)
        if chosen is not None:
            return chosen
    if not lengths[body] and articles:
        return max(articles, key=prose_lengths(page).__getitem__)
    return _densest(body, lengths if lengths[body] else prose_lengths(page))


def _by_tag(
    body: HtmlElement,
    found: list[HtmlElement],
    lengths: dict[HtmlElement, int],
    headline: str,
) -> HtmlElement | None:
    """The element among the candidates that holds the article; None if none does."""
    whole = lengths[body]
    best = max(found, key=lengths.__getitem__, default=None)
    if best is None or not whole:
        return None
    named = _named(body, found, headline)
    if named is not None and lengths[named] >= whole * ENOUGH:
        return named
    if named is None and _is_rest_the_article(body, found, lengths, lengths[best]):
        return None
    return best


def _is_rest_the_article(
    body: HtmlElement, found: list[HtmlElement], lengths: dict[HtmlElement, int], most: int
) -> bool:
    """Whether a block of paragraphs outside all candidates is longer than the longest candidate.

    The block that contains the page's H1 need not be longer, because a comment may be longer too.
    """
    inside = set(found)
    blocks: dict[HtmlElement, int] = {}
    for node in body.iter("p", "br"):
        block = node.getparent()
        if not lengths.get(block) or any(each in inside for each in node.iterancestors()):
            continue
        blocks[block] = blocks.get(block, 0) + lengths[node] if node.tag == "p" else lengths[block]
    if not blocks:
        return False
    block = max(blocks, key=blocks.__getitem__)
    title = body.find(".//h1")
    is_titled = title is not None and title.getparent() in (block, block.getparent())
    return blocks[block] > most * (REST if is_titled else 1)


def _around(body: HtmlElement) -> set[HtmlElement]:
    """Elements that surround the article, by tag or attributes, unless they are most of the
    page."""
    lengths = prose_lengths(body)
    most = lengths[body] * MOST
    return {
        node
        for node in body.iter()
        if isinstance(node.tag, str)
        and node is not body
        and lengths[node] <= most
        and (node.tag in _AROUND or is_furniture(node) or is_hidden(node))
    }


def running_text(page: HtmlElement) -> int:
    """The amount of running text on a page, except menus, footers and readers' comments."""
    around = {
        node
        for node in page.iter()
        if isinstance(node.tag, str)
        and (
            node.tag in ("nav", "footer", "form", "dialog", "math")
            or node.get("hidden") is not None
            or is_hidden(node)
        )
    }
    return prose_lengths(page, without=around | _talk(page))[page]


def warn_of_little(
    article: HtmlElement, whole: int, manuscript: Manuscript, report: Report
) -> None:
    """Reports and holds back an article that is a small part of the page's text: it may be the
    wrong part."""
    share = prose_lengths(article)[article] / max(whole, 1)
    if whole < SHORT or share >= LITTLE:
        return
    report.lose(
        f"ONLY {share:.0%} OF THE PAGE'S TEXT WAS KEPT: look whether it is the article; "
        "what was left out is listed"
    )
    manuscript.visibility.hold(DRAFT, f"only {share:.0%} of the page's text was kept")


def _talk(page: HtmlElement) -> set[HtmlElement]:
    """Readers' comments: `<article>`s marked as comments, or below a heading like “Comments”."""
    talk: set[HtmlElement] = set()
    is_beneath = False
    for node in page.iter(*_HEADINGS, "article"):
        if node.tag == "article":
            if is_reader_comment(node) or is_beneath:
                talk.add(node)
        elif not any(each in talk for each in node.iterancestors("article")):
            words = words_of(node)
            is_beneath = len(words) < 60 and bool(_TALK.search(words)) and node.tag != "h1"
    return talk


def _named(body: HtmlElement, found: list[HtmlElement], headline: str) -> HtmlElement | None:
    """The only candidate that has the headline: in a heading, or as the page's only H1."""
    titles = [node for node in body.iter("h1") if has_words(node)]
    wanted = _bare(headline)
    if wanted:
        exact = [node for node in body.iter("h1", "h2") if _bare(words_of(node)) == wanted]
        titles = exact or titles
    if len(titles) != 1 and not (wanted and titles):
        return None
    among = set(found)
    lines = ([title, *title.iterancestors()] for title in titles)
    holders = {each for line in lines for each in line if each in among}
    return next(iter(holders)) if len(holders) == 1 else None


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())


def _densest(body: HtmlElement, lengths: dict[HtmlElement, int]) -> HtmlElement:
    """Descends while one child holds nearly all of the running text and the title."""
    node = body
    while True:
        whole = lengths[node]
        children = [child for child in node if isinstance(child.tag, str) and len(child)]
        inner = max(children, key=lengths.__getitem__, default=None)
        if inner is None or inner.tag not in (
            "div",
            "section",
            "center",
            "table",
            "tbody",
            "tr",
            "td",
        ):
            return node
        has_title = node.find(".//h1") is not None and inner.find(".//h1") is None
        if has_title or not whole or lengths[inner] < whole * 0.9:
            return node
        if any(_is_text_beside(child, lengths) for child in node if child is not inner):
            return node
        node = inner


def _is_text_beside(child: HtmlElement, lengths: dict[HtmlElement, int]) -> bool:
    """Whether skipping `child` would lose running text."""
    return (
        isinstance(child.tag, str)
        and child.tag not in NEVER_TEXT
        and child.tag not in _AROUND
        and child.tag != "header"
        and lengths[child] > 40
    )
