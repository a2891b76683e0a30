"""The visibility that a source declares: who may read it, and when.

Every system has its own notation: `draft: true`, `published: false`, `status: private`,
`visibility: members`, `password: …`, `publishDate: …`. They are read in the same way wherever they
occur: front matter, header lines, fields of JSON Lines, meta tags. An unknown value is read as the
more restrictive one.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date as Date
from datetime import datetime
from typing import Any

from .dates import coerce_date
from .report import shortened

DRAFT, PRIVATE, SCHEDULED = "draft", "private", "scheduled"


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_YES = _set("true yes y on 1 t x ja oui si sí")
_NO = _set("false no n off 0 f none null never nein non") | {""}
_PUBLIC_STATES = _set("publish published public live online released posted publié veröffentlicht")
_PRIVATE_STATES = _set("private hidden unlisted protected password internal members")
_SCHEDULED_STATES = _set("future scheduled embargo embargoed")
_DRAFT_STATES = _set(
    "draft pending review inreview unpublished archived archive trash trashed deleted hold onhold"
    " autodraft idea wip unfinished rejected inactive expired"
)
_PUBLIC_AUDIENCES = _set("public everyone everybody all anyone world open free visible")
_PRIVATE_AUDIENCES = (
    _set("paid onlypaid members subscribers staff founding onlyfree premium loggedin")
    | _PRIVATE_STATES
)

FIRST_LINES = 12
"""How far down, in lines with words, a line about visibility still belongs to the head."""
LONGEST_LINE = 120
_HEADER_LINE = re.compile(r"([A-Za-z][\w -]{2,20}?)\s*:\s*(\S.*)")
_HOUR_FIRST = re.compile(r"(\d{1,2}[:.]\d{2}\s*(?:[ap]\.?m\.?)?)\s+(?:[A-Z]{2,4}\s+)?(.+)", re.I)
_EMBARGO = re.compile(
    r"(?:strictly\s+)?(?:under\s+)?embargo(?:ed)?"
    r"(?:\s+(?:until|till|to|before)\b|\s*:)\s*(.+)",
    re.I,
)
_NOT_FOR_READERS = re.compile(
    r"not (?:yet )?for (?:publication|release|distribution)|do not (?:publish|distribute|quote)"
    r"|not to be published|(?:for )?internal use only|for internal use"
    r"|(?:strictly )?private and confidential|strictly confidential",
    re.I,
)
# Words that also occur in headings of sections. They are a stamp only in capitals or brackets.
_STAMP = re.compile(
    r"(?:(?:first|second|third|rough|working|final) )?draft(?: (?:only|\d+|v\.?\d+))?"
    r"|confidential|unpublished|work in progress",
    re.I,
)

# Names of keys, in lower case and without separators.
_YES_IS_DRAFT = _set(
    "draft isdraft wip unfinished unpublished notforpublication donotpublish deleted trashed"
    " archived isarchived"
)
_YES_IS_PRIVATE = _set(
    "private isprivate hidden ishidden hide unlisted isunlisted protected membersonly"
    " subscribersonly restricted confidential internal headless noindex"
    " eleventyexcludefromcollections"
)
_NO_IS_DRAFT = _set("published ispublished publish live islive released approved")
_NO_IS_PRIVATE = _set("public ispublic visible isvisible listed islisted")
# Site generators use `permalink: false` and `render: never` for pages that are not built.
_NEVER_IS_DRAFT = _set("permalink render rendered list listing")
_BUILD = _set("build buildoptions")
_SECRETS = _set("password passwd passphrase postpassword")
_STATES = _set("status poststatus pagestatus publicationstatus publishstatus publishingstatus")
_VISIBILITIES = frozenset(["visibility", "postvisibility"])
# Ambiguous words: only known values declare a visibility.
_VAGUE = _set("state workflow workflowstate access audience")
_OPENS = _set(
    "publishdate publishat publishon publishedat publishedon publishtime publicationdate pubdate"
    " golive goliveat golivedate embargo embargodate embargoeduntil embargountil embargoed"
    " releasedate releaseat scheduled scheduledat scheduledfor scheduleddate availablefrom"
    " publishfrom publishstart validfrom"
)
_CLOSES = _set(
    "expirydate expires expiresat expireson expiry expireat expiration expirationdate unpublishdate"
    " unpublishat unpublishon publishend publishuntil validuntil validthrough availableuntil"
    " removeat takedown takedowndate"
)


@dataclass
class Visibility:
    """Who may read an article. `state` is "" (everybody), `scheduled`, `draft` or `private`."""

    state: str = ""
    opens: Date | datetime | None = None
    """Nobody may read it before."""
    closes: Date | datetime | None = None
    """Nobody may read it from then on."""
    reasons: list[str] = field(default_factory=list, compare=False)
    """Why it is held back: the source says “status: private”."""

    def hold(self, state: str, reason: str) -> None:
        """Holds the article back. `private` is never weakened to another state."""
        if self.state != PRIVATE:
            self.state = state
        if reason not in self.reasons:
            self.reasons.append(reason)

    def open_at(self, moment: Date | datetime) -> None:
        """Sets the embargo. The latest of several dates wins."""
        self.opens = moment if self.opens is None else max(self.opens, moment, key=_order)

    def close_at(self, moment: Date | datetime) -> None:
        """Sets the expiry. The earliest of several dates wins."""
        self.closes = moment if self.closes is None else min(self.closes, moment, key=_order)


# Applies a field, with the words for the report. Returns False if it declares no visibility.
_Reader = Callable[[Visibility, str, Any], bool]


def _order(moment: Date | datetime) -> tuple:
    return tuple(moment.timetuple()[:6])


def read_visibility(visibility: Visibility, key: str, value: Any) -> bool:
    """Applies a field of the source. Returns False if the field declares no visibility."""
    name = re.sub(r"[\W_]+", "", key.casefold())
    for names, reader in _READERS:
        if name in names:
            return reader(visibility, f"the source says “{key}: {_shown(value)}”", value)
    return False


def is_moment_key(key: str) -> bool:
    """Whether a field holds the date of an embargo or expiry."""
    return re.sub(r"[\W_]+", "", key.casefold()) in _OPENS | _CLOSES


def take_lines(text: str, visibility: Visibility) -> str:
    """The text without lines near its beginning that declare who may read it, and when.

    These are header lines (`Status: draft`), and lines of press releases and manuscripts: EMBARGOED
    UNTIL 00:01 ON 1 MAY 2031, NOT FOR PUBLICATION.
    """
    lines = text.split("\n")
    seen = 0
    for number, line in enumerate(lines):
        bare = line.strip().strip("*_[]()=-! .").strip()
        seen += bool(bare)
        if seen > FIRST_LINES or line.lstrip().startswith(("```", "~~~")):
            break
        is_stamp = bare.isupper() or line.strip().startswith(("[", "("))
        if bare and len(bare) <= LONGEST_LINE and _takes_line(visibility, bare, is_stamp):
            lines[number] = ""
    return "\n".join(lines)


def _takes_line(visibility: Visibility, line: str, is_stamp: bool) -> bool:
    if _NOT_FOR_READERS.fullmatch(line) or (is_stamp and _STAMP.fullmatch(line)):
        visibility.hold(DRAFT, f"the text says “{line}”")
        return True
    embargo = _EMBARGO.fullmatch(line)
    if embargo:
        moment = _moment_in(embargo[1])
        if moment:
            visibility.open_at(moment)
        else:
            visibility.hold(DRAFT, f"the text says “{shortened(line, 60)}”")
        return True
    match = _HEADER_LINE.fullmatch(line)
    if match is None or not is_visibility_key(match[1]) or len(match[2].split()) > 4:
        return False
    return read_visibility(visibility, match[1], match[2])


def _moment_in(words: str) -> Date | datetime | None:
    """The date and time in some words, with the hour before or after the day."""
    words = re.sub(r"\b(?:hours?|hrs?|on|the)\b", " ", words.strip(" .:,"), flags=re.I)
    words = " ".join(words.replace(",", " ").split())
    hour_first = _HOUR_FIRST.fullmatch(words)
    if hour_first:
        words = f"{hour_first[2]} {hour_first[1].replace('.', ':', 1)}"
    return coerce_date(words) or coerce_date(re.sub(r"\s+[A-Z]{2,4}$", "", words))


def is_visibility_key(key: str) -> bool:
    name = re.sub(r"[\W_]+", "", key.casefold())
    return any(name in names for names, _reader in _READERS)


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else shortened(str(value), 60)


def _word(value: Any) -> str:
    return re.sub(r"[\W_]+", "", str(value).casefold())


def _flag(value: Any) -> bool | None:
    """True or False for yes or no; None for other values."""
    if value is None:
        return False
    word = str(value).strip().casefold()
    return True if word in _YES else False if word in _NO else None


def _when_yes(state: str) -> _Reader:
    def read(visibility: Visibility, quoted: str, value: Any) -> bool:
        if isinstance(value, list):  # `hide: [toc]` is about parts of a page.
            return False
        if _flag(value) is not False:
            visibility.hold(state, quoted)
        return True

    return read


def _when_no(state: str) -> _Reader:
    def read(visibility: Visibility, quoted: str, value: Any) -> bool:
        if value is None or _flag(value) is True or _word(value) in _PUBLIC_STATES:
            return True
        moment = coerce_date(value)
        if moment:
            visibility.open_at(moment)
        else:
            visibility.hold(state, quoted)
        return True

    return read


def _when_never(visibility: Visibility, quoted: str, value: Any) -> bool:
    """Only a plain no counts, because the same keys hold addresses and templates."""
    is_never = value is False or _word(value) in ("false", "never")
    if is_never:
        visibility.hold(DRAFT, quoted)
    return is_never


def _build(visibility: Visibility, quoted: str, value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    parts = [read_visibility(visibility, str(key), part) for key, part in value.items()]
    return any(parts)


def _secret(visibility: Visibility, quoted: str, value: Any) -> bool:
    if _flag(value) is not False:
        # Never show the password itself.
        visibility.hold(PRIVATE, f"{quoted.partition(':')[0]}: …”")
    return True


def _state(visibility: Visibility, quoted: str, value: Any) -> bool:
    word = _word(value)
    if word in _PRIVATE_STATES:
        visibility.hold(PRIVATE, quoted)
    elif word in _SCHEDULED_STATES:
        visibility.reasons.append(quoted)
        visibility.state = visibility.state or SCHEDULED
    elif value is not None and word and word not in _PUBLIC_STATES:
        visibility.hold(DRAFT, quoted)
    return True


def _audience(visibility: Visibility, quoted: str, value: Any) -> bool:
    word = _word(value)
    if word in _DRAFT_STATES:
        visibility.hold(DRAFT, quoted)
    elif value is not None and word and word not in _PUBLIC_AUDIENCES | _PUBLIC_STATES:
        visibility.hold(PRIVATE, quoted)
    return True


def _vague(visibility: Visibility, quoted: str, value: Any) -> bool:
    word = _word(value)
    if word in _PRIVATE_AUDIENCES:
        visibility.hold(PRIVATE, quoted)
    elif word in _DRAFT_STATES:
        visibility.hold(DRAFT, quoted)
    else:
        return word in _PUBLIC_AUDIENCES | _PUBLIC_STATES
    return True


def _when_dated(take: Callable[[Visibility, Date | datetime], None]) -> _Reader:
    """Accepts a date. Any other value except a plain no holds the article back."""

    def read(visibility: Visibility, quoted: str, value: Any) -> bool:
        moment = coerce_date(value)
        if moment:
            take(visibility, moment)
        elif _flag(value) is not False:
            visibility.hold(DRAFT, quoted)
        return True

    return read


_READERS: tuple[tuple[frozenset[str], _Reader], ...] = (
    (_YES_IS_DRAFT, _when_yes(DRAFT)),
    (_YES_IS_PRIVATE, _when_yes(PRIVATE)),
    (_NO_IS_DRAFT, _when_no(DRAFT)),
    (_NO_IS_PRIVATE, _when_no(PRIVATE)),
    (_NEVER_IS_DRAFT, _when_never),
    (_BUILD, _build),
    (_SECRETS, _secret),
    (_STATES, _state),
    (_VISIBILITIES, _audience),
    (_VAGUE, _vague),
    (_OPENS, _when_dated(Visibility.open_at)),
    (_CLOSES, _when_dated(Visibility.close_at)),
)
