"""Classifies a unit by its shape: heading, sentence, question."""

import re

from ...labels import is_question
from .phrases import EMAIL_LINE
from .units import Unit

MAX_HEADING_WORDS = 16
MAX_HEADING_LENGTH = 110
MAX_TITLE_WORDS = 30
MAX_CAPTION_LENGTH = 200
MAX_TITLE_LENGTH = 200

_SENTENCE_END = re.compile(r"[.!?…]['\"”’»)\]*_]*$")
_NO_HEADING_END = re.compile(r"(?:[.,;:…!]|[.!]['\"”’»)\]*_]+)$")
_ABBREVIATED_END = re.compile(
    r"\b(?:vs|etc|inc|ltd|co|u\.s|u\.k|jr|sr|st|no|a\.m|p\.m)\.$", re.IGNORECASE
)
_TWO_SENTENCES = re.compile(r"[a-z\d)”’\"]{3}[.!?]['\"”’)]*\s+[“‘\"'(]?[A-Z]")
_CREDIT_START = re.compile(
    r"^(?:photo(?:graph)?s?|images?|pictures?|picture\s+credit|credits?|sources?|via|with|file\s+photo"
    r"|reporting|additional\s+reporting|editing|editor['’]s\s+note|note|disclaimer|caption)"
    r"\s*(?:\d+\s*)?[:.]"
    r"|^(?:reporting|photos?|images?|pictures?|(?:\w+\s+)?(?:reviewed|checked)|edited|translated|compiled|produced)\s+by\b|^(?:Q|A|Question|Answer)\s*\d*\s*:|^[(\[].*[)\]]$|^—",
    re.IGNORECASE,
)
_NO_SECTION = re.compile(
    # Captions, and labels of a page for its pictures and players.
    r"^(?:figure|fig\.?|table|chart|graph|map|box|exhibit|video|watch|read(?:\s+more)?|listen|see\s+also)"
    r"\s*(?:\d+\s*)?[:.]"
    r"|^(?:figure|fig\.?|table|chart|graph|map|box|exhibit|photo|image|picture)\s+\d{1,3}[a-z]?\b[^?]*$"
    r"|^(?:photo(?:graph)?s?|images?|pictures?|file\s+photo|illustrations?|graphics?)"
    r"(?:\s+(?:credits?|sources?|captions?|courtesy(?:\s+of)?|via))?\s*(?:[:,]|/|\bby\b)"
    r"|^[^?]{1,60}/\s?(?:AP|AFP|Reuters|Getty(?:\s+Images)?|EPA|PA|dpa|Shutterstock|iStock|Unsplash)\W*$"
    r"|^[“\"].*[”\"]$|^[–—•‣·-]",
    re.IGNORECASE,
)
_LEFTOVER = re.compile(
    # `Key: value` lines of a content management system.
    r"^(?:important|note|tip|warning|caution|(?:pro|quick|top)\s+tip|fast\s+fact|good\s+to\s+know)\W*$"
    r"|^(?:reading\s+(?:level|age|ease)|word\s+count|words|length|category|categories|status|slug|type|format"
    r"|language|locale|location|dateline|filed|section|desk|priority|embargo(?:ed)?|audience|meta\b.{0,24}"
    r"|seo\b.{0,24}|focus\s+keyword\w*|keywords?|key\s?phrases?|tags?|topics?|labels?|author|byline|editor"
    r"|source|publisher|permalink|url|link|id|version|draft|visibility|template|layout|excerpt|summary"
    r"|alt(?:\s+text)?|caption|featured\s+image|image|hero|credit|copyright|licen[cs]e|isbn|doi|issn|date"
    r"|published|updated|modified|last\s+\w+|created|time|duration|runtime|rating|difficulty|serves|price"
    r"|e-?mail|phone|tel|address|website|web|hashtags?|social|cta|notes?)\s*:\s+\S",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.]@[\w-]+\.\w")
_ADDRESS = re.compile(r"^(?:https?://|www\.)\S+$", re.IGNORECASE)


