"""Bold and italic by style: copies declarations of style sheets to the elements they apply to.

Word processors and Google Docs write `<span class="c2">` and define the class as bold in `<style>`.
"""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

_DECLARED = re.compile(r"font-weight|font-style|text-decoration|display|visibility", re.I)
_SELECTOR = re.compile(r"\s*([a-z][a-z0-9]*)?\.([\w-]+)\s*", re.I)
_BRACE = re.compile(r"[{}]")
_CSS_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.S)
_WEIGHT = re.compile(r"font-weight\s*:[^;]*;?", re.I)
MOST = 500_000
"""How many characters of style sheets are read."""


def settle_styles(page: HtmlElement) -> None:
    """Copies the text styles of classes from the page's style sheets into `style` attributes."""
    sheets = "\n".join(style.text or "" for style in page.iter("style"))[:MOST]
    by_class: dict[str, list[tuple[str, str]]] = {}
    for selectors, declarations in _rules(_CSS_COMMENT.sub(" ", sheets)):
        if not _DECLARED.search(declarations):
            continue
        for selector in selectors.split(","):
            match = _SELECTOR.fullmatch(selector)
            if match:
                rule = ((match[1] or "").lower(), declarations.strip())
                by_class.setdefault(match[2], []).append(rule)
    if not by_class:
        return
    for node in page.iter():
        classes = node.get("class") if isinstance(node.tag, str) else None
        if classes:
            _settle(node, classes.split(), by_class)


def _settle(node: HtmlElement, classes: list[str], by_class: dict[str, list]) -> None:
    rules = [rule for name in dict.fromkeys(classes) for rule in by_class.get(name, ())]
    # A selector with a tag is more specific than one without. Among equals the last one wins.
    chosen = [text for tag, text in rules if not tag]
    chosen += [text for tag, text in rules if tag == node.tag]
    if not chosen:
        return
    style = ";".join(chosen)
    if node.tag == "a":
        # The site's style of links is not emphasis by the writer.
        style = _WEIGHT.sub("", style)
    own = node.get("style")
    node.set("style", f"{style};{own}" if own else style)


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations of the unconditional rules (not those within `@media`)."""
    open_rules: list[str] = []
    start = 0
    for brace in _BRACE.finditer(css):
        before, start = css[start : brace.start()], brace.end()
        if brace[0] == "{":
            open_rules.append(before.rpartition(";")[2])
        elif open_rules:
            selectors = open_rules.pop()
            if not open_rules and not selectors.lstrip().startswith("@"):
                yield selectors, before
