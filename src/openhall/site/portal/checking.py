"""What a receipt says, once it holds: its rows in words, and since when they stand in the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from openhall.proof import ProofError, Receipt, read_receipt, verify_receipt
from openhall.proof.proofs import verify_consistency
from openhall.site.ledger.keys import signer
from openhall.site.ledger.models import Event
from openhall.site.ledger.published import checkpoint, reader
from openhall.site.people.models import Department

MOST_BYTES = 2**21


@dataclass(frozen=True)
class Row:
    """A row of a receipt for its reader. What lies behind its commitments stands in the file, for programs."""

    number: int
    at: datetime
    activity: str
    happened: str
    office: str


@dataclass(frozen=True)
class Checked:
    """A receipt that holds: its rows, how many rows the ledger had then and has now."""

    rows: tuple[Row, ...]
    size: int
    size_now: int


def check_receipt(data: bytes) -> Checked:
    """Check a receipt of this ledger. Raises `ProofError` with what does not hold."""
    key = signer()
    now = checkpoint()
    if key is None or now is None:
        raise ProofError("This site has not sealed anything yet, so no receipt can be from here.")
    receipt = read_receipt(data)
    stated = verify_receipt(receipt, [key.verifier])
    # Signed by our own key is not enough: the ledger of today must go on from the one that the receipt saw.
    proof = reader(now).consistency(stated, now.checkpoint)
    verify_consistency(stated.size, now.checkpoint.size, stated.root, now.checkpoint.root, proof)
    return Checked(rows_of(receipt), stated.size, now.checkpoint.size)


def rows_of(receipt: Receipt) -> tuple[Row, ...]:
    """The rows of a receipt, for their reader."""
    labels = dict(Event.Lifecycle.choices)
    offices = dict(Department.objects.values_list("key", "name"))
    return tuple(
        Row(
            number=row.number,
            at=datetime.fromtimestamp(row.act.at / 1_000_000, UTC),
            activity=row.act.activity,
            happened=labels.get(row.act.lifecycle, row.act.lifecycle),
            office=offices.get(row.act.department, row.act.department),
        )
        for row in receipt.rows
    )