_AGENCY = (
    r"(?:AP|AFP|Reuters|Getty(?:\s+Images)?|EPA|PA|dpa|Shutterstock|iStock|Unsplash|Alamy|NurPhoto|Xinhua"
    r"|Anadolu|EFE|ANI|PTI)"
)
_CREDIT = re.compile(
    r"^(?:photo(?:graph)?s?|images?|pictures?|file\s+photo|illustrations?|graphics?|credits?|bild|fotos?|imagen)"
    r"(?:\s+(?:credits?|sources?|courtesy(?:\s+of)?|via))?\s*(?:[:,]|/|\bby\b)"
    rf"|^{_AGENCY}(?:\s?/\s?\S.{{0,60}})?$|^\S.{{1,60}}/\s?{_AGENCY}\W*$|^[©].{{1,60}}$",
    re.IGNORECASE,
)
_CREDITED = re.compile(
    # A caption with its credit at the end: “The dam in May. Photo: Jane Doe”
    r"^\S.{10,}\s(?:©|\(?(?:bild|fotos?|imagen|crédit|photo|image|picture|credit|illustration)(?:\s+credit)?\s*(?::|by\b))\s*\S",
    re.IGNORECASE,
)


def is_credit(text: str) -> bool:
    """Whether a line only credits the maker of a picture."""
    return len(text) < MAX_CAPTION_LENGTH and bool(_CREDIT.match(text))


def is_caption(text: str) -> bool:
    """Whether a line is the caption or the credit of a picture or table."""
    return len(text) < MAX_CAPTION_LENGTH and bool(
        _NO_SECTION.match(text)
        or _CREDIT_START.match(text)
        or _CREDIT.match(text)
        or _CREDITED.match(text)
    )


def ends_sentence(text: str) -> bool:
    return bool(_SENTENCE_END.search(text))


def is_sentence(unit: Unit) -> bool:
    """Running text, which must not be lost."""
    if not unit.plain or is_heading_text(unit.text):
        return False
    if has_two_sentences(unit.text) or unit.words > 25:
        return True
    if unit.text.endswith(":"):
        return unit.words > 4
    return ends_sentence(unit.text) and not is_question(unit.text) and unit.words > 2


def is_text(unit: Unit) -> bool:
    """Running text, or a list item that is a sentence. It must not be dropped on a guess."""
    if unit.is_item:
        return ends_sentence(unit.text) and not is_question(unit.text) and unit.words > 2
    return is_sentence(unit)


def has_two_sentences(text: str) -> bool:
    return bool(_TWO_SENTENCES.search(text))


def is_heading_text(text: str, *, title: bool = False) -> bool:
    """Whether some words can be a heading: short, without final punctuation; or a question."""
    words, length = len(text.split()), len(text)
    if words > (MAX_TITLE_WORDS if title else MAX_HEADING_WORDS):
        return False
    if length > (MAX_TITLE_LENGTH if title else MAX_HEADING_LENGTH) or not words:
        return False
    if not any(character.isalpha() for character in text):
        return False
    if (
        _MAIL.search(text)
        or _ADDRESS.match(text)
        or EMAIL_LINE.match(text)
        or _CREDIT_START.match(text)
    ):
        return False
    if not title and (_NO_SECTION.match(text) or _LEFTOVER.match(text)):
        return False
    if not title and (_CREDIT.match(text) or _CREDITED.match(text)):
        return False
    if has_two_sentences(text) and not _is_two_part_heading(text):
        return title and is_title_in_two(text)
    if text.endswith("!") and (title or looks_set(text)):
        return words <= 18
    return not _NO_HEADING_END.search(text) or bool(_ABBREVIATED_END.search(text))


def is_title_in_two(text: str) -> bool:
    """“The Wind Blows. Why Not Use It?”, at the beginning of a page; elsewhere it may be prose."""
    return is_question(text) and len(text.split()) <= MAX_HEADING_WORDS and looks_set_words(text)


def _is_two_part_heading(text: str) -> bool:
    """“Need reports? Here’s help”: a heading in two parts; the first one asks or exclaims."""
    return not _TWO_SENTENCES.search(re.sub(r"[?!](?=['\"”’)]*\s)", ",", text))


def is_heading(unit: Unit, *, title: bool = False) -> bool:
    """Whether a unit has the shape of a heading. Its neighbours decide whether it is one."""
    if unit.hashed:
        return True
    if unit.spoken or (unit.italic and not title):
        return False
    return unit.plain and is_heading_text(unit.text, title=title)


def looks_set(text: str) -> bool:
    """Typeset like a heading: capitals on most long words, or on all letters, or a question."""
    return is_question(text) or looks_set_words(text)


def looks_set_words(text: str) -> bool:
    """Capitals on most long words, or on all letters."""
    words = [word for word in re.findall(r"[^\W\d_][\w’'-]*", text) if len(word) > 3]
    if not words:
        return text[:1].isupper()
    capital = sum(word[0].isupper() for word in words)
    return capital >= len(words) * 0.7
