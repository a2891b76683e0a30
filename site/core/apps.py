from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Core")

    def ready(self):
        from core import purging, renditions
        from core.models import pages

        renditions.connect()
        purging.connect()
        pages.connect()
