"""A receipt: rows of one case as they stand in the log, what is behind their commitments, and the proof.

It is one JSON file that its holder checks without a database, an account or us. It says that these rows are in the
log, not that there are no others of the case: only the body can know which rows belong together, and that is the point.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from openhall.proof.checkpoint import Checkpoint, SignedCheckpoint, read_checkpoint_text
from openhall.proof.errors import BadLeaf, BadNote, BadProof, BadReceipt, ReceiptFault
from openhall.proof.hashing import HASH, leaf_hash
from openhall.proof.leaf import Act, write_act
from openhall.proof.notes import Note, Verifier, read_note, signed_by
from openhall.proof.private import FIELDS, SALT, Opening, private_hash
from openhall.proof.proofs import verify_inclusion
from openhall.proof.reader import LogReader

FORMAT = "openhall receipt 1"
LARGEST_RECEIPT = 1 << 24
MOST_ROWS = 10_000
_CLEAR = ("at", "service", "version", "activity", "node", "lifecycle", "department", "role")

Private = Mapping[str, Opening | bytes]
"""Of each field of a row, its opening, or its commitment alone where it stays closed; what it has not is left out."""


@dataclass(frozen=True)
class ReceiptRow:
    """One row of a receipt. `proof` is its inclusion proof in the tree of the receipt's checkpoint."""

    number: int
    act: Act
    private: Private
    proof: tuple[bytes, ...]

    @property
    def leaf(self) -> bytes:
        """The leaf that stands in the log."""
        return write_act(self.number, self.act.encoded())


@dataclass(frozen=True)
class Receipt:
    """A receipt; nothing of it is checked yet."""

    note: Note
    rows: tuple[ReceiptRow, ...]


def commitments(private: Private) -> dict[str, bytes]:
    """The commitment of each field, opened or not."""
    return {
        name: each.commitment if isinstance(each, Opening) else bytes(each) for name, each in private.items()
    }


def make_receipt(
    reader: LogReader, signed: SignedCheckpoint, rows: Iterable[tuple[int, Act, Private]]
) -> Receipt:
    """The receipt for rows by their numbers. Raises `BadReceipt`, `BadProof` when they are not what the log holds."""
    made = []
    for number, act, private in rows:
        row = ReceiptRow(number, act, private, tuple(reader.inclusion(number, signed.checkpoint)))
        _check_row(row, signed.checkpoint)
        made.append(row)
    return Receipt(signed.note, tuple(made))


def verify_receipt(receipt: Receipt, verifiers: Iterable[Verifier]) -> Checkpoint:
    """Check signature, commitments and proofs of a receipt; gives its checkpoint.

    Raises `BadNote` when none of these keys signed it, `BadReceipt` naming the row that does not hold.
    """
    signed_by(receipt.note, verifiers)
    checkpoint = read_checkpoint_text(receipt.note.text)
    for row in receipt.rows:
        _check_row(row, checkpoint)
    cases = {each.text for row in receipt.rows if isinstance(each := row.private.get("case"), Opening)}
    if len(cases) > 1:
        raise BadReceipt(
            "the rows of the receipt are of different cases; one receipt is of one case", ReceiptFault.CASES
        )
    return checkpoint


def write_receipt(receipt: Receipt) -> str:
    """The receipt as a file."""
    rows = [
        {
            "number": row.number,
            **{name: asdict(row.act)[name] for name in _CLEAR},
            "private": {
                name: {"salt": each.salt.hex(), "text": each.text}
                if isinstance(each, Opening)
                else {"commitment": bytes(each).hex()}
                for name, each in row.private.items()
            },
            "proof": [base64.b64encode(each).decode() for each in row.proof],
        }
        for row in receipt.rows
    ]
    return json.dumps(
        {"format": FORMAT, "checkpoint": receipt.note.whole, "rows": rows}, ensure_ascii=False, indent=1
    )


