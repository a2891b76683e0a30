"""The direct answer: a question of an article that is the one asked."""

import re
from dataclasses import dataclass

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from news.models import ArticlePage
from search.highlights import FoundPassage
from search.models import Passage
from search.query import STOP_WORDS, Query
from search.stemming import stems
from search.text import words

# The part of the query's telling words that a question has to hold, and of its own that are asked
# for: "diabetes" alone does not ask "What causes diabetes?".
SAME = 0.6
ANSWER_WORDS = 90


@dataclass(frozen=True)
class Answer:
    """A question that the query asks, with its answer (shortened to about a paragraph)."""

    question: str
    text: str
    url: str
    article: ArticlePage

    @property
    def answer_html(self) -> SafeString:
        lines = ((line,) for line in self.text.splitlines() if line)
        return format_html_join("", "<p>{}</p>", lines)


def answer(query: Query, article: ArticlePage, passages: list[FoundPassage]) -> Answer | None:
    """The first of the passages that is a question as asked, with its answer."""
    for found in passages:
        passage = found.passage
        if passage.kind == Passage.Kind.QUESTION and is_asked(query, passage, article.title):
            text = shortened(passage.text, ANSWER_WORDS)
            return Answer(passage.heading, text, passage_url(article, passage), article)
    return None


def is_asked(query: Query, question: Passage, title: str) -> bool:
    """Whether query and question say mostly the same, and the rest of the query is answered.

    A question leaves to the title what all is about: "How long does it last?"
    """
    terms = [telling_stems(" ".join(term.forms)) for term in query.terms]
    asked = telling_stems(question.heading)
    asked_for = set().union(*terms)
    if len(asked & asked_for) < SAME * len(asked):
        return False
    held = asked | telling_stems(title)
    missing = [term for term in terms if not term & held]
    if len(terms) - len(missing) < SAME * len(terms):
        return False
    answered = telling_stems(question.text) if missing else set()
    return all(term & answered for term in missing)


def telling_stems(text: str) -> set[str]:
    found = words(text)
    return set(stems([word for word in found if word not in STOP_WORDS] or found))


def shortened(text: str, longest: int) -> str:
    """The first words of a text, its lines kept; cut where a sentence ends if one does."""
    text = text.strip()
    if len(text.split()) <= longest:
        return text
    start = re.match(rf"(?:\S+\s+){{{longest - 1}}}\S+", text)[0]
    sentences = re.match(r".*[.!?]", start, re.DOTALL)
    return f"{sentences[0] if sentences else start} …"


def passage_url(article: ArticlePage, passage: Passage) -> str:
    return f"{article.url}#{passage.anchor}" if passage.anchor else article.url
