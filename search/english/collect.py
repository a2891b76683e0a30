"""Rewrites the list of English words: `python -m search.english.collect FOLDER`.

FOLDER contains SCOWL's lists, as Debian's package `scowl` installs them in /usr/share/dict/scowl.
The list takes the sizes up to 60, the default of spell checkers: American, British, Canadian and
Australian spellings, their accepted variants, names and contractions.
"""

import gzip
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from search.english import SHORTEST, WORDS_FILE
from search.text import index_text

LARGEST_SIZE = 60
SPELLINGS = (
    "english",
    "american",
    "british",
    "british_z",
    "canadian",
    "australian",
    "variant_1",
    "variant_2",
    "british_variant_1",
)
KINDS = ("words", "upper", "proper-names", "contractions")


def main(folder: Path) -> int:
    found = sorted(set(words_in(folder)))
    if not found:
        print(f"There are no lists of SCOWL in {folder}.", file=sys.stderr)
        return 1
    text = "\n".join(found).encode("ascii")
    # Without a timestamp, the same words give the same file.
    WORDS_FILE.write_bytes(gzip.compress(text, mtime=0))
    print(f"{len(found)} words, {len(text)} bytes, {WORDS_FILE.stat().st_size} compressed")
    return 0


def words_in(folder: Path) -> Iterator[str]:
    """The words in the form of queries: folded, split at the apostrophe, long enough to correct."""
    for spelling in SPELLINGS:
        for kind in KINDS:
            for file in folder.glob(f"{spelling}-{kind}.*"):
                if int(file.suffix[1:]) <= LARGEST_SIZE:
                    text = index_text(file.read_text(encoding="latin-1"))
                    yield from re.findall(rf"[a-z]{{{SHORTEST},}}", text)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/dict/scowl")))