def read_receipt(data: bytes) -> Receipt:
    """A receipt from its file. Raises `BadReceipt` when it is none."""
    if len(data) > LARGEST_RECEIPT:
        raise BadReceipt(
            f"a receipt has at most {LARGEST_RECEIPT >> 20} MB, and this file has more", ReceiptFault.LARGE
        )
    try:
        read = json.loads(data)
    except (ValueError, RecursionError):
        raise BadReceipt(
            "the receipt is no JSON; save it again as it was given", ReceiptFault.NO_JSON
        ) from None
    if not isinstance(read, dict) or read.get("format") != FORMAT:
        raise BadReceipt(f"the file is no receipt: it does not say {FORMAT!r}", ReceiptFault.OTHER_FILE)
    rows = read.get("rows")
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_ROWS:
        raise BadReceipt(f"a receipt has 1 to {MOST_ROWS:,} rows, and this has not", ReceiptFault.ROWS)
    try:
        note = read_note(_text(read, "checkpoint").encode())
    except (BadNote, UnicodeEncodeError) as error:
        raise BadReceipt(f"the checkpoint of the receipt cannot be read: {error}") from None
    return Receipt(note, tuple(_read_row(each, place) for place, each in enumerate(rows, start=1)))


def _check_row(row: ReceiptRow, checkpoint: Checkpoint) -> None:
    """Raise `BadReceipt` when the row is not in the tree, or its private part not what is behind its hash."""
    try:
        if private_hash(commitments(row.private)) != row.act.private:
            raise BadReceipt(
                f"what is said to be behind row {row.number} is not what the log has committed to",
                ReceiptFault.PRIVATE,
                row.number,
            )
        verify_inclusion(row.number, checkpoint.size, leaf_hash(row.leaf), row.proof, checkpoint.root)
    except (BadProof, BadLeaf) as error:
        raise BadReceipt(
            f"row {row.number} of the receipt is not in the log as it is shown here: {error}",
            ReceiptFault.NOT_IN_LOG,
            row.number,
        ) from None


def _read_row(read: Any, place: int) -> ReceiptRow:
    where = f"row {place} of the receipt"
    if not isinstance(read, dict):
        raise BadReceipt(f"{where} is no object")
    found = read.get("private")
    if not isinstance(found, dict) or not set(found) <= set(FIELDS):
        raise BadReceipt(f"{where} has no private part, or one with other fields than {', '.join(FIELDS)}")
    proof = read.get("proof")
    if not isinstance(proof, list) or len(proof) > 63:
        raise BadReceipt(f"{where} has no inclusion proof")
    try:
        private = {name: _read_private(each) for name, each in found.items()}
        act = Act(
            at=_whole(read, "at"),
            service=_text(read, "service"),
            version=_whole(read, "version"),
            activity=_text(read, "activity"),
            node=_text(read, "node"),
            lifecycle=_text(read, "lifecycle"),
            department=_text(read, "department"),
            role=_text(read, "role"),
            private=private_hash(commitments(private)),
        )
        act.encoded()
        hashes = tuple(base64.b64decode(each, validate=True) for each in proof)
        number = _whole(read, "number")
    except (BadLeaf, BadReceipt, ValueError, TypeError, binascii.Error) as error:
        raise BadReceipt(f"{where} cannot be read: {error}") from None
    if not 0 <= number < 1 << 63:
        raise BadReceipt(f"{where} has the number {number}, which none has")
    return ReceiptRow(number, act, private, hashes)


def _read_private(read: Any) -> Opening | bytes:
    if isinstance(read, dict) and set(read) == {"salt", "text"}:
        salt, text = bytes.fromhex(_text(read, "salt")), _text(read, "text")
        text.encode()
        if len(salt) != SALT:
            raise BadReceipt(f"a salt has {SALT} bytes")
        return Opening(salt, text)
    if isinstance(read, dict) and set(read) == {"commitment"}:
        commitment = bytes.fromhex(_text(read, "commitment"))
        if len(commitment) != HASH:
            raise BadReceipt(f"a commitment has {HASH} bytes")
        return commitment
    raise BadReceipt("a private part is a salt with a text, or a commitment")


def _text(read: dict[str, Any], name: str) -> str:
    found = read.get(name)
    if not isinstance(found, str):
        raise BadReceipt(f"{name} is no text")
    return found


def _whole(read: dict[str, Any], name: str) -> int:
    found = read.get(name)
    if not isinstance(found, int) or isinstance(found, bool):
        raise BadReceipt(f"{name} is no whole number")
    return found
