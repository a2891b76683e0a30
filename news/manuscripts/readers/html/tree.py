"""The tree of a page, and predicates for its elements."""

import re

import lxml.etree
import lxml.html
from lxml.html import HtmlElement

from ...errors import ManuscriptError
from ...rich.depth import bounded
from ...rich.inline import collapse
from ..markdown import parse_fragment

NEVER_TEXT = frozenset(["script", "style", "noscript", "template", "head", "svg"])


def parse_page(text: str) -> HtmlElement:
    """The tree of a page or of a fragment."""
    if re.search(r"<(?:html|body|head)\b", text, re.IGNORECASE):
        parser = lxml.html.HTMLParser(huge_tree=True, encoding="utf-8")
        try:
            page = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
        except lxml.etree.ParserError:
            raise ManuscriptError("there is no article in it") from None
        return bounded(page)
    return parse_fragment(text)


def is_in(node: HtmlElement, tags) -> bool:
    return any(ancestor.tag in tags for ancestor in node.iterancestors())


def has_ancestor(node: HtmlElement, ancestor: HtmlElement) -> bool:
    return any(each is ancestor for each in node.iterancestors())


def words_of(node: HtmlElement) -> str:
    return collapse(" ".join(node.itertext())).strip()


def has_words(element: HtmlElement) -> bool:
    return any(not text.isspace() for text in element.itertext(with_tail=False))
