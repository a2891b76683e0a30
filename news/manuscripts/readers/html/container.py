"""Which element of a page holds the article, and what around and in it is none of it."""

import re

import lxml.etree
from lxml.html import HtmlElement

from ...rich.notes import Report
from .tree import NEVER_TEXT, has_ancestor, has_words, is_in

# Words in class and id attributes of what surrounds an article.
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
PROSE = frozenset(["p", "li", "h2", "h3", "td", "dd", "pre", "blockquote"])


def find_article(page: HtmlElement) -> HtmlElement:
    """The element that holds the article: `<article>`, `<main>`, or the block with most text."""
    lengths = prose_lengths(page)
    for wanted in ("article", "main"):
        found = [node for node in page.iter(wanted) if has_words(node)]
        if found:
            return max(found, key=lengths.__getitem__)
    by_role = page.xpath("//*[@role='main' or @role='article' or @itemprop='articleBody']")
    if by_role:
        return max(by_role, key=lengths.__getitem__)
    body = page.find(".//body")
    body = page if body is None else body
    return _densest(body, lengths)


def prose_lengths(root: HtmlElement) -> dict[HtmlElement, int]:
    """For each element the length of its running text: paragraphs and lists, less their links.

    One walk counts for all, since to count again for each would take quadratic time.
    """
    lengths: dict[HtmlElement, int] = {}
    total = prose = links = 0
    events = ("start", "end", "comment", "pi")
    for event, element in lxml.etree.iterwalk(root, events=events):
        if event == "start":
            prose += element.tag in PROSE
            links += element.tag == "a"
            lengths[element] = -total
            if prose and not links:
                total += len(element.text or "")
        elif event == "end":
            prose -= element.tag in PROSE
            links -= element.tag == "a"
            lengths[element] += total
        if event != "start" and prose and not links:
            total += len(element.tail or "")
    return lengths


def _densest(body: HtmlElement, lengths: dict[HtmlElement, int]) -> HtmlElement:
    """Goes down as long as one child holds nearly all of the running text and the title."""
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
    """Whether running text would be left out by passing over `child`."""
    return (
        isinstance(child.tag, str)
        and child.tag not in NEVER_TEXT
        and child.tag not in ("nav", "header", "footer", "aside", "form")
        and lengths[child] > 40
    )


def drop_outside(page: HtmlElement, article: HtmlElement, report: Report) -> None:
    """Lists the words of the page that are not in the article."""
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
    """Takes share bars, comment forms and their like out of the article."""
    lengths = prose_lengths(article)
    for node in list(article.iter()):
        if node is article or not isinstance(node.tag, str) or node.getparent() is None:
            continue
        if node.tag in NEVER_TEXT or node.tag in ("body", "html"):
            continue
        marks = f"{node.get('class') or ''} {node.get('id') or ''} {node.get('role') or ''}"
        hidden = node.get("hidden") is not None or node.get("aria-hidden") == "true"
        hidden = hidden or bool(_HIDDEN.search(node.get("style") or ""))
        if hidden or (_FURNITURE.search(marks) and lengths[node] <= lengths[article] * 0.5):
            for text in node.itertext():
                report.drop(text)
            node.drop_tree()
