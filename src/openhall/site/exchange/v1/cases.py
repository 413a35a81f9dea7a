"""Cases: begun for an applicant, and looked at."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from openhall.site.cases.models import Case
from openhall.site.exchange.ids import the_service
from openhall.site.exchange.looks import Seen, look
from openhall.site.exchange.models import ApiKey
from openhall.site.exchange.opening import holder, holds
from openhall.site.exchange.refusing import Refused
from openhall.site.exchange.scopes import Scope
from openhall.site.exchange.seeing import cases_of
from openhall.site.exchange.shapes import Problem
from openhall.site.exchange.submitting import submit
from openhall.site.exchange.v1.shapes import CaseInfo, CaseInList, case_in_list, case_info

router = Router(tags=["Cases"], exclude_none=True)
REFUSALS = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem}


class NewCase(Schema):
    """A case to begin.

    service    its address, such as "building-permit"
    answers    to the form that begins a case, by question; files are named by the address of their upload
    applicant  what your system calls the applicant
    """

    service: str = Field(min_length=1, max_length=50)
    answers: dict[str, Any] = {}
    applicant: str = Field(min_length=1, max_length=200)
    name: str = Field("", max_length=200)
    language: str = Field("", max_length=12)
    uploads: list[str] = Field([], max_length=60)


class CaseList(Schema):
    """Cases, the latest first, and how many there are in all."""

    count: int
    results: list[CaseInList]


@router.post("/cases", response={201: CaseInfo, **REFUSALS}, auth=holds(Scope.CASES_BEGIN))
def begin(request: HttpRequest, body: NewCase) -> Status[CaseInfo]:
    """Begin a case. The answers are checked as the portal checks them; what is wrong is said one sentence a line."""
    key = holder(request)
    case = submit(
        key,
        the_service(body.service),
        body.answers,
        applicant=body.applicant,
        name=body.name,
        uploads=body.uploads,
        language=body.language,
    )
    return Status(201, case_info(case, key, body.language))


@router.get("/cases", response={200: CaseList, **REFUSALS}, auth=holds(Scope.CASES_READ))
def list_cases(
    request: HttpRequest,
    service: str = Query("", max_length=50),
    applicant: str = Query("", max_length=200),
    first: int = Query(0, ge=0, le=10_000_000),
    most: int = Query(100, ge=1, le=1_000),
) -> CaseList:
    """The cases that the key began, or that its department works on."""
    found = cases_of(holder(request))
    if service:
        found = found.filter(version__service=the_service(service))
    if applicant:
        found = found.filter(application__applicant=applicant)
    rows = found.order_by("-opened_at", "-pk")[first : first + most]
    return CaseList(count=found.count(), results=[case_in_list(case) for case in rows])


@router.get("/cases/{reference}", response={200: CaseInfo, **REFUSALS}, auth=holds(Scope.CASES_READ))
def read_case(request: HttpRequest, reference: str, language: str = Query("", max_length=12)) -> CaseInfo:
    """Where a case stands, in a language of its service."""
    key = holder(request)
    case = the_case(key, reference)
    look(key, case, Seen.STANDING, Seen.ANSWERS)
    return case_info(case, key, language)


def the_case(key: ApiKey, reference: str) -> Case:
    """The case with this reference. Raises `Refused` where there is none that the key may see."""
    found = cases_of(key).filter(reference=reference).first()
    if found is None:
        raise Refused(404, _("There is no such case, or the key may not see it."))
    return found
