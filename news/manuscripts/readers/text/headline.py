"""Finds the headline of an article among menus, strips of other headlines and standfirsts."""

from ...labels import is_contents_label, is_faq_label, is_takeaways_label
from .bylines import read_credits
from .evidence import Page
from .menus import is_menu
from .phrases import HEADLINES, READ_MORE, bare, is_edge_furniture, is_front_label, is_time_ago
from .places import text_start, unlabelled_contents
from .shapes import (
    has_two_sentences,
    is_heading,
    is_sentence,
)
from .units import Unit

FRONT_UNITS = 60
"""How far into a page a byline may show where the title is."""

MAX_STANDFIRST_LENGTH = 300
MAX_SENTENCES_BEFORE_BYLINE = 2
"""With more running text before it a byline stands at the end of the article."""

MIN_STANDFIRST = 7
"""How many words a standfirst beneath a title of two or three has."""


def find_title(units: list[Unit], consumed: set[int]) -> int | None:
    """The index of the headline, or None. `consumed` units already have another meaning."""
    found, end = _candidates(units, consumed)
    if not found:
        return None
    page = Page(units, end, found)
    places = range(len(page.candidates))
    title = page.candidates[max(places, key=lambda place: (page.score(place), -place))]
    # The title of a page in its breadcrumbs, repeated as its headline.
    twins = [i for i in found if i > title and bare(units[i].text) == bare(units[title].text)]
    return twins[-1] if twins else title


def _candidates(units: list[Unit], consumed: set[int]) -> tuple[list[int], int]:
    """The indexes of possible headlines, and the index at which the front of the page ends."""
    end = _front_end(units)
    found = [i for i in range(end) if i not in consumed and _may_be_title(units, i)]
    contents = next((i for i in range(end) if is_contents_label(units[i].text)), None)
    if contents is None:
        contents = unlabelled_contents(units, end)
    if contents is None:
        contents = next((i for i in range(end) if is_takeaways_label(units[i].text)), None)
    if contents is not None and any(i < contents for i in found):
        return [i for i in found if i < contents], contents
    return found, end


def _front_end(units: list[Unit]) -> int:
    """The start of the running text, or of the byline above it if sentences precede the byline."""
    end = text_start(units)
    sentences = 0
    for index, unit in enumerate(units[:FRONT_UNITS]):
        sentences += is_sentence(unit) and not is_edge_furniture(unit.text)
        if sentences > MAX_SENTENCES_BEFORE_BYLINE:
            break
        credits = read_credits(unit.text) if unit.plain else None
        if credits and credits.explicit and not _is_of_teaser(units, index):
            return max(end, index)
    return end


def _may_be_title(units: list[Unit], index: int) -> bool:
    unit = units[index]
    if not (is_heading(unit, title=True) or _is_sentence_over_byline(units, index)):
        return False
    if (
        unit.strip
        or is_time_ago(unit.text)
        or unit.site
        or is_front_label(unit.text)
        or is_menu(unit.text)
        or is_edge_furniture(unit.text)
    ):
        return False
    credits = read_credits(unit.text)
    if HEADLINES.match(unit.text) or (credits and (credits.explicit or not credits.authors)):
        return False  # Names with a date may be a title: “Weekly Tips – November 9, 2026”.
    return not (
        is_contents_label(unit.text) or is_takeaways_label(unit.text) or is_faq_label(unit.text)
    )


def _is_sentence_over_byline(units: list[Unit], index: int) -> bool:
    """A title with a full stop: one short sentence alone, directly above the byline."""
    unit = units[index]
    following = units[index + 1] if index + 1 < len(units) else None
    if not (unit.plain and following and following.plain and unit.gap_before and unit.words <= 14):
        return False
    if has_two_sentences(unit.text) or unit.text.endswith((":", ";", ",")):
        return False
    above = units[index - 1] if index else None
    if above is not None and is_heading(above, title=True) and not is_menu(above.text):
        return False  # The sentence is the standfirst of the line above.
    credits = read_credits(following.text)
    return bool(credits and credits.explicit)


def is_strip_label(unit: Unit) -> bool:
    return unit.plain and bool(HEADLINES.match(unit.text))


def _is_of_teaser(units: list[Unit], byline: int) -> bool:
    """Whether a byline belongs to another story, in a strip above the article."""
    following = units[byline + 1] if byline + 1 < len(units) else None
    return following is not None and following.plain and bool(READ_MORE.match(following.text))
