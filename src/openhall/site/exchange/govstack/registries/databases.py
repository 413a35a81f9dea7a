"""GovStack's building block digital registries, Database API: registers and their schemas.

`/database/modify` makes a register, or changes the last version of one; “version” names another version.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Router, Schema
from pydantic import ConfigDict, Field

from openhall.site.exchange.govstack.registries.data import usable
from openhall.site.exchange.mediator import Client
from openhall.site.exchange.models import ApiKey
from openhall.site.exchange.opening import holder, holds
from openhall.site.exchange.refusing import Refused
from openhall.site.exchange.scopes import Scope
from openhall.site.exchange.shapes import Camel, Problem
from openhall.site.registers.models import Register
from openhall.site.registers.registering import archive, find, register, registers

router = Router(tags=["GovStack digital registries: databases"], by_alias=True, exclude_none=True)
REFUSALS = {400: Problem, 403: Problem, 404: Problem, 409: Problem}
READS, MANAGES = holds(Scope.REGISTERS_READ), holds(Scope.REGISTERS_MANAGE)
Number = Path(..., ge=0, lt=2**63)
ALL = "Registers"


class DatabaseInfo(Camel):
    """A register in one version."""

    id: int
    version: str
    name: str
    description: str
    institution: str | None = None
    number_format: str
    # A field called `schema` would hide a method of the class.
    described: dict[str, Any] = Field(serialization_alias="schema")
    schema_tags: list[dict[str, Any]] = []
    schema_flags: list[dict[str, Any]]
    fields_uniques: list[list[str]]
    is_draft: bool = False
    is_disabled: bool = False
    is_archived: bool = False
    modified_at: datetime
    data_index_increment: int
    has_logo: bool = False


class Databases(Camel):
    """All registers that the key may use."""

    name: str
    databases: list[DatabaseInfo]


class Modification(Schema):
    """A register as it is to be."""

    model_config = ConfigDict(populate_by_name=True)
    group: str = Field("", alias="groupName", max_length=150)
    catalog: str = Field("", alias="catalogName", max_length=150)
    code: str = Field(min_length=1, max_length=50)
    version: str = Field("", max_length=20, pattern=r"^[A-Za-z0-9._-]*$")
    described: dict[str, Any] = Field(alias="schema")


@router.get("/databases", response={200: Databases, 400: Problem}, auth=READS)
def databases(request: HttpRequest, client: Client) -> Databases:
    """All registers that the key may use, in all versions."""
    key = holder(request)
    return Databases(name=ALL, databases=[_info(each) for each in registers() if usable(key, each)])


# Before “/database/{database_id}”, which would take it for a number.
@router.post("/database/modify", response={200: dict[str, Any], **REFUSALS}, auth=MANAGES)
def modify(request: HttpRequest, client: Client, body: Modification) -> dict[str, Any]:
    """Make a register, or give one another schema that all its entries fit; the answer is the schema."""
    key = holder(request)
    try:
        validate_slug(body.code)
    except ValidationError:
        raise Refused(400, "code: " + _("write letters, digits, “-” and “_” only.")) from None
    known = find(body.code)
    if known is not None and not usable(key, known):
        raise Refused(403, _("This key may not use this register."))
    if key.department is None and known is None:
        raise Refused(403, _("A register belongs to a department, and this key to none."))
    made = register(
        body.code,
        body.described,
        version=body.version,
        name=body.catalog,
        group=body.group,
        owner=known.owner if known is not None else key.department,
    )
    return made.schema


@router.get("/database/{database_id}", response={200: DatabaseInfo, **REFUSALS}, auth=READS)
def database(request: HttpRequest, client: Client, database_id: int = Number) -> DatabaseInfo:
    """One register with its schema."""
    return _info(_the_register(holder(request), database_id))


@router.delete("/database/{database_id}", response={200: str, **REFUSALS}, auth=MANAGES)
def delete_database(request: HttpRequest, client: Client, database_id: int = Number) -> str:
    """Close a register that holds nothing any more."""
    archive(_the_register(holder(request), database_id))
    return "Success"


def _the_register(key: ApiKey, number: int) -> Register:
    found = registers().filter(pk=number).first()
    if found is None:
        raise Refused(404, _("There is no such register."))
    if not usable(key, found):
        raise Refused(403, _("This key may not use this register."))
    return found


def _info(held: Register) -> DatabaseInfo:
    required = held.schema.get("required", [])
    return DatabaseInfo(
        id=held.pk,
        version=held.version,
        name=held.slug,
        description=held.name,
        institution=held.owner.name if held.owner else None,
        number_format="{code}{indexNoByCode}" if len(held.key_fields) == 1 else "",
        described=held.schema,
        schema_flags=[{"name": "mandatory", "path": f"/{name}"} for name in required],
        fields_uniques=[list(held.key_fields)] if held.key_fields else [],
        modified_at=held.changed_at,
        data_index_increment=held.last_number,
    )
