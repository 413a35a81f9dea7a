"""Applications are sent, listed, read, and filled in further by operators (GovStack registration 0.1.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Query, Router

from openhall.site.cases.models import Case, Task
from openhall.site.exchange.govstack.registration.paging import USUAL, First, Most, SortBy, SortOrder, part
from openhall.site.exchange.govstack.registration.shapes import (
    File,
    ListedFile,
    Submission,
    address_of,
    answers_in,
    applicant_of,
    assignee_of,
    file_of,
    form_id_of,
    name_of,
    role_of,
    status_of,
)
from openhall.site.exchange.ids import find_service, form_id, service_id, the_service
from openhall.site.exchange.looks import Seen, look
from openhall.site.exchange.mediator import Client
from openhall.site.exchange.models import ApiKey, Application
from openhall.site.exchange.opening import holder, holds
from openhall.site.exchange.refusing import Refused
from openhall.site.exchange.scopes import Scope
from openhall.site.exchange.seeing import cases_of, sight_by, tasks_of
from openhall.site.exchange.shapes import Problem
from openhall.site.exchange.submitting import submit
from openhall.site.exchange.working import form_of, save
from openhall.site.services.loading import ready

router = Router(tags=["GovStack registration: applications"], by_alias=True, exclude_none=True)
ORDERS = {
    "created": "opened_at",
    "id": "pk",
    "instanceId": "pk",
    "caseInstanceId": "pk",
    "executionId": "pk",
    "caseExecutionId": "pk",
    "name": "application__name",
    "nameCaseInsensitive": "application__name",
    "description": "subject",
    "dueDate": "promised_due_at",
    "priority": "legal_due_at",
    "assignee": "pk",
}
REFUSALS = {400: Problem, 403: Problem, 404: Problem, 409: Problem}
NO_FILE = gettext_noop("There is no such file, or the key may not see it.")


@router.post(
    "/services/{service_id}/applications", response={200: File, **REFUSALS}, auth=holds(Scope.CASES_BEGIN)
)
def apply(request: HttpRequest, service_id: str, client: Client, body: Submission) -> File:
    """Send an application: the answers to the service's form are checked as the portal checks them."""
    key, service = holder(request), the_service(service_id)
    answers = body.form_data.data if body.form_data else {}
    asked = body.form_data.e_form_id if body.form_data else None
    version = service.open_version
    form = ready(version.pk).folder.text.form if version else ""
    if asked and version and asked != form_id(service, form):
        raise Refused(
            400,
            "eFormId: "
            + _("an application to this service answers “%(form)s”.") % {"form": form_id(service, form)},
        )
    case = submit(
        key,
        service,
        answers_in(answers, form),
        applicant=body.applicant_id,
        name=body.application_name or "",
        created_at=body.created,
        uploads=body.document_urls or (),
    )
    return file_of(case, key)


@router.get("/applications", response={200: list[ListedFile], 400: Problem}, auth=holds(Scope.CASES_READ))
def applications(
    request: HttpRequest,
    client: Client,
    service_id: str = Query("", alias="serviceId", max_length=200),
    applicant_id: str = Query("", alias="applicantId", max_length=200),
    first_result: First = 0,
    max_result: Most = USUAL,
    sort_by: SortBy = "",
    sort_order: SortOrder = "",
) -> list[ListedFile]:
    """The files that the key may see: those that it sent, and those that its department works on."""
    key = holder(request)
    found = cases_of(key)
    if service_id:
        service = find_service(service_id)
        found = found.filter(version__service=service) if service else found.none()
    if applicant_id:
        found = found.filter(application__applicant=applicant_id)
    return [
        _listed(case, key)
        for case in part(_with_work(found), ORDERS, sort_by, sort_order, first_result, max_result)
    ]


@router.get("/applications/{file_id}", response={200: File, **REFUSALS}, auth=holds(Scope.CASES_READ))
def application(request: HttpRequest, file_id: str, client: Client) -> File:
    """One file."""
    key = holder(request)
    case = _the_case(key, file_id)
    look(key, case, Seen.STANDING, Seen.ANSWERS)
    return file_of(case, key)


@router.put("/applications/{file_id}", response={200: File, **REFUSALS}, auth=holds(Scope.TASKS))
def update(request: HttpRequest, file_id: str, client: Client, body: Submission) -> File:
    """Keep an operator's answers in the open work of a file whose form they answer, until that work is completed.

    What the application is called, and whose it is, may be said anew.
    """
    key = holder(request)
    case = _the_case(key, file_id)
    if body.form_data is not None and body.form_data.data:
        task = _work(key, case, body.form_data.e_form_id)
        save(task, _answers(task, body.form_data.data), key)
    made, _is_new = Application.objects.get_or_create(
        case=case, defaults={"applicant": body.applicant_id, "created_at": case.opened_at}
    )
    made.applicant = body.applicant_id
    made.name = body.application_name if body.application_name is not None else made.name
    made.save(update_fields=["applicant", "name"])
    look(key, case, Seen.STANDING, Seen.ANSWERS)
    return file_of(_the_case(key, file_id), key)


def _the_case(key: ApiKey, reference: str) -> Case:
    found = cases_of(key).filter(reference=reference).first()
    if found is None:
        raise Refused(404, _(NO_FILE))
    return found


def _work(key: ApiKey, case: Case, form: str | None) -> Task:
    """The open work in a case that asks a form. Raises `Refused`."""
    for task in tasks_of(key).filter(case=case).order_by("offered_at", "pk"):
        asked = form_id_of(task)
        if asked is not None and form in (None, asked):
            return task
    raise Refused(409, _("No work that asks this form is open to the key in this file."))


def _answers(task: Task, data: Mapping[str, Any]) -> Mapping[str, Any]:
    form = form_of(task)
    return answers_in(data, form.name) if form is not None else data


def _with_work(cases: QuerySet[Case]) -> QuerySet[Case]:
    work = Task.objects.filter(status=Task.Status.OPEN).select_related("department", "claimed_by")
    return cases.select_related("version__service", "application", "applicant").prefetch_related(
        Prefetch("tasks", work.order_by("offered_at", "pk"), to_attr="open_work"), "documents"
    )


def _listed(case: Case, key: ApiKey) -> ListedFile:
    work: list[Task] = case.open_work  # type: ignore[attr-defined]
    first = next((task for task in work if not task.for_applicant), work[0] if work else None)
    sees = sight_by(key, case)
    if first is not None:
        first.case = case
    application = getattr(case, "application", None)
    operator = first.claimed_by if first is not None and sees.whole else None
    return ListedFile(
        file_id=case.reference,
        main_task_id=str(first.pk) if first else None,
        task_title=first.name if first else None,
        role_id=role_of(first) if first else None,
        role_name=(first.role or str(first.department or "")) if first else None,
        assignee_id=assignee_of(first) if first else None,
        operator_name=str(operator) if operator else None,
        status=status_of(case, any(task.for_applicant for task in work)),
        applicant_id=applicant_of(case),
        created=application.created_at if application else case.opened_at,
        registered=case.opened_at,
        description=(case.subject if sees.whole else "") or name_of(case),
        service_name=case.version.service.name,
        service_id=service_id(case.version.service),
        eform_id=form_id_of(first) if first else None,
        document_urls=[address_of(each.key) for each in sees.documents(case.documents.all())],
    )
