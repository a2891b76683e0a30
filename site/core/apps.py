from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Core")

    def ready(self):
        from core import tasks
        from core.cache import cdn, versions
        from core.cache.checks import check_settings_that_are_gone
        from core.media import documents, renditions
        from core.models import pages, routes
        from core.serving.checks import check_tasks_are_run

        checks.register(documents.check_documents_are_moved)
        checks.register(check_settings_that_are_gone)
        checks.register(check_tasks_are_run, checks.Tags.database, deploy=True)

        tasks.connect()
        renditions.connect()
        routes.connect()
        pages.connect()
        versions.connect()
        cdn.connect()
