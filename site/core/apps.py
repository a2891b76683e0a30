from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Core")

    def ready(self):
        from core.cache import invalidation
        from core.media import documents, renditions
        from core.models import pages

        checks.register(documents.check_documents_are_moved)

        renditions.connect()
        invalidation.connect()
        pages.connect()
