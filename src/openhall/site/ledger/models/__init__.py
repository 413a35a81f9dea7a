"""The record, how it is sealed, and who witnesses it."""

from openhall.site.ledger.models.events import Detail, Event, committed
from openhall.site.ledger.models.sealing import Batch, CaseKey, Leaf
from openhall.site.ledger.models.witnessing import Asking, Cosigned, Fork

__all__ = ["Asking", "Batch", "CaseKey", "Cosigned", "Detail", "Event", "Fork", "Leaf", "committed"]
