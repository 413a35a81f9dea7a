"""Which column of a given table is which of ours: found by name, said by somebody, or by a Fiscal Data Package."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from openhall.data.money.columns import TABLES, Table
from openhall.data.money.errors import MissingColumns, UnreadableTable
from openhall.process.saying import commas, gettext

MOST_PACKAGE = 2_000_000
PHASES = {"proposed": "plan", "approved": "plan", "adjusted": "revised", "executed": "spent"}
"""The phases of a budget in the Fiscal Data Package, as our columns."""


def find_columns(
    table: Table, headings: tuple[str, ...], said: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The heading of each of our columns that is there: `{"amount": "Net Amount"}`.

    said  what somebody said, by the name of our column; "" says that it is not there. It goes before what is found.

    Raises `MissingColumns` where a column that is needed is not found, or a heading that was said is not there.
    """
    wanted = {each.name: each for each in TABLES[table]}
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name, heading in (said or {}).items():
        if name not in wanted:
            continue
        if heading and heading not in headings:
            raise MissingColumns(
                gettext(
                    "There is no column “%(heading)s” for “%(column)s”; the columns are %(headings)s.",
                    heading=heading,
                    column=gettext(wanted[name].title),
                    headings=commas(headings),
                ),
                headings,
            )
        if heading:
            found[name] = heading
            taken.add(heading)
    by_name: dict[str, str] = {}
    for heading in headings:
        by_name.setdefault(plain_heading(heading), heading)
    for name, column in wanted.items():
        if name in found or name in (said or {}):
            continue
        # The first name wins: "value" is an amount only where nothing says "amount".
        for known in (name.replace("_", " "), *column.known):
            heading = by_name.get(plain_heading(known), "")
            if heading and heading not in taken:
                found[name] = heading
                taken.add(heading)
                break
    missing = [column.title for name, column in wanted.items() if column.needed and name not in found]
    if missing:
        raise MissingColumns(
            gettext(
                "No column looks like one of these: %(missing)s. Say which one it is; the columns are %(headings)s.",
                missing=commas([gettext(title) for title in missing]),
                headings=commas(headings),
            ),
            headings,
        )
    return found


def plain_heading(text: str) -> str:
    """A heading as it is compared: small letters, with one blank where others write `_`, `-` or a unit in brackets."""
    if text.count(":") > 1 or text.startswith(("date:", "phase:")):
        return text.strip().lower()
    bare = re.sub(r"\([^()]*\)|[€£$%*]", " ", text)
    return " ".join(re.sub(r"[_\-./]+", " ", bare).lower().split())


def columns_of_package(content: bytes) -> dict[str, str]:
    """The types that a `datapackage.json` gives to the fields of its first resource: `{"Betrag": "value"}`.

    Rename the headings by it (`typed_headings`) and they are found by their types. Raises `UnreadableTable`.
    """
    if len(content) > MOST_PACKAGE:
        raise UnreadableTable(gettext("The datapackage.json is larger than 2 MB."))
    try:
        package: Any = json.loads(content)
    except (ValueError, RecursionError):
        raise UnreadableTable(gettext("The datapackage.json is no JSON.")) from None
    resources = package.get("resources") if isinstance(package, dict) else None
    first = resources[0] if isinstance(resources, list) and resources else None
    schema = first.get("schema") if isinstance(first, dict) else None
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if not isinstance(fields, list):
        raise UnreadableTable(
            gettext("The datapackage.json names no fields: resources[0].schema.fields is missing.")
        )
    return {
        str(each["name"]): str(each["columnType"])
        for each in fields
        if isinstance(each, dict) and "name" in each and "columnType" in each
    }


def said_by_package(table: Table, types: Mapping[str, str]) -> dict[str, str]:
    """What a package's types say of our columns, for `find_columns(said=...)`."""
    wanted = TABLES[table]
    said: dict[str, str] = {}
    for heading, kind in types.items():
        for column in wanted:
            if kind in column.known and column.name not in said:
                said[column.name] = heading
                break
    return said
