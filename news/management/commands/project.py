"""Builds the projections that are not current."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import F
from tqdm import tqdm
from wagtail.models import Site

from news.models import ProjectionState
from news.projection.refresh import backfill, build_all, outdated, stale
from news.projection.release import make_newest, release_of


class Command(BaseCommand):
    help = (
        "Renders public articles for readers, the newest first: those that are missing, that have "
        "changed, or that another release has rendered. It may be interrupted, and goes on where "
        "it stopped when it is called again."
    )

    def add_arguments(self, parser):
        which = parser.add_mutually_exclusive_group()
        which.add_argument(
            "--stale",
            action="store_true",
            help="Only those that have changed since they were built.",
        )
        which.add_argument("--all", action="store_true", help="Also those that are current.")
        which.add_argument(
            "--background", action="store_true", help="Let the worker do it, a batch at a time."
        )

    def handle(self, *args, **options):
        if options["background"]:
            backfill.enqueue()
            return
        if settings.DEBUG:
            raise CommandError("With DEBUG, templates may change at any time: nothing is stored.")
        if options["all"]:
            ProjectionState.objects.update(wanted=F("wanted") + 1)
        if not options["stale"]:
            # An older release that is deployed again builds everything again.
            for site in Site.objects.all():
                make_newest(release_of(site))
        keys = list(stale() if options["stale"] else outdated())
        failed = 0
        # disable=None: the bar shows on a terminal only.
        with tqdm(total=len(keys), unit=" articles", disable=None) as bar:
            for _key, is_stored in build_all(keys):
                failed += not is_stored
                bar.update(1)
        if failed:
            raise CommandError(f"{failed} of {len(keys)} articles were not built; see the log.")
        self.stdout.write(f"{len(keys):,} articles were built.")
