"""Makes the renditions that pictures in use lack."""

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm
from wagtail.images import get_image_model

from core.media.renditions import make_renditions

BATCH = 20


class Command(BaseCommand):
    help = "Makes the renditions that pictures in use lack: after an import or a restored backup."

    def handle(self, *args, **options):
        ids = list(get_image_model().objects.order_by("pk").values_list("pk", flat=True))
        failed = 0
        # disable=None: the bar shows on a terminal only.
        with tqdm(total=len(ids), unit=" pictures", disable=None) as bar:
            for start in range(0, len(ids), BATCH):
                part = ids[start : start + BATCH]
                failed += make_renditions(part)
                bar.update(len(part))
        if failed:
            raise CommandError(f"{failed} of {len(ids)} pictures could not be read; see the log.")
        self.stdout.write(f"{len(ids)} pictures have their renditions.")
