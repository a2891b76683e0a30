"""Errors that occur while a manuscript is read."""

from dataclasses import dataclass


class ManuscriptError(Exception):
    """A manuscript cannot be read. Holds the reason, the file and the line."""

    def __init__(self, reason: str, file: str = "", line: int | None = None):
        self.reason = reason
        self.file = file
        self.line = line
        super().__init__(f"{self.location}: {reason}" if self.location else reason)

    @property
    def location(self) -> str:
        return location(self.file, self.line)


@dataclass(frozen=True)
class Failure:
    """One record that could not be read. The other records are read regardless."""

    location: str
    reason: str


UNEXPECTED = "unexpected error"


def unexpected(error: Exception) -> str:
    """The reason text for an unexpected exception."""
    return f"{UNEXPECTED}: {type(error).__name__}: {error}"


def location(file: str, line: int | None) -> str:
    """`file:line`, as far as they are known."""
    if line is None:
        return file
    return f"{file or 'line'}:{line}"
