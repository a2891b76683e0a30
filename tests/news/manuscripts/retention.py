"""How many of the words that a reader sees are still there."""

import re
from collections import Counter

import lxml.html
from markdown_it import MarkdownIt

from news.manuscripts import Manuscript

_WORD = re.compile(r"\w+")
_PLAIN_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")


def visible_words(markdown: str) -> Counter[str]:
    """The words that a plain Markdown program would show."""
    html = _PLAIN_MARKDOWN.render(markdown)
    if not html.strip():
        return Counter()
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    for node in list(root.iter("script", "style")):
        node.drop_tree()
    return Counter(_WORD.findall(" ".join(root.itertext()).lower()))


def word_retention(manuscript: Manuscript, source_text: str) -> float:
    """The share of the visible words of a Markdown text that the manuscript holds."""
    wanted = visible_words(source_text)
    data = manuscript.as_dict()
    texts = [data["title"], data["introduction"], *data["takeaways"]]
    texts += [source.title for source in manuscript.sources]
    for section in data["sections"]:
        texts += [section["heading"], section["text"]]
    for question in data["questions"]:
        texts += [question["question"], question["answer"]]
    found = wanted & Counter(_WORD.findall(" ".join(texts).lower()))
    return found.total() / wanted.total() if wanted else 1.0
