"""Bylines without “By”: a name alone on a line, or next to a date, a role or a job."""

import re
from collections import Counter
from dataclasses import dataclass

from ...labels import is_contents_label, is_question
from ...model import Author
from .bylines import Credits, is_job, read_credits, read_date_line, take_dates
from .menus import is_menu_word
from .person_names import COMMON_WORDS, is_person, lower_words, people
from .phrases import HEADLINES, bare, is_edge_furniture, is_front_label
from .shapes import is_sentence, is_text
from .units import Unit

MAX_LENGTH = 140
MAX_WORDS = 18
MAX_BESIDE_WORDS = 4
MAX_CREDIT_WORDS = 8
"""“Posted on Monday, 1 December 2025 by”, with the name in the next line."""

FORM_UNITS = 12
"""How many lines of a comment form may hold sentences behind a closing byline."""

END_UNITS = 6
"""In the last units of an article a name that was met before is the byline again."""

_PARTS = re.compile(r"\s*[|•·/()\[\]~]\s*|\s+[–—-]+\s+|\s*[–—]+\s*")
_READING_TIME = re.compile(
    r"\b\d+\s*-?\s*min(?:ute)?s?(?:\s+read(?:ing\s+time)?)?\b|\b(?:no|\d+)\s+comments?\b",
    re.IGNORECASE,
)
_DATE_WORDS = re.compile(
    r"\b(?:posted|published|updated|date|dated|created|first|originally|last|modified|on|at)\b\s*:?",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\s+(?:in|from|at)\s+[^\W\d_][\w’'.-]*(?:\s+[^\W\d_][\w’'.-]*){0,2}$")
_CREDENTIAL = re.compile(r"^(?:[A-Z]\.?[A-Za-z]{0,3}\.?){1,4}$")
_WITH = re.compile(r"^(?:with|von|por|par|door)\s+(?=[^\W\d_])", re.IGNORECASE)
_BESIDE = re.compile(r"^[^\W\d_][\w’'.& -]*$")
"""A place or a job that nobody foresaw: “Jane Doe, Nijmegen”."""

_HANDLE = re.compile(r"^@\w{2,30}$|^\S+@\S+\.\w+$")
_PLACED = re.compile(r"^[^\W\d_][^\W\d_’'-]{2,}(?: [^\W\d_][^\W\d_’'-]{2,}){0,2}$")
"""One to three words. Other checks decide whether they can be a name."""

FRONT_UNITS = 40
MAX_AFTER_END = 20
_NO_NAME = re.compile(
    r"^(?:what|how|why|who|where|when|which|the|an?|our|your|my|in|on|at|for|more|about)\b|['’]s\b",
    re.IGNORECASE,
)

_PUBLISHER = frozenset(
    {"afp", "agency", "ap", "bbc", "courier", "gazette", "herald", "journal", "magazine", "news"}
    | {"observer", "post", "press", "reuters", "times", "tribune"}
)
_ALONE = re.compile(
    r"^(?:(?:written|words|story|reported|posted|published|article|text|report)\s+by|by|authors?"
    r"|byline|writer|words|text)\s*:?$",
    re.IGNORECASE,
)
_PICTURES_ALONE = re.compile(
    r"^(?:photo(?:graph)?s?|photography|pictures|illustrations?|graphics)(?:\s+by)?\s*:?$",
    re.IGNORECASE,
)
_LONE_QUESTION = re.compile(r"^Q(?:uestion)?\s*(\d{1,2})\s*[:.]?$", re.IGNORECASE)


@dataclass
class BareByline:
    """A line that looks like a byline. Its position decides whether it is one."""

    credits: Credits
    strong: bool
    """There is a date or a job beside the name."""

    @property
    def names(self) -> list[str]:
        return [author.name for author in self.credits.authors]


def read_bare_byline(text: str, lowered: set[str]) -> BareByline | None:
    """The names on a line and their details. None if the line contains anything else."""
    text = _WITH.sub("", " ".join(text.split()).strip(" *_–—-"))
    if not text or len(text) > MAX_LENGTH or text.endswith(("?", "!", ":")):
        return None
    credits = Credits()
    rest = take_dates(text, credits)
    dated = bool(credits.date or credits.updated)
    names: list[str] = []
    for part in _PARTS.split(_READING_TIME.sub(" ", rest)):
        part = _DATE_WORDS.sub(" ", part) if dated else part
        if part.strip(" ,;:") and not _read_part(part.strip(" ,;:"), names, credits, lowered):
            return None
    if not names:
        return None
    credits.authors = [Author(name) for name in names]
    strong = dated or bool(credits.unused)
    credits.unused.extend(credits.beside)
    return BareByline(credits, strong)


