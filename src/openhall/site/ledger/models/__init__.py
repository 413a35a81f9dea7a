"""The record, and how it is sealed."""

from openhall.site.ledger.models.events import Detail, Event, committed
from openhall.site.ledger.models.sealing import Batch, CaseKey, Leaf

__all__ = ["Batch", "CaseKey", "Detail", "Event", "Leaf", "committed"]
