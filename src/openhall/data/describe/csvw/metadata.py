"""A metadata document, read into tables with their columns; what is wrong in it is told.

Source: Metadata Vocabulary for Tabular Data (https://www.w3.org/TR/tabular-metadata/), sections 5 and 6.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

from openhall.data.describe.csvw.datatypes import BUILT_IN
from openhall.data.describe.csvw.dialect import read_dialect
from openhall.data.describe.csvw.inherited import INHERITED, inherited
from openhall.data.describe.csvw.model import Dialect, Findings, Json, Schema, TableGroup, TableMetadata
from openhall.data.describe.csvw.schema import read_schema
from openhall.data.describe.csvw.vocabularies import LANGUAGE, check_common, is_common

CONTEXT = "http://www.w3.org/ns/csvw"
MOST = 16 << 20
DEPTH = 60
Load = Callable[[str], bytes | None]
"""Gives the bytes at an address; None where there are none. Nothing here opens files or the network by itself."""

_GROUP = frozenset(
    [
        "@context",
        "@id",
        "@type",
        "dialect",
        "notes",
        "tableDirection",
        "tableSchema",
        "tables",
        "transformations",
    ]
)
_TABLE = frozenset(
    [
        *("@context", "@id", "@type", "dialect", "notes", "suppressOutput", "tableDirection", "tableSchema"),
        *("transformations", "url"),
    ]
)
_TRANSFORMATION = frozenset(["@id", "@type", "url", "scriptFormat", "targetFormat", "source", "titles"])


def read_metadata(text: bytes, base: str, load: Load, findings: Findings) -> TableGroup | None:
    """The tables of a document that lies at `base`; None where it is so wrong that there are none.

    load  gives schemas and dialects that the document names by their address
    """
    document = _document(text, base, findings)
    if document is None:
        return None
    return _Reading(base, load, findings).group(document)


def _document(text: bytes, base: str, findings: Findings) -> Json | None:
    if len(text) > MOST:
        findings.wrong(f"{base} has more than {MOST:,} bytes.")
        return None
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        findings.wrong(f"{base} is no JSON.")
        return None
    if not isinstance(document, dict):
        findings.wrong(f"{base} is no JSON object.")
        return None
    level: list[Any] = [document]
    for _ in range(DEPTH):
        level = [inner for each in level for inner in (each.values() if isinstance(each, dict) else each)]
        level = [each for each in level if isinstance(each, dict | list)]
        if not level:
            return document
    findings.wrong(f"{base} nests values more than {DEPTH} deep.")
    return None


class _Reading:
    def __init__(self, base: str, load: Load, findings: Findings) -> None:
        self.base = base
        self.language = "und"
        self.load = load
        self.findings = findings

    def group(self, document: Json) -> TableGroup | None:
        self._context(document.get("@context"))
        if "tables" not in document:
            if "url" not in document:
                self.findings.wrong("The document has neither tables nor the url of one.")
                return None
            table = self._table(document, {}, {}, "The table")
            return None if table is None else TableGroup((table,))
        self._identity(document, "TableGroup", "The group")
        self._properties(document, _GROUP, "The group")
        above = inherited(document, {}, "The group", self.findings)
        tables = document["tables"]
        if not isinstance(tables, list):
            self.findings.passed_over("The group: tables is no list.")
            tables = []
        good = [each for each in tables if isinstance(each, dict)]
        if len(good) < len(tables):
            self.findings.passed_over("The group: what is no object is no table.")
        if not good:
            self.findings.wrong("The group has no tables.")
        found = [
            self._table(each, document, above, f"Table {place}") for place, each in enumerate(good, start=1)
        ]
        return TableGroup(tuple(each for each in found if each))

    def _context(self, context: Any) -> None:
        parts = context if isinstance(context, list) else [context]
        if not parts or parts[0] != CONTEXT or len(parts) > 2:
            self.findings.wrong(f"The @context is not {CONTEXT}.")
            return
        if len(parts) == 1:
            return
        if not isinstance(parts[1], dict) or parts[1].keys() - {"@base", "@language"}:
            self.findings.wrong("Beside its address, the @context holds @base and @language only.")
            return
        language = parts[1].get("@language")
        if language is not None:
            if isinstance(language, str) and LANGUAGE.fullmatch(language):
                self.language = language
            else:
                self.findings.passed_over(f"The @context: {language!r} is no language tag.")
        if isinstance(parts[1].get("@base"), str):
            self.base = urljoin(self.base, parts[1]["@base"])

    def _identity(self, value: Json, kind: str, place: str) -> None:
        uri = value.get("@id")
        if "@id" in value and not isinstance(uri, str):
            self.findings.passed_over(f"{place}: @id is no address.")
        elif isinstance(uri, str) and uri.startswith("_:"):
            self.findings.wrong(f"{place}: @id is no address, but the name of a blank node.")
        if value.get("@type", kind) != kind:
            self.findings.wrong(f"{place}: @type is not {kind}.")

    def _properties(self, value: Json, known: frozenset[str], place: str) -> None:
        """Tell properties that are none, and look into those of other vocabularies."""
        for name, each in value.items():
            if name in known or name in INHERITED:
                continue
            if is_common(name):
                check_common(each, f"{place}, {name}", self.findings, BUILT_IN)
            else:
                self.findings.passed_over(f"{place}: {name} is no property of it.")
        if "notes" in value:
            check_common(value["notes"], f"{place}, notes", self.findings, BUILT_IN)
        if value.get("tableDirection", "auto") not in ("ltr", "rtl", "auto"):
            self.findings.passed_over(f"{place}: {value['tableDirection']!r} is no tableDirection.")
        if not isinstance(value.get("suppressOutput", False), bool):
            self.findings.passed_over(f"{place}: suppressOutput is true or false.")
        self._transformations(value.get("transformations", []), place)

    def _transformations(self, value: Any, place: str) -> None:
        if not isinstance(value, list):
            self.findings.passed_over(f"{place}: transformations is no list.")
            return
        for each in value:
            if not isinstance(each, dict):
                self.findings.passed_over(f"{place}: what is no object is no transformation.")
                continue
            self._identity(each, "Template", f"{place}, transformation")
            for name in each.keys() - _TRANSFORMATION:
                if not is_common(name):
                    self.findings.passed_over(f"{place}: a transformation has no property {name}.")
            for name in ("url", "scriptFormat", "targetFormat"):
                if not isinstance(each.get(name), str):
                    self.findings.wrong(f"{place}: a transformation has no {name}.")

    def _table(self, value: Json, group: Json, above: Json, place: str) -> TableMetadata | None:
        self._identity(value, "Table", place)
        self._properties(value, _TABLE, place)
        url = value.get("url")
        if not isinstance(url, str):
            self.findings.wrong(f"{place} has no url.")
            return None
        own = inherited(value, above, place, self.findings)
        source = value if "tableSchema" in value else group
        described, uri = self._object(source, "tableSchema", place)
        if described is None:
            # What is no schema counts as an empty one; none at all is said by leaving it out.
            schema = Schema()
        else:
            self._identity(described, "Schema", f"{place}, schema")
            schema = read_schema(described, uri, own, self.language, place, self.base, self.findings)
        dialect, _ = self._object(value if "dialect" in value else group, "dialect", place)
        if dialect is not None:
            self._identity(dialect, "Dialect", f"{place}, dialect")
        read = Dialect() if dialect is None else read_dialect(dialect, f"{place}, dialect", self.findings)
        return TableMetadata(urljoin(self.base, url), read, schema, own.get("lang", "und"))

    def _object(self, value: Json, name: str, place: str) -> tuple[Json | None, str]:
        """A schema or dialect, here or at its address, and its address; None where there is none."""
        found = value.get(name)
        if found is None:
            return None, ""
        if isinstance(found, dict):
            uri = found.get("@id")
            return found, urljoin(self.base, uri) if isinstance(uri, str) else ""
        if not isinstance(found, str):
            self.findings.passed_over(f"{place}: {name} is neither an object nor an address.")
            return ({"columns": []} if name == "tableSchema" else None), ""
        uri = urljoin(self.base, found)
        text = self.load(uri)
        document = None if text is None else _document(text, uri, self.findings)
        if document is None:
            self.findings.passed_over(f"{place}: there is no {name} at {uri}.")
            return {}, uri
        own = document.get("@id")
        return document, urljoin(uri, own) if isinstance(own, str) else uri
