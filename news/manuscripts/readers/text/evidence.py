"""Evidence for and against a line as the headline: wording, place, neighbours, shape."""

import re
from collections import Counter
from itertools import pairwise

from ...labels import is_contents_label, is_faq_label, is_question, is_takeaways_label
from .bylines import read_credits, read_date_line
from .menus import is_menu, is_share_word
from .person_names import COMMON_WORDS
from .phrases import HEADLINES, bare, is_counter, is_edge_furniture, is_front_label, is_time_ago
from .shapes import ends_sentence, is_caption, is_sentence, looks_set, looks_set_words
from .units import Unit
from .wording import stem_of

MIN_STANDFIRST = 5
MIN_FAMILIAR = 0.5
LONG = 6
OFTEN = 3
MAX_LACK = 0.25
KICKER_WORDS = 2
TOPICS = 6
FAR = 8

_PATH = re.compile(r"\s[/|›»>·]\s")
_WORD = re.compile(r"[^\W_]{3,}")
_SMALL_WORDS = frozenset(
    """
    the and for from with without what who why how when where which that this these those there
    their they them then than his her its our your you are was were has have had does did can will
    would should could may might must not but all any some one two more most after before into over
    under about between against out off new old first last per via here now says say said get
    """.split()  # noqa: SIM905
)

WEIGHTS = {
    # The words of the text
    "share": 0.4,
    "share of headings": 0.6,
    "known": 0.4,
    "often": 1.2,
    "foreign": -0.4,
    "best": 0.5,
    "below the best": -0.4,
    "first that is familiar": 0.5,
    "closing point": 3.6,
    # Its place
    "over the one heading": 2.5,
    "last": 0.5,
    "candidates behind": -0.9,
    "distance to the text": -0.9,
    "behind the strip": 1.0,
    "gap before": 0.8,
    "gap after": 0.4,
    "gaps around": 0.6,
    # Its neighbours
    "under a byline": -2.0,
    "over a sentence": 0.5,
    "over furniture": -1.2,
    "over a label": -1.5,
    "over a line": -0.5,
    "over a line and a caption": -1.1,
    "over two lines": -1.2,
    "over a sentence and a line": -1.1,
    "under a kicker": 0.1,
    # Its shape
    "one word": -1.9,
    "two words": -1.9,
    "three words": -0.6,
    "long": 0.9,
    "common words": -1.5,
}
"""How much each kind of evidence counts, fitted to a collection of pages and rounded."""


def stems(text: str) -> set[str]:
    """The stems of the significant words of a line."""
    return {stem_of(word) for word in _WORD.findall(text.lower()) if word not in _SMALL_WORDS}


def kind_of(unit: Unit) -> str:
    """The kind of a line at the front of a page, if it is not the headline."""
    text = unit.text
    if unit.strip:
        return "strip"
    if unit.divider or unit.rows:
        return "furniture"
    if unit.is_item:
        return "item"
    if HEADLINES.match(text):
        return "label"
    if is_contents_label(text) or is_takeaways_label(text) or is_faq_label(text):
        return "contents"
    if unit.site or is_menu(text):
        return "furniture"
    credits = read_credits(text)
    if credits and credits.explicit:
        return "byline"
    if is_time_ago(text) or is_counter(text) or read_date_line(text) or credits:
        return "credits"
    if is_share_word(text) or is_edge_furniture(text) or is_front_label(text):
        return "furniture"
    if is_caption(text) and text[0] not in '“"':
        return "caption"
    if is_sentence(unit):
        return "sentence"
    return "name" if unit.byline else "line"


