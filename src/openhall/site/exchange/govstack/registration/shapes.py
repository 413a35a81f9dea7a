"""Cases and tasks in the words of GovStack's building block registration.

A file (“fileId”) is a case, by its reference. Its status is PENDING while it is worked on, SENDBACK while it waits for
the applicant, and after its end APPROVED or REJECTED as `outcomes` of the service says of the ending that was reached.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from ninja import Schema
from pydantic import Field

from openhall.process.feel.values import Value
from openhall.site.cases.models import Case, Task
from openhall.site.exchange.answering import plain
from openhall.site.exchange.ids import form_id, service_id
from openhall.site.exchange.models import ApiKey
from openhall.site.exchange.seeing import sight_by
from openhall.site.exchange.shapes import Camel
from openhall.site.exchange.working import form_of
from openhall.site.services.loading import Ready, ready

PENDING, APPROVED, SENDBACK, REJECTED = "PENDING", "APPROVED", "SENDBACK", "REJECTED"
MEANINGS = {"approved": APPROVED, "rejected": REJECTED}
TITLES = {PENDING: "Pending", APPROVED: "Approved", SENDBACK: "Sent back", REJECTED: "Rejected"}


class State(Schema):
    """How far a file is. A file that ended neither way, such as one that was withdrawn, has a title alone."""

    code: str | None = None
    title: str


class FormData(Camel):
    """The answers to a form."""

    data: dict[str, Any] = {}
    e_form_id: str | None = Field(None, max_length=300)


class Submission(Camel):
    """An application, as it is sent."""

    application_name: str | None = Field(None, max_length=200)
    applicant_id: str = Field(min_length=1, max_length=200)
    created: datetime | None = None
    form_data: FormData | None = None
    document_urls: list[str] | None = Field(None, max_length=60)


class File(Camel):
    """A file: an application and how far it is."""

    file_id: str
    applicant_id: str
    registered: datetime
    service_id: str
    service_name: str
    status: State
    ended: bool
    application_data: Submission


class ListedFile(Camel):
    """A file in a list, with the work that is open in it."""

    file_id: str
    main_task_id: str | None = None
    task_title: str | None = None
    role_id: str | None = None
    role_name: str | None = None
    assignee_id: str | None = None
    operator_name: str | None = None
    status: State
    applicant_id: str
    created: datetime
    registered: datetime
    description: str
    service_name: str
    service_id: str
    eform_id: str | None = None
    document_urls: list[str]


class ListedTask(Camel):
    """A task in a list."""

    task_id: str
    main_task_id: str | None = None
    name: str
    assignee_id: str | None = None
    role_id: str
    created: datetime
    description: str
    service_id: str
    service_name: str
    file_id: str
    e_form_id: str | None = None
    status: State


class TaskInFull(Camel):
    """A task with what has been answered in it, and what its holder sees of the file."""

    task_id: str
    task_name: str
    assignee_id: str | None = None
    role_id: str
    created: datetime
    description: str
    file_id: str
    service_id: str
    service_name: str
    e_form_id: str | None = None
    form_variables: dict[str, Any]
    status: State
    data: dict[str, Any]


class Done(Camel):
    """What doing a task led to."""

    task_id: str
    file_id: str
    service_id: str
    status: State
    variables: dict[str, Any]


def status_of(case: Case, sent_back: bool) -> State:
    """How far a case is; `sent_back` says whether work of the applicant is open."""
    if case.ended_at is None:
        code = SENDBACK if sent_back else PENDING
        return State(code=code, title=TITLES[code])
    meaning = meanings(ready(case.version_id)).get(case.outcome)
    return State(code=meaning, title=case.outcome or "Ended")


def meanings(prepared: Ready) -> Mapping[str, str]:
    """What the endings of a version mean, by their names."""
    said = prepared.folder.text.outcomes
    return {name: MEANINGS[said[end]] for end, name in prepared.outcomes.items() if end in said}


def is_sent_back(case: Case) -> bool:
    """Whether work of a case's applicant is open."""
    return case.tasks.filter(status=Task.Status.OPEN, for_applicant=True).exists()


def file_of(case: Case, key: ApiKey) -> File:
    """A case as a file, with what the key sees of its application."""
    text = ready(case.version_id).folder.text
    service, sees = case.version.service, sight_by(key, case)
    application = getattr(case, "application", None)
    return File(
        file_id=case.reference,
        applicant_id=applicant_of(case),
        registered=case.opened_at,
        service_id=service_id(service),
        service_name=service.name,
        status=status_of(case, is_sent_back(case)),
        ended=case.ended_at is not None,
        application_data=Submission(
            application_name=name_of(case),
            applicant_id=applicant_of(case),
            created=application.created_at if application else case.opened_at,
            form_data=FormData(
                data=objects({text.form: sees.answers(case).get(text.form) or {}}) if text.form else {},
                e_form_id=form_id(service, text.form) if text.form else None,
            ),
            document_urls=[address_of(each.key) for each in sees.documents(case.documents.all())],
        ),
    )


def objects(known: Mapping[str, Value]) -> dict[str, Any]:
    """What is known, as the standard wants it: each name an object; a value that is none stands in one."""
    found = {name: plain(value) for name, value in known.items()}
    return {name: value if isinstance(value, dict) else {"value": value} for name, value in found.items()}


def answers_in(data: Mapping[str, Any], form: str) -> Mapping[str, Any]:
    """The answers to a form in what was sent: under its name, as the standard has it, or by themselves."""
    within = data.get(form)
    return within if len(data) == 1 and isinstance(within, dict) else data


def applicant_of(case: Case) -> str:
    """What the applicant is called: as the system that sent the application does, else by their pseudonym."""
    application = getattr(case, "application", None)
    if application is not None:
        return application.applicant
    return case.applicant.pseudonym if case.applicant else case.pseudonym


def name_of(case: Case) -> str:
    """What the application is called by the system that sent it; "" where it did not say."""
    application = getattr(case, "application", None)
    return application.name if application is not None else ""


def address_of(document: str) -> str:
    """Where a document or upload is given, by its key."""
    return reverse("exchange:document", args=[document])


def role_of(task: Task) -> str:
    """The id of the role that does a task: "licensing:officer"; the applicant is a role too."""
    if task.for_applicant:
        return "applicant"
    department = task.department.key if task.department else ""
    return f"{department}:{task.role}" if task.role else department


def form_id_of(task: Task) -> str | None:
    """The id of the form that a task asks."""
    form = form_of(task)
    return form_id(task.case.version.service, form.name) if form is not None else None


def assignee_of(task: Task) -> str | None:
    """Who has a task in hand."""
    return task.claimed_by.pseudonym if task.claimed_by else None
