"""What a receipt says, once it holds: its rows in words, and since when they stand in the ledger."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from openhall.proof import ProofError, Receipt, read_receipt, verify_receipt
from openhall.proof.errors import BadNote, BadProof, BadReceipt, ReceiptFault
from openhall.proof.proofs import verify_consistency
from openhall.site.ledger.keys import verifiers
from openhall.site.ledger.models import Event
from openhall.site.ledger.published import checkpoint, reader
from openhall.site.people.models import Department

MOST_BYTES = 2**21

logger = logging.getLogger(__name__)


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


class DoesNotHold(Exception):
    """A receipt that does not hold; the message is a sentence for its holder, in the language of the page."""


def check_receipt(data: bytes) -> Checked:
    """Check a receipt of this ledger. Raises `DoesNotHold` with what does not."""
    try:
        return _checked(data)
    except BadReceipt as error:
        raise DoesNotHold(of_receipt(error)) from None
    except BadNote:
        raise DoesNotHold(
            _("We did not sign this receipt, or it was changed since. Choose the file as you got it from us.")
        ) from None
    except BadProof:
        raise DoesNotHold(
            _(
                "Our ledger is not the one that this receipt was given for. This should never happen: keep the file, "
                "and show it to us and to somebody you trust."
            )
        ) from None
    except ProofError:
        logger.exception("the ledger could not be read to check a receipt")
        raise DoesNotHold(
            _(
                "We cannot read our ledger at the moment. This says nothing about your receipt. Try again later."
            )
        ) from None


def _checked(data: bytes) -> Checked:
    now = checkpoint()
    if now is None:
        raise DoesNotHold(_("This site has not sealed anything yet, so no receipt can be from here."))
    receipt = read_receipt(data)
    stated = verify_receipt(receipt, verifiers())
    # Signed by our own key is not enough: the ledger of today must go on from the one that the receipt saw.
    if stated.size > now.checkpoint.size:
        raise BadProof(f"the receipt saw {stated.size} rows, and there are {now.checkpoint.size}")
    proof = reader(now).consistency(stated, now.checkpoint)
    verify_consistency(stated.size, now.checkpoint.size, stated.root, now.checkpoint.root, proof)
    return Checked(rows_of(receipt), stated.size, now.checkpoint.size)


def of_receipt(error: BadReceipt) -> str:
    """What is wrong with a receipt, for its holder, in the language of the page."""
    row = intcomma(error.row or 0)
    words = {
        ReceiptFault.LARGE: _(
            "This file is too large to be a receipt. Choose the file as you got it from us."
        ),
        ReceiptFault.NO_JSON: _(
            "This file is no receipt, or it was cut off. Choose the file as you got it from us."
        ),
        ReceiptFault.OTHER_FILE: _(
            "This file is no receipt. Its name begins with “receipt” and ends with “.json”."
        ),
        ReceiptFault.ROWS: _("This receipt shows nothing that we wrote down. Save your receipt again."),
        ReceiptFault.UNREADABLE: _(
            "A part of this receipt cannot be read: it was changed. Save your receipt again."
        ),
        ReceiptFault.PRIVATE: _(
            "Row %(row)s of this receipt was changed: what it says of your application is not what we wrote down."
        ),
        ReceiptFault.NOT_IN_LOG: _(
            "Row %(row)s of this receipt does not stand in the ledger as the receipt says: one of both was changed."
        ),
        ReceiptFault.CASES: _("The rows of this receipt are of different applications, so it was changed."),
    }
    return words[error.fault] % {"row": row}


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
