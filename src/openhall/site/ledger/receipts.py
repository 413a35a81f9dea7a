"""Receipts: the rows of one case as they stand in the published ledger, for whoever they are of, to keep and check."""

from __future__ import annotations

from openhall.proof import Act, Opening, Receipt, make_receipt
from openhall.proof.receipt import MOST_ROWS, Private
from openhall.site.ledger.models import CaseKey, Detail, Event
from openhall.site.ledger.published import checkpoint, reader
from openhall.site.ledger.sealing import act_of, openings_of

OPENED = ("case", "objects")
"""What a receipt opens, besides the details; who of the staff acted stays closed."""


def receipt_of(case: str) -> Receipt | None:
    """The receipt for all sealed rows of a case, by its pseudonym; None while nothing of it is sealed, and after its
    key was forgotten."""
    signed = checkpoint()
    key = CaseKey.objects.filter(case=case).first()
    if signed is None or key is None:
        return None
    events = Event.objects.filter(case=case, leaf__number__lt=signed.checkpoint.size)
    events = events.select_related("leaf", "detail").order_by("leaf__number")[:MOST_ROWS]
    rows = [_row(event, bytes(key.key)) for event in events]
    return make_receipt(reader(signed), signed, rows) if rows else None


def _row(event: Event, key: bytes) -> tuple[int, Act, Private]:
    private: dict[str, Opening | bytes] = {
        name: each if name in OPENED else each.commitment for name, each in openings_of(event, key).items()
    }
    if event.commitment:
        private["details"] = bytes(event.commitment)
    detail: Detail | None = getattr(event, "detail", None)
    if detail is not None:
        private["details"] = detail.opening
    return event.leaf.number, act_of(event, key), private
