"""Acts as rows of the ledger."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from openhall.process.model import NodeKind
from openhall.process.rules.acts import Act, ActKind
from openhall.site.cases.models import Case, Task
from openhall.site.ledger.models import Event
from openhall.site.services.loading import Ready

if TYPE_CHECKING:
    from openhall.site.cases.acts import By

TOLD = {
    ActKind.BEGUN: Event.Lifecycle.OFFERED,
    ActKind.DONE: Event.Lifecycle.COMPLETED,
    ActKind.WITHDRAWN: Event.Lifecycle.WITHDRAWN,
    ActKind.NOT_CAUGHT: Event.Lifecycle.FAILED,
    ActKind.SENT: Event.Lifecycle.SENT,
}


def tell(row: Case, prepared: Ready, acts: list[Act], now: datetime, by: By) -> None:
    """Write what a step did. Gateways are no acts, and the end of a process is told by its end event."""
    model = prepared.running.model
    rows = []
    for act in acts:
        node = model.nodes[act.node]
        lifecycle = TOLD.get(act.kind)
        if lifecycle is None or node.kind == NodeKind.PROCESS:
            continue
        post = prepared.post_of(act.node)
        own = act.kind == ActKind.DONE and node.kind.is_activity
        rows.append(
            Event(
                at=now,
                service=prepared.slug,
                version=prepared.number,
                case=row.pseudonym,
                activity=node.label[:200],
                node=node.id,
                lifecycle=lifecycle,
                department=post.department,
                role=post.role,
                actor=by.pseudonym if own else "",
            )
        )
    Event.objects.bulk_create(rows)


def tell_of_task(task: Task, lifecycle: str, now: datetime, by: By) -> None:
    """Write what a person did with a task: took it, passed it on."""
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
