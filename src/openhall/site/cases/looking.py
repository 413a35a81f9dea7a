"""That somebody looks at a resident's data is recorded before they see it; the resident reads it, and may ask why.

A look is one row for a person, a case, a purpose and a stretch of time, however many pages are opened in it. It stands
in the record too: the row names pseudonyms, and the purpose lies beside it, in what may be deleted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from openhall.site.cases import clock
from openhall.site.cases.by import By
from openhall.site.cases.models import Case, Look
from openhall.site.cases.models.looking import LONGEST_WORDS
from openhall.site.ledger.models import Detail, Event, committed
from openhall.site.services.loading import ready

GIVEN = timedelta(minutes=30)
"""How long a purpose holds that somebody gave."""
WORKED = timedelta(hours=8)
"""How long work, and a system that asks again and again, is one look: a day at the office."""
DAYS_KEPT = 3 * 365
"""Days after the end of its case for which a look is kept."""
ACTIVITY = "Looked at the case"
_BY_ITSELF = (Look.Purpose.WORK, Look.Purpose.SYSTEM)


@dataclass(frozen=True)
class Purpose:
    """What somebody looks at a case for.

    kind   one of `Look.Purpose`
    node   the work they are at; "" where it is something else
    words  in words, where it needs any
    """

    kind: str
    node: str = ""
    words: str = ""

    @property
    def stretch(self) -> timedelta:
        """How long looking for this purpose is one look."""
        return WORKED if self.kind in _BY_ITSELF else GIVEN


@dataclass(frozen=True)
class Shown:
    """What somebody is going to see: kinds of it (`Look.Seen`), whether all answers, and documents by their keys."""

    seen: tuple[str, ...]
    whole: bool
    documents: tuple[str, ...] = ()


def record(case: Case, by: By, purpose: Purpose, shown: Shown, system: str = "") -> Look:
    """Record that somebody is going to see something of a case; call it before they do.

    system  the name of the system that looks, where no person does
    Within a stretch the row that is there stands for it, and what is new in it is added to the row and the record.
    """
    now = clock.now()
    row = _under_way(case, by, purpose, now)
    if row is None:
        return _begun(case, by, purpose, shown, system, now)
    if _new(row.seen, shown.seen) or _new(row.documents, shown.documents) or (shown.whole and not row.whole):
        return _added(row, case, by, shown, now)
    return row


def forget_words(case: Case) -> None:
    """Take away what was typed about looks at a case, with its details: that somebody looked stays."""
    with transaction.atomic():
        Look.objects.filter(case=case, purpose=Look.Purpose.OTHER).update(words="")
        Detail.objects.filter(event__case=case.pseudonym, event__lifecycle=Event.Lifecycle.LOOKED).delete()


def forget_old(now: datetime | None = None, most: int = 200) -> int:
    """Take away looks from `DAYS_KEPT` days ago whose cases ended as long ago; how many. The record's rows stay."""
    before = (now or clock.now()) - timedelta(days=DAYS_KEPT)
    over = Q(case=None) | Q(case__ended_at__lt=before)
    old = dict(
        Look.objects.filter(over, at__lt=before).order_by("at", "pk").values_list("pk", "pseudonym")[:most]
    )
    with transaction.atomic():
        Detail.objects.filter(
            event__case__in=set(old.values()),
            event__lifecycle=Event.Lifecycle.LOOKED,
            event__at__lt=before,
        ).delete()
        Look.objects.filter(pk__in=old).delete()
    return len(old)


def _under_way(case: Case, by: By, purpose: Purpose, now: datetime) -> Look | None:
    """The look that goes on: by the same person or system, for the same purpose."""
    person = by.person.pk if by.person else None
    rows = Look.objects.filter(case=case, person=person, at__gt=now - purpose.stretch, at__lte=now)
    same = rows.filter(
        purpose=purpose.kind,
        node=purpose.node,
        words=purpose.words[:LONGEST_WORDS],
        department=by.department,
        role=by.role,
    )
    return same.order_by("-at", "-pk").first()


def _begun(case: Case, by: By, purpose: Purpose, shown: Shown, system: str, now: datetime) -> Look:
    row = Look(
        case=case,
        pseudonym=case.pseudonym,
        person=by.person,
        department=by.department,
        role=by.role,
        system=system[:100],
        purpose=purpose.kind,
        node=purpose.node,
        words=purpose.words[:LONGEST_WORDS],
        seen=list(shown.seen),
        documents=list(shown.documents),
        whole=shown.whole,
        at=now,
    )
    with transaction.atomic():
        row.save(force_insert=True)
        _tell(row, case, by, shown, now)
    return row


def _added(row: Look, case: Case, by: By, shown: Shown, now: datetime) -> Look:
    with transaction.atomic():
        # Two pages that are opened side by side each add what is new.
        row = Look.objects.select_for_update().get(pk=row.pk)
        row.seen += _new(row.seen, shown.seen)
        row.documents += _new(row.documents, shown.documents)
        row.whole = row.whole or shown.whole
        row.save(update_fields=["seen", "documents", "whole"])
        _tell(row, case, by, shown, now)
    return row


def _new(held: list[str], more: Iterable[str]) -> list[str]:
    return [each for each in dict.fromkeys(more) if each not in held]


def _tell(row: Look, case: Case, by: By, shown: Shown, now: datetime) -> None:
    """Write the look into the record: who in pseudonyms, and a commitment to what for."""
    prepared = ready(case.version_id)
    content = {
        "look": row.key,
        "purpose": row.purpose,
        "node": row.node,
        "words": row.words,
        "system": row.system,
        "seen": list(shown.seen),
        "documents": list(shown.documents),
        "whole": shown.whole,
    }
    salt, commitment = committed(content)
    event = Event.objects.create(
        at=now,
        service=prepared.slug,
        version=prepared.number,
        case=case.pseudonym,
        activity=ACTIVITY,
        node=prepared.running.model.nodes[prepared.running.model.processes[0]].id,
        lifecycle=Event.Lifecycle.LOOKED,
        department=by.department,
        role=by.role,
        actor=by.pseudonym,
        commitment=commitment,
    )
    Detail.objects.create(event=event, salt=salt, content=content)
