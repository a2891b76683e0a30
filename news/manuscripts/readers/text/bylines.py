"""Bylines and date lines."""

import re
from dataclasses import dataclass, field
from datetime import date as Date
from datetime import datetime

from ...dates import DATE, ReadDate, read_date
from ...model import Author
from .foreign_dates import with_english_months
from .menus import is_menu_word
from .person_names import people

_ROLES = (
    (r"(?:medically\s+|clinically\s+|fact[\s-]?)?(?:reviewed|checked)\s+by", "review"),
    (r"edited\s+by|editor\s*:", "editing"),
    (r"(?:photographs?|photography|photos|pictures)\s+by|photographers?\s*:", "photographs"),
    (r"illustrations?\s+by|illustrated\s+by", "illustration"),
    (r"graphics?\s+by", "graphics"),
    (r"data\s+by", "data"),
    (
        r"(?:text|words|story)\s+(?:and|&)\s+(?:photo\w*|pictures|images|illustrations?)(?:\s+by|\s*:)"
        r"|(?:written|words|story|reported|reporting|report|posted|published|article|text|submitted|interview"
        r"|analysis|commentary|essay|column|explainer|feature|review)"
        r"\s+by"
        r"|as\s+told\s+to|by|authors?\s*:|byline\s*:|writer\s*:",
        "words",
    ),
)
_CREDIT = re.compile(
    r"^(?:" + "|".join(f"(?P<role{n}>{words})" for n, (words, _) in enumerate(_ROLES)) + r")"
    r"\s*:?\s*(?P<names>.+)$",
    re.IGNORECASE,
)
_LABELLED_NAME = re.compile(
    r"^(?:(?:text|words|interview|reporter|reporting|reported|report|story|written|from|by)\s*:"
    r"|von|par|por|di|door)\s+(?P<names>.+)$",
    re.IGNORECASE,
)
"""Only before a name; “Text: How to Read It” is a heading."""

_LABEL_AND_DASH = re.compile(
    r"^(authors?|writer|words|text|story|report|reporter|byline|(?:written|words|story)\s+by)"
    r"\s+[–—-]\s+",
    re.IGNORECASE,
)
"""“Author - Jane Doe”. In other lines a dash separates the name from a role."""

_DATE = re.compile(DATE, re.IGNORECASE)
_UPDATED = re.compile(
    r"\b(?:last\s+)?(?:updated|modified|revised|reviewed|checked)(?:\s+(?:on|at))?\s*:?\s*(?P<date>"
    + DATE
    + ")",
    re.IGNORECASE,
)
_DATE_WORDS = re.compile(
    r"\b(?:posted|published|updated|date|dated|created|first|originally|last|modified|on|at|as\s+of|released"
    r"|reviewed(?!\s+by)"
    r"|aired|recorded|publiée?(?:\s+le)?|publicad[oa](?:\s+el)?|veröffentlicht(?:\s+am)?|pubblicato(?:\s+il)?"
    r"|stand|actualizado(?:\s+el)?|aktualisiert(?:\s+am)?|mis\s+à\s+jour(?:\s+le)?|à(?=\s+\d))\b\s*:?",
    re.IGNORECASE,
)
_READING_TIME = re.compile(
    r"\b\d+\s*-?\s*min(?:ute)?s?(?:\s+read(?:ing\s+time)?)?\b|\b(?:no|\d+)\s+comments?\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b\d{1,2}[:.]\d{2}\s*(?:[ap]\.?m\.?)?\s*(?:\(?(?:(?:GMT|UTC)\s?[+−-]\s?\d{1,2}|[A-Z]{2,5})\)?(?![\w]))?"
    r"|(?<!\w)(?:GMT|UTC)?[+−-]\d{1,2}(?::?\d{2})?(?=\s*$)"
    r"|\b(?:\d{1,2}|an?|one|two|three)\s+(?:min(?:ute)?|h(?:ou)?r|day|week|month)s?\s+ago\b"
    r"|\b(?:mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?\b[.,]?",
    re.IGNORECASE,
)
_DATE_START = re.compile(
    r"^(?:(?:first\s+|last\s+)?(?:published|posted|updated|modified|date|dated)\b\s*(?:(?:on|at)\b)?\s*:?\s*)",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"\s+\(?@\w{2,30}\)?$")
