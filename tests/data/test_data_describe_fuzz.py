"""Whatever another portal answers is read or refused in a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.data.described_catalogue import CATALOGUE, TREES

from openhall.data.describe import (
    Harvest,
    Serialisation,
    UnreadableCatalogue,
    check_croissant,
    croissant,
    dcat_ap_text,
    dcat_us,
    read_ckan,
    read_data_json,
    read_dcat,
)  # fmt: skip
from openhall.data.describe.csvw import validate_metadata

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False)
    | st.text(max_size=12)
    | st.integers(-(10**6), 10**6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["@id", "title", "name", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)
PACKAGE = {
    "name": "n",
    "title": "T",
    "notes": "N",
    "tags": [{"name": "a"}],
    "extras": [{"key": "spatial", "value": "{}"}, {"key": "frequency", "value": "daily"}],
    "resources": [
        {"id": "r", "url": "https://x.example/a.csv", "size": 1, "hash": "00" * 32, "format": "CSV"}
    ],
    "organization": {"name": "o", "title": "O"},
    "publisher": [{"name": "P"}],
    "contact": [{"name": "C", "email": "c@x.example"}],
    "temporal_coverage": [{"start": "2020-01-01", "end": "2021-01-01"}],
    "spatial_coverage": [{"text": "Here", "bbox": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}}],
    "theme": ["https://x.example/t"],
}


def bent(document: Any, data: st.DataObject) -> Any:
    """The document with one value anywhere in it replaced by another."""
    if isinstance(document, dict) and document and data.draw(st.integers(0, 9)):
        name = data.draw(st.sampled_from(sorted(document)))
        return {**document, name: bent(document[name], data)}
    if isinstance(document, list) and document and data.draw(st.integers(0, 9)):
        place = data.draw(st.integers(0, len(document) - 1))
        return [*document[:place], bent(document[place], data), *document[place + 1 :]]
    return data.draw(JSON)


def read_or_refused(read: Callable[[], Harvest]) -> None:
    try:
        found = read()
    except UnreadableCatalogue as error:
        assert str(error).strip() and "\n" not in str(error)
        return
    # What was read can be told on.
    dcat_ap_text(found.catalogue, Serialisation.TURTLE)
    for dataset in found.catalogue.datasets:
        croissant(dataset)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_bent_answers_of_ckan_are_read_or_refused(data: st.DataObject) -> None:
    answer = bent({"success": True, "result": {"count": 1, "results": [PACKAGE]}}, data)
    read_or_refused(lambda: read_ckan(json.dumps(answer).encode(), "https://ckan.example"))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_bent_data_json_is_read_or_refused(data: st.DataObject) -> None:
    document = json.loads(json.dumps(bent(dcat_us(CATALOGUE), data)))
    read_or_refused(lambda: read_data_json(json.dumps(document).encode()))


TEXTS = {each: dcat_ap_text(CATALOGUE, each) for each in Serialisation}


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(list(Serialisation)), st.data())
def test_bent_dcat_is_read_or_refused(serialisation: Serialisation, data: st.DataObject) -> None:
    content = bytearray(TEXTS[serialisation])
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=6))
    read_or_refused(lambda: read_dcat(bytes(content), serialisation))


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_bent_descriptions_of_tables_are_checked_without_a_crash(data: st.DataObject) -> None:
    check_croissant(bent(croissant(TREES), data))
    metadata = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": "t.csv",
        "notes": [{"@value": "x"}],
        "dialect": {"delimiter": ";", "headerRowCount": 1},
        "tableSchema": {
            "columns": [
                {
                    "name": "a",
                    "titles": {"en": "a"},
                    "datatype": {"base": "decimal", "format": "#,##0.0"},
                    "null": ["-"],
                }
            ],
            "primaryKey": "a",
            "foreignKeys": [
                {"columnReference": "a", "reference": {"resource": "t.csv", "columnReference": "a"}}
            ],
        },
    }
    files = {
        "https://x.example/m": json.dumps(bent(metadata, data)).encode(),
        "https://x.example/t.csv": b"a\n1.5\n",
    }
    validate_metadata("https://x.example/m", files.get)


@pytest.mark.parametrize("serialisation", list(Serialisation))
def test_a_document_beyond_its_bound_is_refused_unread(
    serialisation: Serialisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("openhall.data.describe.harvest.rdf_text.BYTES", 100)
    with pytest.raises(UnreadableCatalogue, match="at most 100"):
        read_dcat(TEXTS[serialisation], serialisation)
