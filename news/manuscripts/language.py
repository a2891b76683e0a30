"""Detects the language of a text: by its script, and by common words if languages share a script.

Returns a language only if it is certain.
"""

import re
from collections import Counter
from functools import cache
from itertools import islice
from pathlib import Path

from .model import FaqGroup, Manuscript, pieces_text
from .plain import plain_text

MOST_LETTERS = 20_000
# The number of letters and words needed for a certain answer.
FEWEST_LETTERS, FEWEST_WORDS = 20, 25
# The script's minimum share of all letters, the common words' minimum share of all words, and how
# many times more common words than the next language the winner needs.
SCRIPT_SHARE, COMMON_SHARE, LEAD = 0.6, 0.12, 1.3
# The minimum share of kana in a Japanese text.
KANA_SHARE = 0.05

SCRIPTS = {
    "latin": "A-Za-zÀ-ɏḀ-ỿ",
    "cyrillic": "Ѐ-ԯ",
    "arabic": "ؠ-يٮ-ۓەۮۯۺ-ۿݐ-ݿ",
    "han": r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff",
    "kana": "ぁ-ゖァ-ヺ",
    "hangul": "가-힣",
    "devanagari": r"\u0904-\u0939\u0958-\u0961",
    "hebrew": "א-ת",
    "greek": "Ͱ-Ͽἀ-῾",
    "armenian": "Ա-և",
    "georgian": "Ⴀ-ჿ",
    "thai": "ก-ฯะ-ฺเ-ๅ",
    "lao": "ກ-ຯະ-ຽເ-ໄ",
    "khmer": "ក-ឳ",
    "burmese": "က-ဪ",
    "tibetan": "ཀ-ཬ",
    "bengali": "অ-হ",
    "gurmukhi": "ਅ-ਹ",
    "gujarati": "અ-હ",
    "tamil": "அ-ஹ",
    "telugu": "అ-హ",
    "kannada": "ಅ-ಹ",
    "malayalam": "അ-ഹ",
    "sinhala": "අ-ෆ",
    "ethiopic": "ሀ-ፚ",
    "thaana": "ހ-ޱ",
}
LETTERS = {name: re.compile(f"[{letters}]") for name, letters in SCRIPTS.items()}
# Scripts that (almost) only one language uses.
ALONE = {
    "hangul": "ko",
    "hebrew": "he",
    "greek": "el",
    "armenian": "hy",
    "georgian": "ka",
    "thai": "th",
    "lao": "lo",
    "khmer": "km",
    "burmese": "my",
    "tibetan": "bo",
    "bengali": "bn",
    "gurmukhi": "pa",
    "gujarati": "gu",
    "tamil": "ta",
    "telugu": "te",
    "kannada": "kn",
    "malayalam": "ml",
    "sinhala": "si",
    "thaana": "dv",
}
# The first language with one of its letters in the text wins; "" stands for languages that we do
# not distinguish.
OWN_LETTERS = {
    "arabic": {
        "ckb": frozenset("ێڵڕڤ"),
        "ps": frozenset("ښځڅډړږۍ"),
        "ur": frozenset("ٹڈڑےںہ"),
        "fa": frozenset("پچژگکی"),
    },
    "cyrillic": {
        "": frozenset("қғәңұһөүѓќѕ"),
        "be": frozenset("ў"),
        "uk": frozenset("їєґ"),
        "sr": frozenset("ђћљњј"),
        "ru": frozenset("ыэ"),
        "bg": frozenset("ъ"),
    },
}
# Characters that only one of the two Chinese writing systems uses.
SIMPLIFIED = frozenset(
    "们这国说时会过学为发对来个还没现话开关门问长东车马鱼鸟书买卖见让认谁请读气师农银"
)
TRADITIONAL = frozenset(
    "們這國說時會過學為發對來個還沒現話開關門問長東車馬魚鳥書買賣見讓認誰請讀氣師農銀"
)

# Each line has a script, a language code and the most common words of the language.
COMMON = Path(__file__).with_name("languages.txt")
WORDS = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f\u0900-\u0dff\u200c]+[^\W\d_]*)*")


def guess(text: str) -> str:
    """The code of the language ("ar", "zh-hant"), or "" if it is not certain."""
    sample = text[:MOST_LETTERS]
    counts = {name: len(letters.findall(sample)) for name, letters in LETTERS.items()}
    total = sum(counts.values())
    if total < FEWEST_LETTERS:
        return ""
    signs = counts.pop("han") + counts.pop("kana")
    if signs >= SCRIPT_SHARE * total:
        return chinese_or_japanese(sample, signs)
    script = max(counts, key=counts.__getitem__)
    if counts[script] < SCRIPT_SHARE * total:
        return ""
    found = ALONE.get(script) or commonest(script, sample)
    return found or by_letters(script, sample)


def by_letters(script: str, sample: str) -> str:
    """The language of the script whose letters occur. For Arabic script, at least the direction
    is certain."""
    letters = set(sample.lower())
    owners = (code for code, own in OWN_LETTERS.get(script, {}).items() if letters & own)
    return next(owners, "ar" if script == "arabic" else "")


def chinese_or_japanese(sample: str, signs: int) -> str:
    if len(LETTERS["kana"].findall(sample)) >= KANA_SHARE * signs:
        return "ja"
    simplified = sum(letter in SIMPLIFIED for letter in sample)
    traditional = sum(letter in TRADITIONAL for letter in sample)
    if simplified > LEAD * traditional:
        return "zh-hans"
    return "zh-hant" if traditional > LEAD * simplified else ""


def commonest(script: str, sample: str) -> str:
    found = WORDS.findall(sample.lower())
    if len(found) < FEWEST_WORDS:
        return ""
    counts = Counter(found)
    shares = Counter(
        {
            code: sum(counts[word] for word in words)
            for code, words in common().get(script, {}).items()
        }
    )
    best = shares.most_common(2)
    if not best or best[0][1] < COMMON_SHARE * len(found):
        return ""
    next_best = best[1][1] if len(best) > 1 else 0
    return best[0][0] if best[0][1] >= LEAD * next_best else ""


@cache
def common() -> dict[str, dict[str, frozenset[str]]]:
    """The most common words by script and language."""
    found: dict[str, dict[str, frozenset[str]]] = {}
    for line in COMMON.read_text(encoding="utf-8").splitlines():
        script, code, *words = line.split()
        found.setdefault(script, {})[code] = frozenset(words)
    return found


def guess_of(manuscript: Manuscript) -> str:
    """The language of the words of a manuscript."""
    return guess("\n".join(islice(words_of(manuscript), 200)))


def words_of(manuscript: Manuscript):
    yield manuscript.title
    yield manuscript.standfirst
    yield pieces_text(manuscript.introduction)
    for part in manuscript.body:
        if isinstance(part, FaqGroup):
            for question in part.questions:
                yield question.question
                yield plain_text(question.answer)
        else:
            yield part.heading
            yield pieces_text(part.pieces)


def is_contradicted(code: str, guessed: str) -> bool:
    """Whether a text in the guessed language cannot be in the language of the code, because the
    scripts differ."""
    return bool(guessed) and bool(code) and writing(code) != writing(guessed)


def writing(code: str) -> str:
    base = code.lower().partition("-")[0]
    if base in {"zh", "ja"}:
        return base
    alone = next((script for script, only in ALONE.items() if only == base), "")
    shared = (script for script, languages in common().items() if base in languages)
    return alone or next(shared, "latin")
