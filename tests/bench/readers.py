"""How long readers take for adversarial texts: `python -m tests.bench.readers [--every N]`.

Reads every N-th text of tests/news/manuscripts/adversaries.py at 50 and 100 kB and at 1 MB, in
each format, and prints those that took most processor time for a megabyte and those whose time
grew most. What was refused has the reason behind it.
"""

import argparse
import time

from news.manuscripts import FORMATS, Failure, read
from tests.news.manuscripts.adversaries import Adversary, adversaries

SHOWN = 10
# Less than this is too short to compare.
SHORTEST_SECONDS = 0.02


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--every", type=int, default=50)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--formats", nargs="+", default=list(FORMATS))
    options = parser.parse_args()
    rows = [
        measured(adversary, format)
        for adversary in list(adversaries())[options.first :: options.every]
        for format in options.formats
    ]
    print(f"{len(rows)} texts. Seconds for a megabyte:")
    show(sorted(rows, key=lambda row: row[1], reverse=True)[:SHOWN])
    print("100 kB against 50 kB:")
    show(sorted(rows, key=lambda row: row[0], reverse=True)[:SHOWN])


def measured(adversary: Adversary, format: str) -> tuple[float, float, str, str, str]:
    """The growth, the seconds for a megabyte, the format, the text, and why it was refused."""
    half, _reason = seconds(adversary.text(50_000), format)
    whole, _reason = seconds(adversary.text(100_000), format)
    megabyte, reason = seconds(adversary.text(1_000_000), format)
    growth = whole / half if whole > SHORTEST_SECONDS else 0.0
    return growth, megabyte, format, str(adversary), reason


def seconds(text: str, format: str) -> tuple[float, str]:
    start = time.process_time()
    found = list(read(text, format))
    taken = time.process_time() - start
    failure = next((each for each in found if isinstance(each, Failure)), None)
    return taken, failure.reason if failure else ""


def show(rows: list[tuple[float, float, str, str, str]]) -> None:
    for growth, megabyte, format, text, reason in rows:
        print(f"  x {growth:4.2f}  {megabyte:5.2f} s  {format:8} {text:.70}  {reason:.50}")


if __name__ == "__main__":
    main()
