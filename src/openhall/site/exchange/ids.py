"""What other systems call our things: services by a UUID made of their address, forms by service and name."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from openhall.process.errors import ProcessError
from openhall.process.forms.model import Form
from openhall.site.exchange.refusing import Refused
from openhall.site.services.loading import Ready, ready
from openhall.site.services.models import Service, Version

SPACE = uuid.UUID("5f0a6a0e-57f1-5a0c-9d0c-2d6a0b6c8f11")
"""The name space of the ids of services."""


def service_id(service: Service) -> str:
    """The id of a service: the same wherever and whenever it is asked for."""
    return str(uuid.uuid5(SPACE, service.slug))


def find_service(text: str) -> Service | None:
    """The published service with this id or address; None for none."""
    published = Service.objects.filter(
        versions__status__in=(Version.Status.OPEN, Version.Status.KEPT)
    ).distinct()
    found = published.filter(slug=text).first()
    if found is not None:
        return found
    try:
        wanted = str(uuid.UUID(text))
    except ValueError:
        return None
    return next((each for each in published if service_id(each) == wanted), None)


def open_services() -> Iterator[Service]:
    """The services that can be applied for, by name."""
    for service in Service.objects.filter(versions__status=Version.Status.OPEN).select_related("owner"):
        try:
            ready(latest(service).pk)
        except ProcessError:
            # A department that it needs is gone: nobody can apply.
            continue
        yield service


def the_service(text: str) -> Service:
    """The published service with this id or address. Raises `Refused`."""
    found = find_service(text)
    if found is None:
        raise Refused(404, _("There is no such service."))
    return found


def latest(service: Service) -> Version:
    """The version that is open, or else the last one that was."""
    published = service.versions.exclude(status=Version.Status.DRAFT)
    return (
        published.order_by("-published_at", "-number")[0]
        if service.open_version is None
        else service.open_version
    )


@dataclass(frozen=True)
class Asked:
    """A form of a service, in the version that is asked now."""

    service: Service
    version: Version
    form: Form

    @property
    def id(self) -> str:
        """Its id: "street-stall.apply"."""
        return form_id(self.service, self.form.name)


def form_id(service: Service, form: str) -> str:
    """The id of a form."""
    return f"{service.slug}.{form}"


def forms_of(service: Service) -> list[Asked]:
    """The forms of a service, that which begins a case first."""
    version = latest(service)
    prepared: Ready = ready(version.pk)
    first = prepared.folder.text.form
    names = sorted(prepared.folder.forms, key=lambda name: (name != first, name))
    return [Asked(service, version, prepared.folder.forms[name]) for name in names]


def find_form(text: str) -> Asked | None:
    """The form with this id; None for none."""
    slug, _dot, name = text.rpartition(".")
    service = find_service(slug) if slug else None
    if service is None:
        return None
    return next((each for each in forms_of(service) if each.form.name == name), None)
