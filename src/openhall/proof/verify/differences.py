"""How the entries of one bundle differ from the hashes of its tile: which rows were changed, dropped, added, moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from openhall.proof.verify.report import Findings, Kind


def name_differences(
    findings: Findings, first: int, entries: Sequence[bytes], signed: Sequence[bytes], path: str
) -> None:
    """Name the rows from `first` on whose hashes (`entries`) are not those of the tile that was signed."""
    start = _common(entries, signed)
    rest, right = entries[start:], signed[start:]
    row = first + start
    if len(rest) < len(right) and rest == right[len(right) - len(rest) :]:
        last = row + len(right) - len(rest) - 1
        findings.of_rows(
            Kind.DROPPED, row, last, f"{_rows(row, last)} dropped: {path} goes on with what follows"
        )
    elif len(rest) > len(right) and right == rest[len(rest) - len(right) :]:
        last = row + len(rest) - len(right) - 1
        findings.of_rows(Kind.ADDED, row, last, f"{_rows(row, last)} added: {path} holds what was not signed")
    elif len(rest) == len(right) > 2 and rest[:-1] == right[1:]:
        findings.of_row(
            Kind.DROPPED, row, f"row {row} was dropped: the rows after it stand one place earlier"
        )
    elif len(rest) == len(right) > 2 and rest[1:] == right[:-1]:
        findings.of_row(Kind.ADDED, row, f"row {row} was added: the rows after it stand one place later")
    elif Counter(rest) == Counter(right):
        places = [row + k for k, (a, b) in enumerate(zip(rest, right, strict=True)) if a != b]
        for place in places:
            findings.of_row(
                Kind.MOVED, place, f"row {place} was reordered: what stands there was signed elsewhere"
            )
    else:
        for k in range(max(len(rest), len(right))):
            if k >= len(rest):
                findings.of_row(Kind.DROPPED, row + k, f"row {row + k} is not in {path}")
            elif k >= len(right):
                findings.of_row(Kind.ADDED, row + k, f"row {row + k} in {path} was not signed")
            elif rest[k] != right[k]:
                findings.of_row(
                    Kind.CHANGED, row + k, f"row {row + k} was changed: its hash is not the one in its tile"
                )


def _common(one: Sequence[bytes], other: Sequence[bytes]) -> int:
    for k, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return k
    return min(len(one), len(other))


def _rows(first: int, last: int) -> str:
    return f"row {first} was" if first == last else f"rows {first} to {last} were"
