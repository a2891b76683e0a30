"""HTML: an `<article>` or a whole page, with what its head says of the article."""

import json
import re
from collections.abc import Iterator
from typing import Any

import lxml.etree
import lxml.html
from lxml.html import HtmlElement

from ..anchoring import assign_anchors
from ..dates import coerce_date
from ..errors import ManuscriptError
from ..labels import is_contents_label, is_takeaways_label
from ..model import Author, Manuscript, Paragraph, Section, pieces_text
from ..rich.assemble import assemble
from ..rich.blocks import Walker
from ..rich.inline import collapse, safe_href
from ..rich.notes import Report
from ..rich.plain import plain_text
from ..titles import supply_title
from .markdown import parse_fragment
from .text.bylines import read_credits
from .text.phrases import ANYWHERE, HEADLINES

NEVER_TEXT = frozenset(["script", "style", "noscript", "template", "head", "svg"])
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
_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:byline|author-name|post-author|entry-author|author|writer)(?=$|[\s_-])", re.I
)
_STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:standfirst|dek|deck|lede|subtitle|sub-?headline|article-summary|excerpt)(?=$|[\s_-])",
    re.I,
)
_SITE_IN_TITLE = re.compile(r"\s+(?:[|–—»·]|-)\s+[^|–—»·]+$")


def read_html(text: str, name: str = "") -> Manuscript:
    """The article in an HTML text. Raises ManuscriptError when there are no words in it."""
    page = parse_page(text)
    report = Report()
    manuscript = Manuscript()
    head = _Head(page)
    article = find_article(page)
    walker = Walker(report, lambda element: element.sourceline)
    _drop_outside(page, article, report)
    _drop_inside(article, report)
    manuscript.title = _take_title(page, article, head, report)
    _take_credits(article, head, manuscript, report)
    manuscript.standfirst = _take_standfirst(article, walker)
    manuscript.topics = head.topics()
    manuscript.seo.description = head.description()
    assemble(manuscript, walker.read(article), report)
    _drop_furniture_sections(manuscript, report)
    _take_takeaways(manuscript)
    _standfirst_from_head(manuscript, head)
    supply_title(manuscript, report)
    assign_anchors(manuscript, report)
    manuscript.dropped, manuscript.losses = report.dropped, report.losses
    return manuscript


def parse_page(text: str) -> HtmlElement:
    """The tree of a page or of a part of one."""
    if re.search(r"<(?:html|body|head)\b", text, re.IGNORECASE):
        parser = lxml.html.HTMLParser(huge_tree=True, encoding="utf-8")
        try:
            return lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
        except lxml.etree.ParserError:
            raise ManuscriptError("there is no article in it") from None
    return parse_fragment(text)


# The head of the page.


class _Head:
    """What a page says of its article in meta tags and JSON-LD."""

    def __init__(self, page: HtmlElement):
        self.metas: dict[str, list[str]] = {}
        for meta in page.iter("meta"):
            key = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
            content = " ".join((meta.get("content") or "").split())
            if key and content:
                self.metas.setdefault(key, []).append(content)
        self.linked = next(_articles_in(page), {})
        node = page.find(".//title")
        self.page_title = " ".join(node.text_content().split()) if node is not None else ""

    def meta(self, *keys: str) -> str:
        return next((self.metas[key][0] for key in keys if key in self.metas), "")

    def title(self) -> str:
        """The headline; the page's own title last, for it names the site as well."""
        return (
            _string(self.linked.get("headline"))
            or self.meta("og:title", "twitter:title")
            or _SITE_IN_TITLE.sub("", self.page_title)
        )

    def description(self) -> str:
        return self.meta("og:description", "description", "twitter:description") or _string(
            self.linked.get("description")
        )

    def authors(self) -> list[str]:
        names = [_string(each) for each in _list(self.linked.get("author"))]
        if not any(names):
            names = self.metas.get("author") or self.metas.get("article:author") or []
        split = [part for name in names for part in _split_names(name)]
        return [name for name in dict.fromkeys(split) if name and not safe_url(name)]

    def date(self):
        return coerce_date(
            _string(self.linked.get("datePublished"))
            or self.meta("article:published_time", "date", "datepublished", "dc.date", "pubdate")
        )

    def updated(self):
        return coerce_date(
            _string(self.linked.get("dateModified"))
            or self.meta("article:modified_time", "og:updated_time", "datemodified")
        )

    def topics(self) -> list[str]:
        tags = self.metas.get("article:tag") or []
        if not tags:
            keywords = self.meta("keywords", "news_keywords")
            tags = keywords.split(",")
        return list(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))


def safe_url(text: str) -> bool:
    return text.startswith(("http://", "https://")) and bool(safe_href(text))


