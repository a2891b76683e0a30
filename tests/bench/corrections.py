"""Whether correct queries keep their words: `python -m tests.bench.corrections --help`.

Asks an archive (tests.bench.archive makes one) every query of a file of JSON lines (`q` is the
query) and prints those whose words were changed. They are taken to be spelt right, so the goal is
none; exits with 1 where more than `--most` were changed.
"""

import argparse
import json
import sys
from pathlib import Path

from tests.bench.archive import configure


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("queries", type=Path, help="JSON lines; `q` is the query.")
    parser.add_argument("--database", required=True, metavar="URL")
    parser.add_argument("--most", type=int, default=0, help="How many may be changed.")
    options = parser.parse_args()
    configure(options.database)
    lines = options.queries.read_text(encoding="utf-8").splitlines()
    queries = [json.loads(line)["q"] for line in lines if line.strip()]
    changed = changed_words(queries)
    for typed, shown in changed:
        print(f"{typed}\n  -> {shown}")
    print(f"{len(changed)} of {len(queries)} queries were changed")
    return int(len(changed) > options.most)


def changed_words(queries: list[str]) -> list[tuple[str, str]]:
    """The queries that were answered in other words, with those words."""
    from search.engines import engine
    from search.finding import Finder
    from search.service import Asked

    found = ((query, Finder(engine()).find(Asked(query))) for query in queries)
    return [(query, finding.query.text) for query, finding in found if finding.is_corrected]


if __name__ == "__main__":
    sys.exit(main())
