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
IDS = {"Release": ("ocid", "id"), "Record": ("ocid",)}
"""By what things are told apart in lists; others are by their `id`."""
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
    objects = {name: _object(text) for name, text in (*OBJECTS.items(), ("LinkedRelease", LINKED))}
    objects["Record"] = {
        "type": "object",
        "required": ["ocid", "releases"],
        "properties": {
            "ocid": {"type": "string"},
            "releases": {
                "oneOf": [
                    {"type": "array", "minItems": 1, "items": {"$ref": "LinkedRelease"}},
                    {"type": "array", "minItems": 1, "items": {"$ref": "Release"}},
                ]
            },
            "compiledRelease": {"$ref": "Release"},
            # Each value with its history; only that it is an object is checked.
            "versionedRelease": {"type": "object"},
        },
    }
    packages = {"releases": _object(RELEASES), "records": _object(RECORDS)}
    for schema in (*objects.values(), *packages.values()):
        _put_in_place(schema, objects)
    return Standard("1.1", packages["releases"], packages["records"])


def _put_in_place(schema: dict[str, Any], objects: Mapping[str, Any]) -> None:
    """Put objects where they are referred to: no object holds itself, and references take most of a check's time."""
    for name, each in schema.items():
        if isinstance(each, dict) and "$ref" in each:
            schema[name] = objects[each["$ref"]]
        elif isinstance(each, dict):
            _put_in_place(each, objects)
        elif isinstance(each, list):
            for way in each:
                if isinstance(way, dict):
                    _put_in_place(way, objects)


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
        if bare in OBJECTS or bare == "Record":
            return {"$ref": bare}
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