_SECTION_START = re.compile(r"^[^\W\d_]+(?:\s+[^\W\d_]+)?\s*[|•·]\s*")
MAX_DATE_LINE_WORDS = 20
MAX_REST_WORDS = 4
_PARTS = re.compile(r"\s*[|•·/]\s*|\s+[–—-]\s+")
_NAME_WORD = re.compile(r"^[^\W\d_][\w’'.-]*$")
_PARTICLES = frozenset(
    [
        "al",
        "bin",
        "da",
        "de",
        "del",
        "della",
        "der",
        "di",
        "du",
        "el",
        "for",
        "ibn",
        "la",
        "le",
        "of",
        "ten",
        "ter",
        "the",
        "van",
        "von",
        "y",
    ]
)
_CREDENTIAL = re.compile(
    r"^(?:M\.?D|Ph\.?D|R\.?N|MPH|MBE|OBE|FRCP|FRCPsych|MRCP|D\.?O|Psy\.?D|LCSW|MSc|BSc|MA|BA|DPhil"
    r"|Jr|Sr|III?|Pharm\.?D|NP|PA|MBBS|MBChB)\.?$"
)
_JOB = re.compile(
    r"\b(?:correspondent|reporters?|(?:co-?)?editor|editors|writers?|contributors?|columnist|producer"
    r"|journalist|desk|bureau|chief|staff|freelance|freelancer|special\s+to|for\s+the|analyst|intern"
    r"|nurse|physician|psychiatrist|specialist|critic|commentator|author|professor|lecturer|reader\s+in"
    r"|physiotherapist|dieti[ct]ian|nutritionist|doctor|GP|surgeon|psychologist|therapist|pharmacist"
    r"|dentist|midwife|veterinarian|lawyer|solicitor|barrister|economist|engineer|researcher|scientist"
    r"|historian|teacher|photographer|blogger|presenter|broadcaster|host|publisher|director|manager"
    r"|officer|head\s+of|founder|co-?founder|CEO|fellow|student|trainee|assistant|consultant|adviser"
    r"|advisor|strategist|coach|chef|gardener|expert|architect|activist|novelist|poet|reviewer"
    r"|translator|copywriter|biologist|chemist|physicist|geographer|sociologist|philosopher"
    r"|campaigner|investigator|bureau|newsroom|team|\w{3,}(?:ologist|ographer|onomer|ician))\b",
    re.IGNORECASE,
)
_BARE_AUTHORS = re.compile(
    r"^(?:admin|administrator|editor|staff|staff\s+(?:writer|reporter)s?|(?:the\s+)?editorial\s+team"
    r"|news\s?desk|web\s?desk|guest\s+(?:writer|author|contributor))$",
    re.IGNORECASE,
)
_COLLECTIVE = frozenset(
    [
        "press",
        "team",
        "staff",
        "desk",
        "board",
        "editors",
        "newsroom",
        "agency",
        "courier",
        "times",
        "post",
        "sentinel",
        "herald",
        "tribune",
        "gazette",
        "observer",
        "chronicle",
        "journal",
        "guardian",
        "telegraph",
        "magazine",
        "news",
    ]
)


@dataclass
class Credits:
    """The authors and dates on a line."""

    authors: list[Author] = field(default_factory=list)
    date: Date | datetime | None = None
    updated: Date | datetime | None = None
    ambiguous: str = ""
    """A date whose day and month could be the other way round."""
    unused: list[str] = field(default_factory=list)
    """Words of the line that have no place in an article (“Health Correspondent”)."""
    beside: list[str] = field(default_factory=list)
    """Words beside the name that may be a place or a job, and do not make a byline surer."""
    explicit: bool = False
    """The line says who wrote: “By …”."""


def read_credits(text: str) -> Credits | None:
    """The credits on a byline or date line; None for any other line."""
    text = " ".join(text.split()).strip(" *_")
    if not text or len(text) > 200:
        return None
    text = _LABEL_AND_DASH.sub(r"\1: ", text)
    credits = Credits()
    rest = take_dates(text, credits)
    has_date = bool(credits.date or credits.updated)
    for part in _PARTS.split(_READING_TIME.sub(" ", rest)):
        part = _tidy(part) if has_date else part.strip(" ,;")
        if part and not _read_part(part, credits, has_date):
            return None
    return credits if credits.authors or has_date else None


def read_date_line(text: str) -> Credits | None:
    """The dates of a line that begins with a date and has only a few more words."""
    words = text.split()
    if len(text) > 200 or len(words) > MAX_DATE_LINE_WORDS or text.endswith((".", "?", "!", ":")):
        return None
    credits = Credits()
    rest = _tidy(take_dates(text, credits))
    rest = " ".join(re.sub(r"[|,;–—]", " ", rest).split())
    dated = credits.date or credits.updated
    text = _SECTION_START.sub("", text)
    begins = _DATE.match(_DATE_START.sub("", text)) or _DATE_START.match(text)
    if not dated or not begins or len(rest.split()) > MAX_REST_WORDS:
        return None
    credits.unused = [rest] if rest else []
    return credits


