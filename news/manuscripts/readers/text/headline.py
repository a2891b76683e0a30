"""Finds the headline of an article: among menus, strips of other headlines and standfirsts."""

from collections import Counter

from ...labels import is_contents_label, is_faq_label, is_takeaways_label
from .bylines import read_credits
from .menus import is_menu, is_menu_row
from .phrases import HEADLINES, READ_MORE, bare, is_edge_furniture, is_front_label, is_time_ago
from .places import text_start, unlabelled_contents
from .shapes import (
    has_two_sentences,
    is_caption,
    is_heading,
    is_sentence,
    is_title_in_two,
    looks_set,
)
from .units import Unit
from .wording import body_words, share_of

FRONT_UNITS = 60
"""How far into a page a byline may show where the title is."""

MAX_STANDFIRST_LENGTH = 300
MAX_SENTENCES_BEFORE_BYLINE = 2
"""With more running text before it a byline stands at the end of the article."""

MIN_SHARE = 0.3
MIN_FAMILIAR = 0.75
MIN_FAMILIAR_LONG = 0.5
MIN_STANDFIRST = 7
"""How many words a standfirst beneath a title of two or three has."""

MAX_KICKER_WORDS = 2
MAX_HEADING_WORDS = 5
GENERIC_HEADINGS = frozenset(
    {"introduction", "overview", "background", "summary", "conclusion", "the basics", "abstract"}
)


def find_title(units: list[Unit], headlines: set[str], consumed: set[int]) -> int | None:
    """The index of the headline, or None. `consumed` units are understood as something else."""
    by_byline = _title_over_byline(units, headlines)
    if by_byline is not None:
        return by_byline
    end = text_start(units)
    candidates = [i for i in range(end) if _may_be_title(units, i) and i not in consumed]
    # A profile may have a name for its headline, where nothing else can be one.
    candidates = [i for i in candidates if not units[i].byline] or candidates
    if not candidates:
        return None
    label = next((i for i in range(end) if is_strip_label(units[i])), None)
    contents = next((i for i in range(end) if is_contents_label(units[i].text)), None)
    if contents is None:
        contents = unlabelled_contents(units, end)
    if contents is None:
        contents = next((i for i in range(end) if is_takeaways_label(units[i].text)), None)
    if contents is not None:
        candidates = [i for i in candidates if i < contents] or candidates
    if label is None:
        return _after_menu(units, candidates)
    return _beside_strip(units, candidates, label, headlines)


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


def is_strip_label(unit: Unit) -> bool:
    return unit.plain and bool(HEADLINES.match(unit.text))


def _title_over_byline(units: list[Unit], headlines: set[str]) -> int | None:
    """The title over a line “By …”, with at most a standfirst and dates between the two."""
    sentences = 0
    for index, unit in enumerate(units[:FRONT_UNITS]):
        sentences += is_sentence(unit) and not is_edge_furniture(unit.text)
        if sentences > MAX_SENTENCES_BEFORE_BYLINE:
            break
        credits = read_credits(unit.text) if unit.plain else None
        if not credits or not credits.explicit or _is_of_teaser(units, index):
            continue
        found = _above(units, index)
        if found is not None:
            return _upper_of_two(units, found, headlines)
    return _title_over_bare_byline(units, headlines)


def _is_of_teaser(units: list[Unit], byline: int) -> bool:
    """Whether a byline is that of another story, in a strip over the article."""
    following = units[byline + 1] if byline + 1 < len(units) else None
    return following is not None and following.plain and bool(READ_MORE.match(following.text))


def _title_over_bare_byline(units: list[Unit], headlines: set[str]) -> int | None:
    """The title over a name alone on a line, at the beginning of the page."""
    sentences = 0
    for index, unit in enumerate(units[:FRONT_UNITS]):
        sentences += is_sentence(unit)
        if sentences > 1:
            return None
        if unit.byline:
            found = _above(units, index)
            if found is not None and not units[found].byline:
                if _is_in_strip(units, found, index):
                    continue
                return _upper_of_two(units, found, headlines)
    return None


