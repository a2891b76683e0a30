"""FAQs in pasted text: numbered, marked with Q and A, or unmarked."""

import re
from dataclasses import dataclass, field, replace

from ...labels import is_points_label, is_question, is_takeaways_label
from .shapes import has_two_sentences, is_heading, is_sentence, looks_set
from .units import Unit

MAX_QUESTION_WORDS = 40

_Q = re.compile(r"^Q(?:uestion)?\s*(?P<number>\d{0,2})\s*[:.)–-]\s*(?P<text>\S.*)$", re.IGNORECASE)
_A = re.compile(r"^(?:A(?:nswer)?\s*\d{0,2}\s*[:)]|A\.)\s+(?P<text>\S.*)$")
_INTERROGATIVE = re.compile(
    r"^(?:what|how(?!\s+to\b)|why|when|where|who|which|is|are|can|do|does|should|will|would)\b",
    re.IGNORECASE,
)
_ANSWER_INLINE = re.compile(
    r"^(?P<question>.+?\?)\s+(?:A(?:nswer)?\s*[:.)]\s*)?(?P<answer>[^?]*\S.*)$"
)


@dataclass
class AskedQuestion:
    question: str
    answer: list[Unit] = field(default_factory=list)
    number: int = 0
    """The number that stands before it; 0 for none."""


@dataclass
class Faq:
    introduction: list[Unit]
    questions: list[AskedQuestion]
    end: int
    """The index of the first unit behind the FAQ."""

    @property
    def numbered(self) -> bool:
        """Whether the source numbers the questions, from 1 on."""
        return [asked.number for asked in self.questions] == list(range(1, len(self.questions) + 1))


class FaqFinder:
    """Reads the FAQs of one text. It does not search twice for the same thing."""

    def __init__(self, units: list[Unit]):
        self.units = units
        self._later: dict[type, list[int]] = {}
        self._silent_from: dict[type, int] = {}

    def read(self, start: int) -> Faq | None:
        """The questions after an FAQ label, from `start` on; None if there are none."""
        kind = _kind(self.units, start)
        if kind is None or start >= self._silent_from.get(kind, len(self.units)):
            return None
        if kind not in self._later:
            self._later[kind] = kind.questions_behind(self.units)
        faq = kind(self.units, start, self._later[kind]).read()
        if faq is None:
            self._silent_from[kind] = start
        return faq


def _kind(units: list[Unit], start: int) -> "type[_Reader] | None":
    """How the questions are marked, judged by the first of them."""
    for index in range(start, min(start + 8, len(units))):
        unit = units[index]
        if _Q.match(unit.text):
            return _Marked
        if unit.number is not None and (
            _asks(unit) or (is_heading(_bare(unit)) and _has_answer(units, index))
        ):
            return _Numbered
        if not unit.rows and _asks(unit) and unit.number is None:
            return _Plain
    return None


def _is_marked(unit: Unit) -> bool:
    return unit.plain and bool(_Q.match(unit.text))


def _bare(unit: Unit) -> Unit:
    return replace(unit, number=None, bullet=False)


def _asks(unit: Unit) -> bool:
    if unit.words <= MAX_QUESTION_WORDS and is_question(unit.text):
        return True
    match = _ANSWER_INLINE.match(unit.text)
    return bool(unit.is_item and match and len(match["question"].split()) <= MAX_QUESTION_WORDS)


def _has_answer(units: list[Unit], index: int) -> bool:
    following = units[index + 1] if index + 1 < len(units) else None
    return following is not None and (following.plain or following.bullet)


def _opens_takeaways(units: list[Unit], index: int) -> bool:
    """“Key takeaways:” above a list."""
    following = units[index + 1] if index + 1 < len(units) else None
    if following is None or not units[index].plain:
        return False
    if is_points_label(units[index].text):
        return following.bullet
    return is_takeaways_label(units[index].text) and (following.is_item or is_sentence(following))


