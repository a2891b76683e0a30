"""A system check that says when nobody runs background tasks."""

from datetime import timedelta

from django.core import checks
from django.db import connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

MAX_WAIT = timedelta(minutes=10)


def check_tasks_are_run(app_configs, databases=None, **kwargs) -> list[checks.CheckMessage]:
    """Warns when a task has been ready for longer than MAX_WAIT. It asks the database, so it runs
    only where that is named: `manage.py check --deploy --database default`. (`migrate` runs checks
    of the database as well, but not those of a deployment.)
    """
    database = DBTaskResult.objects.db
    if database not in (databases or []):
        return []
    if DBTaskResult._meta.db_table not in connections[database].introspection.table_names():
        return []  # before the first migration
    if not (waiting := late_tasks()):
        return []
    return [
        checks.Warning(
            f"{waiting} background tasks have waited for more than "
            f"{MAX_WAIT.seconds // 60} minutes.",
            hint="Run `manage.py background`, or look into its log (docs/operations.md).",
            id="core.W002",
        )
    ]


def late_tasks() -> int:
    """The number of tasks that have been ready for longer than MAX_WAIT. One that is to run later
    has been ready since that moment.
    """
    limit = timezone.now() - MAX_WAIT
    late = DBTaskResult.objects.ready().filter(enqueued_at__lt=limit)
    is_later = {"run_after__gte": limit, "run_after__lte": timezone.now()}
    return late.exclude(**is_later).count()
