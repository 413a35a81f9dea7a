"""Catalogues that Openhall writes as DCAT-US 3, against its JSON schemas; and its examples, read.

The schemas point to `#/definitions/NAME` of their root from files of their own, and give `$id`s to properties, which
would move the place from which references are followed. So they are put together as one document without these. Six
classes are named and not defined there (Frequency, LinguisticSystem, Resource, ImageObject, ChecksumAlgorithm, Policy):
they are taken for objects of any kind, beside the addresses that stand next to them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

import described
from lost import lost
from openhall.data.describe import UnreadableCatalogue, dcat_us_text, read_data_json

ROOT = "https://schemas.invalid/dcat-us-3.json"


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """Each catalogue against the schema and read back; each example of the standard, read."""
    folder = data / "dcat-us-3"
    if not folder.exists():
        return
    catalogue_schema = _validator(folder / "jsonschema", "Catalog")
    for name, catalogue in described.catalogues():
        text = dcat_us_text(catalogue)
        error = jsonschema.exceptions.best_match(catalogue_schema.iter_errors(json.loads(text)))
        yield f"{name}, valid", error and f"{error.json_path}: {error.message[:200]}"
        yield f"{name}, read back", lost(catalogue, read_data_json(text).catalogue)
    broken = catalogue_schema.is_valid({"title": "no publisher", "description": "", "dataset": []})
    yield "a catalogue without a publisher is found by the schema", "it was not" if broken else None
    for file in sorted((folder / "docs" / "examples").rglob("*.json*")):
        document = json.loads(file.read_text(encoding="utf-8"))
        if str(document.get("@type", "")).rpartition(":")[2] in ("Dataset", "Catalog"):
            yield f"example {file.relative_to(folder)}, read", _read(file, document)


def _validator(folder: Path, name: str) -> jsonschema.Draft7Validator:
    files = {
        file.stem: json.loads(file.read_text(encoding="utf-8"))
        for file in (folder / "definitions").glob("*.json")
    }
    names = _named(files)
    definitions = {each: _without_ids(files.get(each, {"type": "object"})) for each in names | files.keys()}
    registry: Registry[Any] = Registry().with_resource(ROOT, Resource({"definitions": definitions}, DRAFT7))
    schema = {"$ref": f"{ROOT}#/definitions/{name}"}
    return jsonschema.Draft7Validator(schema, registry=registry, format_checker=_formats())


def _formats() -> jsonschema.FormatChecker:
    """Times and addresses, which the schemas tell apart by their format alone."""
    checker = jsonschema.FormatChecker(formats=["date"])

    @checker.checks("date-time", raises=ValueError)
    def _date_time(value: object) -> bool:
        return "T" in str(value) and datetime.fromisoformat(str(value)) is not None

    @checker.checks("iri", raises=ValueError)
    def _iri(value: object) -> bool:
        return bool(urlsplit(str(value)).scheme) and not set(' <>"{}|\\^`') & set(str(value))

    return checker


def _named(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"].rpartition("/")[2]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*map(_named, value.values()))
    return set().union(*map(_named, value)) if isinstance(value, list) else set()


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_ids(each) for name, each in value.items() if name not in ("$id", "$schema")}
    return [_without_ids(each) for each in value] if isinstance(value, list) else value


def _read(file: Path, document: dict[str, Any]) -> str | None:
    try:
        found = read_data_json(file.read_bytes()).catalogue
    except UnreadableCatalogue as error:
        return str(error)
    wanted = document.get("title")
    whole = document if "dataset" in document else {"dataset": [document]}
    titles = [
        each["title"]
        for each in whole["dataset"]
        if isinstance(each, dict) and isinstance(each.get("title"), str)
    ]
    ours = [title for each in found.datasets for title in each.title.values()]
    if "dataset" in document and isinstance(wanted, str) and wanted not in found.title.values():
        return f"the title {wanted!r} was lost"
    return next((f"the title {title!r} was lost" for title in titles if title not in ours), None)