def _articles_in(page: HtmlElement) -> Iterator[dict[str, Any]]:
    """The articles that JSON-LD describes."""
    for script in page.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for each in _list(data.get("@graph", data) if isinstance(data, dict) else data):
            if isinstance(each, dict) and any(
                str(kind).endswith(("Article", "BlogPosting", "Report"))
                for kind in _list(each.get("@type"))
            ):
                yield each


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _string(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("name")
    return " ".join(value.split()) if isinstance(value, str) else ""


def _split_names(text: str) -> list[str]:
    credits = read_credits(f"By {text}")
    if credits and credits.authors:
        return [author.name for author in credits.authors]
    return [text]


# The article in the page.


def find_article(page: HtmlElement) -> HtmlElement:
    """The element that holds the article: `<article>`, `<main>`, or the block with most text."""
    for wanted in ("article", "main"):
        found = [node for node in page.iter(wanted) if node.text_content().strip()]
        if found:
            return max(found, key=_prose_length)
    by_role = page.xpath("//*[@role='main' or @role='article' or @itemprop='articleBody']")
    if by_role:
        return max(by_role, key=_prose_length)
    body = page.find(".//body")
    body = page if body is None else body
    return _densest(body)


def _prose_length(element: HtmlElement) -> int:
    """The length of running text: paragraphs and lists, less what stands in links."""
    return sum(
        len(node.text_content()) - sum(len(link.text_content()) for link in node.iter("a"))
        for node in element.iter("p", "li", "h2", "h3", "td", "dd", "pre", "blockquote")
    )


def _densest(body: HtmlElement) -> HtmlElement:
    """Goes down as long as one child holds nearly all of the running text and the title."""
    node = body
    while True:
        whole = _prose_length(node)
        children = [child for child in node if isinstance(child.tag, str) and len(child)]
        inner = max(children, key=_prose_length, default=None)
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
        if (
            has_title
            or not whole
            or _prose_length(inner) < whole * 0.9
            or _text_beside(node, inner)
        ):
            return node
        node = inner


def _text_beside(node: HtmlElement, inner: HtmlElement) -> bool:
    """Whether running text would be left out by going down into `inner`."""
    return any(
        child is not inner
        and isinstance(child.tag, str)
        and child.tag not in NEVER_TEXT
        and child.tag not in ("nav", "header", "footer", "aside", "form")
        and _prose_length(child) > 40
        for child in node
    )


def _drop_outside(page: HtmlElement, article: HtmlElement, report: Report) -> None:
    """Lists the words of the page that are not in the article."""
    for node in page.iter():
        if not isinstance(node.tag, str) or node.tag in NEVER_TEXT or _is_in(node, NEVER_TEXT):
            continue
        if node is article or _has_ancestor(node, article):
            continue
        if node.text and node.tag not in ("html", "title"):
            report.drop(node.text)
        if node.tail and node is not page and not _is_in(node, {"article"}):
            report.drop(node.tail)
    for sibling in article.itersiblings():
        if sibling.tail:
            report.drop(sibling.tail)


def _is_in(node: HtmlElement, tags) -> bool:
    return any(ancestor.tag in tags for ancestor in node.iterancestors())


def _has_ancestor(node: HtmlElement, ancestor: HtmlElement) -> bool:
    return any(each is ancestor for each in node.iterancestors())


def _drop_inside(article: HtmlElement, report: Report) -> None:
    """Takes share bars, comment forms and their like out of the article."""
    for node in list(article.iter()):
        if node is article or not isinstance(node.tag, str) or node.getparent() is None:
            continue
        if node.tag in NEVER_TEXT or node.tag in ("body", "html"):
            continue
        marks = f"{node.get('class') or ''} {node.get('id') or ''} {node.get('role') or ''}"
        hidden = node.get("hidden") is not None or node.get("aria-hidden") == "true"
        if hidden or (_FURNITURE.search(marks) and not _is_mostly_article(node, article)):
            for text in node.itertext():
                report.drop(text)
            node.drop_tree()


def _is_mostly_article(node: HtmlElement, article: HtmlElement) -> bool:
    return _prose_length(node) > _prose_length(article) * 0.5


def _take_title(page: HtmlElement, article: HtmlElement, head: _Head, report: Report) -> str:
    """The headline: the article's H1, or what the head says, or the page's only H1."""
    inside = [node for node in article.iter("h1") if node.text_content().strip()]
    wanted = head.title()
    for node in inside:
        text = _words(node)
        if len(inside) == 1 or text.casefold() == wanted.casefold():
            node.drop_tree()
            return text
    if inside and not wanted:
        text = _words(inside[0])
        inside[0].drop_tree()
        return text
    outside = [node for node in page.iter("h1") if not _has_ancestor(node, article)]
    if len(outside) == 1 and _words(outside[0]):
        title = _words(outside[0])
        report.dropped[:] = [text for text in report.dropped if text != title]
        return title
    return wanted


def _words(node: HtmlElement) -> str:
    return collapse(" ".join(node.itertext())).strip()


def _take_credits(
    article: HtmlElement, head: _Head, manuscript: Manuscript, report: Report
) -> None:
    """Authors and dates: from the head, else from the byline; the byline is not text."""
    names = head.authors()
    manuscript.date, manuscript.updated = head.date(), head.updated()
    for node in list(article.iter()):
        if not isinstance(node.tag, str) or node is article or not _is_live(node, article):
            continue
        marks = f"{node.get('class') or ''} {node.get('rel') or ''} {node.get('itemprop') or ''}"
        is_byline = bool(_BYLINE.search(marks)) and node.tag != "body"
        text = _words(node)
        if (
            not text
            or len(text) > 200
            or not (is_byline or node.tag in ("p", "div", "time", "span"))
        ):
            continue
        if node.tag == "time":
            date = coerce_date((node.get("datetime") or text).strip())
            if date and _is_before_text(node, article):
                manuscript.date = manuscript.date or date
                report.drop(text)
                node.drop_tree()
            continue
        credits = read_credits(text) or (read_credits(f"By {text}") if is_byline else None)
        if credits is None or not (is_byline or _is_before_text(node, article)):
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
    return node.getparent() is not None and _has_ancestor(node, article)


def _is_before_text(node: HtmlElement, article: HtmlElement) -> bool:
    """Whether no long paragraph and no section stands before `node`."""
    for other in article.iter("p", "h2", "h3"):
        if other is node or any(each is other for each in node.iterancestors()):
            return True
        if other.tag != "p" or len(_words(other)) > 250:
            return False
        if _precedes(node, other):
            return True
    return True


def _precedes(node: HtmlElement, other: HtmlElement) -> bool:
    for each in node.getroottree().getroot().iter():
        if each is node:
            return True
        if each is other:
            return False
    return False


def _take_standfirst(article: HtmlElement, walker: Walker) -> str:
    for node in article.iter("p", "div", "h2", "h3", "span"):
        marks = f"{node.get('class') or ''} {node.get('id') or ''}"
        text = _words(node)
        if _STANDFIRST.search(marks) and text and len(text) < 600:
            words = collapse(walker.text_of(node).replace("\n", " "))
            node.drop_tree()
            return words
    return ""


def _standfirst_from_head(manuscript: Manuscript, head: _Head) -> None:
    """The description is the standfirst unless it only repeats how the article begins."""
    description = head.description()
    if manuscript.standfirst or not description:
        return
    start = _letters(pieces_text(manuscript.introduction))[: len(description)]
    opening = _letters(description.rstrip(".… "))[:60]
    if opening and not start.startswith(opening):
        manuscript.standfirst = description


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())


