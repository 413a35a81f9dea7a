"""The examples of ckanext-dcat, read: DCAT in three serialisations, CKAN datasets, catalogues in JSON, Croissant.

What is expected is counted in each file by other means: datasets and distributions by their types in the graph that
rdflib makes of it, titles, words and resources by looking into the JSON. What was read is written as DCAT-AP and read
again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rdflib import Graph, Literal, Namespace
from rdflib.namespace import DCTERMS, RDF

from openhall.data.dataset import Catalogue
from openhall.data.describe import (
    Harvest,
    Serialisation,
    UnreadableCatalogue,
    comparable,
    dcat_ap_text,
    read_ckan,
    read_data_json,
    read_dcat,
)  # fmt: skip

DCAT = Namespace("http://www.w3.org/ns/dcat#")
KINDS = {".rdf": Serialisation.RDF_XML, ".ttl": Serialisation.TURTLE, ".jsonld": Serialisation.JSON_LD}
NAMES = {".rdf": "xml", ".ttl": "turtle", ".jsonld": "json-ld"}
BASE = "https://portal.example"


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """Each example with the fault found, or None."""
    folder = data / "ckanext-dcat-examples" / "examples"
    for file in sorted((folder / "dcat").glob("*")):
        if file.suffix in KINDS:
            yield f"{file.relative_to(folder)}", _dcat(file)
    for file in sorted((folder / "ckan").glob("*.json")):
        yield f"{file.relative_to(folder)}", _json(file)


def _dcat(file: Path) -> str | None:
    try:
        graph = Graph().parse(data=_without_contexts(file), format=NAMES[file.suffix])
    except Exception:
        return _refused(file)
    try:
        found = read_dcat(file.read_bytes(), KINDS[file.suffix], f"{BASE}/{file.name}")
    except UnreadableCatalogue as error:
        return str(error)
    listed = set(graph.objects(None, DCAT.dataset)) & set(graph.subjects(RDF.type, DCAT.Dataset))
    versions = set(graph.objects(None, DCAT.hasVersion)) | set(graph.objects(None, DCTERMS.hasVersion))
    wanted = listed or set(graph.subjects(RDF.type, DCAT.Dataset)) - versions
    titles = {
        str(each)
        for node in wanted
        for each in graph.objects(node, DCTERMS.title)
        if isinstance(each, Literal)
    }
    files = sum(len(set(graph.objects(node, DCAT.distribution))) for node in wanted)
    ours = found.catalogue.datasets
    if len(ours) != len(wanted):
        return f"{len(ours)} datasets here, {len(wanted)} in the graph"
    if missing := titles - {text for each in ours for text in each.title.values()}:
        return f"titles lost: {sorted(missing)[:3]}"
    if (read := sum(len(each.distributions) for each in ours)) != files:
        return f"{read} distributions here, {files} in the graph"
    return _again(found.catalogue)


def _without_contexts(file: Path) -> str:
    text = file.read_text(encoding="utf-8")
    if file.suffix != ".jsonld":
        return text
    document = json.loads(text)
    if isinstance(document, dict) and isinstance(document.get("@context"), str):
        # The one that is named and not there is the schema of Project Open Data: its names are those of DCAT here.
        terms = {
            "title": DCTERMS.title,
            "dataset": DCAT.dataset,
            "distribution": DCAT.distribution,
            "dcat": str(DCAT),
        }
        document["@context"] = terms
    return json.dumps(document)


def _refused(file: Path) -> str | None:
    """A file that rdflib by itself finds broken has to be refused in a sentence."""
    try:
        read_dcat(file.read_bytes(), KINDS[file.suffix], BASE)
    except UnreadableCatalogue:
        return None
    return "a file that is broken was read"


def _json(file: Path) -> str | None:
    document = json.loads(file.read_text(encoding="utf-8"))
    try:
        return _ckan(document) if _is_ckan(document) else _catalogue(document)
    except UnreadableCatalogue as error:
        return str(error)


def _is_ckan(document: Any) -> bool:
    return isinstance(document, dict) and bool({"notes", "resources", "tags", "extras"} & document.keys())


def _ckan(document: dict[str, Any]) -> str | None:
    answer = {"success": True, "result": {"count": 1, "results": [document]}}
    found = read_ckan(json.dumps(answer).encode(), BASE)
    dataset = found.catalogue.datasets[0]
    words = {each["name"] for each in document.get("tags", [])}
    titles = set(document.get("title_translated", {"": document["title"]}).values())
    for what, ours, theirs in (
        ("titles", set(dataset.title.values()), titles),
        ("resources", len(dataset.distributions), len(document.get("resources", []))),
        ("total", found.total, 1),
        ("keywords", words - {word for _, word in dataset.keywords}, set()),
        ("version", dataset.version, document.get("version") or ""),
    ):
        if ours != theirs:
            return f"{what}: {ours} here, {theirs} in the file"
    return _again(found.catalogue)


def _catalogue(document: Any) -> str | None:
    found: Harvest = read_data_json(json.dumps(document).encode(), BASE)
    listed = document.get("dataset", [document]) if isinstance(document, dict) else document
    ours = [next(iter(each.title.values())) for each in found.catalogue.datasets]
    theirs = [each["title"] for each in listed]
    files = sum(len(each.get("distribution", [])) for each in listed)
    if ours != theirs:
        return f"titles: {ours} here, {theirs} in the file"
    if (read := sum(len(each.distributions) for each in found.catalogue.datasets)) != files:
        return f"{read} distributions here, {files} in the file"
    return _again(found.catalogue)


def _again(catalogue: Catalogue) -> str | None:
    """What was read from another portal, written as ours, and read again."""
    for serialisation in KINDS.values():
        back = read_dcat(dcat_ap_text(catalogue, serialisation), serialisation, catalogue.uri).catalogue
        ours, theirs = comparable(catalogue), comparable(back)
        for one, other in zip(ours.datasets, theirs.datasets, strict=True):
            for field in type(one).__dataclass_fields__:
                if field != "slug" and getattr(one, field) != getattr(other, field):
                    return f"{serialisation.name}: {field}: {getattr(one, field)!r} became {getattr(other, field)!r}"[
                        :600
                    ]
    return None
