from django.core.management.base import BaseCommand

from news.projection import lists


class Command(BaseCommand):
    help = "Makes the lists of articles again from the pages; after the time zone changed, too."

    def handle(self, *args, **options):
        done = sum(lists.rebuild())
        self.stdout.write(f"{done:,} articles read, the lists are true.")
