"""Erasing: the details of a case are deleted, and its acts stay provable.

What a resident told, was told and sent goes, with every file; so do the private details beside the record and the key
that says whose rows they are. What stays tells of nobody: the reference, the service, the days, the rows of the record,
and that the details were deleted and why. `openhall verify` gives the same answer as before.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from openhall.process.errors import ProcessError
from openhall.process.feel.temporal import DayTimeDuration
from openhall.process.timers import Duration, later
from openhall.site.cases import clock, others
from openhall.site.cases.acting import acting
from openhall.site.cases.by import NOBODY, By, NotPossible
from openhall.site.cases.looking import forget_words
from openhall.site.cases.models import (
    Case,
    Decided,
    Document,
    Draft,
    Erased,
    Handover,
    Letter,
    Member,
    Message,
    Note,
    Outgoing,
    Task,
)
from openhall.site.cases.opening import open_case
from openhall.site.cases.papers import remove
from openhall.site.cases.telling import tell_of_case
from openhall.site.ledger.models import Batch, CaseKey, Detail, Event, Leaf
from openhall.site.services.loading import ready

ACTIVITY = gettext_noop("Details deleted")
KINDS = {
    "documents": Document, "letters": Letter, "messages": Message, "notes": Note, "decisions": Decided,
}  # fmt: skip
"""What is counted, so that it can be said what there had been."""


def erase(case: int, reason: Erased.Reason, words: str, by: By = NOBODY) -> Erased:
    """Delete the details of a case that has ended. Raises `NotPossible` while it is open, and the second time."""
    now = clock.now()
    with acting():
        held = open_case(case)
        row = held.row
        if row.ended_at is None:
            raise NotPossible(_("This case is still open. End it first; then its details can be deleted."))
        if Erased.objects.filter(case=row).exists():
            raise NotPossible(_("The details of this case are deleted already."))
        _forget_key(row)
        gone = {name: kind.objects.filter(case=row).count() for name, kind in KINDS.items()}
        _forget_papers(row)
        _forget_words(row)
        tell_of_case(row, held.prepared, Event.Lifecycle.NOTED, ACTIVITY, now, by)
        return Erased.objects.create(
            case=row, reason=reason, words=words, department=by.department, gone=gone, at=now
        )


def erased_of(case: Case) -> Erased | None:
    """That the details of a case were deleted; None where they are there, as those of every open case are."""
    return None if case.ended_at is None else Erased.objects.filter(case=case).first()


def erase_due(now: datetime | None = None, most: int = 50) -> int:
    """Erase cases that were kept for as long as their service says; how many."""
    now = now or clock.now()
    ended = Case.objects.filter(ended_at__lt=now, erased=None)
    due: list[int] = []
    for version in ended.order_by().values_list("version", flat=True).distinct():
        try:
            prepared = ready(version)
        except ProcessError:
            # A version that cannot be prepared any more says so on its own page; its cases wait.
            continue
        retention = prepared.folder.text.retention
        if retention is None:
            continue
        # Months have 28 days at least; whose time has really come is counted by the calendar.
        old = ended.filter(version=version, ended_at__lt=now - _shortest(retention)).order_by("ended_at")[
            :most
        ]
        due += [row.pk for row in old if later(prepared.local(row.ended_at), retention) <= now]
    for number in due[:most]:
        erase(number, Erased.Reason.RETENTION, "")
    return len(due[:most])


def scrub_due() -> int:
    """Take what was deleted out of the file of an embedded database, where it would lie until it is written over.

    Gives how many erased cases waited for it. PostgreSQL does so by itself (autovacuum).
    """
    waiting = list(Erased.objects.filter(is_scrubbed=False).values_list("pk", flat=True))
    if waiting and connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    Erased.objects.filter(pk__in=waiting).update(is_scrubbed=True)
    return len(waiting)


def sweep(older: timedelta = timedelta(hours=1)) -> int:
    """Delete files of documents whose rows are gone: a process that ended at the wrong moment leaves them; how many."""
    before = clock.now() - older
    swept = 0
    # A folder holds one of 256 of all files: each is one question to the database, however many there are.
    for folder in (Path(settings.MEDIA_ROOT) / "documents").glob("*"):
        known = set(
            Document.objects.filter(file__startswith=f"documents/{folder.name}/").values_list(
                "file", flat=True
            )
        )
        for place in folder.iterdir():
            is_old = datetime.fromtimestamp(place.stat().st_mtime, UTC) < before
            if is_old and f"documents/{folder.name}/{place.name}" not in known:
                place.unlink(missing_ok=True)
                swept += 1
    return swept


def _shortest(retention: Duration) -> timedelta:
    if isinstance(retention, DayTimeDuration):
        return timedelta(microseconds=retention.nanoseconds // 1_000)
    return timedelta(days=28 * retention.months)


def _forget_key(row: Case) -> None:
    planned = Batch.objects.filter(is_sealed=False).first()
    if planned and Leaf.objects.filter(event__case=row.pseudonym, number__gte=planned.first).exists():
        raise NotPossible(
            _("This case is being written into the ledger just now. Try again in a few seconds.")
        )
    CaseKey.objects.filter(case=row.pseudonym).delete()
    Detail.objects.filter(event__case=row.pseudonym).delete()


def _forget_papers(row: Case) -> None:
    for document in Document.objects.filter(case=row):
        remove(document)
    for kind in (Letter, Message, Note, Decided, Outgoing, Member):
        kind.objects.filter(case=row).delete()
    for draft in Draft.objects.filter(case=row):
        for document in draft.documents.all():
            remove(document)
    Draft.objects.filter(case=row).update(answers={}, e_mail="", applicant=None, by=None)


def _forget_words(row: Case) -> None:
    forget_words(row)
    Task.objects.filter(case=row).update(draft={})
    Handover.objects.filter(task__case=row).update(reason="", answer="")
    Case.objects.filter(pk=row.pk).update(
        data={}, subject="", applicant_name="", e_mail="", applicant=None, begun_by=None
    )
    for forget in others.forgetting():
        forget(row)
