"""Services and their forms (GovStack registration 0.1.1). What is published is public, as on the portal."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import Field

from openhall.site.exchange.ids import (
    Asked,
    find_form,
    forms_of,
    latest,
    open_services,
    service_id,
    the_service,
)
from openhall.site.exchange.refusing import Refused
from openhall.site.exchange.shapes import Camel, Problem, Property
from openhall.site.services.loading import ready
from openhall.site.services.models import Service, Version

router = Router(tags=["GovStack registration: services"], by_alias=True, exclude_none=True)


class ServiceInfo(Camel):
    """A service."""

    id: str
    name: str
    version: str
    type: str = "Public"
    is_executable: bool
    is_closed: bool = True
    description: str
    service_body: list[Property]


class ListedForm(Camel):
    """A form of a service."""

    e_form_id: str
    name: str
    description: str
    version: str
    latest: bool = True


class FormInfo(ListedForm):
    """A form with its questions, as JSON Schema."""

    # A field called `schema` would hide a method of the class.
    described: dict[str, Any] = Field(serialization_alias="schema")


@router.get("/services", response={200: list[ServiceInfo], 400: Problem}, auth=None)
def services(request: HttpRequest, name: str = Query("", max_length=200)) -> list[ServiceInfo]:
    """The services that can be applied for; those whose name holds a text where one is given."""
    return [_service(each) for each in open_services() if name.casefold() in each.name.casefold()]


@router.get("/services/{service_id}", response={200: ServiceInfo, 404: Problem}, auth=None)
def service(request: HttpRequest, service_id: str) -> ServiceInfo:
    """One service."""
    return _service(the_service(service_id))


@router.get("/services/{service_id}/eForms", response={200: list[ListedForm], 404: Problem}, auth=None)
def forms(request: HttpRequest, service_id: str) -> list[ListedForm]:
    """The forms of a service, that which begins an application first."""
    return [ListedForm(**_form(each)) for each in forms_of(the_service(service_id))]


@router.get("/eForms/{form_id}", response={200: FormInfo, 404: Problem}, auth=None)
def form(request: HttpRequest, form_id: str) -> FormInfo:
    """One form with its questions."""
    found = find_form(form_id)
    if found is None:
        raise Refused(404, _("There is no such form."))
    return FormInfo(**_form(found), described=dict(found.form.schema))


def _service(service: Service) -> ServiceInfo:
    version = latest(service)
    text = ready(version.pk).folder.text
    said = {
        "owner": service.owner.name,
        "legalBasis": "; ".join(text.legal_basis),
        "whoMayApply": text.who_may_apply,
        "needed": "; ".join(text.needed),
        "fee": text.fee,
        "languages": ", ".join(text.languages),
        "address": service.slug,
    }
    return ServiceInfo(
        id=service_id(service),
        name=service.name,
        version=str(version.number),
        is_executable=version.status == Version.Status.OPEN,
        description=text.summary,
        service_body=[Property(code=code, value=value) for code, value in said.items() if value],
    )


def _form(asked: Asked) -> dict[str, Any]:
    return {
        "e_form_id": asked.id,
        "name": asked.form.title or asked.form.name,
        "description": asked.form.name,
        "version": str(asked.version.number),
    }
