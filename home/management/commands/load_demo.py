"""Loads the demo publication; `make demo` runs it."""

from collections import Counter

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from home.demo.load import Demo, make_logins
from news.importing.outcomes import Status


class Command(BaseCommand):
    help = (
        "Loads the demo publication and its accounts. What is there is kept: a second run changes "
        "nothing that an editor has touched."
    )

    def handle(self, *args, **options):
        try:
            self.load(options["verbosity"])
        except DatabaseError as error:
            raise CommandError(f"The database refused: {error}") from error

    def load(self, verbosity: int) -> None:
        demo = Demo()
        if demo.home is None:
            raise CommandError("There is no front page. Run `python manage.py migrate` first.")
        if verbosity and not demo.is_loaded:
            self.stdout.write("Drawing the pictures and setting the articles …")
        tally = Counter()
        for outcome in demo.load():
            if not outcome.is_addendum:
                tally[outcome.status] += 1
            if outcome.status is Status.FAILED:
                self.stderr.write(f"{outcome.location}: {outcome.reason}")
            for loss in outcome.losses if verbosity else ():
                self.stderr.write(f"{outcome.location}: lost: {loss}")
        logins = make_logins()
        if verbosity:
            summary = ", ".join(f"{number} {status}" for status, number in tally.items())
            self.stdout.write(f"Articles: {summary}.")
            for login in logins:
                password = login.password or "(as you set it)"
                self.stdout.write(f"{login.group}: {login.username} / {password}")
        if tally[Status.FAILED]:
            raise CommandError(f"{tally[Status.FAILED]} articles could not be loaded.")
