"""What one step changes in the database, sent there all at once."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import BigIntegerField, DateTimeField, IntegerField, JSONField, TextField

from openhall.process.running import Case as Running
from openhall.process.running import Step
from openhall.process.saying import keep
from openhall.process.storing import to_stored
from openhall.site.cases import deadlines
from openhall.site.cases.by import By
from openhall.site.cases.driving import run_last
from openhall.site.cases.leaving import leaving
from openhall.site.cases.letters import letters_of
from openhall.site.cases.models import Case, Decided, Letter, Outgoing, Task, Timer
from openhall.site.cases.plans import EVENTS, TASKS, Plan, plan_of
from openhall.site.cases.statements import (
    Filled,
    Insertion,
    Kept,
    Slot,
    Statement,
    as_json,
    as_kept,
    deleting,
    updating,
)
from openhall.site.services.loading import Ready


class Overtaken(Exception):
    """Another act was written onto the case in between, though it was locked."""


def write(row: Case, prepared: Ready, step: Step, now: datetime, by: By) -> None:
    """Write a step onto the case's row, its tasks, timers and letters out, and tell it to the ledger.

    This ends the act: where its transaction is the outermost, it is committed with these statements.
    """
    plan, at = plan_of(prepared, step.course), as_kept(now)
    batch = [
        *_ended(row, plan, at, by),
        *((_end_of_timer(), _timer(row, prepared, each)) for each in step.course.stopped),
    ]
    if plan.begun:
        batch.append(TASKS.of_values([_begun(row, prepared, each, now, at) for each in plan.begun]))
    if step.course.started:
        batch.append(
            TIMERS.of([timer_of(row, prepared, step.case, *each, now) for each in step.course.started])
        )
    if step.decided:
        batch.append(DECIDED.of(_decided(row, prepared, step, now)))
    if plan.sends:
        _read_the_rest(row)
        sent = leaving(row, prepared, step, now)
        letters = letters_of(row, prepared, step, sent, now)
        batch += [OUTGOING.of(sent)] if sent else []
        batch += [LETTERS.of(letters)] if letters else []
    if plan.events:
        batch.append(EVENTS.of_values(_told(row, plan, at, by)))
    batch.append(_changed(row, plan, step, now))
    if run_last(batch) != 1:
        raise Overtaken


def _read_the_rest(row: Case) -> None:
    """Read at once what was not read with the lock: a letter says nearly all of it."""
    if missing := row.get_deferred_fields():
        row.refresh_from_db(fields=sorted(missing))


def _changed(row: Case, plan: Plan, step: Step, now: datetime) -> Filled:
    moves, ended = row.moves, step.course.ended
    row.state, row.data, row.moves = list(step.course.packed), step.case.stored, moves + 1
    values = [plan.state, as_json(row.data), row.moves, row.id, moves]
    decides = plan.decides and row.decided_at is None
    if decides:
        row.decided_at = now
    if ended:
        row.ended_at, row.outcome = now, plan.outcome
        told = [as_kept(row.decided_at), as_kept(now), plan.outcome]
        return _step_of_case("decided_at", "ended_at", "outcome"), [*values, *told]
    if decides:
        return _step_of_case("decided_at"), [*values, as_kept(now)]
    return _step_of_case(), values


def _ended(row: Case, plan: Plan, at: Kept, by: By) -> list[Filled]:
    person, case = by.number, row.id
    return [
        (_end_of_task(), [status, at, person if status == Task.Status.DONE else None, case, token])
        for token, status in plan.ended
    ]


def _begun(row: Case, prepared: Ready, begun: tuple[list[Any], str], now: datetime, at: Kept) -> list[Any]:
    values = begun[0].copy()
    due = deadlines.of_task(prepared, row, begun[1], now)
    values[_CASE_OF_TASK], values[_OFFERED], values[_DUE] = row.id, at, as_kept(due)
    return values


def _told(row: Case, plan: Plan, at: Kept, by: By) -> list[list[Any]]:
    rows = []
    for k, event in enumerate(plan.events):
        values = event.copy()
        values[_AT], values[_CASE_OF_EVENT] = at, row.pseudonym
        if k == plan.own:
            values[_ACTOR] = by.pseudonym
            values[_DEPARTMENT] = by.department or values[_DEPARTMENT]
        rows.append(values)
    return rows


def _timer(row: Case, prepared: Ready, timer: tuple[int, int]) -> list[Any]:
    return [row.pk, timer[0], prepared.running.model.nodes[timer[1]].id]


def timer_of(row: Case, prepared: Ready, case: Running, number: int, place: int, since: datetime) -> Timer:
    """A timer that runs since some time. Raises `BadInput` when it says no time."""
    due = prepared.running.due(case, number, place, prepared.local(since))
    node = prepared.running.model.nodes[place]
    return Timer(case_id=row.pk, number=number, node=node.id, since=since, due_at=due.at)


def _decided(row: Case, prepared: Ready, step: Step, now: datetime) -> list[Decided]:
    return [
        Decided(
            case_id=row.pk,
            node=prepared.running.model.nodes[place].id,
            decision=each.decision[:200],
            value=to_stored(each.value),
            reasons=[keep(reason) for reason in each.reasons],
            at=now,
        )
        for place, each in step.decided
    ]


# The statements


TIMERS, DECIDED, LETTERS, OUTGOING = (Insertion(each) for each in (Timer, Decided, Letter, Outgoing))
_CASE_OF_TASK, _OFFERED, _DUE = map(TASKS.names.index, ("case_id", "offered_at", "due_at"))
_AT, _CASE_OF_EVENT, _ACTOR, _DEPARTMENT = map(EVENTS.names.index, ("at", "case", "actor", "department"))


_MORE = {"decided_at": DateTimeField, "ended_at": DateTimeField, "outcome": TextField}


@cache
def _step_of_case(*more: str) -> Statement:
    """The change of a case by a step, which sets these columns too; their values come last."""
    return updating(
        Case.objects.filter(pk=Slot(3, BigIntegerField()), moves=Slot(4, IntegerField())),
        state=Slot(0, JSONField()),
        data=Slot(1, JSONField()),
        moves=Slot(2, IntegerField()),
        **{name: Slot(5 + k, _MORE[name]()) for k, name in enumerate(more)},
    )


@cache
def _end_of_task() -> Statement:
    case, token = Slot(3, BigIntegerField()), Slot(4, BigIntegerField())
    return updating(
        Task.objects.filter(case=case, token=token, status=Task.Status.OPEN),
        status=Slot(0, TextField()),
        ended_at=Slot(1, DateTimeField()),
        ended_by=Slot(2, BigIntegerField()),
    )


@cache
def _end_of_timer() -> Statement:
    case, number, node = Slot(0, BigIntegerField()), Slot(1, BigIntegerField()), Slot(2, TextField())
    return deleting(Timer.objects.filter(case=case, number=number, node=node))
