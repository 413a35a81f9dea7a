"""What is done beside the process, as rows of the ledger; what a step does is told by its plan.

The ledger is one text for everybody: steps are named there as in the first language of their service, and these acts in
English. Pages say both in the language of their reader.
"""

from __future__ import annotations

from datetime import datetime

from openhall.site.cases.by import By
from openhall.site.cases.models import Case, Task
from openhall.site.ledger.models import Event
from openhall.site.services.loading import Ready


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
