"""Public articles with a *Published* date ahead were public at once: give them the true one.

Articles are held back until their dates now, and these are not to vanish. An update that lies ahead
is taken away; drafts keep what they say.
"""

from django.db import migrations
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

# Aliases of aliases of aliases.
DEEPEST = 10


def be_true(apps, schema_editor):
    now = timezone.now()
    public = apps.get_model("news", "ArticlePage").objects.filter(live=True)
    public.filter(updated_at__gt=now).update(updated_at=None)
    ahead = public.filter(published_at__gt=now)
    true = Coalesce("first_published_at", "last_published_at")
    for key, published_at in list(ahead.values_list("pk", true)):
        public.filter(pk=key).update(published_at=published_at or now)


def follow_first_sources(apps, schema_editor):
    """The alias of an alias follows the source itself."""
    pages = apps.get_model("wagtailcore", "Page").objects
    for _step in range(DEEPEST):
        chained = pages.filter(alias_of__alias_of__isnull=False).exclude(alias_of__alias_of=F("pk"))
        for key, source in list(chained.values_list("pk", "alias_of__alias_of")):
            pages.filter(pk=key).update(alias_of=source)


def list_again(apps, schema_editor):
    """By those dates, and without aliases."""
    from news.projection import lists

    for _number in lists.rebuild():
        pass


class Migration(migrations.Migration):
    dependencies = [("news", "0007_indexes_of_pages"), ("wagtailcore", "0098_apitoken")]

    operations = [
        migrations.RunPython(step, migrations.RunPython.noop)
        for step in (be_true, follow_first_sources, list_again)
    ]
