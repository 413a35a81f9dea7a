"""Croissant: the datasets of its own repository keep our rules, so do our descriptions, and broken ones are found."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import described
from openhall.data.describe.croissant import croissant
from openhall.data.describe.croissant_rules import check_croissant

Json = dict[str, Any]


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """Each description with what is wrong with it, or None."""
    folder = data / "croissant" / "datasets"
    if not folder.exists():
        return
    for file in sorted(folder.rglob("*.json")):
        document = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(document, dict) or "@context" not in document or "distribution" not in document:
            continue
        yield f"{file.relative_to(folder)}, kept", "; ".join(check_croissant(document)[:3]) or None
        yield from _broken(str(file.relative_to(folder)), document)
    for name, catalogue in described.catalogues():
        for dataset in catalogue.datasets:
            ours = croissant(dataset, "en", catalogue)
            what = f"{name}, {dataset.identifier}"
            if "distribution" in ours:
                yield f"{what}, kept", "; ".join(check_croissant(ours)[:3]) or None
                yield from _broken(what, ours)
            else:
                yield f"{what}, claims nothing", "it does" if "conformsTo" in ours else None


def _broken(name: str, document: Json) -> Iterator[tuple[str, str | None]]:
    """One thing after the other is taken away or bent; each time the rules have to find it."""
    for what, change in _CHANGES.items():
        bent = copy.deepcopy(document)
        if change(bent):
            yield f"{name}, {what}, found", None if check_croissant(bent) else "the rules found nothing"


def _without_address(document: Json) -> bool:
    return (
        document["distribution"][0].pop("contentUrl", None) is not None
        and "containedIn" not in document["distribution"][0]
    )


def _nameless_records(document: Json) -> bool:
    return bool(document.get("recordSet")) and document["recordSet"][0].pop("name", None) is not None


def _without_specification(document: Json) -> bool:
    return document.pop("conformsTo", None) is not None


def _without_format(document: Json) -> bool:
    return document["distribution"][0].pop("encodingFormat", None) is not None


def _two_of_one_name(document: Json) -> bool:
    files = document["distribution"]
    files.append(copy.deepcopy(files[0]))
    return True


def _source_elsewhere(document: Json) -> bool:
    for records in document.get("recordSet", []):
        for field in records["field"] if isinstance(records.get("field"), list) else []:
            source = field.get("source", {})
            if "fileObject" in source and "data" not in records:
                source["fileObject"] = {"@id": "nowhere"}
                return True
    return False


def _no_extract(document: Json) -> bool:
    for records in document.get("recordSet", []):
        for field in records["field"] if isinstance(records.get("field"), list) else []:
            source = field.get("source", {})
            if "extract" in source and "data" not in records:
                source["extract"] = {}
                return True
    return False


_CHANGES = {
    "a file without an address": _without_address,
    "records without a name": _nameless_records,
    "without its specification": _without_specification,
    "a file without a format": _without_format,
    "two files of one @id": _two_of_one_name,
    "a field from nowhere": _source_elsewhere,
    "a field that extracts nothing": _no_extract,
}
