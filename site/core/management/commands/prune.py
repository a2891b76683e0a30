"""Deletes rows that have expired."""

from django.core.management.base import BaseCommand, CommandError

from core.tasks import housekeeping


class Command(BaseCommand):
    help = (
        "Deletes what has expired: sessions, failed tasks, counts of searches, refused comments. "
        "The scheduler runs it every night."
    )

    def handle(self, *args, **options):
        outcomes = housekeeping.send_robust(sender=None)
        failed = [receiver for receiver, outcome in outcomes if isinstance(outcome, Exception)]
        if failed:
            names = ", ".join(f"{each.__module__}.{each.__name__}" for each in failed)
            raise CommandError(f"These could not delete what has expired (see the log): {names}")
