"""Who used the entry about a person (GovStack: MyPersonalDataUsage)."""

from __future__ import annotations

import re
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from openhall.site.exchange.govstack.registries.data import usable
from openhall.site.exchange.mediator import Client
from openhall.site.exchange.opening import holder, holds
from openhall.site.exchange.refusing import Refused
from openhall.site.exchange.scopes import Scope
from openhall.site.exchange.shapes import Camel, Problem
from openhall.site.registers.models import Use
from openhall.site.registers.registering import find
from openhall.site.registers.uses import uses_of_key

router = Router(tags=["GovStack digital registries: who used what"], by_alias=True, exclude_none=True)
ID = re.compile(r"(?=.*[^\W_])[\w./:@ -]{1,200}")
MOST = 1_000
READS = holds(Scope.USES_READ)


class Reference(Schema):
    """What was used."""

    id: str = Field(serialization_alias="ReferenceId")


class Usage(Camel):
    """One use. `refrences` is written as the standard writes it."""

    id: str
    reader_id: str
    reader_initials: str
    reader_institution_id: str
    reader_institution_name: str
    reader_application_name: str
    search_date_time: datetime
    refrences: list[Reference]


RESPONSES = {200: list[Usage], 400: Problem, 403: Problem, 404: Problem}


@router.get("/data/myPersonalDataUsage", response=RESPONSES, auth=READS)
@router.get("/data/mypersonalDataUsage", response=RESPONSES, auth=READS, include_in_schema=False)
@router.get("/data/MyPersonalDataUsage/1.0", response=RESPONSES, auth=READS, include_in_schema=False)
def usage(
    request: HttpRequest,
    client: Client,
    user_id: str | None = Query(None, alias="userId"),
    database_id: str | None = Query(None, alias="databaseId"),
) -> list[Usage]:
    """Who used the entry about a person, the latest use first: the entry with this key in this register."""
    # Earlier versions of the standard write the names otherwise.
    user = user_id if user_id is not None else request.GET.get("userID")
    database = database_id if database_id is not None else request.GET.get("DatabaseID")
    if user is None or database is None:
        raise Refused(400, _("userId and databaseId: name both."))
    return _uses(request, user, database)


def _uses(request: HttpRequest, user: str, database: str) -> list[Usage]:
    for name, text in (("userId", user), ("databaseId", database)):
        if not ID.fullmatch(text):
            raise Refused(400, f"{name}: " + _("this is no id."))
    register = find(database)
    if register is None:
        raise Refused(404, _("There is no such register."))
    if not usable(holder(request), register):
        raise Refused(403, _("This key may not use this register."))
    found = uses_of_key(register, user)
    if found is None:
        raise Refused(404, _("The register has no entry about this person."))
    return [_usage(use) for use in found[:MOST]]


def _usage(use: Use) -> Usage:
    _instance, _class, member, system = [*use.client.split("/"), "", "", "", ""][:4]
    return Usage(
        id=str(use.pk),
        reader_id=use.client or use.by,
        reader_initials="".join(word[0] for word in use.by.split() if word)[:4].upper(),
        reader_institution_id=member,
        reader_institution_name=use.institution,
        reader_application_name=system or use.by,
        search_date_time=use.at,
        refrences=[Reference(id=use.key)],
    )
