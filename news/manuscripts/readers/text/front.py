"""The front of an article: its title, byline, date, standfirst; what came before it on the page."""

import re
from collections import Counter
from dataclasses import dataclass, field

from ...labels import is_contents_label, is_faq_label, is_takeaways_label
from ...model import Manuscript
from ...rich.notes import Report, shortened
from .bylines import Credits, is_job, read_credits
from .furniture import strip_end
from .phrases import (
    HEADLINES,
    TAGS_LINE,
    bare,
    is_edge_furniture,
    is_menu,
    is_menu_row,
    is_share_word,
)
from .shapes import has_two_sentences, is_heading, is_sentence, tells
from .units import Unit

FRONT_UNITS = 60
"""How far into a page a byline may show where the title is."""

MAX_STANDFIRST_LENGTH = 300
GENERIC_HEADINGS = frozenset(
    {"introduction", "overview", "background", "summary", "conclusion", "the basics", "abstract"}
)

_LABELLED = re.compile(
    r"^(?P<label>title|headline|subtitle|sub-?heading|standfirst|dek|deck|summary|excerpt|abstract"
    r"|description|teaser)\s*:\s+(?P<text>\S.*)$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass
class Front:
    """What is before the article's text, by the place of each unit."""

    title: int | None = None
    consumed: set[int] = field(default_factory=set)
    """Understood and stored elsewhere."""
    dropped: set[int] = field(default_factory=set)


def read_front(
    units: list[Unit], headlines: set[str], manuscript: Manuscript, report: Report
) -> list[Unit]:
    """Fills title, standfirst, authors and dates; returns the units of the article's text.

    `headlines` are the (bare) lines that the furniture after the article shows.
    """
    front = Front()
    _read_labels(units, manuscript, front)
    front.title = (
        _labelled_title(units) if manuscript.title else _find_title(units, headlines, front)
    )
    if front.title is None:
        _drop_before(units, _text_start(units), front)
        _read_credits_after(units, -1, manuscript, front, report)
    else:
        if not manuscript.title:
            manuscript.title = units[front.title].text
        front.consumed.add(front.title)
        _drop_before(units, front.title, front)
        _drop_repeated_title(units, front)
        _read_credits_after(units, front.title, manuscript, front, report)
    _read_early_credits(units, manuscript, front, report)
    rest = [
        unit
        for index, unit in enumerate(units)
        if index not in front.consumed and index not in front.dropped
    ]
    for index in sorted(front.dropped - front.consumed):
        report.drop(units[index].raw)
    _note_text_before(units, front, report)
    return rest


# Labels: "Title: …", "Summary: …", "Tags: …".


def _read_labels(units: list[Unit], manuscript: Manuscript, front: Front) -> None:
    for index, unit in enumerate(units[:FRONT_UNITS]):
        match = _LABELLED.match(unit.text) if unit.plain else None
        if match and index < 12:
            _take_label(match["label"].lower(), match["text"], index, manuscript, front)
        tags = TAGS_LINE.match(unit.text) if unit.plain else None
        if tags and not manuscript.topics and len(tags[1]) < 200 and not tags[1].endswith("."):
            manuscript.topics = [
                tag.strip(" #") for tag in re.split(r"[,;|]", tags[1]) if tag.strip(" #")
            ]
            front.consumed.add(index)


def _take_label(label: str, text: str, index: int, manuscript: Manuscript, front: Front) -> None:
    if label in ("title", "headline"):
        if not manuscript.title:
            manuscript.title = text
            front.consumed.add(index)
    elif not manuscript.standfirst:
        manuscript.standfirst = text
        front.consumed.add(index)


def _labelled_title(units: list[Unit]) -> int | None:
    for index, unit in enumerate(units[:12]):
        match = _LABELLED.match(unit.text)
        if match and match["label"].lower() in ("title", "headline"):
            return index
    return None


# The title.


def _find_title(units: list[Unit], headlines: set[str], front: Front) -> int | None:
    by_byline = _title_over_byline(units, headlines)
    if by_byline is not None:
        return by_byline
    end = _text_start(units)
    candidates = [i for i in range(end) if _may_be_title(units, i) and i not in front.consumed]
    if not candidates:
        return None
    label = next((i for i in range(end) if _is_strip_label(units[i])), None)
    contents = next((i for i in range(end) if is_contents_label(units[i].text)), None)
    if contents is not None:
        candidates = [i for i in candidates if i < contents] or candidates
    if label is None:
        return _after_menu(units, candidates)
    return _beside_strip(units, candidates, label, headlines)


def _text_start(units: list[Unit]) -> int:
    """Where running text begins."""
    for index, unit in enumerate(units):
        if is_sentence(unit) and not is_edge_furniture(unit.text) and not read_credits(unit.text):
            return index
        if is_faq_label(unit.text) and not is_menu(unit.text) and unit.plain and index > 1:
            return index
    return len(units)


def _may_be_title(units: list[Unit], index: int) -> bool:
    unit = units[index]
    if not (is_heading(unit, title=True) or _is_sentence_over_byline(units, index)):
        return False
    if is_menu(unit.text) or is_edge_furniture(unit.text):
        return False
    credits = read_credits(unit.text)
    if HEADLINES.match(unit.text) or (credits and (credits.explicit or not credits.authors)):
        return False  # names with a date may be a title: “Weekly Tips – November 9, 2026”
    return not (
        is_contents_label(unit.text) or is_takeaways_label(unit.text) or is_faq_label(unit.text)
    )


def _is_sentence_over_byline(units: list[Unit], index: int) -> bool:
    """A title with a full stop: one short sentence alone, directly over the byline."""
    unit = units[index]
    following = units[index + 1] if index + 1 < len(units) else None
    if not (unit.plain and following and following.plain and unit.gap_before and unit.words <= 14):
        return False
    if has_two_sentences(unit.text) or unit.text.endswith((":", ";", ",")):
        return False
    above = units[index - 1] if index else None
    if above is not None and is_heading(above, title=True) and not is_menu(above.text):
        return False  # the sentence is its standfirst
    credits = read_credits(following.text)
    return bool(credits and credits.explicit)


def _is_strip_label(unit: Unit) -> bool:
    return unit.plain and bool(HEADLINES.match(unit.text))


def _title_over_byline(units: list[Unit], headlines: set[str]) -> int | None:
    """The title over a line “By …”, with at most a standfirst and dates between the two."""
    for index, unit in enumerate(units[:FRONT_UNITS]):
        credits = read_credits(unit.text) if unit.plain else None
        if not credits or not credits.explicit:
            continue
        found = _above(units, index)
        if found is not None:
            return _upper_of_two(units, found, headlines)
    return None


def _above(units: list[Unit], byline: int) -> int | None:
    sentences = 0
    for index in range(byline - 1, -1, -1):
        unit = units[index]
        if is_sentence(unit):
            sentences += 1
            if sentences > 1 or len(unit.text) > MAX_STANDFIRST_LENGTH:
                return None
        elif _may_be_title(units, index):
            return index
        elif not (is_edge_furniture(unit.text) or read_credits(unit.text) or is_menu(unit.text)):
            return None
    return None


def _upper_of_two(units: list[Unit], index: int, headlines: set[str]) -> int:
    """Of two headline-like lines over a byline the upper is the title, the lower a standfirst."""
    upper = index - 1
    if upper < 0 or not _may_be_title(units, upper):
        return index
    if bare(units[upper].text) == bare(units[index].text):
        return index
    above = units[:upper]
    if any(_is_strip_label(unit) or is_menu(unit.text) for unit in above):
        # The line above may be another story's headline, or the name of the site.
        known = bare(units[upper].text) in headlines
        words = _body_words(units[index + 1 :])
        if known or _share(units[upper], words) <= _share(units[index], words):
            return index
    if units[upper].words <= 3 and units[index].words > units[upper].words:
        return index  # a kicker, or the name of the site
    return upper


def _after_menu(units: list[Unit], candidates: list[int]) -> int:
    """The first candidate; behind the menu of the page, if there is one."""
    menu_end = -1
    for index, unit in enumerate(units[: candidates[-1]]):
        in_run = index and is_menu(unit.text) and is_menu(units[index - 1].text)
        if unit.plain and (is_menu_row(unit.text) or in_run):
            menu_end = index
    behind = [index for index in candidates if index > menu_end]
    first = (behind or candidates)[0]
    twin = [i for i in candidates if i > first and bare(units[i].text) == bare(units[first].text)]
    return twin[-1] if twin else first


def _beside_strip(units: list[Unit], candidates: list[int], label: int, headlines: set[str]) -> int:
    """The title among the headlines of other stories: by place, repetition and shared words."""
    specific = [i for i in candidates if bare(units[i].text) not in GENERIC_HEADINGS]
    candidates = specific or candidates
    words = _body_words(units[_text_start(units) :])
    seen = Counter(bare(units[i].text) for i in candidates)
    last = candidates[-1]
    group = _first_of_next_group(units, label)
    # The first line in the article's own words; those behind it are its headings.
    familiar = next(
        (
            i
            for i in candidates
            if _share(units[i], words) >= 0.75 and bare(units[i].text) not in headlines
        ),
        None,
    )

    def score(index: int) -> float:
        text = bare(units[index].text)
        value = 2 * _share(units[index], words)
        value -= 1.0 if text in headlines and seen[text] < 2 else 0.0
        value += (
            1.0
            if seen[text] > 1 and index == max(i for i in candidates if bare(units[i].text) == text)
            else 0.0
        )
        value += 0.5 if index == last else 0.0
        value -= 2.0 if read_credits(units[index].text) else 0.0
        value += 1.2 if index == group else 0.0
        value += 0.6 if index == familiar else 0.0
        value += 0.2 if index < label else 0.0
        value += 0.4 if _begins_article(units, index) else 0.0
        return value

    return max(candidates, key=lambda index: (score(index), index))


def _first_of_next_group(units: list[Unit], label: int) -> int:
    """The first line after the block of lines that hangs under the label without a blank line."""
    index = label + 1
    if units[label].gap_after:
        if index < len(units) and units[index].gap_after:
            return -1  # every line stands alone: the blank lines say nothing
        index += 1
    while index < len(units) and not units[index].gap_before:
        index += 1
    return index if index > label + 1 else -1


def _begins_article(units: list[Unit], index: int) -> bool:
    following = units[index + 1] if index + 1 < len(units) else None
    return following is not None and bool(
        read_credits(following.text)
        or is_sentence(following)
        or is_contents_label(following.text)
        or is_takeaways_label(following.text)
    )


def _body_words(units: list[Unit]) -> set[str]:
    return {word for unit in units for word in _WORD.findall(unit.text.lower())}


def _share(unit: Unit, words: set[str]) -> float:
    """The share of a line's longer words that the article uses."""
    own = set(_WORD.findall(unit.text.lower()))
    return len(own & words) / len(own) if own else 0.0


# What stands before and just after the title.


def _drop_before(units: list[Unit], end: int, front: Front) -> None:
    """Drops what is before the title, but for running text."""
    for index in range(end):
        unit = units[index]
        if index in front.consumed:
            continue
        furniture = is_edge_furniture(unit.text) or is_menu(unit.text)
        if furniture or (front.title is not None and not tells(unit)):
            front.dropped.add(index)
    label = next((i for i in range(end) if _is_strip_label(units[i])), None)
    if label is not None:
        front.dropped.add(label)


def _drop_repeated_title(units: list[Unit], front: Front) -> None:
    title = front.title
    following = title + 1
    if following < len(units) and bare(units[following].text) == bare(units[title].text):
        front.consumed.add(following)
    # A strip of other headlines between the title and the text.
    for index in range(title + 1, min(title + 8, len(units))):
        if is_sentence(units[index]):
            break
        end = strip_end(units, index)
        front.dropped.update(range(index, end))


def _read_credits_after(
    units: list[Unit], title: int, manuscript: Manuscript, front: Front, report: Report
) -> None:
    """Byline, dates and standfirst in the lines under the title."""
    between: list[int] = []
    found = False
    index = title + 1
    while index < min(title + 12, len(units)):
        unit = units[index]
        if index in front.consumed or index in front.dropped:
            index += 1
            continue
        credits = read_credits(unit.text) if unit.plain else None
        if credits and _fits(credits, manuscript, units, index):
            _store(credits, unit, manuscript, report)
            front.consumed.add(index)
            found = True
        elif found and unit.plain and is_job(unit.text) and not is_sentence(unit):
            report.lose(f"“{shortened(unit.text)}” under the byline", unit.line)
            front.consumed.add(index)
        elif (not between and unit.plain and _is_header_furniture(units, index)) or (
            is_share_word(unit.text) and index - 1 in front.dropped
        ):
            front.dropped.add(index)
        elif _is_name_over_date(units, index):
            credits = Credits()
            _store(read_credits("By " + unit.text) or credits, unit, manuscript, report)
            front.consumed.add(index)
            found = True
        elif not found and len(between) < 2 and unit.plain and not _is_label(unit):
            between.append(index)
        else:
            break
        index += 1
    if found and title >= 0 and len(between) == 1 and between[0] < index:
        _take_standfirst(units, between[0], manuscript, front)


def _fits(credits: Credits, manuscript: Manuscript, units: list[Unit], index: int) -> bool:
    """A date, or a byline where there is none yet, or a further role."""
    if not credits.authors:
        return True
    roles = {author.role for author in manuscript.authors}
    return not roles or all(author.role not in roles for author in credits.authors)


def _is_label(unit: Unit) -> bool:
    return is_contents_label(unit.text) or is_takeaways_label(unit.text) or is_faq_label(unit.text)


def _is_header_furniture(units: list[Unit], index: int) -> bool:
    unit = units[index]
    if is_edge_furniture(unit.text) and not is_heading_of_text(units, index):
        return True
    return is_menu(unit.text) and not is_heading_of_text(units, index)


def is_heading_of_text(units: list[Unit], index: int) -> bool:
    return index + 1 < len(units) and is_sentence(units[index + 1])


def _is_name_over_date(units: list[Unit], index: int) -> bool:
    """“Jane Doe” alone on a line, with the date in the next."""
    unit = units[index]
    following = units[index + 1] if index + 1 < len(units) else None
    if not (unit.plain and following and following.plain and 2 <= unit.words <= 4):
        return False
    dated = read_credits(following.text)
    named = read_credits("By " + unit.text)
    return bool(
        dated and not dated.authors and named and named.explicit and not unit.text.isupper()
    )


def _take_standfirst(units: list[Unit], index: int, manuscript: Manuscript, front: Front) -> None:
    unit = units[index]
    if manuscript.standfirst or len(unit.text) > MAX_STANDFIRST_LENGTH:
        return
    manuscript.standfirst = unit.text
    front.consumed.add(index)


def _store(credits: Credits, unit: Unit, manuscript: Manuscript, report: Report) -> None:
    manuscript.authors.extend(credits.authors)
    manuscript.date = manuscript.date or credits.date
    manuscript.updated = manuscript.updated or credits.updated
    if credits.ambiguous:
        report.lose(f"the date {credits.ambiguous} was read with the day first", unit.line)
    for words in credits.unused:
        report.lose(f"“{shortened(words)}” of the byline", unit.line)


def _read_early_credits(
    units: list[Unit], manuscript: Manuscript, front: Front, report: Report
) -> None:
    """A date or byline directly over the title, if nothing below it said more."""
    if front.title is None:
        return
    for index in range(max(0, front.title - 2), front.title):
        unit = units[index]
        credits = read_credits(unit.text) if unit.plain else None
        if not credits or any(_is_strip_label(each) for each in units[:index]):
            continue
        if (credits.date and not manuscript.date) or (credits.explicit and not manuscript.authors):
            _store(credits, unit, manuscript, report)
            front.consumed.add(index)


def _note_text_before(units: list[Unit], front: Front, report: Report) -> None:
    for index in range(front.title or 0):
        if index not in front.consumed and index not in front.dropped:
            text = shortened(units[index].text)
            report.lose(f"kept text found before the title: “{text}”", units[index].line)
