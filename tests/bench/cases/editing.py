"""The editor, in a browser."""

import statistics

from tests.bench import bench_editor
from tests.bench.cases.bench import Bench
from tests.bench.goals import Goal, at_most, divided, skipped

# In each editor, for each round.
OPENINGS = 3


def editor(bench: Bench) -> list[Goal]:
    name = "editor open until typing in the first rich text, time to plain Wagtail"
    if why := bench_editor.lacking():
        print(f"  SKIPPED: {why}", flush=True)
        return [skipped(name, bench_editor.GOAL, False, why)]
    sides = bench_editor.measured(OPENINGS * bench.rounds, {bench.cores.server})
    for side in sides:
        medians = {what: statistics.median(side.results[what]) for what in bench_editor.TIMES}
        figures = [f"{what} {median:,.0f} ms" for what, median in medians.items()]
        bench.note("editor", side.name, *figures)
    theirs, ours = (side.results["first rich text"] for side in sides)
    return [at_most(name, bench_editor.GOAL, divided(ours, theirs))]