# Sections that are none.


def _drop_furniture_sections(manuscript: Manuscript, report: Report) -> None:
    """“Leave a Reply”, “Recent News” and a table of contents may come as sections."""
    for section in list(manuscript.sections):
        if not _is_furniture_section(section):
            continue
        manuscript.body.remove(section)
        report.drop(section.heading)
        for line in pieces_text(section.pieces).split("\n"):
            report.drop(line)


def _is_furniture_section(section: Section) -> bool:
    heading = section.heading
    text = pieces_text(section.pieces)
    if ANYWHERE.match(heading):
        return all(
            ANYWHERE.match(line) or len(line.split()) < 4 for line in text.split("\n") if line
        )
    if HEADLINES.match(heading) or is_contents_label(heading):
        return all(
            isinstance(piece, Paragraph) and _is_only_links(piece.html) for piece in section.pieces
        )
    return False


def _is_only_links(html: str) -> bool:
    return not re.sub(r"\W", "", plain_text(re.sub(r"<a [^>]*>.*?</a>", "", html)))


def _take_takeaways(manuscript: Manuscript) -> None:
    """A section “Key takeaways” with nothing but a list holds the takeaways."""
    for section in manuscript.sections:
        if not is_takeaways_label(section.heading) or len(section.pieces) != 1:
            continue
        piece = section.pieces[0]
        if isinstance(piece, Paragraph) and re.fullmatch(r"<[uo]l>.*</[uo]l>", piece.html):
            items = re.findall(r"<li>(.*?)</li>", piece.html)
            if "".join(f"<li>{item}</li>" for item in items) == piece.html[4:-5]:
                manuscript.takeaways = items
                manuscript.body.remove(section)
                return