class _Reader:
    """Goes through the units; classifies each as a new question, the end, or part of an answer."""

    def __init__(self, units: list[Unit], start: int, behind: list[int]):
        self.units = units
        self.start = start
        self.behind = behind
        self.questions: list[AskedQuestion] = []
        self.introduction: list[Unit] = []

    @classmethod
    def questions_behind(cls, units: list[Unit]) -> list[int]:
        """The data on the units from each index on that `asks_later` needs, collected in one
        pass."""
        raise TypeError("a reader says how its questions are marked")

    def read(self) -> Faq | None:
        index = self.start
        while index < len(self.units):
            unit = self.units[index]
            if self.is_question(index):
                self.ask(unit)
                self.questions[-1].number = self.number(unit)
            elif self.questions and self.is_end(index):
                break
            elif self.questions:
                self.questions[-1].answer.append(self.answer(unit))
            else:
                self.introduction.append(unit)
            index += 1
        return Faq(self.introduction, self.questions, index) if self.questions else None

    def ask(self, unit: Unit) -> None:
        text = self.question_text(unit)
        match = _ANSWER_INLINE.match(text)
        if match and not is_question(text):
            answer = replace(unit, text=match["answer"], raw=match["answer"])
            self.questions.append(AskedQuestion(match["question"], [_bare(answer)]))
        elif match and " A: " in text:
            question, _, rest = text.partition(" A: ")
            self.questions.append(
                AskedQuestion(question, [_bare(replace(unit, text=rest, raw=rest))])
            )
        else:
            self.questions.append(AskedQuestion(text))

    def question_text(self, unit: Unit) -> str:
        return unit.text

    def number(self, unit: Unit) -> int:
        return unit.number or 0

    def answer(self, unit: Unit) -> Unit:
        """A unit of an answer, without the mark `A:` at its beginning."""
        match = _A.match(unit.text) if not self.questions[-1].answer else None
        return replace(unit, text=match["text"], raw=match["text"]) if match else unit

    def is_question(self, index: int) -> bool:
        raise TypeError("a reader says how its questions are marked")

    def is_end(self, index: int) -> bool:
        """Whether a heading begins here that is not a question of this FAQ."""
        unit = self.units[index]
        if _opens_takeaways(self.units, index):
            return True
        if not self.questions[-1].answer and not unit.hashed:
            return False  # Short answers (“Yes”) look like headings.
        if not is_heading(unit) or index + 1 >= len(self.units):
            return False
        if not unit.hashed and not (unit.gap_before or looks_set(unit.text)):
            return False
        return not self.asks_later(index)

    def asks_later(self, index: int) -> bool:
        """Whether more of this FAQ's questions follow."""
        raise TypeError("a reader says how its questions are marked")


class _Marked(_Reader):
    """`Q: …` and `A: …`."""

    @classmethod
    def questions_behind(cls, units: list[Unit]) -> list[int]:
        """The index of the last question."""
        return [max((i for i, unit in enumerate(units) if _is_marked(unit)), default=-1)]

    def asks_later(self, index: int) -> bool:
        return self.behind[0] > index

    def is_question(self, index: int) -> bool:
        return _is_marked(self.units[index])

    def question_text(self, unit: Unit) -> str:
        return _Q.match(unit.text)["text"]

    def number(self, unit: Unit) -> int:
        return int(_Q.match(unit.text)["number"] or 0)


class _Numbered(_Reader):
    """`1. …?`. Other numbered lines may be steps in an answer."""

    def is_question(self, index: int) -> bool:
        unit = self.units[index]
        if unit.number is None:
            return False
        expected = self.expected(index)
        following = self.units[index + 1] if index + 1 < len(self.units) else None
        answered = following is not None and (not following.is_item or following.bullet)
        if _asks(unit):
            return unit.number >= expected or answered
        if unit.number != expected or not answered or not is_heading(_bare(unit)):
            return False
        # “2. How it works” is a question only if its position is like that of the other questions.
        return not self.questions or unit.gap_before or not self.units[index - 1].is_item

    def expected(self, index: int) -> int:
        return self._last_number + 1 if self.questions else 1

    _last_number = 0

    def ask(self, unit: Unit) -> None:
        super().ask(unit)
        self._last_number = unit.number

    @classmethod
    def questions_behind(cls, units: list[Unit]) -> list[int]:
        """For each index, the highest number of a question from there on."""
        highest = [0]
        for unit in reversed(units):
            asked = unit.number if unit.number is not None and _asks(unit) else 0
            highest.append(max(asked, highest[-1]))
        return highest[::-1]

    def asks_later(self, index: int) -> bool:
        return self.behind[index + 1] > self._last_number


class _Plain(_Reader):
    """Unmarked questions: lines that end with a question mark and have an answer."""

    @classmethod
    def questions_behind(cls, units: list[Unit]) -> list[int]:
        """The index of the last question."""
        return [max((i for i, unit in enumerate(units) if unit.plain and _asks(unit)), default=-1)]

    def is_question(self, index: int) -> bool:
        unit = self.units[index]
        if unit.rows or unit.number is not None or index + 1 >= len(self.units):
            return False
        if unit.words > MAX_QUESTION_WORDS or has_two_sentences(unit.text):
            return False
        return is_question(unit.text) or self._forgot_its_mark(index)

    def _forgot_its_mark(self, index: int) -> bool:
        """“What about the lawn”, if proper questions follow."""
        unit = self.units[index]
        return (
            bool(self.questions)
            and bool(self.questions[-1].answer)
            and is_heading(unit)
            and bool(_INTERROGATIVE.match(unit.text))
            and is_sentence(self.units[index + 1])
            and self.behind[0] > index + 1
        )

    def asks_later(self, index: int) -> bool:
        """A statement among the questions is part of an answer, unless running text follows it."""
        following = self.units[index + 1]
        return not (is_sentence(following) or following.is_item)
