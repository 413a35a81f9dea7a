"""What one step changes in the database, sent there all at once."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from django.db.models import BigIntegerField, DateTimeField, IntegerField, JSONField, TextField

from openhall.process.rules.acts import ActKind
from openhall.process.running import Case as Running
from openhall.process.running import Step
from openhall.process.storing import to_stored
from openhall.site.cases import deadlines
from openhall.site.cases.by import By
from openhall.site.cases.leaving import leaving
from openhall.site.cases.letters import letters_of
from openhall.site.cases.models import Case, Decided, Letter, Outgoing, Task, Timer
from openhall.site.cases.statements import (
    Filled,
    Insertion,
    Slot,
    Statement,
    as_json,
    deleting,
    run,
    updating,
)
from openhall.site.cases.telling import told
from openhall.site.ledger.models import Event
from openhall.site.services.loading import Ready
from openhall.site.services.posts import WORK_OF_PEOPLE


class Overtaken(Exception):
    """Another act was written onto the case in between; nothing of this one is."""


def write(
    row: Case, prepared: Ready, before: Running | None, step: Step, now: datetime, by: By, own: int = -1
) -> None:
    """Write a step onto the case's row, its tasks, timers and letters out, and tell it to the ledger.

    own  the place whose work the person did, or whose event they let happen
    """
    sent = leaving(row, prepared, step, now)
    batch = [
        *_ended_tasks(row, prepared, step, now, by),
        *_ended_timers(row, prepared, before, step),
        *_inserted(Task, _begun_tasks(row, prepared, step, now)),
        *_inserted(Timer, _begun_timers(row, prepared, before, step, now)),
        *_inserted(Decided, _decided(row, prepared, step, now)),
        *_inserted(Letter, letters_of(row, prepared, step, sent, now) if sent else []),
        *_inserted(Outgoing, sent),
        *_inserted(Event, told(row, prepared, step.acts, now, by, own)),
        _changed_case(row, prepared, step, now),
    ]
    if run(batch)[-1].count != 1:
        raise Overtaken


def _changed_case(row: Case, prepared: Ready, step: Step, now: datetime) -> Filled:
    moves = row.moves
    row.state, row.data, row.moves = step.case.state.pack(), to_stored(step.case.data), moves + 1
    if row.decided_at is None and deadlines.is_decided(prepared, step):
        row.decided_at = now
    values = [as_json(row.state), as_json(row.data), row.moves, row.pk, moves]
    if not step.case.state.ended and row.decided_at is not now:
        return _step_of_case(), values
    if step.case.state.ended:
        row.ended_at, row.outcome = now, prepared.outcome(step.acts)[:200]
    return _last_step_of_case(), [*values, row.decided_at, row.ended_at, row.outcome]


def _ended_tasks(row: Case, prepared: Ready, step: Step, now: datetime, by: By) -> list[Filled]:
    nodes = prepared.running.model.nodes
    found: list[Filled] = []
    for act in step.acts:
        if nodes[act.node].kind in WORK_OF_PEOPLE and act.kind in (ActKind.DONE, ActKind.WITHDRAWN):
            done = act.kind == ActKind.DONE
            status = Task.Status.DONE if done else Task.Status.WITHDRAWN
            person = by.person.pk if done and by.person else None
            found.append((_end_of_task(), [status.value, now, person, row.pk, act.token]))
    return found


def _begun_tasks(row: Case, prepared: Ready, step: Step, now: datetime) -> list[Task]:
    nodes, tokens = prepared.running.model.nodes, step.case.state.tokens
    return [
        task_of(row, prepared, act.node, act.token, now)
        for act in step.acts
        if act.kind == ActKind.BEGUN and nodes[act.node].kind in WORK_OF_PEOPLE and act.token in tokens
    ]


def task_of(row: Case, prepared: Ready, place: int, token: int, now: datetime) -> Task:
    """The work at a place, as it is offered to a post."""
    node, post = prepared.running.model.nodes[place], prepared.post_of(place)
    return Task(
        case=row,
        token=token,
        node=node.id,
        name=node.label[:200],
        for_applicant=post.applicant,
        department_id=post.department_id,
        role=post.role,
        offered_at=now,
        due_at=deadlines.of_task(prepared, row, node.id, now),
    )


def _ended_timers(row: Case, prepared: Ready, before: Running | None, step: Step) -> list[Filled]:
    if before is None or not prepared.has_timers:
        return []
    running = prepared.running
    gone = set(running.timers(before)).difference(running.timers(step.case))
    return [(_end_of_timer(), [row.pk, number, running.model.nodes[place].id]) for number, place in gone]


def _begun_timers(
    row: Case, prepared: Ready, before: Running | None, step: Step, now: datetime
) -> list[Timer]:
    if not prepared.has_timers:
        return []
    running = prepared.running
    were = set(running.timers(before)) if before else set()
    return [
        timer_of(row, prepared, step.case, number, place, now)
        for number, place in running.timers(step.case)
        if (number, place) not in were
    ]


def timer_of(row: Case, prepared: Ready, case: Running, number: int, place: int, since: datetime) -> Timer:
    """A timer that runs since some time. Raises `BadInput` when it says no time."""
    due = prepared.running.due(case, number, place, prepared.local(since))
    node = prepared.running.model.nodes[place]
    return Timer(case=row, number=number, node=node.id, since=since, due_at=due.at)


def _decided(row: Case, prepared: Ready, step: Step, now: datetime) -> list[Decided]:
    return [
        Decided(
            case=row,
            node=prepared.running.model.nodes[place].id,
            decision=each.decision[:200],
            value=to_stored(each.value),
            reasons=list(each.reasons),
            at=now,
        )
        for place, each in step.decided
    ]


# The statements


_INSERTIONS = {each: Insertion(each) for each in (Task, Timer, Decided, Letter, Outgoing, Event)}


def _inserted(model: type, rows: list) -> list[Filled]:  # type: ignore[type-arg]
    return [_INSERTIONS[model].of(rows)] if rows else []


@cache
def _step_of_case() -> Statement:
    number, moves = Slot(3, BigIntegerField()), Slot(4, IntegerField())
    return updating(Case.objects.filter(pk=number, moves=moves), **_moved())


@cache
def _last_step_of_case() -> Statement:
    number, moves = Slot(3, BigIntegerField()), Slot(4, IntegerField())
    return updating(
        Case.objects.filter(pk=number, moves=moves),
        **_moved(),
        decided_at=Slot(5, DateTimeField()),
        ended_at=Slot(6, DateTimeField()),
        outcome=Slot(7, TextField()),
    )


def _moved() -> dict[str, Slot]:
    return {"state": Slot(0, JSONField()), "data": Slot(1, JSONField()), "moves": Slot(2, IntegerField())}


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
