"""A dataset is described for search engines and tools, with a dictionary of its columns."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
from tests.data.described_catalogue import BARE, CATALOGUE, TREES

from openhall.data.columns import Column, Kind
from openhall.data.describe.croissant import croissant
from openhall.data.describe.croissant_rules import check_croissant
from openhall.data.describe.dictionary import dictionary, dictionary_csv
from openhall.data.formats.quality import quality


def test_croissant_names_the_file_its_digest_and_each_column() -> None:
    found = croissant(TREES, "de", CATALOGUE)
    assert check_croissant(found) == ()
    assert found["name"] == "Bäume" and found["alternateName"] == ["Trees"]
    assert found["version"] == "2.0.0"
    assert [each["@id"] for each in found["distribution"]] == ["csv"]
    assert found["distribution"][0]["sha256"] == "0f" * 32
    fields = found["recordSet"][0]["field"]
    assert [each["source"]["extract"]["column"] for each in fields] == [each.name for each in TREES.columns]
    assert found["recordSet"][0]["key"] == [{"@id": "rows/tree_id"}]
    assert found["includedInDataCatalog"]["name"] == "Open data"


def test_a_dataset_without_files_claims_no_croissant() -> None:
    assert "conformsTo" not in croissant(BARE) and "distribution" not in croissant(BARE)


def test_broken_croissant_is_found_with_its_place() -> None:
    broken = croissant(TREES)
    broken["recordSet"][0]["field"][0]["source"]["fileObject"]["@id"] = "nowhere"
    del broken["distribution"][0]["sha256"]
    assert check_croissant(broken) == (
        "The FileObject csv has neither sha256 nor md5.",
        "The source of rows/tree_id is nowhere, which is not described.",
    )
    assert check_croissant([]) == ("The document is no JSON object.",)


def test_a_dictionary_says_of_each_column_what_it_holds_and_how_full_it_is() -> None:
    dataset = replace(TREES, columns=(*TREES.columns[:2], Column("note", Kind.TEXT)), key=("tree_id",))
    rows = pl.DataFrame(
        {"tree_id": ["1", "2"], "height": [3.5, None], "note": [None, None]},
        schema_overrides={"note": pl.String},
    )
    entries = dictionary(dataset, quality(rows, dataset.columns, datetime(2026, 1, 1, tzinfo=UTC)))
    assert [(each.name, each.is_key, each.filled, each.distinct) for each in entries] == [
        ("tree_id", True, 1.0, 2),
        ("height", False, 0.5, 1),
        ("note", False, 0.0, 0),
    ]
    table = list(csv.DictReader(io.StringIO(dictionary_csv(entries).decode(), newline="")))
    assert table[1]["unit"] == "m" and table[1]["kind"] == "number" and table[1]["filled"] == "0.5000"
    assert dictionary(BARE) == ()
