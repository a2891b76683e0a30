"""The report of a reading: what could not be kept, and what was left out on purpose."""

from dataclasses import dataclass, field


@dataclass
class Report:
    """Collects losses and dropped furniture, without repetition, in the order they were met."""

    losses: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    line: int | None = None
    """The line that is named where a loss has none of its own."""
    _seen: set[tuple[str, str]] = field(default_factory=set)
    """What the lists hold: to search the lists for every entry would take quadratic time."""

    def lose(self, message: str, line: int | None = None) -> None:
        line = self.line if line is None else line
        note = message if line is None else f"line {line}: {message}"
        if self._is_new("loss", note):
            self.losses.append(note)

    def drop(self, text: str) -> None:
        text = " ".join(text.split())
        if text and self._is_new("dropped", text):
            self.dropped.append(text)

    def _is_new(self, kind: str, text: str) -> bool:
        is_new = (kind, text) not in self._seen
        self._seen.add((kind, text))
        return is_new


def shortened(text: str, length: int = 80) -> str:
    """`text` on one line, cut for a report."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
