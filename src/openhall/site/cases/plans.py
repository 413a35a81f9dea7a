"""What a course of a version's cases means for the tables, worked out once: the rows, with places for what is the
case's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from openhall.process.courses import Course
from openhall.process.model import NodeKind
from openhall.process.rules.acts import Act, ActKind
from openhall.site.cases.leaving import sends
from openhall.site.cases.models import Task
from openhall.site.cases.statements import Insertion, as_json
from openhall.site.ledger.models import Event
from openhall.site.services.loading import Ready
from openhall.site.services.posts import WORK_OF_PEOPLE

TASKS, EVENTS = Insertion(Task), Insertion(Event)

TOLD = {
    ActKind.BEGUN: Event.Lifecycle.OFFERED,
    ActKind.DONE: Event.Lifecycle.COMPLETED,
    ActKind.WITHDRAWN: Event.Lifecycle.WITHDRAWN,
    ActKind.NOT_CAUGHT: Event.Lifecycle.FAILED,
    ActKind.SENT: Event.Lifecycle.SENT,
}
"""Gateways are no acts, and the end of a process is told by its end event."""


@dataclass(frozen=True, eq=False)
class Plan:
    """What a course changes.

    state    the state after it, as its column has it
    ended    the open tasks that end: by their tokens, and whether they are done or withdrawn
    begun    the tasks that begin: rows without case and times, and the node of each
    events   the rows of the ledger without case and time
    own      which of these rows is the act of the person who acts; -1 for none
    sends    whether anything leaves the case
    decides  whether it stops the clock of the standards
    outcome  what the end that was reached means; "" where none was
    """

    state: str
    ended: tuple[tuple[int, str], ...]
    begun: tuple[tuple[list[Any], str], ...]
    events: tuple[list[Any], ...]
    own: int
    sends: bool
    decides: bool
    outcome: str


def plan_of(prepared: Ready, course: Course) -> Plan:
    """The plan of a course, worked out when it is first asked for."""
    plan = prepared.plans.get(course)
    if plan is None:
        plan = prepared.plans[course] = _worked_out(prepared, course)
    return plan


def task_row(prepared: Ready, place: int, token: int) -> list[Any]:
    """The work at a place as a row of tasks, without its case and times."""
    node, post = prepared.running.model.nodes[place], prepared.post_of(place)
    return TASKS.row(
        token=token,
        node=node.id,
        name=node.label[:200],
        for_applicant=post.applicant,
        department_id=post.department_id,
        role=post.role,
    )


def _worked_out(prepared: Ready, course: Course) -> Plan:
    nodes, acts = prepared.running.model.nodes, course.acts
    open_after = set(course.packed[5::4][: course.packed[2]])
    mine = [act for act in acts if nodes[act.node].kind in WORK_OF_PEOPLE]
    told = [act for act in acts if act.kind in TOLD and nodes[act.node].kind != NodeKind.PROCESS]
    own = course.place if course.place >= 0 else told[0].node if told else -1
    deciding = prepared.folder.text.standards.decided_by
    done = {nodes[act.node].id for act in acts if act.kind == ActKind.DONE}
    return Plan(
        state=as_json(course.packed),
        ended=tuple(
            (act.token, (Task.Status.DONE if act.kind == ActKind.DONE else Task.Status.WITHDRAWN).value)
            for act in mine
            if act.kind in (ActKind.DONE, ActKind.WITHDRAWN)
        ),
        begun=tuple(
            (task_row(prepared, act.node, act.token), nodes[act.node].id)
            for act in mine
            if act.kind == ActKind.BEGUN and act.token in open_after
        ),
        events=tuple(_event_row(prepared, act) for act in told),
        own=next((k for k, act in enumerate(told) if act.node == own and act.kind != ActKind.BEGUN), -1),
        sends=any(sends(prepared, act) for act in acts),
        decides=not done.isdisjoint(deciding) if deciding else course.ended,
        outcome=prepared.outcome(acts)[:200],
    )


def _event_row(prepared: Ready, act: Act) -> list[Any]:
    node, post = prepared.running.model.nodes[act.node], prepared.post_of(act.node)
    return EVENTS.row(
        service=prepared.slug,
        version=prepared.number,
        activity=node.label[:200],
        node=node.id,
        lifecycle=TOLD[act.kind].value,
        department=post.department,
        role=post.role,
    )
