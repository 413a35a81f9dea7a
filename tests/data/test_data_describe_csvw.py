"""CSV files are published with CSVW metadata that hold them, and tables that break theirs are found."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest
from tests.data.described_catalogue import BARE, CSV, TREES

from openhall.data.describe.csvw import Findings, csvw, csvw_text, validate_csv, validate_metadata
from openhall.data.describe.csvw.datatypes import compiled
from openhall.data.formats import POINT, Format, stream

HOME = "https://data.city.example/data/"
ROWS = pl.DataFrame(
    {
        "tree_id": ["01", "02"],
        "height": [3.5, None],
        "planted": [datetime(2020, 5, 6), None],
        "seen": pl.Series([datetime(2024, 1, 1, 8, tzinfo=UTC), None], dtype=pl.Datetime("us", "UTC")),
        "healthy": [True, None],
        "place": pl.Series([{"longitude": 1.5, "latitude": -2.25}, None], dtype=POINT),
        "crown": ['{"type":"MultiPolygon","coordinates":[]}', None],
        "page": ["https://city.example/1", None],
    },
    schema_overrides={"planted": pl.Datetime("us")},
)


def found(csv: bytes, metadata: Any, name: str = "trees.csv") -> Findings:
    text = metadata if isinstance(metadata, bytes) else json.dumps(metadata).encode()
    files = {f"{HOME}{name}": csv, f"{HOME}{name}-metadata.json": text}
    return validate_csv(f"{HOME}{name}", files.get)


def described(**schema: Any) -> dict[str, Any]:
    return {"@context": "http://www.w3.org/ns/csvw", "url": "trees.csv", "tableSchema": schema}


def column(title: str, **more: Any) -> dict[str, Any]:
    return {"name": title, "titles": title, **more}


def test_what_is_published_is_valid_by_the_metadata_beside_it() -> None:
    csv = b"".join(stream(ROWS, TREES.columns, Format.CSV))
    findings = found(csv, csvw_text(TREES, CSV))
    assert (findings.errors, findings.warnings) == ([], [])
    schema = csvw(TREES, CSV)["tableSchema"]
    assert schema["primaryKey"] == ["tree_id"]
    assert schema["columns"][1] == {
        "name": "height",
        "titles": ["height", "Height"],
        "dc:description": "As measured",
        "schema:unitText": "m",
        "datatype": "number",
    }


def test_wrong_cells_doubled_keys_and_other_columns_are_named_with_their_line() -> None:
    csv = b"".join(stream(ROWS, TREES.columns, Format.CSV))
    metadata = csvw_text(TREES, CSV)
    wrong = found(csv.replace(b"3.5", b"tall"), metadata)
    assert wrong.errors == [f"{HOME}trees.csv, line 2, column height: 'tall' is no number."]
    doubled = found(csv.replace(b"02", b"01"), metadata)
    assert doubled.errors == [f"{HOME}trees.csv: two rows have the key 01."]
    renamed = found(csv.replace(b"height", b"size"), metadata)
    assert renamed.errors == [f"{HOME}trees.csv: the column size is not called so in the schema."]
    fewer = found(csv.replace(b",page\r\n", b"\r\n"), metadata)
    assert any("describes 8 columns, and it has 7" in each for each in fewer.errors)


@pytest.mark.parametrize(
    ("datatype", "good", "bad"),
    [
        ("integer", "12", "1.5"),
        ("byte", "127", "128"),
        ({"base": "decimal", "format": "#,##0.00"}, "1,234.50", "1234.5"),
        ({"base": "decimal", "format": {"decimalChar": ",", "groupChar": "."}}, "1.234,5", "1,234.5"),
        ({"base": "number", "minimum": 0, "maximum": 10}, "10", "10.5"),
        ({"base": "date", "format": "d.M.yyyy"}, "29.2.2024", "29.2.2023"),
        (
            {"base": "dateTime", "format": "yyyy-MM-dd HH:mm XXX"},
            "2024-01-01 10:00 +01:00",
            "2024-01-01T10:00:00",
        ),
        ({"base": "boolean", "format": "Y|N"}, "Y", "true"),
        ({"base": "string", "length": 3}, "abc", "ab"),
        ({"base": "string", "format": "[a-z]+"}, "abc", "ABC"),
        ("duration", "P1DT2H", "1 day"),
        ("hexBinary", "0fA0", "0f0"),
        ("anyURI", "https://x.example/", "a b"),
        ("language", "de-CH", "not a language"),
        ("gYearMonth", "2024-02", "2024-13"),
        ("json", '{"a":1}', "{a}"),
    ],
)
def test_values_are_held_to_their_datatype(datatype: Any, good: str, bad: str) -> None:
    metadata = described(columns=[column("a", datatype=datatype)])
    for text, faults in ((good, 0), (bad, 1)):
        quoted = '"{}"'.format(text.replace('"', '""'))
        findings = found(f"a\n{quoted}\n".encode(), metadata)
        assert len(findings.errors) == faults, (text, findings)


def test_values_of_a_column_stand_in_another_table() -> None:
    wards = {"url": "wards.csv", "tableSchema": {"columns": [column("ward")], "primaryKey": "ward"}}
    reference = {"resource": "wards.csv", "columnReference": "ward"}
    trees = {
        "url": "trees.csv",
        "tableSchema": {
            "columns": [column("ward")],
            "foreignKeys": [{"columnReference": "ward", "reference": reference}],
        },
    }
    metadata = {"@context": "http://www.w3.org/ns/csvw", "tables": [wards, trees]}
    files = {f"{HOME}m.json": json.dumps(metadata).encode(), f"{HOME}wards.csv": b"ward\nA\nB\n"}
    assert (
        validate_metadata(f"{HOME}m.json", (files | {f"{HOME}trees.csv": b"ward\nA\nA\n"}).get).errors == []
    )
    wrong = validate_metadata(f"{HOME}m.json", (files | {f"{HOME}trees.csv": b"ward\nC\n"}).get)
    assert wrong.errors == [f"{HOME}trees.csv: C stands in no row of {HOME}wards.csv, not in one."]


def test_metadata_that_are_broken_are_told_and_never_crash() -> None:
    for text in (b"", b"[]", b"{", b'{"@context": 1}', b'{"a":' * 200 + b"1" + b"}" * 200):
        assert validate_metadata("m", {"m": text}.get).errors
    odd = described(columns=[column("a", datatype="nothing", required=3, null=[1])])
    findings = found(b"a\n1\n", odd)
    assert findings.errors == [] and len(findings.warnings) == 3


def test_a_pattern_that_could_take_for_ever_is_not_used() -> None:
    for pattern in ("(a+)+$", "(a|a)*", "(?=a)", r"(a)\1", "a" * 600):
        assert compiled(pattern) is None
    metadata = described(columns=[column("a", datatype={"base": "string", "format": "(a+)+$"})])
    assert found(b"a\n" + b"a" * 5000 + b"!\n", metadata).warnings


def test_a_dataset_without_columns_or_licence_is_described_still() -> None:
    assert csvw(BARE, CSV)["tableSchema"] == {"columns": []}
