"""Tasks: the open work of the key's department, and of the applicants of cases that it began."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema

from openhall.site.cases.models import Task
from openhall.site.exchange.looks import Seen, look
from openhall.site.exchange.models import ApiKey
from openhall.site.exchange.opening import holder, holds
from openhall.site.exchange.refusing import Refused
from openhall.site.exchange.scopes import Scope
from openhall.site.exchange.seeing import tasks_of
from openhall.site.exchange.v1.cases import REFUSALS
from openhall.site.exchange.v1.shapes import CaseInList, TaskInfo, case_in_list, task_in_full, task_info
from openhall.site.exchange.working import finish, save

router = Router(tags=["Tasks"], exclude_none=True)
Number = Path(..., ge=0, lt=2**63)
MAY = holds(Scope.TASKS)


class Work(Schema):
    """The answers to the form of a task."""

    data: dict[str, Any] = {}


class TaskList(Schema):
    """Tasks, the most urgent first, and how many there are in all."""

    count: int
    results: list[TaskInfo]


@router.get("/tasks", response={200: TaskList, **REFUSALS}, auth=MAY)
def list_tasks(
    request: HttpRequest,
    case: str = Query("", max_length=14),
    first: int = Query(0, ge=0, le=10_000_000),
    most: int = Query(100, ge=1, le=1_000),
) -> TaskList:
    """The open tasks; those of one case where its reference is given."""
    found = tasks_of(holder(request))
    if case:
        found = found.filter(case__reference=case)
    rows = found.order_by("due_at", "offered_at", "pk")[first : first + most]
    return TaskList(count=found.count(), results=[task_info(task) for task in rows])


@router.get("/tasks/{number}", response={200: TaskInfo, **REFUSALS}, auth=MAY)
def read_task(request: HttpRequest, number: int = Number) -> TaskInfo:
    """One task with its form, and what the key sees of its case."""
    key = holder(request)
    found = _the_task(key, number)
    look(key, found.case, Seen.ANSWERS, task=found)
    return task_in_full(found, key)


@router.put("/tasks/{number}/draft", response={200: TaskInfo, **REFUSALS}, auth=MAY)
def save_draft(request: HttpRequest, body: Work, number: int = Number) -> TaskInfo:
    """Keep answers in a task until it is completed."""
    key = holder(request)
    found = _the_task(key, number)
    save(found, body.data, key)
    look(key, found.case, Seen.ANSWERS, task=found)
    return task_in_full(found, key)


@router.post("/tasks/{number}/complete", response={200: CaseInList, **REFUSALS}, auth=MAY)
def complete(request: HttpRequest, body: Work, number: int = Number) -> CaseInList:
    """Do a task. Its form is checked as a page would check it; what is wrong is said one sentence a line."""
    key = holder(request)
    found = _the_task(key, number)
    finish(found, body.data, key)
    found.case.refresh_from_db()
    return case_in_list(found.case)


def _the_task(key: ApiKey, number: int) -> Task:
    found = tasks_of(key).filter(pk=number).first()
    if found is None:
        raise Refused(404, _("There is no such task, or it is done, or the key may not do it."))
    return found