def take_dates(text: str, credits: Credits) -> str:
    """Reads the dates in a line and returns the rest of the line."""
    text = with_english_months(text)
    updated = _UPDATED.search(text)
    if updated:
        read = read_date(updated["date"])
        if read:
            credits.updated = _date_of(read, updated["date"], credits)
            text = text[: updated.start()] + " | " + text[updated.end() :]
    match = _DATE.search(text)
    read = (read_date(match[0]) or _without_time(match[0])) if match else None
    if match and read:
        credits.date = _date_of(read, match[0], credits)
        text = text[: match.start()] + " | " + text[match.end() :]
    return text


def _without_time(text: str) -> ReadDate | None:
    """The day of a date with an unreadable time (“22.10 IST”)."""
    return read_date(_CLOCK.sub(" ", text).strip(" ,|–—-"))


def _date_of(read: ReadDate, text: str, credits: Credits) -> Date | datetime:
    if read.ambiguous:
        credits.ambiguous = text
    return read.value


def _tidy(part: str) -> str:
    part = (
        _DATE_WORDS.sub(" ", part)
        if not re.match(r"(?i)(?:posted|published)\s+by\b", part)
        else part
    )
    part = _CLOCK.sub(" ", part)
    return " ".join(part.split()).strip(" ,;:()-–—")


def _read_part(part: str, credits: Credits, has_date: bool) -> bool:
    """Reads one part of a credit line. False if the part is something else."""
    if re.match(r"(?i)^(?:in\s+)?[\w &]+$", part) and is_menu_word(re.sub(r"(?i)^in\s+", "", part)):
        return True
    filed = re.search(r"(?i)\s+in\s+([\w &]+)$", part)
    if filed and is_menu_word(filed[1]):
        part = part[: filed.start()]
    part = _HANDLE.sub("", part)
    match = _CREDIT.match(part)
    if match:
        role = next(role for n, (_, role) in enumerate(_ROLES) if match[f"role{n}"])
        names = _names(match["names"], credits)
        if not names:
            return False
        credits.explicit = credits.explicit or role == "words"
        credits.authors.extend(Author(name, role) for name in names)
        return True
    labelled = _LABELLED_NAME.match(part)
    if labelled and (found := people(labelled["names"])):
        credits.explicit = True
        credits.authors.extend(Author(name) for name in found)
        return True
    if _BARE_AUTHORS.match(part):
        credits.authors.append(Author(part))
        return True
    if has_date:
        if _JOB.search(part) and len(part.split()) <= 6:
            credits.unused.append(part)
            return True
        names = _names(part, credits)
        if len(names) > 1 and not any(" " in name for name in names):
            credits.unused.append(part)  # The dateline place: “SOHAR, Oman, 4 May 2026”.
            return True
        credits.authors.extend(Author(name) for name in names)
        return bool(names)
    if credits.authors and _JOB.search(part) and len(part.split()) <= 6:
        credits.unused.append(part)
        return True
    return False


def _names(text: str, credits: Credits) -> list[str]:
    """The names in `Jane Doe, MD, John Roe and Ann Poe, Health Correspondent`; [] if there are
    none."""
    text = text.strip(" ,;.")
    names: list[str] = []
    unused: list[str] = []
    for part in re.split(r"\s*(?:,|;|&|\band\b)\s*", text, flags=re.IGNORECASE):
        if not part:
            continue
        if names and _CREDENTIAL.match(part):
            names[-1] = f"{names[-1]}, {part}"
        elif names and _JOB.search(part) and len(part.split()) <= 6:
            unused.append(part)
        elif is_name(part):
            names.append(part)
        else:
            return []
    credits.unused.extend(unused)
    return names


def is_name(text: str) -> bool:
    """Whether some words can be the name of a person, an agency or a desk."""
    words = text.split()
    if not 1 <= len(words) <= 7 or not all(_NAME_WORD.match(word) for word in words):
        return False
    if words[0].lower() in ("the", "a", "an"):
        return words[-1].lower() in _COLLECTIVE
    if text.islower():
        return len(words) <= 3
    return all(word[0].isupper() or word.lower() in _PARTICLES for word in words)


def is_job(text: str, most_words: int = 6) -> bool:
    """Whether a line below a byline only describes the author's job or employer."""
    words = text.lower().split()
    if words and len(words) <= 5 and words[-1] in _COLLECTIVE:
        return text[0].isupper()
    short = len(text.split()) <= most_words
    return bool(_JOB.search(text)) and short and not text.endswith((".", "?", "!"))
