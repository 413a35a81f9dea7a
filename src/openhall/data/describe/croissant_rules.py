"""The rules of Croissant 1.0 that a description of a dataset has to keep.

Source: https://docs.mlcommons.org/croissant/docs/croissant-spec-1.0.html: which properties each class must have, that
references lead somewhere, and that a field takes its values from one place in one way. What the specification calls
required and its reference implementation does not insist on (name, url, licence, creator, date; that keys are fields)
is no fault here: many of its own examples leave one of these out. `croissant` writes all that is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from openhall.data.describe.croissant import SPECIFICATION

Json = dict[str, Any]
_EXTRACTS = ("column", "jsonPath", "fileProperty")


def check_croissant(document: Any) -> tuple[str, ...]:
    """What is wrong with a description, each as one sentence with its place; nothing where it keeps the rules."""
    if not isinstance(document, dict):
        return ("The document is no JSON object.",)
    return tuple(_Checking(document).faults())


class _Checking:
    def __init__(self, document: Json) -> None:
        self.document = document
        self.files = {_name(each): each for each in _objects(document.get("distribution"))}
        self.records = {_name(each): each for each in _objects(document.get("recordSet"))}
        fields = [each for records in self.records.values() for each in _fields(records)]
        self.fields = {_name(each): each for each in fields}

    def faults(self) -> Iterator[str]:
        document = self.document
        if _local(document.get("@type")) != "Dataset":
            yield "The document is no sc:Dataset."
        if not any(
            isinstance(each, str) and each.startswith(SPECIFICATION[:-1])
            for each in _listed(document.get("conformsTo"))
        ):
            yield f"The dataset does not say that it conforms to {SPECIFICATION}."
        yield from self._identifiers()
        for each in self.files.values():
            yield from self._file(each)
        for each in self.records.values():
            yield from self._records(each)

    def _identifiers(self) -> Iterator[str]:
        nodes = [*_objects(self.document.get("distribution")), *_objects(self.document.get("recordSet"))]
        nodes += [field for records in self.records.values() for field in _fields(records)]
        seen: set[str] = set()
        for node in nodes:
            name = _name(node)
            if not name:
                yield f"{node.get('@type')} {node.get('name')} has no @id."
            elif name in seen:
                yield f"Two things have the @id {name}."
            else:
                seen.add(name)

    def _file(self, file: Json) -> Iterator[str]:
        kind, name = _local(file.get("@type")), file.get("@id")
        if kind not in ("FileObject", "FileSet"):
            yield f"{name} is neither a cr:FileObject nor a cr:FileSet."
            return
        wanted = ["name", "encodingFormat"]
        wanted += (
            ["includes"] if kind == "FileSet" else [] if _filled(file.get("containedIn")) else ["contentUrl"]
        )
        for each in wanted:
            if not _filled(file.get(each)):
                yield f"The {kind} {name} has no {each}."
        for holder in _references(file.get("containedIn")):
            if holder not in self.files:
                yield f"The {kind} {name} is contained in {holder}, which is not described."
        inside = _filled(file.get("containedIn")) or self.document.get("isLiveDataset") is True
        if (
            kind == "FileObject"
            and not inside
            and not _repository(file)
            and not any(map(file.get, ("sha256", "md5")))
        ):
            yield f"The FileObject {name} has neither sha256 nor md5."

    def _records(self, records: Json) -> Iterator[str]:
        name = records.get("@id")
        if _local(records.get("@type")) != "RecordSet":
            yield f"{name} is no cr:RecordSet."
        if not _filled(records.get("name")):
            yield f"The RecordSet {name} has no name."
        own = {_name(each) for each in _fields(records)}
        for row in _objects(records.get("data")):
            names = {each.rpartition("/")[2] for each in own} | own
            for cell in row:
                if cell not in names:
                    yield f"The data of {name} have {cell}, which is no field."
        for field in _fields(records):
            yield from self._field(field, records)

    def _field(self, field: Json, records: Json) -> Iterator[str]:
        name = field.get("@id")
        if _local(field.get("@type")) != "Field":
            yield f"{name} is no cr:Field."
        if not _filled(field.get("name")):
            yield f"The Field {name} has no name."
        inner = _objects(field.get("subField"))
        part = any(field in _objects(each.get("subField")) for each in self.fields.values())
        source = field.get("source") or field.get("references")
        # A field that is taken from another one has its type.
        taken = isinstance(source, dict) and ("field" in source or "@id" in source)
        if not _filled(field.get("dataType")) and not part and not inner and not taken:
            yield f"The Field {name} has no dataType."
        if _filled(records.get("data")) or inner or part:
            return
        if not isinstance(source, dict):
            yield f"The Field {name} has no source."
            return
        yield from self._source(source, f"The source of {name}")

    def _source(self, source: Json, what: str) -> Iterator[str]:
        places = [
            (each, source[each]) for each in ("fileObject", "fileSet", "field", "recordSet") if each in source
        ]
        if not places and "@id" in source:
            places = [("field", {"@id": source["@id"]})]
        if len(places) != 1:
            yield f"{what} is not one of a file, a set of files or a field."
            return
        kind, place = places[0]
        known = (
            self.files if kind in ("fileObject", "fileSet") else {**self.fields, **self.records, **self.files}
        )
        for reference in _references(place):
            if reference not in known:
                yield f"{what} is {reference}, which is not described."
        extract = source.get("extract")
        if isinstance(extract, dict) and sum(each in extract for each in _EXTRACTS) != 1:
            yield f"{what} is not extracted by one of {', '.join(_EXTRACTS)}."
        if kind in ("fileObject", "fileSet") and not isinstance(extract, dict):
            yield f"{what} does not say what is extracted."


def _repository(file: Json) -> bool:
    """Whether a file stands for a repository, which has no digest of its own."""
    return any(str(each).startswith("git+") for each in _listed(file.get("encodingFormat")))


def _fields(records: Json) -> list[Json]:
    found = _objects(records.get("field"))
    return found + [inner for each in found for inner in _objects(each.get("subField"))]


def _name(node: Json) -> str:
    name = node.get("@id")
    return name if isinstance(name, str) else ""


def _references(value: Any) -> list[str]:
    found = (each.get("@id") if isinstance(each, dict) else each for each in _listed(value))
    return [each for each in found if isinstance(each, str)]


def _local(kind: Any) -> str:
    name = next((each for each in _listed(kind) if isinstance(each, str)), "")
    return re.split("[:/#]", name)[-1]


def _filled(value: Any) -> bool:
    return value not in (None, "", [], {})


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _objects(value: Any) -> list[Json]:
    return [each for each in _listed(value) if isinstance(each, dict)]
