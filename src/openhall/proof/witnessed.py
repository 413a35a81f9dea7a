"""What witnesses have signed of a log, beside the log.

The checkpoint itself carries the cosignatures that came while it was the latest. A log goes on while its witnesses are
asked, so what each key signed last is published too, at `witnessed/NUMBER`: the log's own signature and that one. Who
verifies takes whichever reaches further.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openhall.proof.checkpoint import SignedCheckpoint, read_checkpoint
from openhall.proof.cosignature import CosignatureVerifier, cosigned_at
from openhall.proof.errors import BadNote
from openhall.proof.notes import LARGEST_NOTE, Note, Signature, Verifier, lines_by, read_signature
from openhall.proof.reader import Read
from openhall.proof.storage import CHECKPOINT, FolderStorage

LARGEST_REPLY = 65_536
"""Bytes of an answer that is read: room for a dozen signatures of the largest kind."""


def witnessed_path(key: Verifier | Signature) -> str:
    """Where the checkpoint that a witness's key (that of a signature) signed last lies, below the log's address."""
    return f"witnessed/{key.key_id.hex()}"


def cosignatures_in(reply: str, note: Note, witnesses: Sequence[CosignatureVerifier]) -> list[Signature]:
    """The signatures of a checkpoint by these keys in a witness's answer; those of other keys are passed over.

    Raises `BadNote` when a line is none, one is not of this checkpoint, or none is by these keys.
    """
    lines = [read_signature(line) for line in reply.splitlines(keepends=True)]
    ours = lines_by(lines, witnesses)
    for witness in witnesses:
        cosigned_at(Note(note.text, ours), witness)
    if not ours:
        names = ", ".join(sorted({each.name for each in witnesses}))
        raise BadNote(f"the answer holds no signature by a key of {names} that is known here")
    return list(ours)


def keep_cosignatures(
    storage: FolderStorage,
    signed: SignedCheckpoint,
    given: Iterable[Signature],
    verifiers: Sequence[Verifier],
) -> bool:
    """Publish cosignatures of a checkpoint, by keys that were checked. Hold the store alone.

    Gives whether that checkpoint is still the latest, so that it carries them itself. `verifiers` are the log's keys.
    """
    lines = list(given)
    own = lines_by(signed.note.signatures, verifiers)
    for line in lines:
        storage.replace(witnessed_path(line), Note(signed.note.text, (*own, line)).whole.encode())
    latest = storage.read(CHECKPOINT)
    there = read_checkpoint(latest, verifiers).note if latest is not None else None
    if there is None or there.text != signed.note.text:
        return False
    new = {(each.name, each.key_id) for each in lines}
    kept = tuple(each for each in there.signatures if (each.name, each.key_id) not in new)
    storage.replace(CHECKPOINT, Note(there.text, (*kept, *lines)).whole.encode())
    return True


def last_witnessed(
    read: Read, witness: CosignatureVerifier, verifiers: Sequence[Verifier]
) -> tuple[SignedCheckpoint, int] | None:
    """The checkpoint that a witness signed last, as the log publishes it, and when; None where there is none.

    Raises `BadNote` when what lies there is not signed by the log and the witness, and `Unreadable`.
    """
    data = read(witnessed_path(witness), LARGEST_NOTE)
    if data is None:
        return None
    signed = read_checkpoint(data, verifiers)
    time = cosigned_at(signed.note, witness)
    if time is None:
        raise BadNote(f"{witnessed_path(witness)} is not signed by the witness {witness.name}")
    return signed, time
