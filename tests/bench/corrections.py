"""Whether correct queries stay unchanged: `python -m tests.bench.corrections --help`.

Runs every query of a file of JSON lines (`q` is the query) on an archive (see tests.bench.archive)
and prints those whose words were changed, and those for which other words were proposed. The
queries have results as they are, so none should be changed; exits with 1 if more than `--most`
were.
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
    changed, proposed = other_words(queries)
    for typed, shown in changed:
        print(f"{typed}\n  -> {shown}")
    for typed, shown in proposed:
        print(f"{typed}\n  ?  {shown}")
    print(f"{len(changed)} of {len(queries)} queries were changed")
    print(f"{len(proposed)} were answered as they are, with other words as a proposal")
    return int(len(changed) > options.most)


Pairs = list[tuple[str, str]]


def other_words(queries: list[str]) -> tuple[Pairs, Pairs]:
    """The queries that were answered in other words, and those with a proposal; each with them."""
    from search.engines import engine
    from search.finding import Finder
    from search.service import Asked

    changed, proposed = [], []
    for query in queries:
        finding = Finder(engine()).find(Asked(query))
        if finding.is_corrected:
            changed.append((query, finding.query.text))
        elif finding.suggested:
            proposed.append((query, finding.suggested.text))
    return changed, proposed


if __name__ == "__main__":
    sys.exit(main())
