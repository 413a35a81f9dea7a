"""Actions on rows: `datastore_search`, its SQL, and what columns there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import orjson

from openhall.data.columns import Column, Kind
from openhall.data.formats.form import Format
from openhall.data.store import Answer
from openhall.site.opendata.api.asking import ask
from openhall.site.opendata.api.ckan.call import Call, action
from openhall.site.opendata.api.ckan.errors import invalid, not_found
from openhall.site.opendata.api.ckan.sql import from_sql
from openhall.site.opendata.api.offered import Offer
from openhall.site.opendata.api.refusing import Refused

MOST = 32_000
"""Rows of one answer, as CKAN has it by default."""
TYPES = {
    Kind.TEXT: "text",
    Kind.NUMBER: "numeric",
    Kind.CHECKBOX: "bool",
    Kind.CALENDAR_DATE: "timestamp",
    Kind.FIXED_TIMESTAMP: "timestamptz",
    Kind.POINT: "json",
    Kind.MULTIPOLYGON: "json",
    Kind.URL: "text",
}
FORMS = ("objects", "lists", "csv", "tsv")


@action
def datastore_search(call: Call) -> Any:
    """Rows of a file: `filters`, `q`, `fields`, `sort`, `distinct`, page by page."""
    given, offer = call.given, _offer(call)
    form = given.text("records_format", "objects").lower()
    if form not in FORMS:
        raise invalid("records_format", f"Must be one of {', '.join(FORMS)}")
    columns = {each.name: each for each in offer.columns}
    fields = given.several("fields") or ["_id", *columns]
    distinct = given.yes("distinct")
    clauses = _conditions(call, columns)
    limit, offset = given.number("limit", 100, MOST), given.number("offset", 0, 10**12)
    asked = clauses | {
        "$select": ("DISTINCT " if distinct else "") + ", ".join(_field(name, columns) for name in fields),
        "$limit": str(limit),
        "$offset": str(offset),
    }
    order = _order(given.text("sort"), columns)
    if order or not distinct:
        asked["$order"] = order or ":id"
    answer = _ask(offer, asked)
    result: dict[str, Any] = {
        "resource_id": given.needed("resource_id", "id"),
        "include_total": given.yes("include_total", True),
        "limit": limit,
        "offset": offset,
        "records_format": form,
        "fields": _told(answer.columns),
        "records": _records(answer, form),
        "_links": _links(call, limit, offset),
    }
    for name in ("filters", "q", "sort", "distinct"):
        if given.values.get(name):
            result[name] = given.values[name]
    if result["include_total"]:
        counted = _ask(offer, clauses | {"$select": "count(*) AS n"})
        result |= {"total": int(counted.rows[0][0]), "total_was_estimated": False}
    return result


@action
def datastore_search_sql(call: Call) -> Any:
    """A query in the part of SQL that SoQL has too, over one file: `SELECT ... FROM "id" WHERE ...`."""
    sql = call.given.needed("sql")
    query, name = from_sql(sql)
    found = _ask(_of(call, name), query)
    columns = tuple(replace(each, name="_id") if each.name == ":id" else each for each in found.columns)
    answer = Answer(columns, found.rows, found.more)
    return {
        "sql": sql,
        "fields": _told(answer.columns),
        "records": _records(answer, "objects"),
        "records_truncated": answer.more and len(answer.rows) >= MOST,
    }


@action
def datastore_info(call: Call) -> Any:
    """What columns a file has, and how many rows."""
    offer = _offer(call)
    fields = [
        {
            "id": each.name,
            "type": TYPES[Kind(each.kind)],
            "schema": {"notnull": False, "native_type": TYPES[Kind(each.kind)], "is_index": False},
            "info": {"label": each.title, "notes": each.description, "unit": each.unit},
        }
        for each in offer.kept
    ]
    name = call.given.needed("resource_id", "id")
    return {
        "meta": {
            "id": name,
            "count": offer.version.rows,
            "table_type": "BASE TABLE",
            "size": offer.version.bytes,
        },
        "fields": fields,
        "schema": {each["id"]: each["type"] for each in fields},
    }


def _offer(call: Call) -> Offer:
    return _of(call, call.given.needed("resource_id", "id"))


def _of(call: Call, name: str) -> Offer:
    offer, form = call.resource(name)
    if form is not Format.CSV:
        raise not_found(f"Resource “{name}” has no rows to ask: take {offer.key}-csv.")
    return offer


def _ask(offer: Offer, asked: str | Mapping[str, str]) -> Answer:
    try:
        return ask(offer, asked)
    except Refused as refused:
        if refused.status != 400:
            raise
        raise invalid("query", refused.message) from refused


def _field(name: str, columns: Mapping[str, Column]) -> str:
    if name == "_id":
        return ":id AS _id"
    if name not in columns:
        raise invalid("fields", f'field "{name[:60]}" not in table')
    return f"`{name}`"


def _conditions(call: Call, columns: Mapping[str, Column]) -> dict[str, str]:
    conditions = []
    for name, wanted in call.given.pairs("filters").items():
        if name != "_id" and name not in columns:
            raise invalid("filters", f'field "{name[:60]}" not in table')
        values = wanted if isinstance(wanted, list) else [wanted]
        if any(isinstance(each, dict | list) for each in values) or len(values) > 500:
            raise invalid("filters", f"{name}: write a value, or a list of values")
        column = ":id" if name == "_id" else f"`{name}`"
        texts = [_literal(name, each) for each in values if each is not None]
        either = [f"{column} IN ({', '.join(texts)})"] if texts else []
        either += [f"{column} IS NULL"] if None in values else []
        conditions.append(f"({' OR '.join(either) or 'false'})")
    found = {"$where": " AND ".join(conditions)} if conditions else {}
    searched = call.given.values.get("q")
    if isinstance(searched, dict) or (isinstance(searched, str) and searched.lstrip().startswith("{")):
        for name, words in call.given.pairs("q").items():
            if name not in columns or not isinstance(words, str):
                raise invalid("q", f'field "{name[:60]}" not in table')
            like = f"lower(`{name}`) LIKE {_quoted('%' + words.lower().removesuffix(':*') + '%')}"
            found["$where"] = f"{found['$where']} AND {like}" if found.get("$where") else like
    elif text := call.given.text("q"):
        found["$q"] = text.removesuffix(":*")
    return found


def _literal(name: str, value: Any) -> str:
    if name == "_id":
        return _quoted(f"row-{value}")
    return _quoted(str(value).lower() if isinstance(value, bool) else str(value))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _order(sort: str, columns: Mapping[str, Column]) -> str:
    parts = []
    for part in sort.split(",") if sort.strip() else []:
        name, *way = part.strip().strip('"').replace('" ', " ").split()
        if (name not in columns and name != "_id") or [w.lower() for w in way] not in ([], ["asc"], ["desc"]):
            raise invalid("sort", f'field "{part.strip()[:60]}" not in table')
        parts.append(f"{':id' if name == '_id' else f'`{name}`'} {' '.join(way)}".strip())
    return ", ".join(parts)


def _told(columns: tuple[Column, ...]) -> list[dict[str, Any]]:
    return [
        {"id": each.name, "type": "int" if each.name == "_id" else TYPES[each.kind]}
        | ({"info": {"label": each.title, "notes": each.description}} if each.description else {})
        for each in columns
    ]


def _records(answer: Answer, form: str) -> Any:
    names = [column.name for column in answer.columns]
    rows = [
        [_value(column, value) for column, value in zip(answer.columns, row, strict=True)]
        for row in answer.rows
    ]
    if form == "objects":
        return [dict(zip(names, row, strict=True)) for row in rows]
    if form == "lists":
        return rows
    sign = "," if form == "csv" else "\t"
    return "".join(sign.join(_cell(value, sign) for value in row) + "\n" for row in rows)


def _cell(value: Any, sign: str) -> str:
    text = (
        ""
        if value is None
        else orjson.dumps(value).decode()
        if isinstance(value, dict | list)
        else str(value)
    )
    return (
        '"' + text.replace('"', '""') + '"' if any(each in text for each in (sign, '"', "\n", "\r")) else text
    )


def _value(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if column.name == "_id" and isinstance(value, str):
        return int(value.removeprefix("row-"))
    if column.kind is Kind.POINT:
        return {"type": "Point", "coordinates": value}
    if column.kind is Kind.MULTIPOLYGON:
        return orjson.loads(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime):
        return value.isoformat() + ("+00:00" if column.kind is Kind.FIXED_TIMESTAMP else "")
    return value if isinstance(value, str | int | float | bool) else str(value)


def _links(call: Call, limit: int, offset: int) -> dict[str, str]:
    given = {
        name: orjson.dumps(value).decode() if isinstance(value, dict | list) else str(value)
        for name, value in call.given.values.items()
        if name != "offset" and value is not None
    }
    begin = f"{call.request.path}?{urlencode(given)}"
    return {"start": begin, "next": f"{begin}&offset={offset + limit}"}
