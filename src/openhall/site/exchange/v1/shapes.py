"""Cases and tasks as the partner interface tells of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from openhall.process.storing import from_stored
from openhall.site.cases.applicant import open_for_applicant
from openhall.site.cases.models import Case, Task
from openhall.site.cases.standing import where
from openhall.site.exchange.answering import plain
from openhall.site.exchange.models import ApiKey
from openhall.site.exchange.seeing import answers_by, began
from openhall.site.exchange.working import form_of


class StageInfo(Schema):
    """A stage of a case: done, now or later."""

    name: str
    status: str


class MessageInfo(Schema):
    """A message that may be sent for the applicant now."""

    name: str
    label: str
    form: str | None = None
    until: datetime | None = None


class CaseInfo(Schema):
    """Where a case stands, and what the key sees of it."""

    reference: str
    service: str
    version: int
    status: str = Field(description="open, decided or ended")
    outcome: str | None = None
    opened_at: datetime
    decided_at: datetime | None = None
    ended_at: datetime | None = None
    now: str
    stages: list[StageInfo]
    expected: date | None = None
    legal_due_at: datetime | None = None
    promised_due_at: datetime | None = None
    applicant: str | None = None
    tasks: list[int] = Field(description="open tasks of the applicant, where the key began the case")
    messages: list[MessageInfo]
    answers: dict[str, Any]


class CaseInList(Schema):
    """A case in a list."""

    reference: str
    service: str
    status: str
    outcome: str | None = None
    opened_at: datetime
    ended_at: datetime | None = None


class TaskInfo(Schema):
    """An open task, with what the key sees of its case, and what is answered in it already."""

    id: int
    name: str
    node: str
    case: str
    service: str
    department: str | None = None
    role: str | None = None
    for_applicant: bool
    offered_at: datetime
    due_at: datetime | None = None
    claimed: bool
    form: str | None = None
    schema_of_form: dict[str, Any] | None = None
    draft: dict[str, Any] | None = None
    answers: dict[str, Any] | None = None


def case_info(case: Case, key: ApiKey, language: str = "") -> CaseInfo:
    """A case as a key sees it."""
    standing = where(case, language)
    tasks, waiting = open_for_applicant(case, language) if began(key, case) else ([], [])
    application = getattr(case, "application", None)
    return CaseInfo(
        **_head(case),
        version=case.version.number,
        decided_at=case.decided_at,
        now=standing.now,
        stages=[StageInfo(name=name, status=status) for name, status in standing.stages],
        expected=standing.expected,
        legal_due_at=case.legal_due_at,
        promised_due_at=case.promised_due_at,
        applicant=application.applicant if application is not None and began(key, case) else None,
        tasks=[task.pk for task in tasks],
        messages=[
            MessageInfo(name=each.message, label=each.label, form=each.form or None, until=each.until)
            for each in waiting
        ],
        answers={name: plain(value) for name, value in answers_by(key, case).items()},
    )


def case_in_list(case: Case) -> CaseInList:
    """A case in a list."""
    return CaseInList(**_head(case))


def task_info(task: Task) -> TaskInfo:
    """A task in a list."""
    form = form_of(task)
    return TaskInfo(
        id=task.pk,
        name=task.name,
        node=task.node,
        case=task.case.reference,
        service=task.case.version.service.slug,
        department=task.department.key if task.department else None,
        role=task.role or None,
        for_applicant=task.for_applicant,
        offered_at=task.offered_at,
        due_at=task.due_at,
        claimed=task.claimed_by_id is not None,
        form=form.name if form is not None else None,
    )


def task_in_full(task: Task, key: ApiKey) -> TaskInfo:
    """A task with its form and what belongs to it."""
    found, form = task_info(task), form_of(task)
    found.schema_of_form = dict(form.schema) if form is not None else None
    found.draft = {name: plain(from_stored(value)) for name, value in task.draft.items()}
    found.answers = {name: plain(value) for name, value in answers_by(key, task.case).items()}
    return found


def _head(case: Case) -> dict[str, Any]:
    status = "ended" if case.ended_at else "decided" if case.decided_at else "open"
    return {
        "reference": case.reference,
        "service": case.version.service.slug,
        "status": status,
        "outcome": case.outcome or None,
        "opened_at": case.opened_at,
        "ended_at": case.ended_at,
    }
