"""The direct answer: the question of an article that the query asks."""

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

# The share of a question's significant words that the query must contain, and of the query's that
# the question must contain. "diabetes" alone does not ask "What causes diabetes?".
SAME = 0.6
ANSWER_WORDS = 90


@dataclass(frozen=True)
class Answer:
    """A question that matches the query, with its answer, shortened to about a paragraph."""

    question: str
    text: str
    url: str
    article: ArticlePage

    @property
    def answer_html(self) -> SafeString:
        lines = ((line,) for line in self.text.splitlines() if line)
        return format_html_join("", "<p>{}</p>", lines)


def answer(query: Query, article: ArticlePage, passages: list[FoundPassage]) -> Answer | None:
    """The first passage that is a question and matches the query; None if there is none."""
    for found in passages:
        passage = found.passage
        if passage.kind == Passage.Kind.QUESTION and is_asked(query, passage, article.title):
            text = shortened(passage.text, ANSWER_WORDS)
            return Answer(passage.heading, text, passage_url(article, passage), article)
    return None


def is_asked(query: Query, question: Passage, title: str) -> bool:
    """Whether query and question share most words, and the passage covers the rest of the query.

    Words of the article's title count as words of the question: "How long does it last?" names its
    subject only there.
    """
    terms = [significant_stems(" ".join(term.forms)) for term in query.terms]
    question_stems = significant_stems(question.heading)
    query_stems = set().union(*terms)
    if len(question_stems & query_stems) < SAME * len(question_stems):
        return False
    covered = question_stems | significant_stems(title)
    missing = [term for term in terms if not term & covered]
    if len(terms) - len(missing) < SAME * len(terms):
        return False
    answered = significant_stems(question.text) if missing else set()
    return all(term & answered for term in missing)


def significant_stems(text: str) -> set[str]:
    found = words(text)
    return set(stems([word for word in found if word not in STOP_WORDS] or found))


def shortened(text: str, longest: int) -> str:
    """At most `longest` words of a text with its line breaks, cut at the end of a sentence."""
    text = text.strip()
    if len(text.split()) <= longest:
        return text
    start = re.match(rf"(?:\S+\s+){{{longest - 1}}}\S+", text)[0]
    sentences = re.match(r".*[.!?]", start, re.DOTALL)
    return f"{sentences[0] if sentences else start} …"


def passage_url(article: ArticlePage, passage: Passage) -> str:
    return f"{article.url}#{passage.anchor}" if passage.anchor else article.url
