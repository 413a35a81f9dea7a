"""The schemas that packages are checked against: those of OCDS 1.1.5, made from our table, or others in their place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from openhall.data.money.ocds.fields import CODES, OBJECTS

TYPES = {
    "text": "string", "whole": "integer", "number": "number", "yes": "boolean", "list": "array", "object": "object",
}  # fmt: skip
PACKAGE = (
    "uri! text @uri; version! text @version; extensions [text @uri]; publishedDate! text @date-time; "
    "publisher! Publisher; license text? @uri; publicationPolicy text? @uri"
)
RELEASES = PACKAGE + "; releases! [Release] filled once"
RECORDS = PACKAGE + "; packages [text @uri] filled once; records! [Record] filled once"
LINKED = "url! text? @uri; date! text @date-time; tag [text] filled of:releaseTag"


@dataclass(frozen=True, eq=False)
class Standard:
    """The schema (JSON Schema, draft 4) of each kind of package, with all that it refers to inside itself.

    releases, records  schemas of a release package and a record package
    version            of OCDS, as packages name it
    """

    version: str
    releases: Mapping[str, Any]
    records: Mapping[str, Any]


@cache
def ocds_1_1() -> Standard:
    """OCDS 1.1.5, from the table in `fields`."""
    definitions = {name: _object(text) for name, text in OBJECTS.items()}
    definitions["LinkedRelease"] = _object(LINKED)
    definitions["Record"] = {
        "type": "object",
        "required": ["ocid", "releases"],
        "properties": {
            "ocid": {"type": "string"},
            "releases": {
                "oneOf": [
                    {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/LinkedRelease"}},
                    {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/Release"}},
                ]
            },
            "compiledRelease": {"$ref": "#/definitions/Release"},
            # Each value with its history; only that it is an object is checked.
            "versionedRelease": {"type": "object"},
        },
    }
    return Standard(
        "1.1",
        _object(RELEASES) | {"definitions": definitions},
        _object(RECORDS) | {"definitions": definitions},
    )


def _object(text: str) -> dict[str, Any]:
    properties, required = {}, []
    for line in text.split(";"):
        name, *words = line.split()
        if name.endswith("!"):
            required.append(name[:-1])
        properties[name.rstrip("!")] = _field(words)
    return {"type": "object", "properties": properties, **({"required": required} if required else {})}


def _field(words: list[str]) -> dict[str, Any]:
    kind = " ".join(words)
    if kind.startswith("["):
        inside, _, after = kind[1:].partition("]")
        marks = after.lstrip("?").split()
        found: dict[str, Any] = {
            "type": _types("list", after.startswith("?")),
            "items": _field(inside.split()),
        }
    else:
        word, *marks = words
        bare, may_be_null = word.rstrip("?"), word.endswith("?")
        if bare in OBJECTS:
            return {"$ref": f"#/definitions/{bare}"}
        if bare == "Record":
            return {"$ref": "#/definitions/Record"}
        found = {"type": _types(bare, may_be_null)}
    for mark in marks:
        _mark(found, mark)
    return found


def _types(kinds: str, may_be_null: bool) -> str | list[str]:
    found = [TYPES[each] for each in kinds.split("|")] + (["null"] if may_be_null else [])
    return found[0] if len(found) == 1 else found


def _mark(field: dict[str, Any], mark: str) -> None:
    if mark == "filled":
        field["minItems" if "items" in field else "minLength"] = 1
    elif mark == "once":
        field["uniqueItems"] = True
    elif mark == "@version":
        field["pattern"] = r"^(\d+\.)(\d+)$"
    elif mark.startswith("@"):
        field["format"] = mark[1:]
    elif mark.startswith("of:"):
        codes = CODES[mark[3:]].split()
        if "items" in field:
            field["items"]["enum"] = codes
        else:
            field["enum"] = [*codes, *([None] if "null" in field["type"] else [])]
    elif not mark.startswith("any:"):
        raise ValueError(mark)
