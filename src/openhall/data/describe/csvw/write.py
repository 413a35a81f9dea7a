"""CSVW metadata for the CSV file of a dataset, to be served beside it as `FILE-metadata.json`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from openhall.data.columns import Column, Kind
from openhall.data.dataset import Dataset, Distribution, Texts
from openhall.data.describe.csvw.metadata import CONTEXT

DATATYPES: Mapping[Kind, Any] = {
    Kind.TEXT: "string",
    Kind.NUMBER: "number",
    Kind.CHECKBOX: "boolean",
    Kind.CALENDAR_DATE: {"base": "string", "format": r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}\.\d{3,6})?"},
    Kind.FIXED_TIMESTAMP: "dateTimeStamp",
    Kind.POINT: {
        "@id": "http://www.opengis.net/ont/geosparql#wktLiteral",
        "base": "string",
        "format": r"POINT \([-+.\deE]+ [-+.\deE]+\)",
    },
    Kind.MULTIPOLYGON: "json",
    Kind.URL: "anyURI",
}
"""A calendar date is a day in some columns and a time in others: its two writings are one pattern, of text."""

Json = dict[str, Any]


def csvw_text(dataset: Dataset, file: Distribution) -> bytes:
    """The metadata as JSON, UTF-8; its media type is `application/csvm+json`."""
    return orjson.dumps(csvw(dataset, file), option=orjson.OPT_INDENT_2)


def csvw(dataset: Dataset, file: Distribution) -> Json:
    """The metadata of one CSV file of a dataset, whose header holds the names of columns."""
    language = next(iter(dataset.title), "en") or "und"
    described: Json = {
        "@context": [CONTEXT, {"@language": language}],
        "url": file.download_url or file.access_url,
        "dc:title": _texts(dataset.title),
        "dc:description": _texts(dataset.description),
        "dc:publisher": _texts(dataset.publisher.name),
        "dc:license": {"@id": dataset.licence} if dataset.licence else None,
        "dcat:keyword": [word for _, word in dataset.keywords],
        "dc:modified": dataset.modified
        and {
            "@value": dataset.modified.isoformat(),
            "@type": "dateTime" if hasattr(dataset.modified, "hour") else "date",
        },
        "dialect": {"commentPrefix": None, "encoding": "utf-8", "lineTerminators": ["\r\n"], "header": True},
        "tableSchema": _schema(dataset),
    }
    return {name: each for name, each in described.items() if each not in (None, "", [], {})}


def _schema(dataset: Dataset) -> Json:
    schema: Json = {"columns": [_column(each, each.name in dataset.key) for each in dataset.columns]}
    if dataset.key:
        schema["primaryKey"] = list(dataset.key)
    return schema


def _column(column: Column, key: bool) -> Json:
    described: Json = {
        "name": column.name,
        # The header holds the name; a title of its own is for people.
        "titles": list(dict.fromkeys(filter(None, (column.name, column.title)))),
        "dc:description": column.description,
        "schema:unitText": column.unit,
        "datatype": DATATYPES[column.kind],
        "required": key,
    }
    return {name: each for name, each in described.items() if each not in (None, "", False)}


def _texts(texts: Texts) -> Any:
    found = [{"@value": text, "@language": tag} if tag else text for tag, text in texts.items()]
    return found[0] if len(found) == 1 else found
