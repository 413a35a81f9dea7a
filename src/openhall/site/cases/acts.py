"""Acts in a case: begin one, complete work, let an event happen. Each act is one transaction.

In it lie the case's new state and data, its tasks, timers and letters out, and the event rows that tell of it: all of
them or none. The row of the case is locked first, so two acts on one case come one after the other, and the second
sees what the first one did.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from openhall.process.feel.values import Value
from openhall.process.rules.state import State
from openhall.process.running import Case as Running
from openhall.process.storing import from_stored
from openhall.site.cases.models import Case, Task, Timer
from openhall.site.cases.writing import write
from openhall.site.people.models import User
from openhall.site.services.loading import Ready, ready
from openhall.site.services.models import Version


class NotPossible(Exception):
    """The act cannot be done, or not any more; the message says why, to the person who tried."""


@dataclass(frozen=True)
class By:
    """Who acts: a person or nobody (a timer, a partner's system), in which department and role."""

    person: User | None = None
    department: str = ""
    role: str = ""

    @property
    def pseudonym(self) -> str:
        """The name in the record."""
        return self.person.pseudonym if self.person else ""


NOBODY = By()


def begin(version: Version, data: Mapping[str, Value], by: By, start: int = -1, **fields: Any) -> Case:
    """A new case of a version; `fields` are those of `Case` (channel, language, applicant, ...)."""
    prepared = ready(version.pk)
    now = timezone.now()
    with transaction.atomic():
        row = Case(version=version, opened_at=now, **fields)
        row.save(force_insert=True)
        step = prepared.running.start(data, _local(prepared, now), start)
        write(row, prepared, None, step, now, by)
    return row


def complete(task: int, data: Mapping[str, Value], by: By) -> Case:
    """The work of a task is done and gave `data`. Raises `NotPossible` when somebody else has it, or was faster."""
    now = timezone.now()
    with transaction.atomic():
        held = (
            Task.objects.select_for_update(of=("self", "case")).select_related("case").filter(pk=task).first()
        )
        if held is None:
            raise NotPossible("This task does not exist any more.")
        _must_be_open(held, by)
        row, prepared, before = _opened(held.case)
        step = prepared.running.complete(before, held.token, data, _local(prepared, now))
        write(row, prepared, before, step, now, by)
    return row


def happen(case: int, number: int, node: str, data: Mapping[str, Value], by: By) -> Case:
    """An event that a case waits for happens."""
    now = timezone.now()
    with transaction.atomic():
        row, prepared, before = _opened(_locked(case))
        place = prepared.running.model.place_of[node]
        step = prepared.running.happen(before, number, place, data, _local(prepared, now))
        write(row, prepared, before, step, now, by)
    return row


def claim(task: int, by: By) -> Task:
    """A person takes a task. Raises `NotPossible` when somebody else was faster."""
    from openhall.site.cases.telling import tell_of_task

    assert by.person is not None
    now = timezone.now()
    with transaction.atomic():
        free = Task.objects.filter(pk=task, status=Task.Status.OPEN, claimed_by=None)
        taken = free.update(claimed_by=by.person, claimed_at=now)
        held = Task.objects.select_related("case__version__service", "claimed_by").filter(pk=task).first()
        if held is None:
            raise NotPossible("This task does not exist any more.")
        if not taken:
            _must_be_open(held, by)
            return held
        tell_of_task(held, "assign", now, by)
    return held


def release(task: int, by: By) -> None:
    """A person gives a task back to its department."""
    Task.objects.filter(pk=task, status=Task.Status.OPEN, claimed_by=by.person).update(
        claimed_by=None, claimed_at=None
    )


def fire_due(now: datetime | None = None, most: int = 100) -> int:
    """Fire the timers that are due, each in a transaction of its own; how many fired.

    Workers share them: a timer that another worker holds is left to it.
    """
    moment = now or timezone.now()
    fired = 0
    for _ in range(most):
        with transaction.atomic():
            # The case is locked, as in every act, and never its timer: two orders could wait for each other.
            timer = (
                Timer.objects.select_related("case")
                .select_for_update(of=("case",), skip_locked=True)
                .filter(due_at__lte=moment)
                .order_by("due_at", "pk")
                .first()
            )
            if timer is None:
                return fired
            # While the lock was waited for, another worker may have fired it.
            if Timer.objects.filter(pk=timer.pk, due_at=timer.due_at, fired=timer.fired).exists():
                _fire(timer, moment)
                fired += 1
    return fired


def _fire(timer: Timer, now: datetime) -> None:
    row, prepared, before = _opened(timer.case)
    place = prepared.running.model.place_of[timer.node]
    due = prepared.running.due(before, timer.number, place, timer.since.astimezone(prepared.zone))
    fired = timer.fired + 1
    following = due.next(fired)
    if following is not None:
        Timer.objects.filter(pk=timer.pk).update(fired=fired, due_at=following)
    step = prepared.running.happen(before, timer.number, place, {}, _local(prepared, now))
    write(row, prepared, before, step, now, NOBODY)
    if following is None:
        # An event that does not interrupt is waited for on, but its timer has fired as often as it says.
        Timer.objects.filter(pk=timer.pk).delete()


def _must_be_open(task: Task, by: By) -> None:
    if task.status != Task.Status.OPEN:
        who = f" by {task.ended_by}" if task.ended_by else ""
        raise NotPossible(f"“{task.name}” is {task.get_status_display()} already{who}.")
    if task.claimed_by is not None and by.person is not None and task.claimed_by != by.person:
        raise NotPossible(f"{task.claimed_by} is working on “{task.name}”.")


def _locked(case: int) -> Case:
    row = Case.objects.select_for_update().filter(pk=case).first()
    if row is None:
        raise NotPossible("This case does not exist any more.")
    return row


def _opened(row: Case) -> tuple[Case, Ready, Running]:
    # The row was read with its lock, so it is as the act before left it.
    data = from_stored(row.data)
    assert isinstance(data, dict)
    return row, ready(row.version_id), Running(State.unpack(row.state), data)


def _local(prepared: Ready, now: datetime) -> datetime:
    """The time on the service's own clock: a timer "at 8:00" means 8:00 there."""
    return now.astimezone(prepared.zone)
