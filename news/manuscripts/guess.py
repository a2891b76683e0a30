"""Guesses of the pasted-text reader, in a form that an editor can review."""

from dataclasses import dataclass, field

GUESSES = {
    "author": "guessed: {} alone on a line is the byline",
    "biography": "guessed: {} wrote it, as the last line tells of that person",
    "takeaways": "guessed: the list {} holds the key takeaways",
    "topic": "guessed: the phrase {} of a closing list is a topic",
    "heading": "guessed: {} is a heading",
    "questions": "guessed: the questions {} of an interview are headings",
}
"""The kinds of guesses, and what a report says of them."""


@dataclass
class Guess:
    """An interpretation of the text that is not certain."""

    kind: str
    """One of `GUESSES`."""
    words: list[str]
    """The lines of the text that were read so."""
    names: list[str] = field(default_factory=list)
    """The names in the line, where it is a byline."""
    at_end: bool = False
    """The lines stood behind the article's text, and not before it."""
    line: int = 0
    taken: bool = True
    """The reading stands; otherwise the lines are a part of the text."""

    def __str__(self) -> str:
        if self.kind == "questions" and not self.taken:
            return "guessed: the questions of an interview are bold paragraphs"
        return GUESSES[self.kind].format("; ".join(f"“{words}”" for words in self.words))
