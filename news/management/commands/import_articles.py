"""Imports manuscripts: pasted text, Markdown, HTML and JSON Lines."""

import json
import sys
from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, reset_queries
from tqdm import tqdm

from news.importing.compose import compose
from news.importing.media import Folder
from news.importing.outcomes import Outcome, Status, is_item
from news.importing.sections import NoSuchSection, section_at
from news.importing.sources import STDIN, Survey, items_of, survey_of
from news.importing.store import Importer
from news.importing.visibility import Plan
from news.manuscripts import FORMATS

INTERRUPTED = 130
HELD, SCHEDULED = PLANS = "kept as drafts", "scheduled"


class Command(BaseCommand):
    help = (
        "Imports manuscripts as articles. A second run changes nothing; a manuscript that has "
        "changed updates its article; an interrupted run goes on where it was."
    )
    # A dry run uses no database, and its standard output must hold only the articles.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "paths", nargs="+", metavar="PATH", help="A file, a folder, or - for standard input."
        )
        parser.add_argument("--into", metavar="/news/", help="The address of the section.")
        parser.add_argument("--format", choices=["auto", *FORMATS], default="auto")
        parser.add_argument("--publish", action="store_true", help="Publish, not only draft.")
        parser.add_argument("--dry-run", action="store_true", help="Only read, and report.")
        parser.add_argument("--json", action="store_true", help="One JSON object an article.")
        parser.add_argument(
            "--restore", action="store_true", help="Bring back articles that were deleted."
        )

    def handle(self, *args, paths, format, **options):
        self.as_json = options["json"]
        self.verbosity = options["verbosity"]
        check_paths(paths)
        survey = survey_of(paths)
        self.bar = tqdm(
            total=survey.total,
            unit=" articles",
            disable=not sys.stderr.isatty(),
            file=sys.stderr,
            leave=False,
        )
        try:
            with self.bar:
                if options["dry_run"]:
                    tally = self.preview(items_of(paths, format, sys.stdin.buffer, Folder))
                else:
                    tally = self.store(
                        items_of(paths, format, sys.stdin.buffer),
                        into=section_at(options["into"]) if options["into"] else None,
                        publish=options["publish"],
                        restore=options["restore"],
                    )
        except NoSuchSection as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(f"The database refused: {error}") from error
        except KeyboardInterrupt as error:
            raise CommandError(
                "Interrupted. What is done is kept; run the command again to go on.",
                returncode=INTERRUPTED,
            ) from error
        self.report_survey(survey)
        self.finish(tally, options["dry_run"])
        if survey.passed_over and not any(tally.values()):
            raise CommandError("No manuscript was found.")

    def preview(self, items) -> Counter:
        """Shows what would be imported."""
        tally = Counter()
        for item in items:
            self.bar.update()
            if not is_item(item):
                tally["failed"] += 1
                self.complain(f"{item.location}: {item.reason}")
                continue
            manuscript = item.manuscript
            draft = compose(manuscript, item.media)
            manuscript.losses = [*manuscript.losses, *draft.losses]
            tally["read"] += 1
            tally["losses"] += len(manuscript.losses)
            count_plan(tally, draft.plan)
            if self.as_json:
                found = {**manuscript.as_dict(), **draft.plan.as_dict()}
                self.say(json.dumps(found, ensure_ascii=False))
            else:
                self.say(f"{manuscript.location}: {manuscript.title}")
                self.report_plan(manuscript.location, draft.plan)
                self.report_losses(manuscript.location, manuscript.losses)
        return tally

    def store(self, items, **options) -> Counter:
        tally = Counter({status.value: 0 for status in Status})
        for outcome in Importer(**options).run(items):
            if not outcome.is_addendum:
                self.bar.update()
                tally[outcome.status.value] += 1
                count_plan(tally, outcome.plan)
            tally["losses"] += len(outcome.losses)
            self.report(outcome)
            # With DEBUG, Django records every query, and each query holds whole articles.
            reset_queries()
        return tally

    def report(self, outcome: Outcome) -> None:
        if outcome.status is Status.FAILED:
            self.complain(f"{outcome.location}: {outcome.reason}")
        if self.as_json:
            self.say(json.dumps(outcome.as_dict(), ensure_ascii=False))
            return
        if outcome.status in {Status.EDITED, Status.DELETED}:
            words = [f"“{outcome.title}” {outcome.status.value}", outcome.reason]
            self.say(f"{outcome.location}: {': '.join(filter(None, words))}")
        self.report_plan(outcome.location, outcome.plan)
        self.report_losses(outcome.location, outcome.losses)

    def report_plan(self, location: str, plan: Plan) -> None:
        """Reports which articles are not public at once, and why."""
        if plan.held:
            self.say(f"{location}: kept as a draft: {plan.held}")
        elif plan.scheduled:
            self.say(f"{location}: {plan.scheduled}")

    def report_losses(self, location: str, losses: list[str]) -> None:
        if self.verbosity > 0:
            for loss in losses:
                self.say(f"{location}: lost: {loss}")

    def report_survey(self, survey: Survey) -> None:
        """Reports the files in folders whose names are not those of manuscripts."""
        if survey.passed_over:
            by_ending = ", ".join(
                f"{number} {ending}" for ending, number in sorted(survey.passed_over.items())
            )
            self.complain(f"Passed over: {by_ending}.")
        for link in survey.links:
            self.complain(f"{link}: a symbolic link out of the folder is not followed.")

    def finish(self, tally: Counter, is_dry: bool) -> None:
        parts = [f"{n} {what}" for what, n in tally.items() if what not in PLANS]
        parts += [f"{what}: {tally[what]}" for what in PLANS if tally[what]]
        summary = ", ".join(parts)
        if self.as_json:
            self.complain(summary)
        else:
            self.say(summary or "Nothing to import.")
        failed = tally["failed"]
        if failed:
            raise CommandError(f"{failed} could not be {'read' if is_dry else 'imported'}.")

    def say(self, line: str) -> None:
        # The bar is redrawn below the line.
        self.bar.clear()
        self.stdout.write(line)

    def complain(self, line: str) -> None:
        self.bar.clear()
        self.stderr.write(line)


def count_plan(tally: Counter, plan: Plan) -> None:
    if plan.held:
        tally[HELD] += 1
    elif plan.scheduled:
        tally[SCHEDULED] += 1


def check_paths(paths: list[str]) -> None:
    for name in paths:
        if name != STDIN and not Path(name).exists():
            raise CommandError(f"No such file or folder: {name}")
