"""What was found wrong with a log, named: which row, which file, which promise."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

MOST_FINDINGS = 100


class Kind(StrEnum):
    """What happened to a log."""

    CHANGED = "changed"
    DROPPED = "dropped"
    ADDED = "added"
    MOVED = "reordered"
    BACK_DATED = "back-dated"
    FILE = "file"
    """A tile, bundle or segment that is missing, or not what the rows make."""
    CHECKPOINT = "checkpoint"
    """The checkpoint is not signed, or does not state the root of these rows."""
    HISTORY = "history"
    """The log is not the one that was seen before."""
    RECEIPT = "receipt"
    WITNESS = "witness"
    UNCHECKED = "unchecked"
    """Something that could not be checked to its end."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. `where` is a row or a file; `rows` are the first and last row that it is about."""

    kind: Kind
    where: str
    sentence: str
    rows: tuple[int, int] | None = None


@dataclass
class Findings:
    """Findings as they come; after the first hundred they are only counted."""

    found: list[Finding] = field(default_factory=list)
    more: int = 0

    def add(self, kind: Kind, where: str, sentence: str, rows: tuple[int, int] | None = None) -> None:
        """Note one; one that says of the same rows what was said before is left out."""
        if any((each.kind, each.where) == (kind, where) for each in self.found):
            return
        if len(self.found) < MOST_FINDINGS:
            self.found.append(Finding(kind, where, sentence, rows))
        else:
            self.more += 1

    def of_row(self, kind: Kind, number: int, sentence: str) -> None:
        """Note one about one row."""
        self.add(kind, f"row {number}", sentence, (number, number))

    def of_rows(self, kind: Kind, first: int, last: int, sentence: str) -> None:
        """Note one about the rows from `first` to `last`."""
        if first == last:
            self.of_row(kind, first, sentence)
        else:
            self.add(kind, f"rows {first} to {last}", sentence, (first, last))


@dataclass(frozen=True)
class Witnessed:
    """What a witness signed of the log: so many of its rows, at a time in seconds since 1970.

    It counts unless rows were sealed more than ten minutes (`GRACE`) after that, which it should have seen by now.
    """

    name: str
    time: int
    size: int
    counts: bool = True


@dataclass(frozen=True)
class Report:
    """How a log was found. It is sound when nothing is wrong with it. `longest_gap` is in microseconds."""

    origin: str
    size: int
    root: bytes
    acts: int
    seals: int
    segments: int
    first_at: int | None
    sealed_at: int | None
    longest_gap: int
    witnesses: tuple[Witnessed, ...]
    findings: tuple[Finding, ...]
    more_findings: int
    notes: tuple[str, ...]
    receipt_rows: int

    @property
    def sound(self) -> bool:
        """Whether everything that was asked for holds."""
        return not self.findings
