"""Open cases move to another version of their service, when the analyst says so; the worker moves them.

Each case is one transaction: it moves with its tasks and timers, and its record says so, or it stays as it is and the
reason is kept. Those that stay come to their end in the old version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from openhall.process.errors import CannotMove, ProcessError
from openhall.process.moving import Differences, Move, differences
from openhall.process.rules.state import State
from openhall.process.saying import gettext, keep, message_of
from openhall.site.cases.by import By, NotPossible
from openhall.site.cases.models import Case, Moved, Removal
from openhall.site.cases.opening import opened
from openhall.site.cases.resettling import resettle
from openhall.site.services.loading import Ready, ready
from openhall.site.services.models import Version
from openhall.site.web.speech import keep_text

MOST_EXAMPLES = 5


@dataclass(frozen=True)
class Staying:
    """Cases that cannot move for the same reason: how many, and the references of some."""

    reason: str
    cases: int
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """What a move would do.

    differences  what is different, and which nodes could take the place of those that are gone
    cases        how many are open; moving: how many of them can move; staying: the others, most first
    """

    differences: Differences
    cases: int
    moving: int
    staying: tuple[Staying, ...]


def plan(from_version: Version, to_version: Version, places: Mapping[str, str] | None = None) -> Plan:
    """What a move would do now. Raises `NotPossible` when the versions or places make no sense.

    places  ids of nodes of the old version and those of the new one in their stead, where they differ
    """
    move = _move_between(from_version, to_version, places or {})
    reasons: dict[str, tuple[str, list[str]]] = {}
    cases = 0
    rows = Case.objects.filter(version=from_version, ended_at=None).order_by("pk")
    for reference, state, data in rows.values_list("reference", "state", "data").iterator(chunk_size=500):
        cases += 1
        try:
            move.check(move.state(State.unpack(state)), data)
        except CannotMove as error:
            reasons.setdefault(str(error), (message_of(error), []))[1].append(reference)
    staying = [
        Staying(reason, len(found), tuple(found[:MOST_EXAMPLES])) for reason, found in reasons.values()
    ]
    staying.sort(key=lambda each: -each.cases)
    return Plan(
        differences(ready(from_version.pk).running.model, ready(to_version.pk).running.model),
        cases,
        cases - sum(each.cases for each in staying),
        tuple(staying),
    )


def order(from_version: Version, to_version: Version, places: Mapping[str, str], by: By) -> Removal:
    """Have the worker move the open cases of a version. Raises `NotPossible`."""
    _move_between(from_version, to_version, places)
    with transaction.atomic():
        # Two orders at the same moment: the second sees the first one.
        Version.objects.select_for_update().get(pk=from_version.pk)
        under_way = Removal.objects.filter(from_version=from_version, status__in=_UNDER_WAY)
        if under_way.exists():
            raise NotPossible(_("The cases of this version are being moved already."))
        return Removal.objects.create(
            from_version=from_version,
            to_version=to_version,
            places=dict(places),
            cases=Case.objects.filter(version=from_version, ended_at=None).count(),
            by=by.person,
        )


def move_due(most: int = 50) -> int:
    """Move some cases of the move that was ordered first; how many were looked at."""
    removal = Removal.objects.filter(status__in=_UNDER_WAY).order_by("at", "pk").first()
    if removal is None:
        return 0
    looked_at = 0
    try:
        move = _move_between(removal.from_version, removal.to_version, removal.places)
        Removal.objects.filter(pk=removal.pk, status=Removal.Status.WAITING).update(
            status=Removal.Status.RUNNING
        )
        while looked_at < most and _move_one(removal, move):
            looked_at += 1
    except DatabaseError:
        raise
    except Exception as error:
        # It would fail again and again, and keep those behind it waiting.
        problem = keep_text(_why_it_stopped(error))
        Removal.objects.filter(pk=removal.pk).update(status=Removal.Status.FAILED, problem=problem)
        raise
    if not looked_at and not _left(removal).exists():
        Removal.objects.filter(pk=removal.pk, status=Removal.Status.RUNNING).update(
            status=Removal.Status.DONE, done_at=timezone.now()
        )
        return 1
    return looked_at


def _why_it_stopped(error: Exception) -> str:
    """What stopped a move, for whoever ordered it, in whatever language they read."""
    if isinstance(error, NotPossible | ProcessError):
        return message_of(error)
    fault = f"{type(error).__name__}: {error}"
    return gettext(
        "A fault of the program stopped it: %(fault)s. The log of the worker says more; order it again when that is "
        "mended. What has moved stays moved.",
        fault=fault,
    )


_UNDER_WAY = (Removal.Status.WAITING, Removal.Status.RUNNING)


def _left(removal: Removal):  # type: ignore[no-untyped-def]
    """The cases that were not looked at yet."""
    return Case.objects.filter(version=removal.from_version_id, ended_at=None).exclude(
        removals__removal=removal
    )


def _move_one(removal: Removal, move: Move) -> bool:
    """Move one case, or say why it stays; False when none is left that nobody else has in hand."""
    now = timezone.now()
    with transaction.atomic():
        row = _left(removal).select_for_update(of=("self",), skip_locked=True).order_by("pk").first()
        if row is None:
            return False
        # It was chosen before its lock was there: it may have ended or been looked at since.
        row.refresh_from_db(fields=["version", "state", "data", "moves", "ended_at"])
        looked_at = Moved.objects.filter(removal=removal, case=row).exists()
        if looked_at or row.ended_at is not None or row.version_id != removal.from_version_id:
            return True
        reason: dict[str, Any] = {}
        try:
            with transaction.atomic():
                resettle(
                    opened(row), ready(removal.to_version_id), removal.to_version, move, now, By(removal.by)
                )
        except ProcessError as error:
            reason = keep(message_of(error))
        Moved.objects.create(removal=removal, case=row, moved=not reason, reason=reason, at=now)
        fared = {"stayed": F("stayed") + 1} if reason else {"moved": F("moved") + 1}
        Removal.objects.filter(pk=removal.pk).update(**fared)
    return True


def _move_between(from_version: Version, to_version: Version, places: Mapping[str, str]) -> Move:
    if from_version.service_id != to_version.service_id or from_version.pk == to_version.pk:
        raise NotPossible(
            gettext("Cases move from one version of a service to another one of the same service.")
        )
    if to_version.status == Version.Status.DRAFT:
        raise NotPossible(gettext("Publish the new version first: cases do not move to a draft."))
    try:
        old, new = ready(from_version.pk), ready(to_version.pk)
        key = (old, tuple(sorted(places.items())))
        known = _MOVES.setdefault(new, {})
        if key not in known:
            known.clear()
            known[key] = Move(old.running.model, new.running, dict(places))
        return known[key]
    except ProcessError as error:
        raise NotPossible(message_of(error)) from error


_MOVES: WeakKeyDictionary[Ready, dict[tuple[Ready, tuple[tuple[str, str], ...]], Move]] = WeakKeyDictionary()
"""The latest move to each version: what it found out of one case's state holds for others."""
