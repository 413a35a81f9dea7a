"""Sealing: rows of the record become leaves of the published ledger, in order, a batch every few seconds.

A batch is planned in the database, then written into the ledger, then noted as sealed. The salts of its commitments
follow from keys that are kept, so the same plan always gives the same leaves: who finds a plan that is not noted as
sealed looks how far the ledger reaches, and writes it or notes it.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from openhall.proof import (
    GRACE,
    Act,
    Held,
    JournaledFolder,
    Ledger,
    Opening,
    derived,
    microseconds,
    private_hash,
)
from openhall.proof.errors import BrokenLog
from openhall.proof.journal import settle_left
from openhall.site.ledger.keys import earlier, signer
from openhall.site.ledger.models import Batch, CaseKey, Event, Leaf
from openhall.site.ledger.published import folder, storage

A_BATCH = 10_000
MOST_BATCHES = 10
"""Sealed at once where many rows wait: the worker looks in between whether it is to end."""
LONGEST_TRANSACTION = timedelta(minutes=10)
"""No act takes longer from its first statement to its commit; so much later no row with a lower number appears."""
LATE = "Laid down afterwards: what was done before it was told here."

logger = logging.getLogger(__name__)


def seal_due() -> int:
    """Seal the rows that are not sealed yet, a batch, or up to `MOST_BATCHES` where more than one waits.

    Gives how many: none without a key, or while another process is at it. The first seal of a day is made though there
    are no rows: it ends the day's segment, and nothing can be dated back behind it. Raises `BrokenLog` when the ledger
    and the database do not belong together.
    """
    key = signer()
    if key is None:
        return 0
    store = storage()
    try:
        with store.held():
            settle_left(folder())
            if not _many_wait():
                return _seal(Ledger(store, key, earlier()), most=1)
            # Many batches one after the other: each is durable in the journal, and all are published together.
            journaled = JournaledFolder(folder())
            try:
                return _seal(Ledger(journaled, key, earlier()), MOST_BATCHES)
            finally:
                journaled.close()
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


class _Planned(NamedTuple):
    batch: Batch
    events: list[Event]
    keys: dict[str, bytes]


def _many_wait() -> bool:
    """Whether more rows wait than are sealed as one batch."""
    return _waiting(timezone.now())[A_BATCH : A_BATCH + 1].exists()


def _seal(ledger: Ledger, most: int) -> int:
    """Finish what was begun, then seal at most so many batches; gives how many rows."""
    _finish(ledger)
    sealed = 0
    for _ in range(most):
        planned = _plan(ledger)
        if planned is None:
            break
        _write(ledger, *planned)
        sealed += planned.batch.rows
        if planned.batch.rows == 0:
            break
    return sealed


@transaction.atomic
def _plan(ledger: Ledger) -> _Planned | None:
    now = timezone.now()
    due = _due(ledger, now)
    if not due.events and not ledger.is_of_another_day(microseconds(now)):
        return None
    last = Batch.objects.order_by("-first").values_list("last_event", flat=True).first()
    batch = Batch.objects.create(
        first=ledger.size,
        rows=len(due.events),
        last_event=max([event.pk for event in due.events], default=last or 0),
        made_at=now,
        late=due.late,
    )
    Leaf.objects.bulk_create(
        [Leaf(event_id=event.pk, number=batch.first + k) for k, event in enumerate(due.events)]
    )
    return _Planned(batch, due.events, _keys_of({event.case for event in due.events}))


def _waiting(now: datetime) -> QuerySet[Event]:
    """The rows that are not sealed, in the order in which they were written."""
    settled = Batch.objects.filter(made_at__lt=now - LONGEST_TRANSACTION).order_by("-last_event").first()
    rows = Event.objects.filter(leaf=None, at__lte=now).order_by("pk")
    return rows if settled is None else rows.filter(pk__gt=settled.last_event)


def _due(ledger: Ledger, now: datetime) -> _Due:
    """The rows of the next batch. Late ones go into batches of their own."""
    found = list(_waiting(now)[:A_BATCH])
    since = ledger.sealed_at
    if since is None:
        return _Due(found, "")
    late = [microseconds(event.at) < since - GRACE for event in found]
    # Whatever waits longest goes first, so that nothing is left behind.
    chosen = [event for event, is_late in zip(found, late, strict=True) if is_late == late[0]]
    return _Due(chosen, LATE if chosen and late[0] else "")


def _keys_of(cases: Collection[str]) -> dict[str, bytes]:
    """The keys of cases. One that has none yet, or whose key was forgotten, gets a fresh one."""
    known = dict(CaseKey.objects.filter(case__in=cases).values_list("case", "key"))
    made = CaseKey.objects.bulk_create([CaseKey(case=case) for case in cases if case not in known])
    return {case: bytes(key) for case, key in known.items()} | {each.case: bytes(each.key) for each in made}


def _finish(ledger: Ledger) -> None:
    """Write or note a batch that was planned when a process ended."""
    batch = Batch.objects.filter(is_sealed=False).first()
    last = Batch.objects.filter(is_sealed=True).order_by("-first").first()
    planned = batch.first if batch is not None else None
    reached = last.first + last.rows + 1 if last is not None else 0
    if planned is not None and ledger.size == planned + batch.rows + 1:
        _note(batch)
    elif planned is not None and ledger.size == planned:
        events = list(
            Event.objects.filter(
                leaf__number__gte=batch.first, leaf__number__lt=batch.first + batch.rows
            ).order_by("leaf__number")
        )
        _write(ledger, batch, events, _keys_of({event.case for event in events}))
    elif ledger.size != reached:
        raise BrokenLog(
            f"the ledger has {ledger.size:,} rows and the database knows of {reached:,}: they do not belong together; "
            "restore both from the same backup"
        )


def _write(ledger: Ledger, batch: Batch, events: list[Event], keys: dict[str, bytes]) -> None:
    acts = [act_of(event, keys[event.case]) for event in events]
    ledger.seal(acts, microseconds(batch.made_at), batch.late)
    _note(batch)


def _note(batch: Batch) -> None:
    batch.is_sealed = True
    batch.save(update_fields=["is_sealed"])
