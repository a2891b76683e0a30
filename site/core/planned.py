"""Statements for which PostgreSQL stores a plan (core.prepared). Requires psycopg."""

from dataclasses import dataclass
from typing import Any

from psycopg import Cursor
from psycopg.errors import FeatureNotSupported
from psycopg.pq import TransactionStatus


@dataclass(frozen=True)
class Planned:
    """A PostgreSQL connection whose cursors bind parameters on the server, so that it can reuse
    plans. Django's own cursors do not by default, because the admin's queries must not use
    stored plans."""

    connection: Any

    def __getattr__(self, name: str):
        return getattr(self.connection, name)

    def cursor(self):
        if self.connection.queries_logged:  # Django's log does not show server-side parameters.
            return self.connection.cursor()
        self.connection.close_if_health_check_failed()
        self.connection.ensure_connection()
        with self.connection.wrap_database_errors:
            # Like Django's cursor(): checks the thread and wraps errors.
            return self.connection._prepare_cursor(PlannedCursor(self.connection.connection))


class PlannedCursor(Cursor):
    def execute(self, query, params=None, **options):
        try:
            return super().execute(query, params, **options)
        except FeatureNotSupported:
            # A migration has changed a column since the statement was planned. psycopg cannot
            # discard a single plan, so this connection stops preparing statements.
            self.connection.prepare_threshold = None
            if self.connection.info.transaction_status is not TransactionStatus.IDLE:
                raise
            return super().execute(query, params, **options)