class Page:
    """The front of a page with the candidates for the headline, and the words of the text.

    The text begins at `end`. `headlines` are the (bare) lines in the furniture after the text.
    """

    def __init__(self, units: list[Unit], end: int, candidates: list[int]):
        self.units = units
        self.end = end
        self.kinds = [kind_of(unit) for unit in units[: end + 4]]
        self._read_text(units[end:])
        self.standfirsts = self._standfirsts(candidates)
        found = [i for i in candidates if i not in set(self.standfirsts.values())]
        self.candidates = [i for i in found if self._is_likely(i)] or found
        self.shares = {i: self._share(self.words.keys(), i) for i in self.candidates}
        self.best = max(self.shares.values(), default=0.0)
        enough = max(MIN_FAMILIAR, self.best - 0.2)
        familiar = (i for i in self.candidates if self.shares[i] >= enough)
        self.first_familiar = next(familiar, -1)
        self.behind_strip = self._behind_strip()

    def _read_text(self, text: list[Unit]) -> None:
        self.words: Counter[str] = Counter()
        self.heading_words: set[str] = set()
        self.points: set[str] = set()
        for unit in text:
            own = stems(unit.text)
            self.words.update(own)
            if not ends_sentence(unit.text) or is_question(unit.text):
                self.heading_words |= own
            if unit.is_item:
                self.points.add(bare(unit.text))
        self.topics = {word for word, times in self.words.most_common(TOPICS) if times >= OFTEN}

    def kind(self, index: int) -> str:
        return self.kinds[index] if 0 <= index < len(self.kinds) else ""

    def _is_likely(self, index: int) -> bool:
        """Whether a candidate is no caption, breadcrumb or name. In a profile, a name may
        precede the standfirst."""
        if self.kind(index) == "caption" or _is_path(self.units[index].text):
            return False
        return not self.units[index].byline or index in self.standfirsts

    def _standfirsts(self, candidates: list[int]) -> dict[int, int]:
        """Maps lines to the standfirsts directly below them.

        Unlike the headline, a standfirst has no capitals. But the upper line may be the headline of
        another story, and the lower line the headline itself: then the text shares few words with
        the upper line.
        """
        found: dict[int, int] = {}
        for upper, lower in pairwise(candidates):
            if lower != upper + 1 or upper in found.values():
                continue
            title, line = self.units[upper], self.units[lower]
            if _is_path(title.text):
                continue
            signed = self.kind(lower + 1) in ("name", "byline", "credits")
            if line.words < max(MIN_STANDFIRST, 0 if signed else title.words - 3):
                continue
            if title.words < KICKER_WORDS or (
                title.byline and self.kind(upper - 1) in ("line", "sentence")
            ):
                continue
            if not looks_set(line.text) and self._heads(upper, lower):
                found[upper] = lower
        return found

    def _heads(self, upper: int, lower: int) -> bool:
        """Whether the upper of two lines is this article's headline, by its words or place."""
        title = self.units[upper]
        set_words = looks_set_words(title.text)
        if upper == 0 and (title.words > KICKER_WORDS or title.byline):
            return set_words or self.units[lower].words > title.words
        share, below = self._own_share(upper), self._own_share(lower)
        above = upper - 1
        kicker = self.kind(above) == "line" and self.units[above].words <= KICKER_WORDS
        first = kicker or self.kind(above) != "line"
        if set_words and (kicker or (first and share >= MIN_FAMILIAR)):
            return True
        if set_words and first and title.gap_before and below < MIN_FAMILIAR:
            return True
        after_strange = first or not self._own_share(above)
        return 0 < share >= below - MAX_LACK and (set_words or after_strange)

    def _own_share(self, index: int) -> float:
        own = stems(self.units[index].text)
        return len(own & self.words.keys()) / len(own) if own else 0.0

    def stems(self, index: int) -> set[str]:
        """The stems of a candidate and of its standfirst."""
        own = stems(self.units[index].text)
        below = self.standfirsts.get(index)
        return own if below is None else own | stems(self.units[below].text)

    def _share(self, words, index: int) -> float:
        own = self.stems(index)
        return len(own & words) / len(own) if own else 0.0

    def _behind_strip(self) -> int:
        """The first line after the block of lines that follows the last label of a strip."""
        labels = [i for i in range(self.end) if self.kind(i) == "label"]
        if not labels:
            return -1
        label = labels[-1]
        index = label + 1
        if self.units[label].gap_after:
            if index < len(self.units) and self.units[index].gap_after:
                return -1  # Blank lines surround every line, so they carry no information.
            index += 1
        while index < len(self.units) and not self.units[index].gap_before:
            index += 1
        return index if index > label + 1 else -1

    # The evidence

    def score(self, place: int) -> float:
        """The likelihood score of the candidate at an index of `candidates`."""
        return sum(WEIGHTS[name] * value for name, value in self.evidence(place).items())

    def evidence(self, place: int) -> dict[str, float]:
        """The evidence for and against a candidate, keyed like WEIGHTS, each from 0 to 1."""
        index = self.candidates[place]
        found = self._wording(index) | self._place(place) | self._beside(index)
        return {name: float(value) for name, value in (found | _shape(self.units[index])).items()}

    def _wording(self, index: int) -> dict[str, float]:
        own, share = self.stems(index), self.shares[index]
        known = own & self.words.keys()
        return {
            "share": share,
            "share of headings": self._share(self.heading_words, index),
            "known": bool(known),
            "often": bool(own & self.topics),
            "foreign": len(own) >= 3 and not known,
            "best": share == self.best > 0,
            "below the best": self.best - share,
            "first that is familiar": index == self.first_familiar,
            "closing point": bare(self.units[index].text) in self.points,
        }

    def _place(self, place: int) -> dict[str, float]:
        index = self.candidates[place]
        unit, behind = self.units[index], len(self.candidates) - 1 - place
        return {
            "over the one heading": index == 0 and behind == 1 and unit.words > KICKER_WORDS,
            "last": behind == 0,
            "candidates behind": min(behind, TOPICS) / TOPICS,
            "distance to the text": min(self.end - index, FAR) / FAR,
            "behind the strip": index == self.behind_strip,
            "gap before": unit.gap_before,
            "gap after": unit.gap_after,
            "gaps around": unit.gap_before and unit.gap_after,
        }

    def _beside(self, index: int) -> dict[str, float]:
        above = self.units[index - 1] if index else None
        foot = self.standfirsts.get(index, index)
        beneath, second = self.kind(foot + 1), self.kind(foot + 2)
        then = self._behind_furniture(foot + 1)
        return {
            "under a byline": self._is_under_byline(index),
            "over a sentence": beneath == "sentence",
            "over furniture": beneath == "furniture",
            "over a label": then == "label",
            "over a line": then == "line",
            "over a line and a caption": (beneath, second) == ("line", "caption"),
            "over two lines": (beneath, second) == ("line", "line"),
            "over a sentence and a line": (beneath, second) == ("sentence", "line"),
            "under a kicker": index - 1 in self.shares and above.words <= KICKER_WORDS,
        }

    def _is_under_byline(self, index: int) -> bool:
        """Whether the byline, with dates at most, is between a candidate and another one above
        it."""
        above = index - 1
        while self.kind(above) in ("credits", "furniture"):
            above -= 1
        return self.kind(above) == "byline" and index != self.candidates[0]

    def _behind_furniture(self, index: int) -> str:
        while self.kind(index) in ("furniture", "caption", "strip"):
            index += 1
        return self.kind(index)


def _is_path(text: str) -> bool:
    """“Crops / Pests”: the position of the page in the site."""
    parts = _PATH.split(text)
    return len(parts) > 1 and all(len(part.split()) <= KICKER_WORDS for part in parts)


def _shape(unit: Unit) -> dict[str, float]:
    words = re.findall(r"\w+", unit.text.lower())
    return {
        "one word": unit.words == 1,
        "two words": unit.words == 2,
        "three words": unit.words == 3,
        "long": unit.words >= LONG,
        "common words": unit.words < 3 and all(word in COMMON_WORDS for word in words),
    }
