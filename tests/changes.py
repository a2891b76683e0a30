"""Tables of changes that page caches read in tests."""

from django.db import connection

from core.cache.versions import Outbox


class Rows:
    """A table in memory, for tests of what a cache does with its rows."""

    def __init__(self):
        self.rows: list[tuple[int, str, str]] = []

    def add(self, *tags: str) -> None:
        number = self.rows[-1][0] + 1 if self.rows else 1
        self.rows.append((number, f"written {number}", " ".join(tags)))

    def newest(self) -> list[tuple]:
        return self.rows[-1:]

    def since(self, number: int) -> list[tuple]:
        return [row for row in self.rows if row[0] >= number]


def own_rows() -> Outbox:
    """The real table, read on the connection of the test, which alone sees its transaction."""
    return Outbox(lambda: connection)
