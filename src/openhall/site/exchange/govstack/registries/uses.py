"""Who used the entry about a person (GovStack: MyPersonalDataUsage)."""

from __future__ import annotations

import re
from datetime import datetime

from django.http import HttpRequest
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

    id: str = Field(serialization_alias="ReferenceID")


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


@router.get(
    "/data/myPersonalDataUsage",
    response={200: list[Usage], 400: Problem, 403: Problem, 404: Problem},
    auth=READS,
)
def usage(
    request: HttpRequest,
    client: Client,
    user_id: str = Query(..., alias="userId"),
    database_id: str = Query(..., alias="databaseId"),
) -> list[Usage]:
    """Who used the entry about a person, the latest use first: the entry with this key in this register."""
    return _uses(request, user_id, database_id)


@router.get(
    "/data/MyPersonalDataUsage/1.0",
    response={200: list[Usage], 400: Problem, 403: Problem, 404: Problem},
    auth=READS,
    include_in_schema=False,
)
def usage_as_before(
    request: HttpRequest,
    client: Client,
    user_id: str = Query(..., alias="userID"),
    database_id: str = Query(..., alias="DatabaseID"),
) -> list[Usage]:
    """The same under the address and names of earlier versions of the standard."""
    return _uses(request, user_id, database_id)


def _uses(request: HttpRequest, user: str, database: str) -> list[Usage]:
    for name, text in (("userId", user), ("databaseId", database)):
        if not ID.fullmatch(text):
            raise Refused(400, f"{name}: this is no id.")
    register = find(database)
    if register is None:
        raise Refused(404, "There is no such register.")
    if not usable(holder(request), register):
        raise Refused(403, "This key may not use this register.")
    found = uses_of_key(register, user)
    if found is None:
        raise Refused(404, "The register has no entry about this person.")
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