def _read_part(part: str, names: list[str], credits: Credits, lowered: set[str]) -> bool:
    found = people(part, lowered)
    if found:
        names.extend(found)
        return True
    for segment in filter(None, re.split(r"\s*[,;]\s*", part)):
        if not _read_segment(segment, names, credits, lowered):
            return False
    return True


def _read_segment(text: str, names: list[str], credits: Credits, lowered: set[str]) -> bool:
    place = _PLACE.search(text)
    found = people(text[: place.start()] if place else text, lowered)
    if found:
        names.extend(found)
        credits.unused.extend([place[0].strip()] if place else [])
        return True
    if not names:
        return _job_before_name(text, names, credits, lowered)
    if _CREDENTIAL.match(text):
        names[-1] = f"{names[-1]}, {text}"
        return True
    words = text.split()
    if is_job(text) or _HANDLE.match(text) or words[-1].lower() in _PUBLISHER:
        credits.unused.append(text)
        return True
    if is_menu_word(text):
        return True
    if words[-1].endswith("ed") and words[-1].lower() in COMMON_WORDS:
        return False  # “Load Shedding, Explained”
    if len(words) <= MAX_BESIDE_WORDS and _BESIDE.match(text):
        credits.beside.append(text)
        return True
    return False


def _job_before_name(text: str, names: list[str], credits: Credits, lowered: set[str]) -> bool:
    """“Staff writer Jane Doe”, “Health editor: Jane Doe”."""
    words = text.replace(":", " ").split()
    for length in (1, 2, 3):
        job, name = " ".join(words[:length]), " ".join(words[length:])
        found = people(name, lowered) if is_job(job) else []
        if found:
            names.extend(found)
            credits.unused.append(job)
            return True
    return False


def mark_bylines(units: list[Unit]) -> list[Unit]:
    """Marks the units that may be bylines; joins “Written by” to the name on the next line."""
    units = _joined(units)
    lowered = lower_words(unit.text for unit in units if "@" not in unit.text)
    after_end = _after_end_from(units)
    last_text = max((i for i, unit in enumerate(units[:after_end]) if is_text(unit)), default=0)
    for index, unit in enumerate(units):
        if unit.words <= MAX_WORDS and _may_be_byline(units, index):
            unit.byline = read_bare_byline(unit.text, lowered)
            placed = _closes_article(units, index, last_text) or _is_over_contents(units, index)
            if not unit.byline and placed:
                unit.byline = _doubtful_name(unit.text, lowered)
            if not unit.byline and unit.plain:
                unit.byline = _placed_name(units, index, last_text, lowered)
    _unmark_repeated(units)
    return units


def _after_end_from(units: list[Unit]) -> int:
    """The index of the few lines after the comment form, if there are any."""
    start = len(units)
    while start and units[start - 1].after_end:
        start -= 1
    return start if 0 < len(units) - start <= MAX_AFTER_END and start else len(units)


def _closes_article(units: list[Unit], index: int, last_text: int) -> bool:
    """Whether a line directly follows the text, which is where bylines occur.

    `last_text` is the index of the last unit of running text.
    """
    if not index or index < last_text - FORM_UNITS:
        return False
    before = units[index - 1]
    if not (before.is_item or is_text(before)):
        return False
    following = units[index + 1].text if index + 1 < len(units) else ""
    return (index > last_text and not units[index].after_end) or is_edge_furniture(following)


def _is_over_contents(units: list[Unit], index: int) -> bool:
    """Whether the contents follow, so that the line is not the heading of a text."""
    return index + 1 < len(units) and is_contents_label(units[index + 1].text)


def _doubtful_name(text: str, lowered: set[str]) -> BareByline | None:
    """A name like “Mark Stone”, whose words could also be a heading."""
    if is_menu_word(text) or not is_person(text, lowered, placed=True):
        return None
    return BareByline(Credits([Author(text)]), strong=False)


