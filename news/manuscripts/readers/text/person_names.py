"""Names of people: which words on a line can be a name, and which belong to a heading."""

import re
from collections.abc import Container, Iterable
from pathlib import Path

MAX_NAMES = 5
MAX_FULL_WORDS = 4
STEM = 6
"""How many letters tell that two words are of one kind: “epidural”, “epidurals”."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


COMMON_WORDS = _words(Path(__file__).with_name("common_words.txt").read_text(encoding="utf-8"))
"""Words of headings, menus and newspapers' titles; no name of a person is made of them."""

_ALSO_NAMES = _words(
    # Words, countries and months that are also first or family names.
    """
    amber april art august autumn baker banks bill bird bishop black bond brown butler carter case
    chance chase chance church city clay cook cooper cross dawn day dean drew duke earl england
    english eve faith farmer field fields fish fisher ford forest forester fox frank french garden
    gardener georgia gold grace grant gray green grey guy hall hand harper hill holland holly hope
    house hunt hunter ireland iris ivy jack joy june justice king knight lake land lane law little
    long lord love major march mark mars marsh marshall mason may miles mill miller mills moon
    moore musk north olive page park parker parks pat patience paris pearl pike pollard pool poole
    poor pope porter potter powers price prince prudence race rain reed rich rivers rob robin rock
    rose rowe ruby rush sand sands savage sharp shepherd short silver singer sky small snow south
    star starr stone strange street summer summers sun sue swan sweet taylor temple town trust
    turner violet virginia wall ward washington waters way wells west white will winter winters
    wise wolf wood woods worth young york london justice best bell barber scales speed power
    german welsh irish scott england holiday weeks noon sunday may frost storm wright
    """
)
PARTICLES = _words(
    """
    af al ap av bin bint da dal dalla das de del della den der des di dos du e el ibn la le los
    mac ould o san st ten ter van vande vander ver vom von y zu zum zur
    """
)
_TITLES = _words(
    """
    dr prof professor mr mrs ms miss mx sir dame lord lady rev reverend fr sister brother rabbi
    imam capt captain col gen lt sgt
    """
)
_PLACE_STARTS = _words(
    """
    san santa santo são los las saint st st. fort port porto mount mt mt. cape el la le puerto
    monte rio buenos tel abu addis kuala hong sri costa saudi sierra burkina nova papua côte
    """
)
_PLACES = frozenset({"addis ababa", "phnom penh", "ulaan baatar", "wall street", "white house"})
_INITIALS = re.compile(r"^(?:[^\W\d_]\.?-?){1,3}$")
_WORD = re.compile(r"^[^\W\d_]+(?:[’'ʼ‘`.-][^\W\d_]+)*\.?$")
_SMALL_START = re.compile(r"^[^\W\d_]{1,3}[’'-][^\W\d_]")  # d'Angelo, al-Masri
_POSTNOMINAL = re.compile(r"^(?:Jr|Sr|Jnr|Snr|II|III|IV)\.?$", re.IGNORECASE)
_DEGREE = re.compile(r"^(?:(?:[A-Z]{1,3}[a-z]{1,4}){1,2}[A-Z]?[a-z]?|[A-Z]{2,6})$")
"""Letters behind a name: “BVSc”, “PhD”, “MBE”."""
_AND = re.compile(r"\s*(?:,|;|&|\+|\band\b|\bund\b|\bet\b)\s*", re.IGNORECASE)
_LOWER_WORD = re.compile(r"(?<![\w’'-])[^\W\d_]{3,}")


def lower_words(texts: Iterable[str]) -> set[str]:
    """The words that some texts write in lower case, and their first letters.

    Words of names are not included.
    """
    words = {word for text in texts for word in _LOWER_WORD.findall(text) if word[0].islower()}
    return words | {word[:STEM] for word in words if len(word) > STEM}


def is_person(text: str, lowered: Container[str] = (), *, placed: bool = False) -> bool:
    """Whether a line is the first and family name of one person, and nothing else.

    `lowered` holds the words that the article itself writes in lower case (see `lower_words`).
    `placed` means that the line is in the position of a byline: then a name may consist of words
    that are both names and common words.
    """
    words = text.split()
    while words and words[0].lower().rstrip(".") in _TITLES:
        words = words[1:]
    while len(words) > 2 and _POSTNOMINAL.match(words[-1]):
        words = words[:-1]
    if not 2 <= len(words) <= 7 or " ".join(words).lower() in _PLACES:
        return False
    particles = [word for word in words[1:-1] if word.lower() in PARTICLES]
    initials = [word for word in words if _is_initials(word, text)]
    full = [word for word in words if word not in particles and word not in initials]
    if not 1 <= len(full) <= MAX_FULL_WORDS or len(words) - len(particles) < 2:
        return False
    if words[-1] in initials and len(full) < 2 and not words[-1].endswith("."):
        return False
    if any(word.lower().endswith(("'s", "’s")) for word in words):
        return False
    if not all(_is_name_word(word, text.isupper()) for word in full):
        return False
    if words[0].lower() in _PLACE_STARTS and not words[0].endswith("."):
        return False
    return not _says_something(full, lowered, placed)


def _is_initials(word: str, text: str) -> bool:
    if not _INITIALS.match(word):
        return False
    return "." in word or len(word) == 1 or (len(word) == 2 and word.isupper() != text.isupper())


def _is_name_word(word: str, capitals: bool) -> bool:
    if not _WORD.match(word):
        return False
    if word.isupper() and len(word) > 2:
        return capitals  # “NATO” among other words is not a name.
    return word[0].isupper() or bool(_SMALL_START.match(word))


def _says_something(words: list[str], lowered: Container[str], placed: bool) -> bool:
    """Whether the words are those of a heading."""
    plain = [word.lower().strip(".") for word in words]
    doubtful = [word for word in plain if word in _ALSO_NAMES]
    if any(word in COMMON_WORDS and word not in _ALSO_NAMES for word in plain):
        return True
    if any(_is_lowered(word, lowered) and word not in _ALSO_NAMES for word in plain):
        return True
    if placed:
        return any(_is_lowered(word, lowered) for word in plain)
    # “Summer Rain”: each word could be a name, but both together hardly are.
    return len(doubtful) == len(plain) > 1 and all(word in COMMON_WORDS for word in plain)


def _is_lowered(word: str, lowered: Container[str]) -> bool:
    return word in lowered or (len(word) >= STEM and word[:STEM] in lowered)


def people(text: str, lowered: Container[str] = ()) -> list[str]:
    """The names in “Jane Doe, John Roe and Ann Poe”; [] if the line contains anything else."""
    parts = [_without_degrees(part.strip()) for part in _AND.split(text.strip(" ,;"))]
    if not 1 <= len(parts) <= MAX_NAMES or not all(is_person(part, lowered) for part in parts):
        return []
    return [_proper_case(part) for part in parts]


def _without_degrees(name: str) -> str:
    words = name.split()
    while not name.isupper() and len(words) > 2 and _is_degree(words[-1]):
        words.pop()
    return " ".join(words)


def _is_degree(word: str) -> bool:
    inner = any(letter.isupper() for letter in word[1:])
    return inner and bool(_DEGREE.match(word)) and not _POSTNOMINAL.match(word)


def _proper_case(name: str) -> str:
    """A name in capitals, converted to normal case."""
    if not name.isupper() or not any(len(word) > 2 for word in name.split()):
        return name
    return " ".join(
        word if _is_initials(word, "") and "." in word else _capitalised(word)
        for word in name.split()
    )


def _capitalised(word: str) -> str:
    if word.lower() in PARTICLES:
        return word.lower()
    return re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), word)
