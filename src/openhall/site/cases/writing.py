"""What one step changes in the database, written in as few statements as there are tables."""

from __future__ import annotations

from datetime import datetime

from openhall.process.rules.acts import ActKind
from openhall.process.running import Case as Running
from openhall.process.running import Step
from openhall.process.storing import to_stored
from openhall.site.cases import deadlines
from openhall.site.cases.by import By
from openhall.site.cases.leaving import leaving
from openhall.site.cases.letters import letters_of
from openhall.site.cases.models import Case, Decided, Letter, Outgoing, Task, Timer
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
    _write_tasks(row, prepared, step, now, by, own)
    _write_timers(row, prepared, before, step, now)
    _write_decided(row, prepared, step, now)
    sent = leaving(row, prepared, step, now)
    if sent:
        Letter.objects.bulk_create(letters_of(row, prepared, step, sent, now))
        Outgoing.objects.bulk_create(sent)
    Event.objects.bulk_create(told(row, prepared, step.acts, now, by, own))
    _write_case(row, prepared, step, now)


def _write_case(row: Case, prepared: Ready, step: Step, now: datetime) -> None:
    moves = row.moves
    row.state, row.data = step.case.state.pack(), to_stored(step.case.data)
    row.moves = moves + 1
    changes = {"state": row.state, "data": row.data, "moves": row.moves}
    if row.decided_at is None and deadlines.is_decided(prepared, step):
        row.decided_at = changes["decided_at"] = now
    if step.case.state.ended:
        row.ended_at, row.outcome = now, prepared.outcome(step.acts)[:200]
        changes |= {"ended_at": row.ended_at, "outcome": row.outcome}
    if not Case.objects.filter(pk=row.pk, moves=moves).update(**changes):
        raise Overtaken


def _write_tasks(row: Case, prepared: Ready, step: Step, now: datetime, by: By, own: int) -> None:
    nodes, tokens = prepared.running.model.nodes, step.case.state.tokens
    mine = [act for act in step.acts if nodes[act.node].kind in WORK_OF_PEOPLE]
    done = [act.token for act in mine if act.kind == ActKind.DONE]
    withdrawn = [act.token for act in mine if act.kind == ActKind.WITHDRAWN]
    ended = Task.objects.filter(case=row, status=Task.Status.OPEN)
    if done:
        ended.filter(token__in=done).update(status=Task.Status.DONE, ended_at=now, ended_by=by.person)
    if withdrawn:
        ended.filter(token__in=withdrawn).update(status=Task.Status.WITHDRAWN, ended_at=now)
    begun = [act for act in mine if act.kind == ActKind.BEGUN and act.token in tokens]
    if begun:
        Task.objects.bulk_create(task_of(row, prepared, act.node, act.token, now) for act in begun)


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


def _write_timers(row: Case, prepared: Ready, before: Running | None, step: Step, now: datetime) -> None:
    running = prepared.running
    if not prepared.has_timers:
        return
    were = set(running.timers(before)) if before else set()
    are = set(running.timers(step.case))
    for number, place in were - are:
        Timer.objects.filter(case=row, number=number, node=running.model.nodes[place].id).delete()
    started = []
    for number, place in sorted(are - were):
        due = running.due(step.case, number, place, prepared.local(now))
        started.append(
            Timer(case=row, number=number, node=running.model.nodes[place].id, since=now, due_at=due.at)
        )
    if started:
        Timer.objects.bulk_create(started)


def _write_decided(row: Case, prepared: Ready, step: Step, now: datetime) -> None:
    if step.decided:
        Decided.objects.bulk_create(
            Decided(
                case=row,
                node=prepared.running.model.nodes[place].id,
                decision=decided.decision[:200],
                value=to_stored(decided.value),
                reasons=list(decided.reasons),
                at=now,
            )
            for place, decided in step.decided
        )
