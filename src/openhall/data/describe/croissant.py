"""A dataset as schema.org's Dataset with Croissant 1.0: found by search engines, loaded by machine learning tools.

Sources: https://schema.org/Dataset and https://docs.mlcommons.org/croissant/docs/croissant-spec-1.0.html.
`croissant_rules` holds a description to the rules of the latter.
"""

from __future__ import annotations

import re
from typing import Any

import orjson

from openhall.data.columns import Kind
from openhall.data.dataset import Agent, Catalogue, Dataset, Distribution, Moment, Period, Place, text_in
from openhall.data.describe.dcat_ap import distribution_uri
from openhall.data.describe.dcat_nodes import day

SPECIFICATION = "http://mlcommons.org/croissant/1.0"
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
DATA_TYPES = {
    Kind.TEXT: "sc:Text",
    Kind.NUMBER: "sc:Float",
    Kind.CHECKBOX: "sc:Boolean",
    Kind.CALENDAR_DATE: "sc:DateTime",
    Kind.FIXED_TIMESTAMP: "sc:DateTime",
    Kind.POINT: "sc:Text",
    Kind.MULTIPOLYGON: "sc:Text",
    Kind.URL: "sc:URL",
}
"""Places are WKT or GeoJSON in the CSV file that fields are taken from."""

_EXTENSION = re.compile(r"[^A-Za-z0-9_.-]+")
Json = dict[str, Any]


def croissant_text(dataset: Dataset, language: str = "en", catalogue: Catalogue | None = None) -> bytes:
    """The description as JSON-LD, UTF-8: for a `<script type="application/ld+json">` and for a file of its own."""
    return orjson.dumps(croissant(dataset, language, catalogue), option=orjson.OPT_INDENT_2)


def croissant(dataset: Dataset, language: str = "en", catalogue: Catalogue | None = None) -> Json:
    """The dataset as a JSON-LD object. Files with a SHA-256 are files to Croissant; addresses of APIs are left out.

    The columns are those of the CSV file; without one the description is of schema.org alone, and does not claim to
    conform to Croissant.
    """
    files = [each for each in dataset.distributions if each.sha256 and (each.download_url or each.access_url)]
    table = next((each for each in files if each.media_type == "text/csv"), None)
    objects = [_file(each, dataset, language) for each in files]
    described = _present(
        {
            "@context": CONTEXT,
            "@type": "sc:Dataset",
            "@id": dataset.uri,
            "name": text_in(dataset.title, language),
            "alternateName": sorted(set(dataset.title.values()) - {text_in(dataset.title, language)}),
            "description": text_in(dataset.description, language),
            "conformsTo": SPECIFICATION if objects else None,
            "identifier": dataset.identifier,
            "url": dataset.landing_page or dataset.uri,
            "license": dataset.licence,
            "keywords": [word for _, word in dataset.keywords],
            "inLanguage": list(dataset.languages),
            "creator": _agent(dataset.publisher, language),
            "publisher": _agent(dataset.publisher, language),
            "datePublished": _moment(dataset.issued),
            "dateModified": _moment(dataset.modified),
            "version": _version(dataset.version),
            "citeAs": _citation(dataset, language),
            "isAccessibleForFree": True,
            "temporalCoverage": [_period(each) for each in dataset.periods],
            "spatialCoverage": [_place(each) for each in dataset.places],
            "includedInDataCatalog": catalogue
            and _present(
                {
                    "@type": "sc:DataCatalog",
                    "name": text_in(catalogue.title, language),
                    "url": catalogue.homepage,
                }
            ),
            "distribution": objects,
        }
    )
    if table is not None and dataset.columns:
        described["recordSet"] = [_records(dataset, table)]
    return described


def _file(file: Distribution, dataset: Dataset, language: str) -> Json:
    return _present(
        {
            "@type": "cr:FileObject",
            "@id": _file_id(file),
            "name": text_in(file.title, language) or _file_id(file),
            "description": text_in(file.description, language),
            "contentUrl": file.download_url or file.access_url,
            "contentSize": None if file.bytes is None else f"{file.bytes} B",
            "encodingFormat": file.media_type or "application/octet-stream",
            "sha256": file.sha256,
            "sameAs": distribution_uri(dataset, file),
        }
    )


def _file_id(file: Distribution) -> str:
    return _EXTENSION.sub("-", file.identifier)


def _records(dataset: Dataset, table: Distribution) -> Json:
    return _present(
        {
            "@type": "cr:RecordSet",
            "@id": "rows",
            "name": "rows",
            "description": "The rows of the table.",
            "key": [{"@id": f"rows/{name}"} for name in dataset.key],
            "field": [
                _present(
                    {
                        "@type": "cr:Field",
                        "@id": f"rows/{column.name}",
                        "name": f"rows/{column.name}",
                        "description": ". ".join(
                            filter(
                                None,
                                (
                                    column.title,
                                    column.description.rstrip("."),
                                    column.unit and f"Unit: {column.unit}",
                                ),
                            )
                        ),
                        "dataType": DATA_TYPES[column.kind],
                        "source": {
                            "fileObject": {"@id": _file_id(table)},
                            "extract": {"column": column.name},
                        },
                    }
                )
                for column in dataset.columns
            ],
        }
    )


def _agent(agent: Agent, language: str) -> Json | None:
    if not agent.name:
        return None
    described = {
        "@type": "sc:Organization",
        "@id": agent.uri,
        "name": text_in(agent.name, language),
        "url": agent.homepage,
        "email": agent.e_mail,
    }
    return _present(described)


def _version(number: str) -> str | None:
    """A version with three parts, as the specification recommends: `2` is `2.0.0`."""
    if re.fullmatch(r"\d+(\.\d+){0,2}", number):
        return ".".join([*number.split("."), "0", "0"][:3])
    return number or None


def _citation(dataset: Dataset, language: str) -> str:
    who = text_in(dataset.publisher.name, language)
    when = dataset.modified or dataset.issued
    year = f" ({when.year})" if when else ""
    version = f", version {dataset.version}" if dataset.version else ""
    return f"{who}{year}: {text_in(dataset.title, language)}{version}. {dataset.uri}"


def _place(place: Place) -> Json:
    box = place.box
    shape = box and {"@type": "sc:GeoShape", "box": f"{box.south} {box.west} {box.north} {box.east}"}
    return _present({"@type": "sc:Place", "@id": place.uri, "name": place.name, "geo": shape})


def _period(period: Period) -> str:
    return f"{_moment(period.start) or '..'}/{_moment(period.end) or '..'}"


def _moment(value: Moment | None) -> str | None:
    return None if value is None else day(value).isoformat()


def _present(value: dict[str, Any]) -> Json:
    return {name: each for name, each in value.items() if each not in (None, "", [], {})}