def _is_in_strip(units: list[Unit], title: int, byline: int) -> bool:
    """Whether a line and the “name” beneath it are other stories' headlines.

    The text has few words of the line, and nearly all words of a line behind the name.
    """
    end = text_start(units)
    words = body_words(units[end:])
    contents = next((i for i in range(byline, end) if is_contents_label(units[i].text)), None)
    contents = unlabelled_contents(units, end) if contents is None else contents
    below = range(byline + 1, end if contents is None else contents)
    below = [i for i in below if _may_be_title(units, i)]
    least = share_of(units[title], words)
    if any(units[i + 1].byline and share_of(units[i], words) > least for i in below if i + 1 < end):
        return True  # the better line has a byline of its own
    if least > MIN_SHARE:
        return False
    familiar = [i for i in below if share_of(units[i], words) >= _enough(units[i])]
    if not familiar:
        return False
    if any(is_strip_label(unit) for unit in units[:title]):
        return True
    if len(below) > 1 and share_of(units[below[0]], words) <= MIN_SHARE:
        return True
    # Otherwise what is familiar may be the first heading, unless it is long or another name signs.
    signed = units[-1].byline
    return units[familiar[0]].words > MAX_HEADING_WORDS or (
        bool(signed) and signed.names != units[byline].byline.names
    )


def _enough(unit: Unit) -> float:
    """The share of a line's words that tells a headline; a long one has words of its own."""
    return MIN_FAMILIAR_LONG if unit.words > MAX_HEADING_WORDS else MIN_FAMILIAR


def _above(units: list[Unit], byline: int) -> int | None:
    sentences = 0
    for index in range(_over_contents(units, byline) - 1, -1, -1):
        unit = units[index]
        if is_sentence(unit) and not is_title_in_two(unit.text):
            sentences += 1
            if sentences > 1 or len(unit.text) > MAX_STANDFIRST_LENGTH:
                return None
        elif not unit.byline and _may_be_title(units, index):
            return index
        elif not (
            unit.byline
            or is_edge_furniture(unit.text)
            or read_credits(unit.text)
            or is_menu(unit.text)
            or is_caption(unit.text)
        ):
            return None
    return None


def _over_contents(units: list[Unit], byline: int) -> int:
    """The place of the contents directly over a byline; else that of the byline."""
    for index in range(byline - 1, -1, -1):
        if is_contents_label(units[index].text):
            return index
        if is_sentence(units[index]):
            break
    return byline


def _upper_of_two(units: list[Unit], index: int, headlines: set[str]) -> int:
    """Of two headline-like lines over a byline the upper is the title, the lower a standfirst."""
    upper = index - 1
    if upper < 0 or not _may_be_title(units, upper):
        return index
    if bare(units[upper].text) == bare(units[index].text):
        return index
    if upper and _is_short_title(units, upper, index):
        return upper
    if _is_standfirst(units, upper, index):
        return upper
    above = units[:upper]
    if any(is_strip_label(unit) or is_menu(unit.text) for unit in above):
        # The line above may be another story's headline, or the name of the site.
        known = bare(units[upper].text) in headlines
        words = body_words(units[index + 1 :])
        if known or share_of(units[upper], words) <= share_of(units[index], words):
            return index
    if looks_set(units[index].text) and not _speaks_for_upper(units, upper, index):
        return index  # the line above is the name of the site
    if units[upper].byline and not units[upper].byline.strong:
        return upper  # a profile, with the name of the person for its headline
    if units[upper].words <= 3 and units[index].words > units[upper].words:
        return index  # a kicker, or the name of the site
    return upper


def _is_standfirst(units: list[Unit], upper: int, lower: int) -> bool:
    """Whether the lower line lacks the capitals of the upper, which has words of the text."""
    if not looks_set(units[upper].text) or looks_set(units[lower].text):
        return False
    return share_of(units[upper], body_words(units[lower + 1 :])) > MIN_SHARE


def _is_short_title(units: list[Unit], upper: int, lower: int) -> bool:
    """Whether a short line beneath a kicker is the title, and the longer one its standfirst."""
    title, standfirst, kicker = units[upper], units[lower], units[upper - 1]
    if title.words > 3 or standfirst.words <= title.words:
        return False
    if title.text.isupper() or looks_set(standfirst.text) or standfirst.words < MIN_STANDFIRST:
        return False
    share = share_of(title, body_words(units[lower + 1 :]))
    if kicker.words <= 3 and kicker.text.isupper():
        if is_menu(kicker.text) and looks_set(title.text):
            return True
        return share >= MIN_SHARE
    return is_menu(kicker.text) and share == 1


def _speaks_for_upper(units: list[Unit], upper: int, lower: int) -> bool:
    """Whether the words of the text speak for the upper of two lines as the title."""
    words = body_words(units[lower + 1 :])
    return share_of(units[upper], words) >= share_of(units[lower], words)


def _after_menu(units: list[Unit], candidates: list[int]) -> int:
    """The first candidate; behind the menu of the page, if there is one."""
    menu_end = -1
    for index, unit in enumerate(units[: candidates[-1]]):
        in_run = index and is_menu(unit.text) and is_menu(units[index - 1].text)
        if unit.plain and (is_menu_row(unit.text) or in_run):
            menu_end = index
    behind = [index for index in candidates if index > menu_end] or candidates
    specific = [i for i in behind if bare(units[i].text) not in GENERIC_HEADINGS] or behind
    first = _best(units, specific)
    twin = [i for i in candidates if i > first and bare(units[i].text) == bare(units[first].text)]
    return twin[-1] if twin else first


