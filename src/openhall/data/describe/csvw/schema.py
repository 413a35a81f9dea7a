"""The schema of a table: its columns and keys. Source: Metadata Vocabulary for Tabular Data, sections 5.5 and 5.6."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

from openhall.data.describe.csvw.datatypes import BUILT_IN
from openhall.data.describe.csvw.inherited import INHERITED, inherited
from openhall.data.describe.csvw.model import Datatype, Findings, ForeignKey, Json, Schema, TableColumn
from openhall.data.describe.csvw.vocabularies import LANGUAGE, check_common, is_common

_SCHEMA = frozenset(["@context", "@id", "@type", "columns", "foreignKeys", "primaryKey", "rowTitles"])
_COLUMN = frozenset(["@id", "@type", "name", "suppressOutput", "titles", "virtual"])
_NAME = re.compile(
    r"(?!_)(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2}|[^\x00-\x7f])(?:\.?(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2}|[^\x00-\x7f]))*"
)


def read_schema(
    value: Json, uri: str, above: Json, language: str, place: str, base: str, findings: Findings
) -> Schema:
    """A schema with what its columns inherit from above."""
    _properties(value, _SCHEMA, f"{place}, schema", findings)
    own = inherited(value, above, f"{place}, schema", findings)
    described = value.get("columns", [])
    if not isinstance(described, list):
        findings.passed_over(f"{place}: columns is no list.")
        described = []
    good = [each for each in described if isinstance(each, dict)]
    if len(good) < len(described):
        findings.passed_over(f"{place}: what is no object is no column.")
    columns = tuple(
        _column(each, own, language, f"{place}, column {number}", findings)
        for number, each in enumerate(good, 1)
    )
    names = [each.name for each in columns if each.name]
    if len(set(names)) < len(names):
        findings.wrong(f"{place}: two columns have one name.")
    virtual = [each.virtual for each in columns]
    if virtual != sorted(virtual):
        findings.wrong(f"{place}: a virtual column stands before one of the file.")
    key = _references(value.get("primaryKey"), set(names), f"{place}, primaryKey", findings)
    _references(value.get("rowTitles"), set(names), f"{place}, rowTitles", findings)
    keys = _foreign_keys(value.get("foreignKeys", []), set(names), place, base, findings)
    return Schema(uri, columns if "columns" in value else None, key or (), keys)


def _properties(value: Json, known: frozenset[str], place: str, findings: Findings) -> None:
    for name, each in value.items():
        if name in known or name in INHERITED:
            continue
        if is_common(name):
            check_common(each, f"{place}, {name}", findings, BUILT_IN)
        else:
            findings.passed_over(f"{place}: {name} is no property of it.")


def _column(value: Json, above: Json, language: str, place: str, findings: Findings) -> TableColumn:
    uri = value.get("@id")
    if "@id" in value and (not isinstance(uri, str) or uri.startswith("_:")):
        findings.wrong(f"{place}: @id is no address.")
    if value.get("@type", "Column") != "Column":
        findings.wrong(f"{place}: @type is not Column.")
    _properties(value, _COLUMN, place, findings)
    own = inherited(value, above, place, findings)
    name = value.get("name", "")
    if not isinstance(name, str) or (name and not _NAME.fullmatch(name)):
        findings.passed_over(f"{place}: {name!r} is no name of a column.")
        name = ""
    for flag in ("virtual", "suppressOutput"):
        if not isinstance(value.get(flag, False), bool):
            findings.passed_over(f"{place}: {flag} is true or false.")
    return TableColumn(
        name=name,
        titles=_titles(value.get("titles"), language, place, findings),
        datatype=own.get("datatype", Datatype()),
        null=own.get("null", ("",)),
        default=own.get("default", ""),
        lang=own.get("lang", "und"),
        required=own.get("required", False),
        separator=own.get("separator"),
        ordered=own.get("ordered", False),
        virtual=value.get("virtual") is True,
    )


def _titles(value: Any, language: str, place: str, findings: Findings) -> tuple[tuple[str, str], ...]:
    if value is None:
        return ()
    by_language = value if isinstance(value, dict) else {language: value}
    found = []
    for tag, each in by_language.items():
        if isinstance(value, dict) and not LANGUAGE.fullmatch(tag):
            findings.passed_over(f"{place}: {tag!r} is no language tag.")
            continue
        listed = each if isinstance(each, list) else [each]
        found += [(tag, title) for title in listed if isinstance(title, str)]
        if not all(isinstance(title, str) for title in listed):
            findings.passed_over(f"{place}: a title is a text.")
    return tuple(found)


def _references(value: Any, names: set[str], place: str, findings: Findings) -> tuple[str, ...] | None:
    """Names of columns; None, and told, where one of them is none."""
    if value is None:
        return None
    listed = value if isinstance(value, list) else [value]
    if not listed or not all(isinstance(each, str) and each in names for each in listed):
        findings.passed_over(f"{place}: {value!r} are no columns.")
        return None
    return tuple(listed)


def _foreign_keys(
    value: Any, names: set[str], place: str, base: str, findings: Findings
) -> tuple[ForeignKey, ...]:
    if not isinstance(value, list):
        findings.passed_over(f"{place}: foreignKeys is no list.")
        return ()
    found = []
    for each in value:
        if not isinstance(each, dict):
            findings.passed_over(f"{place}: what is no object is no foreign key.")
            continue
        reference = each.get("reference")
        if each.keys() - {"columnReference", "reference"}:
            findings.wrong(f"{place}: a foreign key has columnReference and reference, and nothing else.")
        columns = _listed(each.get("columnReference"))
        if not columns or not set(columns) <= names:
            findings.wrong(
                f"{place}: a foreign key names {each.get('columnReference')!r}, which are no columns."
            )
            continue
        if not isinstance(reference, dict):
            findings.wrong(f"{place}: the reference of a foreign key is an object.")
            continue
        if reference.keys() - {"resource", "schemaReference", "columnReference"}:
            findings.wrong(
                f"{place}: a reference has a resource or schemaReference and a columnReference only."
            )
        resource, schema = reference.get("resource"), reference.get("schemaReference")
        other = _listed(reference.get("columnReference"))
        if isinstance(resource, str) == isinstance(schema, str) or not other or len(other) != len(columns):
            findings.wrong(f"{place}: a reference names one table and as many columns as its foreign key.")
            continue
        resource = urljoin(base, resource) if isinstance(resource, str) else ""
        schema = urljoin(base, schema) if isinstance(schema, str) else ""
        found.append(ForeignKey(columns, resource, schema, other))
    return tuple(found)


def _listed(value: Any) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    return tuple(each for each in listed if isinstance(each, str))
