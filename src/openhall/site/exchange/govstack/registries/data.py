"""GovStack's building block digital registries, Data API 1.3.0: entries of registers.

A register is called by its short name, an entry by what its fields hold or by its key. Every use is written down.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from openhall.site.exchange.govstack.registries.shapes import (
    Answer,
    Asked,
    Change,
    Changed,
    ChangeOf,
    Content,
    Existence,
    NotFound,
    Page,
    Received,
    Record,
    Written,
    WrittenList,
)
from openhall.site.exchange.mediator import Client
from openhall.site.exchange.models import ApiKey
from openhall.site.exchange.opening import holder, holds, reader
from openhall.site.exchange.refusing import Refused
from openhall.site.exchange.scopes import Scope
from openhall.site.exchange.shapes import Problem
from openhall.site.registers import entries
from openhall.site.registers.models import Entry, Register
from openhall.site.registers.registering import find
from openhall.site.registers.search import MOST, search

router = Router(tags=["GovStack digital registries: data"], exclude_none=True)
NO_RECORD = "no record found"
QUERY = "query."
REFUSALS = {400: Problem, 403: Problem, 404: Problem, 409: Problem}
READS, WRITES = holds(Scope.REGISTERS_READ), holds(Scope.REGISTERS_WRITE)
REGISTER = "/data/{registry_name}"
ENTRY = REGISTER + "/{version_number}"


# Before the address of a register, which would take “createEntries” for a version.
@router.post(REGISTER + "/createEntries", response={201: Received, **REFUSALS}, auth=WRITES, by_alias=True)
def create_entries(
    request: HttpRequest, registry_name: str, client: Client, body: WrittenList
) -> Status[Received]:
    """Enter several things in the last version of a register, or none of them."""
    held = _register(holder(request), registry_name, "")
    with transaction.atomic():
        made = [entries.create(held, each.content, reader(request)) for each in body.write]
    return Status(201, Received(receive=[_record(entry) for entry in made]))


@router.get(ENTRY, response={200: Page, **REFUSALS}, auth=READS, operation_id="list")
@router.get(ENTRY + "/", response={200: Page, **REFUSALS}, auth=READS, include_in_schema=False)
def list_entries(
    request: HttpRequest,
    registry_name: str,
    version_number: str,
    client: Client,
    text: str = Query("", alias="search", max_length=500),
    field: str = Query("", alias="filter", max_length=200),
    ordering: str = Query("", max_length=20),
    page: int = Query(1, ge=1, le=1_000_000),
    page_size: int = Query(10, alias="pageSize", ge=1, le=MOST),
) -> Page:
    """Entries in which a text or pattern stands in a field; `query.FIELD=value` asks for entries with that value."""
    held = _register(holder(request), registry_name, version_number)
    values = {
        name.removeprefix(QUERY): _typed(held, name.removeprefix(QUERY), value)
        for name, value in request.GET.items()
        if name.startswith(QUERY)
    }
    found = search(held, reader(request), text, field, ordering, page, page_size, values)
    return Page(
        count=found.count,
        next=_page(request, page + 1) if page * page_size < found.count else None,
        previous=_page(request, page - 1) if page > 1 else None,
        results=[entry.content for entry in found.entries],
    )


@router.post(ENTRY + "/create", response={200: Content, **REFUSALS}, auth=WRITES)
def create(
    request: HttpRequest, registry_name: str, version_number: str, client: Client, body: Written
) -> Content:
    """Enter something."""
    held = _register(holder(request), registry_name, version_number)
    return Content(content=entries.create(held, body.write.content, reader(request)).content)


@router.post(ENTRY + "/exists", response={200: Answer, **REFUSALS}, auth=READS)
def exists(
    request: HttpRequest, registry_name: str, version_number: str, client: Client, body: Asked
) -> Answer:
    """Whether an entry has these values."""
    held = _register(holder(request), registry_name, version_number)
    there = entries.is_there(held, body.query.content, reader(request))
    said = "Object found from database" if there else "Object not found from database"
    return Answer(answer=Existence(status=there, message=said))


@router.post(
    ENTRY + "/read", response={200: Content, 400: Problem, 403: Problem, 404: NotFound | Problem}, auth=READS
)
def read(
    request: HttpRequest, registry_name: str, version_number: str, client: Client, body: Asked
) -> Content | Status[NotFound]:
    """The first entry with these values."""
    held = _register(holder(request), registry_name, version_number)
    found = entries.matching(held, body.query.content).first()
    if found is None:
        return Status(404, NotFound(detail=NO_RECORD))
    return Content(content=entries.read(found, reader(request)))


@router.put(ENTRY + "/update", response={200: Content, **REFUSALS}, auth=WRITES)
def update(
    request: HttpRequest, registry_name: str, version_number: str, client: Client, body: Change
) -> Content:
    """Change one entry."""
    held = _register(holder(request), registry_name, version_number)
    changed = _change_one(held, body, request)
    return Content(content=changed.content)


@router.put(ENTRY + "/updateEntries", response={200: Changed, **REFUSALS}, auth=WRITES)
@router.put(
    ENTRY + "/update-entries", response={200: Changed, **REFUSALS}, auth=WRITES, include_in_schema=False
)
def update_entries(
    request: HttpRequest, registry_name: str, version_number: str, client: Client, body: ChangeOf
) -> Changed:
    """Change all entries with these values, or none of them."""
    held = _register(holder(request), registry_name, version_number)
    count = entries.change_all(held, body.query.content, body.write.content, reader(request))
    return Changed(count=count)


@router.post(ENTRY + "/updateOrCreate", response={200: Content, **REFUSALS}, auth=WRITES)
@router.post(
    ENTRY + "/update-or-create", response={200: Content, **REFUSALS}, auth=WRITES, include_in_schema=False
)
def update_or_create(
    request: HttpRequest, registry_name: str, version_number: str, client: Client, body: ChangeOf
) -> Content:
    """Change the one entry with these values, or enter it."""
    held = _register(holder(request), registry_name, version_number)
    made = entries.change_or_create(held, body.query.content, body.write.content, reader(request))
    return Content(content=made.content)


@router.delete(ENTRY + "/{entry_id}/delete", response={204: None, **REFUSALS}, auth=WRITES)
def delete(
    request: HttpRequest, registry_name: str, version_number: str, entry_id: str, client: Client
) -> Status[None]:
    """Take an entry away, named by its key."""
    held = _register(holder(request), registry_name, version_number)
    entries.delete(_entry(held, entry_id), reader(request))
    return Status(204, None)


@router.get(ENTRY + "/{entry_id}/readValue/{field}.{ext}", response={200: Any, **REFUSALS}, auth=READS)
@router.get(
    ENTRY + "/{entry_id}/read-value/{field}.{ext}",
    response={200: Any, **REFUSALS},
    auth=READS,
    include_in_schema=False,
)
def read_value(
    request: HttpRequest,
    registry_name: str,
    version_number: str,
    entry_id: str,
    field: str,
    ext: str,
    client: Client,
) -> Any:
    """One field of an entry that is named by its key: as `json`, or a text as `txt`."""
    held = _register(holder(request), registry_name, version_number)
    if field not in held.schema["properties"]:
        raise Refused(404, _("The register has no such field."))
    if ext not in ("json", "txt"):
        raise Refused(404, _("A value is given as json or txt."))
    value = entries.read(_entry(held, entry_id), reader(request)).get(field)
    if value is None:
        raise Refused(404, _("The entry has no value for this field."))
    if ext == "txt":
        return HttpResponse(str(value), content_type="text/plain; charset=utf-8")
    return value if isinstance(value, str) else {"value": value}


def _record(entry: Entry) -> Record:
    return Record(
        content=entry.content, created_at=entry.made_at, modified_at=entry.changed_at, uuid=entry.pk
    )


def usable(key: ApiKey, register: Register) -> bool:
    """Whether a key may use a register: one of its department, or that the key names."""
    mine = key.department_id is not None and register.owner_id == key.department_id
    return mine or register.slug in key.registers


def _register(key: ApiKey, name: str, version: str) -> Register:
    found = find(name, version)
    if found is None:
        raise Refused(404, _("There is no such register, or not in this version."))
    if not usable(key, found):
        raise Refused(403, _("This key may not use this register."))
    return found


def _entry(held: Register, name: str) -> Entry:
    found = entries.by_key(held, name)
    if found is None:
        raise Refused(404, NO_RECORD)
    return found


def _change_one(held: Register, body: Change, request: HttpRequest) -> Entry:
    write = body.write.content
    try:
        if body.query is not None:
            return entries.change_one(held, body.query.content, write, reader(request))
        key = held.key_of(write)
        if not key:
            raise Refused(400, _("Say which entry is meant: in “query”, or by its key."))
        return entries.change(_entry(held, key), write, reader(request))
    except Entry.DoesNotExist:
        raise Refused(404, NO_RECORD) from None


def _typed(held: Register, name: str, text: str) -> Any:
    """A text of an address as the value that it stands for in a field."""
    field = held.schema["properties"].get(name)
    wanted = field.get("type") if isinstance(field, dict) else None
    try:
        if wanted == "integer":
            return int(text)
        if wanted == "number":
            return float(text)
    except ValueError:
        raise Refused(400, f"{QUERY}{name}: " + _("write a number.")) from None
    return text == "true" if wanted == "boolean" else text


def _page(request: HttpRequest, page: int) -> str:
    asked = {name: value for name, value in request.GET.items() if name != "page"}
    return request.build_absolute_uri(f"{request.path}?{urlencode({**asked, 'page': page})}")
