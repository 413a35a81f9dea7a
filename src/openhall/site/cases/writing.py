"""What one step changes in the database, written in as few statements as there are tables."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from openhall.process.model import EventKind, NodeKind
from openhall.process.rules.acts import ActKind
from openhall.process.running import Case as Running
from openhall.process.running import Step
from openhall.process.storing import to_stored
from openhall.site.cases.models import Case, Outgoing, Task, Timer
from openhall.site.cases.telling import tell
from openhall.site.services.loading import Ready
from openhall.site.services.posts import WORK_OF_PEOPLE

if TYPE_CHECKING:
    from openhall.site.cases.acts import By


class Overtaken(Exception):
    """Another act was written onto the case in between; nothing of this one is."""


def write(row: Case, prepared: Ready, before: Running | None, step: Step, now: datetime, by: By) -> None:
    """Write a step onto the case's row, its tasks, timers and letters out, and tell it to the ledger."""
    _write_tasks(row, prepared, before, step, now, by)
    _write_timers(row, prepared, before, step, now)
    _write_outgoing(row, prepared, step, now)
    tell(row, prepared, step.acts, now, by)
    _write_case(row, prepared, step, now)


def _write_case(row: Case, prepared: Ready, step: Step, now: datetime) -> None:
    moves = row.moves
    row.state, row.data = step.case.state.pack(), to_stored(step.case.data)
    row.moves = moves + 1
    changes = {"state": row.state, "data": row.data, "moves": row.moves}
    if step.case.state.ended:
        row.ended_at, row.outcome = now, prepared.outcome(step.acts)
        changes |= {"ended_at": row.ended_at, "outcome": row.outcome}
    if not Case.objects.filter(pk=row.pk, moves=moves).update(**changes):
        raise Overtaken


def _write_tasks(
    row: Case, prepared: Ready, before: Running | None, step: Step, now: datetime, by: By
) -> None:
    model = prepared.running.model
    tokens = step.case.state.tokens
    gone = [number for number in before.state.tokens if number not in tokens] if before else []
    if gone:
        done = [act.token for act in step.acts if act.kind == ActKind.DONE and act.token in gone]
        ended = Task.objects.filter(case=row, status=Task.Status.OPEN)
        ended.filter(token__in=done).update(status=Task.Status.DONE, ended_at=now, ended_by=by.person)
        withdrawn = [number for number in gone if number not in done]
        if withdrawn:
            ended.filter(token__in=withdrawn).update(status=Task.Status.WITHDRAWN, ended_at=now)
    offered = []
    for act in step.acts:
        node = model.nodes[act.node]
        begun = act.kind == ActKind.BEGUN and act.token in tokens
        if begun and node.kind in WORK_OF_PEOPLE and not _whole(act.token, step):
            post = prepared.post_of(act.node)
            offered.append(
                Task(
                    case=row,
                    token=act.token,
                    node=node.id,
                    name=node.label[:200],
                    department_id=post.department_id,
                    role=post.role,
                    offered_at=now,
                    for_applicant=post.applicant,
                    due_at=row.promised_due_at or row.legal_due_at,
                )
            )
    if offered:
        Task.objects.bulk_create(offered)


def _whole(token: int, step: Step) -> bool:
    """Whether a token is an activity of several instances as a whole: the instances are the work."""
    return any(scope.token == token for scope in step.case.state.scopes.values())


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
        due = running.due(step.case, number, place, now.astimezone(prepared.zone))
        started.append(
            Timer(case=row, number=number, node=running.model.nodes[place].id, since=now, due_at=due.at)
        )
    if started:
        Timer.objects.bulk_create(started)


def _write_outgoing(row: Case, prepared: Ready, step: Step, now: datetime) -> None:
    model = prepared.running.model
    leaving = []
    for k, act in enumerate(step.acts):
        node = model.nodes[act.node]
        if act.kind == ActKind.SENT:
            kind = Outgoing.Kind.LETTER if node.work.letter else Outgoing.Kind.MESSAGE
            name = node.work.letter or act.name or node.label
        elif act.kind == ActKind.BEGUN and node.kind == NodeKind.SERVICE:
            kind, name = Outgoing.Kind.CALL, node.work.operation or node.label
        else:
            continue
        if node.event.kind == EventKind.SIGNAL:
            continue
        leaving.append(
            Outgoing(
                case=row,
                kind=kind,
                # The same step writes the same key: sent twice is not possible.
                key=f"{row.pseudonym}-{row.moves}-{k}",
                name=name,
                content={"node": node.id, "token": act.token},
                made_at=now,
                due_at=now,
            )
        )
    if leaving:
        Outgoing.objects.bulk_create(leaving)
