"""Checkpoints (C2SP tlog-checkpoint): which log, how many leaves, and the root over them, as a signed note."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass

from openhall.proof.base64_text import exact_bytes
from openhall.proof.errors import BadNote
from openhall.proof.hashing import HASH
from openhall.proof.notes import Ed25519Signer, Note, Verifier, read_note, sign_note, signed_by
from openhall.proof.proofs import LARGEST

_SIZE = re.compile("0|[1-9][0-9]{0,18}")


@dataclass(frozen=True)
class Checkpoint:
    """What a log says of itself at one moment."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text that is signed."""
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True)
class SignedCheckpoint:
    """A checkpoint with the note it stood in."""

    checkpoint: Checkpoint
    note: Note


def read_checkpoint_text(text: str) -> Checkpoint:
    """A checkpoint from the text of a note. Raises `BadNote`."""
    lines = text.removesuffix("\n").split("\n")
    if not text.endswith("\n") or len(lines) < 3 or not all(lines):
        raise BadNote("a checkpoint has an origin, a size, a root hash and no empty line, and this has not")
    origin, size, encoded = lines[:3]
    if not _SIZE.fullmatch(size) or int(size) > LARGEST:
        raise BadNote(f"the size of a checkpoint is a number, and this is {size[:30]!r}")
    root = exact_bytes(encoded)
    if root is None or len(root) != HASH:
        raise BadNote(f"the root of a checkpoint is a hash in base64, and this is {encoded[:60]!r}")
    return Checkpoint(origin, int(size), root, tuple(lines[3:]))


def read_checkpoint(whole: bytes, verifiers: Iterable[Verifier]) -> SignedCheckpoint:
    """A checkpoint that one of these keys has signed. Raises `BadNote` when none has or it is no checkpoint."""
    note = read_note(whole)
    signed_by(note, verifiers)
    return SignedCheckpoint(read_checkpoint_text(note.text), note)


def sign_checkpoint(checkpoint: Checkpoint, signer: Ed25519Signer) -> SignedCheckpoint:
    """The checkpoint, signed by its log."""
    return SignedCheckpoint(checkpoint, sign_note(checkpoint.text, signer))
