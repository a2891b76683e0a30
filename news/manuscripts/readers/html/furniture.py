"""Page furniture: elements around or inside an article that are not part of it."""

import re

from lxml.html import HtmlElement

from ...report import Report
from .running import article_cards, is_reader_comment, prose_lengths
from .tree import NEVER_TEXT, has_ancestor, is_in

# Words in class and id attributes of page furniture.
_FURNITURE = re.compile(
    r"(?:^|[\s_])(?:share|sharing|sharedaddy|share-?(?:bar|buttons?|links?)|social(?:-(?:share|links|bar))?"
    r"|comments?(?:-(?:area|section|list|form|respond))?|comment-respond|respond|disqus[\w-]*"
    r"|related(?:-(?:posts?|articles?|stories|news|content))?|recent-(?:posts?|news|articles?)"
    r"|recommended|newsletter(?:-[\w-]+)?|subscribe|breadcrumbs?|toc|table-of-contents|ez-toc[\w-]*"
    r"|advert(?:isement)?|ad-(?:slot|unit|container)|cookie-(?:banner|notice|consent)|site-(?:header|footer|nav)"
    r"|sidebar|skip-link|screen-reader-text|visually-hidden|sr-only|widget|post-navigation|navigation|pagination"
    r"|menu|nav|navbar)(?=$|[\s_])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)


def is_furniture(node: HtmlElement) -> bool:
    """Whether the attributes of an element mark it as page furniture."""
    marks = f"{node.get('class') or ''} {node.get('id') or ''} {node.get('role') or ''}"
    return bool(_FURNITURE.search(marks))


def is_hidden(node: HtmlElement) -> bool:
    return bool(_HIDDEN.search(node.get("style") or ""))


def drop_outside(page: HtmlElement, article: HtmlElement, report: Report) -> None:
    """Reports the words of the page that are not in the article."""
    for node in page.iter():
        if not isinstance(node.tag, str) or node.tag in NEVER_TEXT or is_in(node, NEVER_TEXT):
            continue
        if node is article or has_ancestor(node, article):
            continue
        if node.text and node.tag not in ("html", "title"):
            report.drop(node.text)
        if node.tail and node is not page and not is_in(node, {"article"}):
            report.drop(node.tail)
    for sibling in article.itersiblings():
        if sibling.tail:
            report.drop(sibling.tail)


def drop_inside(article: HtmlElement, report: Report) -> None:
    """Removes share bars, comment forms and similar elements from the article."""
    lengths = prose_lengths(article)
    cards = _cards_in(article, lengths)
    for node in list(article.iter()):
        if node is article or not isinstance(node.tag, str) or node.getparent() is None:
            continue
        if node.tag in NEVER_TEXT or node.tag in ("body", "html"):
            continue
        hidden = node.get("hidden") is not None or node.get("aria-hidden") == "true"
        is_small = lengths[node] <= lengths[article] * 0.5
        if hidden or node in cards or (is_small and (is_furniture(node) or is_hidden(node))):
            for text in node.itertext():
                report.drop(text)
            node.drop_tree()


def _cards_in(article: HtmlElement, lengths: dict[HtmlElement, int]) -> set[HtmlElement]:
    """The nested `<article>`s that are not part of the article: comments and teasers of others."""
    inner = [node for node in article.iter("article") if node is not article]
    comments = {node for node in inner if is_reader_comment(node)}
    others = article_cards([node for node in inner if node not in comments])
    if sum(lengths[node] for node in others) <= lengths[article] * 0.5:
        comments.update(others)
    return comments
