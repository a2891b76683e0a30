"""Languages of texts: their codes, names, directions and reading speeds."""

import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.translation import get_language

# Languages of newspapers for which Django has no catalogue: their English names.
MORE = {
    "am": "Amharic",
    "bo": "Tibetan",
    "dv": "Divehi",
    "gu": "Gujarati",
    "lo": "Lao",
    "ps": "Pashto",
    "sd": "Sindhi",
    "si": "Sinhala",
    "ti": "Tigrinya",
    "yi": "Yiddish",
}
# Former and alternative codes of the same languages.
SAME = {
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "no": "nb",
    "zh": "zh-hans",
    "zh-cn": "zh-hans",
    "zh-sg": "zh-hans",
    "zh-tw": "zh-hant",
    "zh-hk": "zh-hant",
    "zh-mo": "zh-hant",
    "farsi": "fa",
    "chinese": "zh-hans",
}
RIGHT_TO_LEFT = frozenset(
    ["ar", "arc", "ckb", "dv", "fa", "he", "ku-arab", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"]
)
RIGHT_TO_LEFT_SCRIPTS = frozenset(["adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"])
TAG = re.compile(r"[a-z]{2,8}(?:-[a-z0-9]{1,8})*", re.IGNORECASE)

# The speed of silent reading in English, in words per minute: Brysbaert (2019), "How many words do
# we read per minute?", Journal of Memory and Language 109.
WORDS_PER_MINUTE = 238
# Characters per minute, for languages in which each character counts as a word. From
# Trauzettel-Klosinski and Dietz (2012), "The New International Reading Speed Texts", Investigative
# Ophthalmology & Visual Science 53.
SIGNS_PER_MINUTE = {"zh": 255, "ja": 357}


@dataclass(frozen=True)
class Language:
    """`tag` is for lang attributes (BCP 47), `direction` for dir attributes: "ltr" or "rtl"."""

    tag: str
    direction: str


@cache
def language(code: str) -> Language:
    """The language of a code or a language tag."""
    parts = code.lower().replace("_", "-").split("-")
    is_rtl = (
        parts[0] in RIGHT_TO_LEFT
        or code.lower() in RIGHT_TO_LEFT
        or bool(RIGHT_TO_LEFT_SCRIPTS.intersection(parts[1:]))
    ) and "latn" not in parts
    return Language("-".join(map(cased, range(len(parts)), parts)), "rtl" if is_rtl else "ltr")


def cased(position: int, part: str) -> str:
    """The part of a tag in its usual case: zh-Hans, en-GB."""
    if position == 0:
        return part
    return part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part


def site_language() -> Language:
    """The language of the user interface in the current request."""
    return language(get_language() or settings.LANGUAGE_CODE)


@cache
def choices() -> list[tuple[str, str]]:
    """Pairs of code and name, sorted by name: "Arabic – العربية"."""
    named = dict(MORE)
    for code, info in LANG_INFO.items():
        if "name" in info:
            own = info["name_local"]
            named[code] = info["name"] if own == info["name"] else f"{info['name']} – {own}"
    return sorted(named.items(), key=lambda item: item[1])


def code_of(words: str) -> str:
    """The code of a language from a tag or name ("de-AT", "zh_TW", "German", "Deutsch"); "" if
    it is unknown."""
    wanted = words.strip().casefold().replace("_", "-")
    known = dict(choices())
    named = by_name().get(wanted, "")
    if named or not TAG.fullmatch(wanted):
        return named
    parts = wanted.split("-")
    while parts:
        code = "-".join(parts)
        code = SAME.get(code, code)
        if code in known:
            return code
        parts.pop()
    return ""


@cache
def by_name() -> dict[str, str]:
    found = {name.casefold(): code for code, name in MORE.items()}
    for code, info in LANG_INFO.items():
        for key in ("name", "name_local"):
            if key in info:
                found.setdefault(info[key].casefold(), code)
    found.update((name, code) for name, code in SAME.items() if len(name) > 5)
    return found


def own_code(code: str) -> str:
    """The code as an article stores it: "" for the site's language, including its regional
    variants."""
    site = settings.LANGUAGE_CODE.lower()
    is_same = code == site or ("-" not in code and code == site.partition("-")[0])
    return "" if is_same else code


def speed(code: str) -> int:
    """The reading speed of the language, in words (core.text.word_count) per minute."""
    return SIGNS_PER_MINUTE.get(code.partition("-")[0], WORDS_PER_MINUTE)
