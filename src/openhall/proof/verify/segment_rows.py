"""Whether the Parquet segments are the files that the seals name, and their rows the leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256

from openhall.proof.errors import BadTile, TooLarge
from openhall.proof.hashing import HASH, leaf_hash
from openhall.proof.leaf import Seal
from openhall.proof.reader import Read
from openhall.proof.segments import LARGEST_SEGMENT, MOST_ROWS, SegmentRef, segment_path
from openhall.proof.verify.report import Findings, Kind

OpenSegment = Callable[[bytes], Iterable[tuple[int, bytes]]]
"""Gives numbers and leaves of the rows of a segment. Raises `BadTile` when it is none."""
MOST_WAITING = 1 << 22
"""Rows that may wait for their segment; the writer's largest batch and segments keep far below."""
NO_ACT, UNKNOWN = bytes(HASH), b"\xff" * HASH
NAMED = 10
"""So many rows of one segment are named that are not those of the log."""


class Segments:
    """Holds the hashes of acts until the seal that names their segment."""

    def __init__(self, findings: Findings, read: Read, open_segment: OpenSegment) -> None:
        self._findings = findings
        self._read = read
        self._open = open_segment
        self._waiting = bytearray()
        self._from = 0
        self._lost = False
        """More rows waited than are held: segments can no longer be checked."""
        self.checked = 0

    def act(self, hashed: bytes) -> None:
        """An act follows, with this leaf hash."""
        self._hold(hashed)

    def unknown(self) -> None:
        """A row follows that cannot be read: its segment is not compared with it."""
        self._hold(UNKNOWN)

    def seal(self, place: int, seal: Seal, batch_first: int) -> None:
        """A seal follows; `batch_first` is the first row of its batch."""
        self._hold(NO_ACT)
        if not seal.segment:
            if seal.segmented != self._from:
                self._broken(place, f"moves the end of the segments to {seal.segmented} without one")
            return
        segment = SegmentRef(self._from, seal.segmented, seal.segment)
        if not self._from < seal.segmented <= batch_first or seal.segmented - self._from > MOST_ROWS:
            self._broken(
                place, f"names a segment of rows {self._from} to {seal.segmented}, which none can have"
            )
            return
        self._check(segment)
        self._let_go(seal.segmented - self._from)

    def _check(self, segment: SegmentRef) -> None:
        path = segment_path(segment)
        rows = segment.end - segment.first
        if self._lost or len(self._waiting) < rows * HASH:
            self._findings.add(Kind.UNCHECKED, path, f"{path} comes too long after its rows to be checked")
            return
        try:
            data = self._read(path, LARGEST_SEGMENT)
        except TooLarge as error:
            self._findings.add(Kind.FILE, path, str(error))
            return
        if data is None:
            self._findings.add(Kind.FILE, path, f"{path} is missing, and a seal names it")
            return
        self.checked += 1
        changed = sha256(data).digest() != segment.sha256
        if changed:
            self._findings.add(
                Kind.FILE, path, f"{path} was changed: its hash is not the one that its seal states"
            )
        try:
            self._compare(path, segment, self._open(data))
        except BadTile as error:
            if not changed:
                self._findings.add(Kind.FILE, path, f"{path} is no segment: {error}")

    def _compare(self, path: str, segment: SegmentRef, rows: Iterable[tuple[int, bytes]]) -> None:
        expected, named = segment.first, 0
        for number, leaf in rows:
            if not segment.first <= number < segment.end or number < expected:
                self._findings.add(
                    Kind.FILE,
                    path,
                    f"{path} holds row {number}, which is not one of its own or stands there twice",
                )
                return
            self._missing(path, segment, expected, number)
            expected = number + 1
            if self._hash(segment, number) not in (UNKNOWN, leaf_hash(leaf)):
                named += 1
                if named > NAMED:
                    return
                self._findings.of_row(
                    Kind.CHANGED,
                    number,
                    f"row {number} of {path} is not row {number} of the log: one was changed",
                )
        self._missing(path, segment, expected, segment.end)

    def _missing(self, path: str, segment: SegmentRef, start: int, end: int) -> None:
        for number in range(start, end):
            if self._hash(segment, number) not in (NO_ACT, UNKNOWN):
                self._findings.of_row(
                    Kind.CHANGED,
                    number,
                    f"row {number} of the log is not in {path}: dropped there, or added here",
                )

    def _hash(self, segment: SegmentRef, number: int) -> bytes:
        at = (number - segment.first) * HASH
        return bytes(self._waiting[at : at + HASH])

    def _hold(self, hashed: bytes) -> None:
        if len(self._waiting) < MOST_WAITING * HASH:
            self._waiting += hashed
        else:
            self._lost = True

    def _let_go(self, rows: int) -> None:
        del self._waiting[: rows * HASH]
        self._from += rows

    def _broken(self, place: int, why: str) -> None:
        self._findings.of_row(Kind.CHANGED, place, f"the seal in row {place} {why}")
