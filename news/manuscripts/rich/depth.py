"""How deep elements may be nested, and how many there may be.

Beyond the depth of any page that people write, readers would run out of stack, or ask for the
ancestors of each element and so take quadratic time.
"""

import lxml.etree
from lxml.html import HtmlElement

from ..errors import ManuscriptError

MAX_DEPTH = 80
MAX_ELEMENTS = 40_000


def bounded(root: HtmlElement) -> HtmlElement:
    """`root`, with what is nested deeper than MAX_DEPTH laid side by side; no word is lost.

    Raises ManuscriptError where there are more than MAX_ELEMENTS.
    """
    depth = count = 0
    deep: list[HtmlElement] = []
    for event, element in lxml.etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth += 1
        count += 1
        if depth == MAX_DEPTH and len(element):
            deep.append(element)
    if count > MAX_ELEMENTS:
        raise ManuscriptError(f"it is too long: more than {MAX_ELEMENTS:,} HTML elements")
    for element in deep:
        _flatten(element)
    return root


def _flatten(top: HtmlElement) -> None:
    """Makes all descendants children, in reading order; each keeps its own words."""
    children: list[HtmlElement] = []
    tails: list[list[str]] = []
    for event, element in lxml.etree.iterwalk(top, events=("start", "end", "comment", "pi")):
        if element is top:
            continue
        if event == "start":
            child = element.makeelement(element.tag, dict(element.attrib))
            child.text = element.text
            children.append(child)
            tails.append([])
        elif element.tail and tails:
            tails[-1].append(element.tail)
        elif element.tail:
            top.text = (top.text or "") + element.tail
    for child, tail in zip(children, tails, strict=True):
        child.tail = "".join(tail) or None
    del top[:]
    top.extend(children)
