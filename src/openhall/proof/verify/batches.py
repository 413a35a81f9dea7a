"""The batches of a ledger: the times of their rows, and the seals between them."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from openhall.proof.checkpoint import Checkpoint
from openhall.proof.hashing import EMPTY_ROOT
from openhall.proof.leaf import Act, Seal
from openhall.proof.notes import Verifier
from openhall.proof.times import GRACE, in_words
from openhall.proof.verify.report import Findings, Kind

NAMED = 20
"""So many rows of one batch are named when their times are wrong."""


class Batches:
    """Whether each batch was sealed after its rows and soon after them, and goes on from what was signed before."""

    def __init__(self, findings: Findings, origin: str, verifiers: Sequence[Verifier], now: int) -> None:
        self._findings = findings
        self._origin = origin
        self._verifiers = verifiers
        self._now = now
        self.notes: list[str] = []
        self.acts = 0
        self.seals = 0
        self.sealed_at: int | None = None
        self.first_at: int | None = None
        self.longest_gap = 0
        self.first = 0
        """The first row of the batch that is read."""
        self._root = EMPTY_ROOT
        self._oldest: list[tuple[int, int]] = []
        self._newest: list[tuple[int, int]] = []
        self._in_batch = 0
        self.signed_size = 0
        """So many rows at the beginning are those over which a signature was found."""
        self._broken = False

    def act(self, place: int, act: Act) -> None:
        """An act stands at a place."""
        self.acts += 1
        self._in_batch += 1
        self.first_at = act.at if self.first_at is None else min(self.first_at, act.at)
        _keep(self._oldest, (-act.at, place))
        _keep(self._newest, (act.at, place))

    def seal(self, place: int, seal: Seal) -> None:
        """A seal ends the rows since the one before it."""
        self.seals += 1
        self._check_times(place, seal)
        self._check_history(place, seal)
        self.sealed_at = max(seal.sealed_at, self.sealed_at or seal.sealed_at)
        self._oldest, self._newest, self._in_batch = [], [], 0

    def sealed(self, size: int, root: bytes) -> None:
        """After a seal, the log has so many rows and this root."""
        self.first, self._root = size, root

    def end(self, size: int) -> None:
        """No row follows."""
        if self.first != size:
            self._findings.of_rows(
                Kind.DROPPED,
                size,
                size,
                f"after row {size - 1} the seal is missing: a log ends with one, so what followed was dropped",
            )

    def _check_times(self, place: int, seal: Seal) -> None:
        since = self.sealed_at
        if seal.sealed_at > self._now + GRACE:
            self._findings.of_row(
                Kind.BACK_DATED,
                place,
                f"the seal in row {place} says {in_words(seal.sealed_at)}, which is to come",
            )
        if since is not None and seal.sealed_at < since:
            self._findings.of_row(
                Kind.BACK_DATED,
                place,
                f"the seal in row {place} was back-dated: it says {in_words(seal.sealed_at)}, "
                f"and the one before it {in_words(since)}",
            )
        for at, number in sorted(self._newest, key=lambda each: each[1]):
            if at > seal.sealed_at:
                self._findings.of_row(
                    Kind.BACK_DATED,
                    number,
                    f"row {number} says {in_words(at)}, after it was sealed at {in_words(seal.sealed_at)}",
                )
        if since is None:
            return
        self.longest_gap = max(self.longest_gap, seal.sealed_at - since)
        early = sorted((number, -at) for at, number in self._oldest if -at < since - GRACE)
        if not early:
            return
        if seal.late:
            oldest = min(at for _, at in early)
            self.notes.append(
                f"rows {self.first} to {place - 1} were recorded late, the oldest of {in_words(oldest)}: {seal.late}"
            )
            return
        for number, at in early:
            self._findings.of_row(
                Kind.BACK_DATED,
                number,
                f"row {number} was back-dated: it says {in_words(at)}, but came after the seal of {in_words(since)}",
            )

    def _check_history(self, place: int, seal: Seal) -> None:
        """The seal repeats root and signature of the checkpoint before it: the first that fails names the batch."""
        if self._broken:
            return
        signed = self.first > 0 and self._is_signed(seal)
        if self.first == 0:
            good = seal.root_before == EMPTY_ROOT and not seal.signature_before
        else:
            good = signed and seal.root_before == self._root
        if good:
            self.signed_size = self.first
            return
        self._broken = True
        if self.first == 0:
            self._findings.of_row(
                Kind.CHANGED, place, f"row {place} was changed: the first seal says that rows were before it"
            )
        elif signed:
            self._findings.of_rows(
                Kind.CHANGED,
                self.signed_size,
                self.first - 1,
                f"of the rows {self.signed_size} to {self.first - 1} one or more were changed, dropped, added or "
                f"reordered: the seal in row {place} repeats what was signed over them, and it is not this",
            )
        else:
            self._findings.of_rows(
                Kind.CHANGED,
                self.signed_size,
                place,
                f"of the rows {self.signed_size} to {place} one or more were changed, dropped, added or reordered: "
                f"the signature that row {place} repeats is not by a key of this log over these rows "
                "(if the log had another key then, name it too)",
            )

    def _is_signed(self, seal: Seal) -> bool:
        text = Checkpoint(self._origin, self.first, seal.root_before).text
        number, content = seal.signature_before[:4], seal.signature_before[4:]
        return any(
            verifier.key_id == number and verifier.accepts(text, content) for verifier in self._verifiers
        )


def _keep(heap: list[tuple[int, int]], item: tuple[int, int]) -> None:
    """Keep the largest items."""
    if len(heap) < NAMED:
        heapq.heappush(heap, item)
    elif item > heap[0]:
        heapq.heapreplace(heap, item)
