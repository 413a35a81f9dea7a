"""What a verifier saw of a log before: the signed checkpoint, and hashes that say later where it was rewritten."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass

from openhall.proof.checkpoint import Checkpoint, read_checkpoint_text
from openhall.proof.errors import BadNote, Unreadable
from openhall.proof.hashing import HASH
from openhall.proof.notes import Note, Verifier, read_note, signed_by
from openhall.proof.tiles import HEIGHT
from openhall.proof.verify.report import Findings, Kind

FORMAT = "openhall seen 1"
MOST_PARTS = 1 << 16
LARGEST_STATE = 1 << 23


@dataclass(frozen=True)
class Seen:
    """The checkpoint that was seen, and of each 256 rows (65,536 in a large log) the root."""

    note: Note
    level: int
    parts: tuple[bytes, ...]

    @property
    def checkpoint(self) -> Checkpoint:
        """What was signed."""
        return read_checkpoint_text(self.note.text)

    @property
    def text(self) -> str:
        """The state file."""
        joined = base64.b64encode(b"".join(self.parts)).decode()
        read = {"format": FORMAT, "checkpoint": self.note.whole, "level": self.level, "parts": joined}
        return json.dumps(read, ensure_ascii=False, indent=1) + "\n"


def level_for(size: int) -> int:
    """The level of tiles whose hashes are kept for a log of this size."""
    level = 1
    while size >> HEIGHT * level > MOST_PARTS:
        level += 1
    return level


def read_seen(data: bytes) -> Seen:
    """What was seen, from a state file. Raises `Unreadable` when it is none."""
    wrong = Unreadable("this is no state file of openhall verify; name the one it wrote, or a new one")
    if len(data) > LARGEST_STATE:
        raise wrong
    try:
        read = json.loads(data)
        if read["format"] != FORMAT or read["level"] not in range(1, 8):
            raise wrong
        note = read_note(read["checkpoint"].encode())
        read_checkpoint_text(note.text)
        joined = base64.b64decode(read["parts"], validate=True)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, BadNote, binascii.Error):
        raise wrong from None
    return Seen(note, read["level"], tuple(joined[k : k + HASH] for k in range(0, len(joined), HASH)))


def compare_with(
    seen: Seen,
    size: int,
    root_then: bytes | None,
    parts: Sequence[bytes],
    verifiers: Sequence[Verifier],
    findings: Findings,
) -> None:
    """Name what is not as it was. `root_then` is the root that the log has now over the rows that were there then."""
    before = seen.checkpoint
    try:
        signed_by(seen.note, verifiers)
    except BadNote as error:
        findings.add(Kind.HISTORY, "checkpoint", f"what was seen before was signed by another key: {error}")
        return
    if size < before.size:
        findings.of_rows(
            Kind.DROPPED,
            size,
            before.size - 1,
            f"the log had {before.size:,} rows when it was seen before and has {size:,} now: the last were dropped",
        )
        return
    if root_then is None or root_then == before.root:
        return
    width = 1 << HEIGHT * seen.level
    changed = next(
        (k for k, (a, b) in enumerate(zip(seen.parts, parts, strict=False)) if a != b), len(seen.parts)
    )
    first, last = changed * width, min((changed + 1) * width, before.size) - 1
    findings.of_rows(
        Kind.HISTORY,
        first,
        last,
        f"the log was rewritten: its first {before.size:,} rows are not those that its key signed and that were seen "
        f"before; the first that differ are among rows {first} to {last}",
    )
