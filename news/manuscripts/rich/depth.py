"""Limits the depth and number of elements.

With deeper nesting than people write, readers would exhaust the stack, or look up the ancestors of
each element and so take quadratic time.
"""

import lxml.etree
from lxml.html import HtmlElement

from ..errors import ManuscriptError

MAX_DEPTH = 80
DEEPEST = 2_000
"""The parser leaves out, without a word, what is some 2,040 deep."""
MAX_ELEMENTS = 40_000


def bounded(root: HtmlElement) -> HtmlElement:
    """Flattens elements of `root` that are nested deeper than MAX_DEPTH; no words are lost.

    Raises ManuscriptError if there are more than MAX_ELEMENTS, or one is deeper than DEEPEST.
    """
    depth = deepest = count = 0
    deep: list[HtmlElement] = []
    for event, element in lxml.etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth += 1
        deepest = max(deepest, depth)
        count += 1
        if depth == MAX_DEPTH and len(element):
            deep.append(element)
    if deepest > DEEPEST:
        raise ManuscriptError(f"it is nested too deeply: more than {DEEPEST:,} elements")
    if count > MAX_ELEMENTS:
        raise ManuscriptError(f"it is too long: more than {MAX_ELEMENTS:,} HTML elements")
    for element in deep:
        _flatten(element)
    return root


def _flatten(top: HtmlElement) -> None:
    """Turns all descendants into children in reading order. Each keeps its own words."""
    children: list[HtmlElement] = []
    tails: list[list[str]] = []
    for event, element in lxml.etree.iterwalk(top, events=("start", "end", "comment", "pi")):
        if element is top:
            continue
        if event == "start":
            children.append(element)
            tails.append([])
        elif element.tail and tails:
            tails[-1].append(element.tail)
        elif element.tail:
            top.text = (top.text or "") + element.tail
    # Deepest first: removing a branch takes time proportional to its remaining content.
    for element in reversed([top, *children]):
        del element[:]
    for child, tail in zip(children, tails, strict=True):
        child.tail = "".join(tail) or None
    top.extend(children)
