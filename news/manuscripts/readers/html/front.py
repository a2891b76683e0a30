"""Headline, byline, dates and standfirst of an article in a page."""

import re

from lxml.html import HtmlElement

from ...dates import coerce_date
from ...model import Author, Manuscript, pieces_text
from ...report import Report
from ...rich.blocks import Walker
from ...rich.inline import collapse
from ..text.bylines import read_credits
from .head import HtmlHead
from .tree import has_ancestor, has_words, words_of

_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:byline|author-name|post-author|entry-author|author|writer)(?=$|[\s_-])", re.I
)
_TITLE = re.compile(r"(?:^|\s)(?:MsoTitle(?:Cxsp\w+)?|title)(?=$|\s)", re.I)
_STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:standfirst|msosubtitle|dek|deck|lede|subtitle|sub-?headline|article-summary|excerpt)(?=$|[\s_-])",
    re.I,
)


def take_title(page: HtmlElement, article: HtmlElement, head: HtmlHead, report: Report) -> str:
    """The headline: the article's H1, or the title in the head, or the page's only H1."""
    inside = [node for node in article.iter("h1") if node.text_content().strip()]
    wanted = head.title()
    named = _title_paragraph(article)
    if named is not None and not any(words_of(each) == wanted for each in inside):
        text = words_of(named)
        named.drop_tree()
        return text
    for node in inside:
        text = words_of(node)
        if len(inside) == 1 or text.casefold() == wanted.casefold():
            node.drop_tree()
            return text
    if inside and not wanted:
        text = words_of(inside[0])
        inside[0].drop_tree()
        return text
    outside = [node for node in page.iter("h1") if not has_ancestor(node, article)]
    if len(outside) == 1 and words_of(outside[0]):
        title = words_of(outside[0])
        report.dropped[:] = [text for text in report.dropped if text != title]
        return title
    return wanted


def _title_paragraph(article: HtmlElement) -> HtmlElement | None:
    """The paragraph with the style “Title” at the beginning of a word processor document."""
    for node in article.iter("p", "h1", "h2", "h3", "ul", "ol", "table"):
        if has_words(node):
            is_title = node.tag == "p" and _TITLE.search(node.get("class") or "")
            return node if is_title else None
    return None


def take_credits(
    article: HtmlElement, head: HtmlHead, manuscript: Manuscript, report: Report
) -> None:
    """Reads authors and dates from the head, or else from the byline. The byline leaves the
    text."""
    names = head.authors()
    manuscript.date, manuscript.updated = head.date(), head.updated()
    before_text = _before_text(article)
    for node in list(article.iter()):
        if not isinstance(node.tag, str) or node is article or not _is_live(node, article):
            continue
        marks = f"{node.get('class') or ''} {node.get('rel') or ''} {node.get('itemprop') or ''}"
        is_byline = bool(_BYLINE.search(marks)) and node.tag != "body"
        if not (is_byline or node.tag in ("p", "div", "time", "span")):
            continue
        text = words_of(node)
        if not text or len(text) > 200:
            continue
        if node.tag == "time":
            date = coerce_date((node.get("datetime") or text).strip())
            if date and node in before_text:
                manuscript.date = manuscript.date or date
                report.drop(text)
                node.drop_tree()
            continue
        credits = read_credits(text) or (read_credits(f"By {text}") if is_byline else None)
        if credits is None or not (is_byline or node in before_text):
            continue
        if not (is_byline or credits.explicit or credits.date):
            continue
        if not names:
            manuscript.authors.extend(credits.authors)
        manuscript.date = manuscript.date or credits.date
        manuscript.updated = manuscript.updated or credits.updated
        report.drop(text)
        node.drop_tree()
    if names:
        manuscript.authors = [Author(each) for each in names]


def _is_live(node: HtmlElement, article: HtmlElement) -> bool:
    return node.getparent() is not None and has_ancestor(node, article)


def _before_text(article: HtmlElement) -> set[HtmlElement]:
    """The elements with no long paragraph and no section before them."""
    found: set[HtmlElement] = set()
    waiting: list[HtmlElement] = []
    for node in article.iter():
        if node.tag not in ("p", "h2", "h3"):
            waiting.append(node)
            continue
        found.update(node.iter())
        if node.tag != "p" or len(words_of(node)) > 250:
            return found
        found.update(waiting)
        waiting.clear()
    found.update(waiting)
    return found


def take_standfirst(article: HtmlElement, walker: Walker) -> str:
    for node in article.iter("p", "div", "h2", "h3", "span"):
        marks = f"{node.get('class') or ''} {node.get('id') or ''}"
        if _STANDFIRST.search(marks) and 0 < len(words_of(node)) < 600:
            words = collapse(walker.text_of(node).replace("\n", " "))
            node.drop_tree()
            return words
    return ""


def standfirst_from_head(manuscript: Manuscript, head: HtmlHead) -> None:
    """Uses the description as standfirst unless it only repeats the beginning of the article."""
    description = head.description()
    if manuscript.standfirst or not description:
        return
    start = _letters(pieces_text(manuscript.introduction))[: len(description)]
    opening = _letters(description.rstrip(".… "))[:60]
    if opening and not start.startswith(opening):
        manuscript.standfirst = description


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())
