"""The ledger: acts are sealed in batches, and each batch ends with a seal that says when.

No act may say that it happened after its seal, nor more than `GRACE` before the seal before it: by then the log would
have been told of it. Old records are let in only with a reason, which stays in the log for all to read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openhall.proof.checkpoint import SignedCheckpoint
from openhall.proof.errors import BackDated, BadLeaf, BrokenLog
from openhall.proof.leaf import Act, Seal, read_leaf, write_act, write_seal
from openhall.proof.log_writer import LogWriter
from openhall.proof.notes import Ed25519Signer, Verifier
from openhall.proof.reader import LogReader
from openhall.proof.segments import MOST_ROWS, SegmentRef, acts_of, write_segment
from openhall.proof.storage import Storage
from openhall.proof.times import GRACE, SECOND, in_words

SEGMENT_ROWS = 1 << 17
"""So many rows are worth a file of their own within a day."""
DAY = 86_400 * SECOND
MOST_ACTS = 1 << 20
KEY = "key"
"""Where a log publishes its own verifier key, for those who have no better source of it."""
LARGEST_KEYS = 10_000


@dataclass(frozen=True)
class Sealed:
    """A batch that was sealed: the number of its first act, of its seal, and the checkpoint over all."""

    first: int
    seal: int
    checkpoint: SignedCheckpoint


class Ledger:
    """The writer of a ledger. Hold the store alone while one of these lives (`FolderStorage.held`)."""

    def __init__(self, storage: Storage, signer: Ed25519Signer, earlier: Sequence[Verifier] = ()) -> None:
        """Go on with the ledger in the store, or begin one. Raises `BadNote`, `BrokenLog`.

        `earlier` are keys that the ledger had before this one: the rows of before are checked with them.
        """
        self._log = LogWriter(storage, signer, earlier)
        self._keys = "".join(f"{each.text}\n" for each in (signer.verifier, *earlier)).encode()
        self._sealed_at: int | None = None
        self._segmented = 0
        last = self._log.last_entry()
        if last is not None:
            content = read_leaf(last).content
            if not isinstance(content, Seal):
                raise BrokenLog("the last row of the ledger is no seal: something else has written to it")
            self._sealed_at, self._segmented = content.sealed_at, content.segmented

    @property
    def size(self) -> int:
        """How many rows are sealed, seals among them; the number of the next row."""
        return self._log.size

    @property
    def sealed_at(self) -> int | None:
        """When the last seal was made, in microseconds; None before the first."""
        return self._sealed_at

    @property
    def checkpoint(self) -> SignedCheckpoint | None:
        """The checkpoint over all rows, None before the first seal."""
        return self._log.checkpoint

    def seal(
        self,
        acts: Sequence[Act],
        now: int,
        late: str = "",
        segment_at: int = SEGMENT_ROWS,
    ) -> Sealed:
        """Number the acts in their order, seal and publish them, durably. `now` is in microseconds since 1970 UTC.

        `late` says why acts of this batch are older than they should be. What was sealed before and stands in no
        Parquet segment yet is written as one when it is `segment_at` rows (1: whatever there is), or with the first
        seal of a day in UTC. Raises `BackDated`, and `BadLeaf` on an act that is none, before anything is written.
        """
        if len(acts) > MOST_ACTS:
            raise BadLeaf(
                f"a batch has at most {MOST_ACTS:,} acts, and this has {len(acts):,}; seal it in parts"
            )
        self._check_times(acts, now, late)
        first = self._log.size
        leaves = [write_act(first + k, act.encoded()) for k, act in enumerate(acts)]
        number = first + len(acts)
        before = self._log.checkpoint
        segment = self._cut(segment_at, now)
        seal = Seal(
            sealed_at=now,
            root_before=self._log.root(),
            signature_before=before.note.signatures[0].raw if before else b"",
            late=late,
            segmented=segment.end if segment else self._segmented,
            segment=segment.sha256 if segment else b"",
        )
        leaves.append(write_seal(number, seal))
        if self._log.storage.read(KEY) != self._keys:
            self._log.storage.write([(KEY, self._keys)])
        signed = self._log.append(leaves)
        self._sealed_at, self._segmented = now, seal.segmented
        return Sealed(first, number, signed)

    def is_of_another_day(self, now: int) -> bool:
        """Whether the last seal is of a day (UTC) before that of `now`: a seal of no acts ends that day."""
        return self._sealed_at is not None and self._sealed_at // DAY < now // DAY

    def _cut(self, segment_at: int, now: int) -> SegmentRef | None:
        first, end = self._segmented, min(self._log.size, self._segmented + MOST_ROWS)
        if end == first or (end - first < segment_at and not self.is_of_another_day(now)):
            return None
        storage = self._log.storage
        reader = LogReader(lambda path, most: storage.read(path), self._log.size)
        acts = list(acts_of(reader, first, end))
        return write_segment(storage, first, end, acts) if acts else None

    def _check_times(self, acts: Sequence[Act], now: int, late: str) -> None:
        since = self._sealed_at
        if since is not None and now < since:
            raise BackDated(
                f"the clock says {in_words(now)}, before the last seal at {in_words(since)}; set it right"
            )
        for act in acts:
            if act.at > now:
                raise BackDated(
                    f"{_named(act)} has not happened yet: it says {in_words(act.at)}; seal it later"
                )
            if since is not None and not late and act.at < since - GRACE:
                raise BackDated(
                    f"{_named(act)} says {in_words(act.at)}, long before the last seal at {in_words(since)}; "
                    "say why it comes late, and it is let in"
                )


def _named(act: Act) -> str:
    return f"the act {act.activity!r} of the service {act.service!r}"
