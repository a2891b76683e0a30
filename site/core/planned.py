"""The cursor of statements that PostgreSQL keeps a plan of (core.prepared); needs psycopg."""

from psycopg import Cursor
from psycopg.errors import FeatureNotSupported
from psycopg.pq import TransactionStatus


class PlannedCursor(Cursor):
    """Sends a statement and its values apart."""

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
