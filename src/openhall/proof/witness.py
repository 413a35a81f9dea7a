"""A witness (C2SP tlog-witness): it signs a checkpoint only when it goes on from what the witness saw before.

Transport is the caller's: `add_checkpoint` takes the body of a request and gives the answer, status and all.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from openhall.proof.base64_text import exact_bytes
from openhall.proof.checkpoint import SignedCheckpoint, read_checkpoint_text
from openhall.proof.cosignature import Cosigner
from openhall.proof.errors import BadNote, BadProof
from openhall.proof.hashing import EMPTY_ROOT, HASH
from openhall.proof.notes import LARGEST_NOTE, Note, Verifier, lines_by, read_note, signed_by
from openhall.proof.proofs import verify_consistency

MOST_LINES = 63
PLAIN = "text/plain; charset=utf-8"
SIZE = "text/x.tlog.size"
_OLD = re.compile("old (0|[1-9][0-9]{0,18})")


class Memory(Protocol):
    """What a witness remembers: the latest checkpoint that it signed of each log."""

    def latest(self, origin: str) -> SignedCheckpoint | None:
        """The latest of a log, None when there is none."""

    def advance(self, origin: str, before: int, signed: SignedCheckpoint) -> bool:
        """Keep a checkpoint, durably, if the latest still has `before` rows (0: there is none); else change nothing.

        Both happen in one step, or two requests at once could take the log back. Gives whether it was kept.
        """


@dataclass(frozen=True)
class Reply:
    """What to answer: status of HTTP, content type and body."""

    status: int
    body: str
    content_type: str = PLAIN


def add_checkpoint(
    body: bytes,
    logs: Mapping[str, Sequence[Verifier]],
    memory: Memory,
    cosigners: Sequence[Cosigner],
    now: int,
    refused: Callable[[SignedCheckpoint, SignedCheckpoint, str], None] = lambda latest, given, why: None,
) -> Reply:
    """Answer `POST add-checkpoint`. `logs` names the keys of each log by its origin; `now` in seconds since 1970.

    `refused` is told of a checkpoint that its log's key signed and that was not shown to go on from the latest. It is
    no proof that the log was rewritten, for anybody may send a false proof; two roots of one size are.
    """
    try:
        old, proof, note = read_request(body)
        checkpoint = read_checkpoint_text(note.text)
    except BadNote as error:
        return Reply(400, f"{error}\n")
    keys = logs.get(checkpoint.origin)
    if keys is None:
        return Reply(404, f"this witness does not watch the log {checkpoint.origin}\n")
    try:
        signers = signed_by(note, keys)
    except BadNote as error:
        return Reply(403, f"{error}\n")
    if old > checkpoint.size:
        return Reply(400, f"the old size {old} is larger than that of the checkpoint, {checkpoint.size}\n")
    latest = memory.latest(checkpoint.origin)
    before = latest.checkpoint.size if latest else 0
    if old != before:
        return Reply(409, f"{before}\n", SIZE)
    own = lines_by(note.signatures, signers)
    given = SignedCheckpoint(checkpoint, Note(note.text, own))
    if fault := _inconsistent(latest, given, proof):
        if latest is not None:
            refused(latest, given, fault)
        return Reply(
            422, f"the log {checkpoint.origin} was not shown to go on from its first {before} rows: {fault}\n"
        )
    lines = tuple(each.cosign(checkpoint, now) for each in cosigners)
    kept = SignedCheckpoint(checkpoint, Note(note.text, (*own, *lines)))
    if not memory.advance(checkpoint.origin, before, kept):
        again = memory.latest(checkpoint.origin)
        return Reply(409, f"{again.checkpoint.size if again else 0}\n", SIZE)
    return Reply(200, "".join(each.line for each in lines))


def write_request(old: int, proof: Sequence[bytes], note: Note) -> bytes:
    """The body of `POST add-checkpoint`: the size the witness knows, the proof from there, the new checkpoint."""
    lines = [f"old {old}", *(base64.b64encode(each).decode() for each in proof), ""]
    return ("\n".join(lines) + "\n" + note.whole).encode()


def read_request(body: bytes) -> tuple[int, list[bytes], Note]:
    """Old size, proof and note of a request. Raises `BadNote` when it has another shape."""
    if len(body) > LARGEST_NOTE:
        raise BadNote("the request is too large")
    head, empty, rest = body.partition(b"\n\n")
    lines = head.decode(errors="replace").split("\n")
    old = _OLD.fullmatch(lines[0])
    if not empty or old is None or len(lines) > MOST_LINES + 1:
        raise BadNote(f"a request is 'old SIZE', at most {MOST_LINES} hashes, an empty line and a checkpoint")
    return int(old[1]), [_hash(each) for each in lines[1:]], read_note(rest)


def _inconsistent(
    latest: SignedCheckpoint | None, signed: SignedCheckpoint, proof: Sequence[bytes]
) -> str | None:
    checkpoint = signed.checkpoint
    if checkpoint.size == 0 and checkpoint.root != EMPTY_ROOT:
        return "the root of an empty log is that of the empty tree"
    if latest is None or latest.checkpoint.size == 0:
        return "from an empty log no proof is needed, and there is one" if proof else None
    before = latest.checkpoint
    try:
        verify_consistency(before.size, checkpoint.size, before.root, checkpoint.root, proof)
    except BadProof as error:
        return str(error)
    return None


def _hash(line: str) -> bytes:
    found = exact_bytes(line)
    if found is None or len(found) != HASH:
        raise BadNote(f"{line[:60]!r} is no hash in base64")
    return found
