"""Reports differences between the search index and the articles, and repairs them if asked."""

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from search import drift, indexing
from search.documents import indexable
from search.engines import engine

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Compares the search index with the articles: missing, stale and extra ones. "
        "Fails if there are any, unless --repair mends them."
    )

    def add_arguments(self, parser):
        parser.add_argument("--repair", action="store_true", help="Mend what is found.")

    def handle(self, *args, repair=False, **options):
        is_sound = engine().is_sound()
        if not is_sound:
            self.stdout.write("The full-text index is missing or damaged.")
            if repair:
                engine().repair()
        found = self.check()
        for name, ids in vars(found).items():
            self.stdout.write(f"{name}: {len(ids)}{shown(ids)}")
        if not found.pages and is_sound:
            self.stdout.write("The search index says what is true.")
        elif repair:
            indexing.index_pages(found.pages)
            self.stdout.write("Mended.")
        else:
            raise CommandError("Run check_search --repair, or rebuild_search.")

    def check(self) -> drift.Drift:
        found = drift.Drift()
        # disable=None: the bar shows on a terminal only.
        with tqdm(total=indexable().count(), unit=" articles", disable=None) as bar:
            for count in drift.check(found):
                bar.update(count)
        return found


def shown(ids: list[int]) -> str:
    if not ids:
        return ""
    return f" (pages {', '.join(map(str, ids[:SHOWN]))}{' …' if len(ids) > SHOWN else ''})"
