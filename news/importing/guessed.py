"""How the import page describes a guess and the alternative reading."""

import json
from dataclasses import asdict, dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.manuscripts.guess import GUESSES, Guess

MOST_GUESSES = 200

# For each kind: the reading, the alternative, and the buttons that switch between them.
_WORDS = {
    "author": (
        gettext_lazy("Taken as the author"),
        gettext_lazy("A line of the text"),
        gettext_lazy("Not the author: keep as text"),
        gettext_lazy("Take as the author"),
    ),
    "biography": (
        gettext_lazy("Taken as the author"),
        gettext_lazy("Not the author"),
        gettext_lazy("Not the author"),
        gettext_lazy("Take as the author"),
    ),
    "takeaways": (
        gettext_lazy("Taken as key takeaways"),
        gettext_lazy("A list in the text"),
        gettext_lazy("No takeaways: a list in the text"),
        gettext_lazy("Take as key takeaways"),
    ),
    "topic": (
        gettext_lazy("Taken as a topic"),
        gettext_lazy("A list in the text"),
        gettext_lazy("No topic: a list in the text"),
        gettext_lazy("Take as a topic"),
    ),
    "heading": (
        gettext_lazy("Taken as a heading"),
        gettext_lazy("A line of the text"),
        gettext_lazy("No heading: a line of the text"),
        gettext_lazy("Take as a heading"),
    ),
    "questions": (
        gettext_lazy("Questions of an interview, taken as headings"),
        gettext_lazy("Questions of an interview, as bold paragraphs"),
        gettext_lazy("Make them bold paragraphs"),
        gettext_lazy("Make them headings"),
    ),
}


@dataclass(frozen=True)
class Choice:
    """A guess as it is shown to the editor."""

    reading: str
    words: list[str]
    button: str
    label: str
    """What the button says to those who hear it without its surroundings."""


def choice_of(guess: Guess) -> Choice:
    taken, other, leave, take = _WORDS[guess.kind]
    button = leave if guess.taken else take
    label = _("%(button)s (%(words)s)") % {"button": button, "words": guess.words[0]}
    return Choice(taken if guess.taken else other, guess.words, button, label)


class GuessesField(forms.CharField):
    """Carries the guesses of the first reading through the browser, as JSON."""

    def prepare_value(self, value):
        if isinstance(value, str):
            return value
        return json.dumps([asdict(guess) for guess in value or []])

    def to_python(self, value) -> list[Guess]:
        try:
            return [Guess(**each) for each in json.loads(value or "[]")][:MOST_GUESSES]
        except (TypeError, ValueError):
            return []

    def validate(self, value: list[Guess]) -> None:
        """Drops values that do not have the shape of a guess: no editor can cause them."""
        value[:] = [guess for guess in value if is_guess(guess)]


def is_guess(guess: Guess) -> bool:
    lists = (guess.words, guess.names)
    texts = all(isinstance(each, list) and all(isinstance(t, str) for t in each) for each in lists)
    known = isinstance(guess.kind, str) and guess.kind in GUESSES
    return texts and known and bool(guess.words) and isinstance(guess.taken, bool)
