"""Sealing: rows of the record become leaves of the published ledger, in order, a batch every few seconds.

A batch is planned in the database, then written into the ledger, then noted as sealed. The salts of its commitments
follow from keys that are kept, so the same plan always gives the same leaves: who finds a plan that is not noted as
sealed looks how far the ledger reaches, and writes it or notes it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from openhall.proof import GRACE, Act, Held, Ledger, Opening, derived, microseconds, private_hash
from openhall.proof.errors import BrokenLog
from openhall.site.ledger.keys import signer
from openhall.site.ledger.models import Batch, CaseKey, Event, Leaf
from openhall.site.ledger.published import storage

A_BATCH = 10_000
LONGEST_TRANSACTION = timedelta(minutes=10)
"""No act takes longer from its first statement to its commit; so much later no row with a lower number appears."""
LATE = "Laid down afterwards: what was done before it was told here."

logger = logging.getLogger(__name__)


def seal_due() -> int:
    """Seal one batch of rows that are not sealed yet; gives how many: none without a key, or while another process is
    at it.

    Raises `BrokenLog` when the ledger and the database do not belong together.
    """
    key = signer()
    if key is None:
        return 0
    store = storage()
    try:
        with store.held():
            ledger = Ledger(store, key)
            _finish(ledger)
            batch = _plan(ledger)
            if batch is None:
                return 0
            _write(ledger, batch)
            return batch.rows
    except Held:
        return 0


def seal_all() -> int:
    """Seal all rows that are there; gives how many."""
    sealed = 0
    while found := seal_due():
        sealed += found
    return sealed


def act_of(event: Event, key: bytes) -> Act:
    """An event as a row of the ledger."""
    return Act(
        at=microseconds(event.at),
        service=event.service,
        version=event.version,
        activity=event.activity,
        node=event.node,
        lifecycle=event.lifecycle,
        department=event.department,
        role=event.role,
        private=private_hash(commitments_of(event, key)),
    )


def openings_of(event: Event, key: bytes) -> dict[str, Opening]:
    """What is behind a row's commitments, its details aside."""
    row = str(event.pk)
    found = {"case": derived(key, "case", row, event.case)}
    if event.actor:
        found["actor"] = derived(key, "actor", row, event.actor)
    if event.objects_touched:
        found["objects"] = derived(key, "objects", row, event.objects_touched)
    return found


def commitments_of(event: Event, key: bytes) -> dict[str, bytes]:
    """A row's commitments."""
    found = {name: each.commitment for name, each in openings_of(event, key).items()}
    details = bytes(event.commitment)
    return found | {"details": details} if details else found


class _Due(NamedTuple):
    events: list[Event]
    late: str


@transaction.atomic
def _plan(ledger: Ledger) -> Batch | None:
    now = timezone.now()
    due = _due(ledger, now)
    if not due.events:
        return None
    _ensure_keys({event.case for event in due.events})
    batch = Batch.objects.create(
        first=ledger.size,
        rows=len(due.events),
        last_event=max(event.pk for event in due.events),
        made_at=now,
        late=due.late,
    )
    Leaf.objects.bulk_create(
        [Leaf(event=event, number=batch.first + k) for k, event in enumerate(due.events)]
    )
    return batch


def _due(ledger: Ledger, now: datetime) -> _Due:
    """The rows of the next batch, in the order in which they were written. Late ones go into batches of their own."""
    settled = Batch.objects.filter(made_at__lt=now - LONGEST_TRANSACTION).order_by("-last_event").first()
    rows = Event.objects.filter(leaf=None, at__lte=now).order_by("pk")
    if settled is not None:
        rows = rows.filter(pk__gt=settled.last_event)
    found = list(rows[:A_BATCH])
    since = ledger.sealed_at
    if since is None:
        return _Due(found, "")
    late = [microseconds(event.at) < since - GRACE for event in found]
    # Whatever waits longest goes first, so that nothing is left behind.
    chosen = [event for event, is_late in zip(found, late, strict=True) if is_late == late[0]]
    return _Due(chosen, LATE if chosen and late[0] else "")


def _ensure_keys(cases: Iterable[str]) -> None:
    wanted = set(cases)
    known = set(CaseKey.objects.filter(case__in=wanted).values_list("case", flat=True))
    CaseKey.objects.bulk_create([CaseKey(case=case) for case in wanted - known], ignore_conflicts=True)


def _finish(ledger: Ledger) -> None:
    """Write or note a batch that was planned when a process ended."""
    batch = Batch.objects.filter(is_sealed=False).first()
    last = Batch.objects.filter(is_sealed=True).order_by("-first").first()
    planned = batch.first if batch is not None else None
    reached = last.first + last.rows + 1 if last is not None else 0
    if planned is not None and ledger.size == planned + batch.rows + 1:
        _note(batch)
    elif planned is not None and ledger.size == planned:
        _write(ledger, batch)
    elif ledger.size != reached:
        raise BrokenLog(
            f"the ledger has {ledger.size:,} rows and the database knows of {reached:,}: they do not belong together; "
            "restore both from the same backup"
        )


def _write(ledger: Ledger, batch: Batch) -> None:
    events = list(
        Event.objects.filter(
            leaf__number__gte=batch.first, leaf__number__lt=batch.first + batch.rows
        ).order_by("leaf__number")
    )
    keys = {each.case: bytes(each.key) for each in CaseKey.objects.filter(case__in={e.case for e in events})}
    acts = [act_of(event, keys[event.case]) for event in events]
    ledger.seal(acts, microseconds(batch.made_at), batch.late)
    _note(batch)


def _note(batch: Batch) -> None:
    batch.is_sealed = True
    batch.save(update_fields=["is_sealed"])
