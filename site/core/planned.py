"""Statements of which PostgreSQL keeps a plan (core.prepared); needs psycopg."""

from dataclasses import dataclass
from typing import Any

from psycopg import Cursor
from psycopg.errors import FeatureNotSupported
from psycopg.pq import TransactionStatus


@dataclass(frozen=True)
class Planned:
    """A connection to PostgreSQL whose cursors send statements and values apart, so that the
    server can keep a plan. Django's own do not by default: what the admin asks may not be kept.
    """

    connection: Any

    def __getattr__(self, name: str):
        return getattr(self.connection, name)

    def cursor(self):
        if self.connection.queries_logged:  # of what is sent apart, Django's log shows nothing
            return self.connection.cursor()
        self.connection.close_if_health_check_failed()
        self.connection.ensure_connection()
        with self.connection.wrap_database_errors:
            # As Django's cursor() does: checked for its thread, with Django's errors.
            return self.connection._prepare_cursor(PlannedCursor(self.connection.connection))


class PlannedCursor(Cursor):
    def execute(self, query, params=None, **options):
        try:
            return super().execute(query, params, **options)
        except FeatureNotSupported:
            # A migration has changed a column since the statement was planned. psycopg cannot
            # forget one plan, so this connection keeps none from now on.
            self.connection.prepare_threshold = None
            if self.connection.info.transaction_status is not TransactionStatus.IDLE:
                raise
            return super().execute(query, params, **options)