def _placed_name(
    units: list[Unit], index: int, last_text: int, lowered: set[str]
) -> BareByline | None:
    """A name of one word, or of common words, in the position of a byline.

    This is above a date or a job at the front of the page, or alone after the last text.
    """
    text = units[index].text
    if units[index].after_end or _NO_NAME.search(text) or not _PLACED.match(text):
        return None
    if not (text.istitle() or text.isupper()) or is_menu_word(text) or is_front_label(text):
        return None
    single = " " not in text
    if single and (text.lower() in COMMON_WORDS or text.lower() in lowered):
        return None
    if any(word.lower() in lowered for word in text.split()) and not is_text(units[index - 1]):
        return None  # The words are from the text.
    front = index and index < FRONT_UNITS and _is_over_credits(units, index)
    if front and _is_headline_or_standfirst(units[index - 1]):
        return BareByline(Credits([Author(text)]), strong=True)
    following = units[index + 1].text if index + 1 < len(units) else ""
    behind = index > last_text and _closes_article(units, index, last_text)
    ends = not following or is_edge_furniture(following) or is_menu_word(following)
    job = is_job(following) and not is_job(text)
    common = not single and all(word.lower() in COMMON_WORDS for word in text.split())
    if behind and (ends or job) and (not common or units[index - 1].is_item or job):
        return BareByline(Credits([Author(text)]), strong=job)
    return None


def _is_over_credits(units: list[Unit], index: int) -> bool:
    """Whether a date or a job follows, and nothing else."""
    following = units[index + 1] if index + 1 < len(units) else None
    if following is None or not following.plain or is_job(units[index].text):
        return False
    credits = read_credits(following.text) or read_date_line(following.text)
    return bool(credits and not credits.authors) or is_job(following.text)


def _is_headline_or_standfirst(unit: Unit) -> bool:
    return unit.plain and unit.words > MAX_BESIDE_WORDS - 1 and not read_credits(unit.text)


def _joined(units: list[Unit]) -> list[Unit]:
    """Joins “Written by” to the name on the next line, and “Question 1” to the question."""
    result: list[Unit] = []
    for unit in units:
        before = result[-1] if result else None
        lone = _LONE_QUESTION.match(before.text) if before and before.plain else None
        if lone and unit.plain and is_question(unit.text):
            before.text = before.raw = f"Question {lone[1]}: {unit.text}"
            before.gap_after = unit.gap_after
            continue
        credit = _credit_of(before) if before and before.plain and unit.plain else ""
        if credit and people(unit.text):
            before.text = before.raw = f"{credit} {unit.text}"
            before.gap_after = unit.gap_after
            continue
        if before and before.plain and before.text.startswith("By ") and _goes_on(before, unit):
            before.text = before.raw = f"{before.text} {unit.text}"
            before.gap_after = unit.gap_after
            continue
        result.append(unit)
    return result


def _goes_on(byline: Unit, unit: Unit) -> bool:
    """Whether a line continues a byline over several lines: the “and”, or the name after it."""
    if byline.words > MAX_WORDS:
        return False
    if byline.text.endswith((" and", " &")):
        return bool(people(unit.text))
    return unit.text in ("and", "&") and bool(people(byline.text.removeprefix("By ")))


def _credit_of(unit: Unit) -> str:
    """The credit in a line “Words” or “Photographs:” for the name on the next line; "" if none."""
    if unit.words <= MAX_CREDIT_WORDS and unit.text.lower().endswith(" by"):
        return unit.text
    if _ALONE.match(unit.text):
        return "By"
    if _PICTURES_ALONE.match(unit.text):
        return unit.text.rstrip(": ").removesuffix(" by") + " by"
    return ""


def _may_be_byline(units: list[Unit], index: int) -> bool:
    unit = units[index]
    if unit.plain:
        return not (
            unit.hashed or unit.site or is_front_label(unit.text) or HEADLINES.match(unit.text)
        )
    if not unit.bullet or unit.raw[0] not in "–—-":
        return False
    # A dash before the name. In a list the dash would be a bullet.
    neighbours = units[max(0, index - 1) : index] + units[index + 1 : index + 2]
    return not any(each.is_item and each.raw[0] == unit.raw[0] for each in neighbours)


def _unmark_repeated(units: list[Unit]) -> None:
    """Unmarks names that occur again above text: they are headings that the contents announced."""
    seen = Counter(bare(unit.text) for unit in units if unit.byline)
    first = next((index for index, unit in enumerate(units) if is_sentence(unit)), len(units))
    headings = {
        bare(units[index].text)
        for index in range(first, len(units) - END_UNITS)
        if units[index].byline and seen[bare(units[index].text)] > 1 and is_text(units[index + 1])
    }
    for unit in units:
        if unit.byline and bare(unit.text) in headings:
            unit.byline = None


def is_described_by(byline: BareByline, following: Unit | None) -> bool:
    """Whether the text below a name is about that person, so that the name is a heading."""
    if following is None or byline.strong:
        return False
    words = {word.lower() for name in byline.names for word in name.split() if len(word) > 2}
    described = {word.strip(".,;:’'s").lower() for word in following.text.split()[:40]}
    return bool(words & described)
