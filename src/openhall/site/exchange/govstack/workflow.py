"""GovStack's building block workflow, API 1.0.0: processes are services, instances are cases.

Which processes there are is public, as on the portal. Instances need a key.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Path, Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from openhall.process.model import NodeKind
from openhall.site.cases.acts import stop as stop_case
from openhall.site.cases.models import Case
from openhall.site.exchange.ids import find_service, latest, open_services, service_id
from openhall.site.exchange.looks import Seen, look
from openhall.site.exchange.mediator import ClientIfAny
from openhall.site.exchange.opening import holder, holds
from openhall.site.exchange.refusing import Refused
from openhall.site.exchange.scopes import Scope
from openhall.site.exchange.seeing import began, by_of, cases_of, owns
from openhall.site.exchange.shapes import Camel, Problem, Property
from openhall.site.exchange.submitting import submit
from openhall.site.ledger.models import Event
from openhall.site.services.loading import STOPPED, ready
from openhall.site.services.models import Service, Version

router = Router(tags=["GovStack workflow"], by_alias=True, exclude_none=True)
MOST = 1_000
"""Instances of one answer."""
NO_PROCESS = gettext_noop("There is no such process.")
NO_INSTANCE = gettext_noop("There is no such instance, or the key may not see it.")
Number = Path(..., ge=0, lt=2**63)


class ProcessDefinition(Camel):
    """What a process is."""

    name: str
    type: str = "Public"
    version: str
    is_executable: bool
    is_closed: bool = True
    description: str = ""
    process_body: list[Property] = []


class Process(Camel):
    """A process that can be started."""

    id: str
    process_definition: ProcessDefinition


class Payload(Schema):
    """With what an instance begins: who starts it, and the answers to the form of the service."""

    model_config = ConfigDict(populate_by_name=True)
    started_by: str = Field(alias="processStartedBy", min_length=1, max_length=200)
    values: list[dict[str, Any]] = Field(default=[], alias="InstanceValues", max_length=1_000)


class Started(Camel):
    """An instance right after it was started or stopped."""

    id: str
    process_ref: str
    suspended: bool = False
    ended: bool
    state: str


class Instance(Camel):
    """Where an instance stands."""

    id: int
    process_ref: str
    init_time: datetime
    state: str
    last_change_time: datetime


@router.get("/processes", response={200: list[Process], 400: Problem}, auth=None)
def processes(request: HttpRequest, client: ClientIfAny = None) -> list[Process]:
    """All processes that can be started."""
    return [_process(service) for service in open_services()]


@router.get("/processes/{process_id}", response={200: Process, 400: Problem, 404: Problem}, auth=None)
def process(request: HttpRequest, process_id: str, client: ClientIfAny = None) -> Process:
    """One process, with its activities."""
    return _process(_the_process(process_id))


@router.post(
    "/processes/{process_id}/start",
    response={201: Started, 400: Problem, 404: Problem, 409: Problem},
    auth=holds(Scope.CASES_BEGIN),
)
def start(
    request: HttpRequest, process_id: str, payload: Payload, client: ClientIfAny = None
) -> Status[Started]:
    """Start an instance of a process: begin a case of the service."""
    service = _the_process(process_id)
    case = submit(holder(request), service, _values(payload.values), applicant=payload.started_by)
    return Status(201, _started(case))


@router.get(
    "/instances/", response={200: list[Instance], 400: Problem, 404: Problem}, auth=holds(Scope.CASES_READ)
)
@router.get(
    "/instances",
    response={200: list[Instance], 400: Problem, 404: Problem},
    auth=holds(Scope.CASES_READ),
    include_in_schema=False,
)
def instances(
    request: HttpRequest,
    process_id: str | None = Query(None, alias="processId"),
    first_result: int = Query(0, alias="firstResult", ge=0, le=10_000_000),
    max_result: int = Query(100, alias="maxResult", ge=1, le=MOST),
    client: ClientIfAny = None,
) -> list[Instance]:
    """Instances that the key may see, the latest first; of one process where it is named."""
    found = cases_of(holder(request)).order_by("-opened_at", "-pk")
    if process_id is not None:
        found = found.filter(version__service=_the_process(process_id))
    return [_instance(case) for case in _with_last_change(found)[first_result : first_result + max_result]]


@router.get(
    "/instances/{instance_id}",
    response={200: Instance, 400: Problem, 404: Problem},
    auth=holds(Scope.CASES_READ),
)
def instance(request: HttpRequest, instance_id: int = Number, client: ClientIfAny = None) -> Instance:
    """Where one instance stands."""
    found = _with_last_change(cases_of(holder(request))).filter(pk=instance_id).first()
    if found is None:
        raise Refused(404, _(NO_INSTANCE))
    look(holder(request), found, Seen.STANDING)
    return _instance(found)


@router.post(
    "/instances/{instance_id}/stop",
    response={201: Started, 400: Problem, 404: Problem, 409: Problem},
    auth=holds(Scope.CASES_STOP),
)
def stop(request: HttpRequest, instance_id: int = Number, client: ClientIfAny = None) -> Status[Started]:
    """Stop an instance that the key began, or of a service that its department owns: all work is withdrawn."""
    key = holder(request)
    found = cases_of(key).filter(pk=instance_id).first()
    if found is None:
        raise Refused(404, _(NO_INSTANCE))
    if not owns(key, found) and not began(key, found):
        raise Refused(403, _("The key may see this instance, and not stop it."))
    stop_case(found.pk, by_of(key, department=owns(key, found)))
    found.refresh_from_db()
    return Status(201, _started(found))


def _the_process(text: str) -> Service:
    found = find_service(text)
    if found is None:
        raise Refused(404, _(NO_PROCESS))
    return found


def _process(service: Service) -> Process:
    version = latest(service)
    folder = ready(version.pk).folder
    activities = [node for node in folder.model.nodes if node.kind.is_activity]
    return Process(
        id=service_id(service),
        process_definition=ProcessDefinition(
            name=service.name,
            version=str(version.number),
            is_executable=version.status == Version.Status.OPEN,
            description=folder.text.summary,
            process_body=[
                Property(code=node.id, value=node.label)
                for node in activities
                if node.kind != NodeKind.PROCESS
            ],
        ),
    )


def _values(values: list[dict[str, Any]]) -> dict[str, Any]:
    """The answers in a list of `{"code": ..., "value": ...}`, or of objects that name them themselves."""
    found: dict[str, Any] = {}
    for each in values:
        if "code" in each:
            found[str(each["code"])] = each.get("value")
        else:
            found |= each
    return found


def _with_last_change(cases: QuerySet[Case]) -> QuerySet[Case]:
    told = Event.objects.filter(case=OuterRef("pseudonym")).exclude(lifecycle=Event.Lifecycle.LOOKED)
    told = told.order_by("-id").values("at")[:1]
    return cases.annotate(last_change=Subquery(told))


def _state(case: Case) -> str:
    if case.ended_at is None:
        return "running"
    return "stopped" if case.outcome == STOPPED else "completed"


def _started(case: Case) -> Started:
    return Started(
        id=str(case.pk),
        process_ref=service_id(case.version.service),
        ended=case.ended_at is not None,
        state=_state(case),
    )


def _instance(case: Any) -> Instance:
    return Instance(
        id=case.pk,
        process_ref=service_id(case.version.service),
        init_time=case.opened_at,
        state=_state(case),
        last_change_time=case.last_change or case.ended_at or case.opened_at,
    )
