"""The work that is open to a key is listed, read and done (GovStack registration 0.1.1).

That is the work of its department, and of the applicants of cases that it began.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router

from openhall.process.storing import from_stored
from openhall.site.cases.models import Task
from openhall.site.exchange.govstack.registration.paging import USUAL, First, Most, SortBy, SortOrder, part
from openhall.site.exchange.govstack.registration.shapes import (
    Done,
    ListedTask,
    TaskInFull,
    answers_in,
    assignee_of,
    form_id_of,
    is_sent_back,
    objects,
    role_of,
    status_of,
)
from openhall.site.exchange.ids import service_id
from openhall.site.exchange.looks import Seen, look
from openhall.site.exchange.models import ApiKey
from openhall.site.exchange.opening import holder, holds
from openhall.site.exchange.refusing import Refused
from openhall.site.exchange.scopes import Scope
from openhall.site.exchange.seeing import answers_by, tasks_of
from openhall.site.exchange.shapes import Camel, Problem
from openhall.site.exchange.working import finish, form_of

router = Router(tags=["GovStack registration: tasks"], by_alias=True, exclude_none=True)
ORDERS = {
    "created": "offered_at",
    "id": "pk",
    "instanceId": "case_id",
    "caseInstanceId": "case_id",
    "executionId": "case_id",
    "caseExecutionId": "case_id",
    "name": "name",
    "nameCaseInsensitive": "name",
    "description": "case__subject",
    "dueDate": "due_at",
    "priority": "due_at",
    "assignee": "claimed_by__pseudonym",
}
REFUSALS = {400: Problem, 403: Problem, 404: Problem, 409: Problem}
LARGEST = 2**63
MAY = holds(Scope.TASKS)


class Given(Camel):
    """The answers to the form of a task."""

    data: dict[str, Any] = {}


@router.get("/tasks", response={200: list[ListedTask], 400: Problem}, auth=MAY)
def tasks(
    request: HttpRequest,
    main_task_id: str = Query("", alias="mainTaskId", max_length=100),
    file_id: str = Query("", alias="fileId", max_length=100),
    assignee_id: str = Query("", alias="assigneeId", max_length=100),
    first_result: First = 0,
    max_result: Most = USUAL,
    sort_by: SortBy = "",
    sort_order: SortOrder = "",
) -> list[ListedTask]:
    """The open tasks. Those of one file have the oldest of them as their main task."""
    key = holder(request)
    found = tasks_of(key)
    if file_id:
        found = found.filter(case__reference=file_id)
    if assignee_id:
        found = found.filter(claimed_by__pseudonym=assignee_id)
    if main_task_id:
        main = _find(key, main_task_id)
        found = (
            found.filter(case=main.case_id) if main is not None and _main(main) == main.pk else found.none()
        )
    return [_listed(task) for task in part(found, ORDERS, sort_by, sort_order, first_result, max_result)]


@router.get("/tasks/{task_id}", response={200: TaskInFull, 404: Problem}, auth=MAY)
def task(request: HttpRequest, task_id: str) -> TaskInFull:
    """One open task, with what is answered in it already, and what the key sees of the file."""
    key = holder(request)
    found = _the_task(key, task_id)
    service = found.case.version.service
    look(key, found.case, Seen.ANSWERS, task=found)
    return TaskInFull(
        task_id=str(found.pk),
        task_name=found.name,
        assignee_id=assignee_of(found),
        role_id=role_of(found),
        created=found.offered_at,
        description=found.name,
        file_id=found.case.reference,
        service_id=service_id(service),
        service_name=service.name,
        e_form_id=form_id_of(found),
        form_variables=_draft(found),
        status=status_of(found.case, found.for_applicant or is_sent_back(found.case)),
        data=objects(answers_by(key, found.case)),
    )


@router.post("/tasks/{task_id}/complete", response={200: Done, **REFUSALS}, auth=MAY)
def complete(request: HttpRequest, task_id: str, body: Given) -> Done:
    """Do a task: its form is checked as a page would check it."""
    key = holder(request)
    found = _the_task(key, task_id)
    form = form_of(found)
    finish(found, answers_in(body.data, form.name) if form is not None else body.data, key)
    case = found.case
    case.refresh_from_db()
    look(key, case, Seen.ANSWERS, task=found)
    return Done(
        task_id=str(found.pk),
        file_id=case.reference,
        service_id=service_id(case.version.service),
        status=status_of(case, is_sent_back(case)),
        variables={name: {"data": {name: value}} for name, value in objects(answers_by(key, case)).items()},
    )


def _draft(task: Task) -> dict[str, Any]:
    """What is answered in a task already, under the name of its form."""
    form = form_of(task)
    held = {name: from_stored(value) for name, value in task.draft.items()}
    return objects({form.name: held}) if form is not None and held else {}


def _find(key: ApiKey, text: str) -> Task | None:
    """The open task with this id; None for none."""
    if not text.isascii() or not text.isdigit() or int(text[:20]) >= LARGEST:
        return None
    return tasks_of(key).filter(pk=int(text[:20])).first()


def _the_task(key: ApiKey, text: str) -> Task:
    found = _find(key, text)
    if found is None:
        raise Refused(404, _("There is no such task, or it is done, or the key may not do it."))
    return found


def _main(task: Task) -> int:
    """The oldest open task of a task's case."""
    work = Task.objects.filter(case=task.case_id, status=Task.Status.OPEN).order_by("offered_at", "pk")
    return work.values_list("pk", flat=True)[0]


def _listed(task: Task) -> ListedTask:
    service = task.case.version.service
    return ListedTask(
        task_id=str(task.pk),
        main_task_id=str(_main(task)),
        name=task.name,
        assignee_id=assignee_of(task),
        role_id=role_of(task),
        created=task.offered_at,
        description=task.name,
        service_id=service_id(service),
        service_name=service.name,
        file_id=task.case.reference,
        e_form_id=form_id_of(task),
        status=status_of(task.case, task.for_applicant or is_sent_back(task.case)),
    )
