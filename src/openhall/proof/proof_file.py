"""Proofs as files (C2SP tlog-proof, `.tlog-proof`): an entry's place, its inclusion proof and the signed checkpoint."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openhall.proof.base64_text import exact_bytes
from openhall.proof.checkpoint import Checkpoint, read_checkpoint_text
from openhall.proof.errors import BadNote, BadProof
from openhall.proof.hashing import HASH, leaf_hash
from openhall.proof.notes import LARGEST_NOTE, Note, Verifier, read_note, signed_by
from openhall.proof.proofs import verify_inclusion

FIRST_LINE = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63
_INDEX = re.compile("index (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True)
class ProofFile:
    """What such a file says; nothing of it is checked yet. `extra` is signed by nobody."""

    index: int
    proof: tuple[bytes, ...]
    note: Note
    extra: bytes | None = None

    @property
    def text(self) -> str:
        """The file."""
        lines = [FIRST_LINE]
        if self.extra is not None:
            lines.append(f"extra {base64.b64encode(self.extra).decode()}")
        lines.append(f"index {self.index}")
        lines += [base64.b64encode(each).decode() for each in self.proof]
        return "\n".join(lines) + "\n\n" + self.note.whole


def read_proof_file(data: bytes) -> ProofFile:
    """Read such a file. Raises `BadProof` when it is none."""
    if len(data) > 2 * LARGEST_NOTE:
        raise BadProof("the file is too large for a proof")
    head, empty, rest = data.partition(b"\n\n")
    lines = head.decode(errors="replace").split("\n")
    if not empty or lines.pop(0) != FIRST_LINE:
        raise BadProof(f"a proof begins with {FIRST_LINE} and ends with a checkpoint, and this does not")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = _decoded(lines.pop(0).removeprefix("extra "))
    index = _INDEX.fullmatch(lines.pop(0)) if lines else None
    if index is None or len(lines) > MOST_HASHES:
        raise BadProof(
            f"a proof has a line with the index and at most {MOST_HASHES} hashes, and this has not"
        )
    proof = tuple(_decoded(each) for each in lines)
    if any(len(each) != HASH for each in proof):
        raise BadProof(f"the lines of a proof are hashes of {HASH} bytes, and these are not")
    try:
        note = read_note(rest)
    except BadNote as error:
        raise BadProof(f"the checkpoint of the proof cannot be read: {error}") from None
    return ProofFile(int(index[1]), proof, note, extra)


def verify_proof_file(
    file: ProofFile,
    entry: bytes,
    logs: Iterable[Verifier],
    witnesses: Sequence[Verifier] = (),
    quorum: int = 0,
) -> Checkpoint:
    """Check that the entry is in the log that one of these keys signs, and that enough witnesses saw that.

    Raises `BadNote` or `BadProof` when it is not so. Gives the checkpoint that says so.
    """
    checkpoint = read_checkpoint_text(file.note.text)
    names = {each.name for each in signed_by(file.note, logs)}
    if checkpoint.origin not in names:
        raise BadNote(
            f"the checkpoint is of {checkpoint.origin}, and {', '.join(sorted(names))} has signed it"
        )
    seen = len(signed_by(file.note, witnesses)) if witnesses and quorum else 0
    if seen < quorum:
        raise BadNote(f"{seen} of the witnesses have signed, and {quorum} are asked for")
    verify_inclusion(file.index, checkpoint.size, leaf_hash(entry), file.proof, checkpoint.root)
    return checkpoint


def _decoded(encoded: str) -> bytes:
    found = exact_bytes(encoded)
    if found is None:
        raise BadProof(f"{encoded[:60]!r} is not in base64 as it should be")
    return found