def _best(units: list[Unit], candidates: list[int]) -> int:
    """The most likely title: in the words of the text, no short label, near to where it begins."""
    words = body_words(units[candidates[-1] + 1 :])
    over = _over_last(units, candidates)

    def score(place: int) -> float:
        index = candidates[place]
        unit = units[index]
        value = 1.5 * share_of(unit, words) + 0.1 * min(unit.words, 8) - 0.1 * place
        value += 0.8 if _begins_article(units, index) else 0.0
        value += 0.7 if _heads_page(units, index) else 0.0
        value += 1.5 if index == over else 0.0
        return value

    return candidates[max(range(len(candidates)), key=lambda place: (score(place), -place))]


def _over_last(units: list[Unit], candidates: list[int]) -> int | None:
    """The line over the last candidate, where that is a heading or a standfirst beneath it."""
    if len(candidates) < 2:
        return None
    upper, lower = units[candidates[-2]], units[candidates[-1]]
    if not all(is_menu(unit.text) for unit in units[candidates[-2] + 1 : candidates[-1]]):
        return None
    if upper.words <= MAX_KICKER_WORDS:
        return None
    shorter = lower.words <= upper.words
    following = units[candidates[-1] + 1 :]
    if looks_set(lower.text) and following and not is_sentence(following[0]):
        # No heading of a text; it may be the title beneath another story's headline.
        words = body_words(following)
        if share_of(upper, words) <= MIN_SHARE and share_of(lower, words) >= MIN_FAMILIAR:
            return None
    return candidates[-2] if shorter or not looks_set(lower.text) else None


def _beside_strip(units: list[Unit], candidates: list[int], label: int, headlines: set[str]) -> int:
    """The title among the headlines of other stories: by place, repetition and shared words."""
    specific = [i for i in candidates if bare(units[i].text) not in GENERIC_HEADINGS]
    candidates = specific or candidates
    words = body_words(units[text_start(units) :])
    seen = Counter(bare(units[i].text) for i in candidates)
    latest = {bare(units[i].text): i for i in candidates}
    last = candidates[-1]
    # Several strips may follow one another; the article begins behind the last.
    labels = [i for i in range(label, last) if is_strip_label(units[i])]
    group = _first_of_next_group(units, labels[-1] if labels else label)
    # The first line in the article's own words; those behind it are its headings.
    familiar = next(
        (
            i
            for i in candidates
            if share_of(units[i], words) >= MIN_FAMILIAR and bare(units[i].text) not in headlines
        ),
        None,
    )

    over_heading = _over_first_heading(units, candidates)
    if len(candidates) > 1 and _is_standfirst(units, *candidates[-2:]):
        over_heading = candidates[-2]

    def score(index: int) -> float:
        text = bare(units[index].text)
        value = 2 * share_of(units[index], words)
        value -= 1.0 if text in headlines and seen[text] < 2 else 0.0
        value += 1.0 if seen[text] > 1 and index == latest[text] else 0.0
        value += 0.5 if index == last else 0.0
        value -= 2.0 if read_credits(units[index].text) else 0.0
        value += 1.2 if index == group else 0.0
        value += 0.6 if index == familiar else 0.0
        value += 0.2 if index < label else 0.0
        value += 0.4 if _begins_article(units, index) else 0.0
        value += 1.0 if index == over_heading else 0.0
        value -= 1.0 if units[index].words == 1 else 0.0
        return value

    return max(candidates, key=lambda index: (score(index), index))


def _over_first_heading(units: list[Unit], candidates: list[int]) -> int | None:
    """A long line over a short one that heads the text: the headline over the first heading."""
    if len(candidates) < 2 or candidates[-2] != candidates[-1] - 1:
        return None
    upper, lower = units[candidates[-2]], units[candidates[-1]]
    following = units[candidates[-1] + 1] if candidates[-1] + 1 < len(units) else None
    if following is None or not is_sentence(following):
        return None
    short = lower.words <= MAX_HEADING_WORDS and upper.words >= lower.words + 3
    return candidates[-2] if short else None


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


def _heads_page(units: list[Unit], index: int) -> bool:
    """Whether a date, a byline or the contents stand directly beneath a line."""
    following = units[index + 1] if index + 1 < len(units) else None
    return following is not None and bool(
        read_credits(following.text) or is_contents_label(following.text)
    )
