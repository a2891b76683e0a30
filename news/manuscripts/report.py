"""The report of a reading: losses, and parts left out on purpose."""

from dataclasses import dataclass, field


@dataclass
class Report:
    """Collects losses and dropped furniture without duplicates, in the order of occurrence."""

    losses: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    line: int | None = None
    """The line that is named where a loss has none of its own."""
    counts: dict[str, int] = field(default_factory=dict)
    """How often what is only counted was met, by the words of its loss."""
    _places: dict[str, int] = field(default_factory=dict)
    """Where in `losses` these are: nothing is ever taken out of the list."""
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

    def remark(self, text: str) -> None:
        """Reports an editor's remark, which is not part of the text."""
        if text.strip():
            self.drop(text)
            self._count("remarks of editors left out: they are no part of the text")

    def delete(self, text: str) -> None:
        """Reports words that were deleted with change tracking."""
        if text.strip():
            self.drop(text)
            self._count("tracked deletions left out; what was inserted is kept")

    def struck(self, text: str, line: int | None = None) -> None:
        """Reports struck-through words where strikethrough is not available."""
        self.lose(f"CHECK THE MEANING: “{shortened(text)}” is struck through in the source", line)

    def _count(self, what: str) -> None:
        """Counts losses of one kind and reports them as a single loss."""
        number = self.counts[what] = self.counts.get(what, 0) + 1
        if number == 1:
            self._places[what] = len(self.losses)
            self.losses.append("")
        self.losses[self._places[what]] = f"{what} ({number})"


def shortened(text: str, length: int = 80) -> str:
    """`text` on one line, shortened for a report."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
