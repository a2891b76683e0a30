"""Prints how well the text reader understands the collection of pasted articles.

python -m tests.news.manuscripts.score_pasted [--faults] [FOLDER]
"""

import argparse
from pathlib import Path

from .pasted_articles import FOLDER, pasted_articles, score, table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--faults", action="store_true", help="name what was read otherwise")
    options = parser.parse_args()
    scores = score(pasted_articles(options.folder))
    print(table(scores))
    if options.faults:
        for kind, each in scores.kinds.items():
            print(f"\n{kind}", *each.faults, sep="\n  ")


if __name__ == "__main__":
    main()
