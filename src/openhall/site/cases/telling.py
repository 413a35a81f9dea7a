"""Acts as rows of the ledger."""

from __future__ import annotations

from datetime import datetime

from openhall.process.model import NodeKind
from openhall.process.rules.acts import Act, ActKind
from openhall.site.cases.by import By
from openhall.site.cases.models import Case, Task
from openhall.site.ledger.models import Event
from openhall.site.services.loading import Ready

TOLD = {
    ActKind.BEGUN: Event.Lifecycle.OFFERED,
    ActKind.DONE: Event.Lifecycle.COMPLETED,
    ActKind.WITHDRAWN: Event.Lifecycle.WITHDRAWN,
    ActKind.NOT_CAUGHT: Event.Lifecycle.FAILED,
    ActKind.SENT: Event.Lifecycle.SENT,
}


def told(row: Case, prepared: Ready, acts: list[Act], now: datetime, by: By, own: int) -> list[Event]:
    """What a step did, as rows. Gateways are no acts, and the end of a process is told by its end event.

    own  the place whose work the person did or gave up, or of the event they let happen: that alone is their act, and
         what follows from it is nobody's; -1 for none
    """
    model = prepared.running.model
    rows = []
    for act in acts:
        node = model.nodes[act.node]
        lifecycle = TOLD.get(act.kind)
        if lifecycle is None or node.kind == NodeKind.PROCESS:
            continue
        post = prepared.post_of(act.node)
        theirs = act.node == own and act.kind != ActKind.BEGUN
        if theirs:
            own = -1
        rows.append(
            Event(
                at=now,
                service=prepared.slug,
                version=prepared.number,
                case=row.pseudonym,
                activity=node.label[:200],
                node=node.id,
                lifecycle=lifecycle,
                department=(by.department if theirs else "") or post.department,
                role=post.role,
                actor=by.pseudonym if theirs else "",
            )
        )
    return rows


def tell_of_task(task: Task, lifecycle: str, now: datetime, by: By) -> None:
    """Write what a person did with a task: took it, gave it back, passed it on."""
    version = task.case.version
    Event.objects.create(
        at=now,
        service=version.service.slug,
        version=version.number,
        case=task.case.pseudonym,
        activity=task.name,
        node=task.node,
        lifecycle=lifecycle,
        department=by.department,
        role=by.role,
        actor=by.pseudonym,
    )


def tell_of_case(row: Case, prepared: Ready, lifecycle: str, activity: str, now: datetime, by: By) -> None:
    """Write what was done to a case beside its process, such as moving it to another version."""
    Event.objects.create(
        at=now,
        service=prepared.slug,
        version=prepared.number,
        case=row.pseudonym,
        activity=activity[:200],
        node=prepared.running.model.nodes[prepared.running.model.processes[0]].id,
        lifecycle=lifecycle,
        department=by.department,
        role=by.role,
        actor=by.pseudonym,
    )
