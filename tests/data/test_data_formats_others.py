"""Workbooks, JSON, GeoJSON and Parquet are read as they mean, within bounds, and broken ones refused in a sentence."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from openhall.data.columns import Kind
from openhall.data.formats import (
    FileTooLarge,
    Limits,
    Reading,
    UnreadableFile,
    proposed_pair,
    read,
    with_point,
)

SQUARE = [[[0, 0], [1, 0], [1, 1], [0, 0]]]


def saved(folder: Path, value: Any, name: str, limits: Limits | None = None) -> Reading:
    path = folder / name
    path.write_bytes(value if isinstance(value, bytes) else json.dumps(value).encode())
    return read(path, name, limits or Limits())


def kinds(reading: Reading) -> list[Kind]:
    return [each.kind for each in reading.columns]


def told(reading: Reading) -> str:
    return "\n".join(map(str, reading.problems))


def workbook(path: Path, rows: list[list[Any]]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Trees")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, place, cell, day)
            elif cell is not None:
                sheet.write(number, place, cell)
    book.add_worksheet("Notes").write(0, 0, "made in May")
    book.close()
    return path


def test_a_sheet_is_read_with_exact_numbers_days_and_texts_that_look_like_numbers(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "trees.xlsx",
        [
            ["Trees of the city"],
            [],
            ["Tree ID", "Height", "Planted", "Felled", "Postcode", "Count"],
            [1001, 37.797838468123, datetime(2024, 1, 2), True, "01234", 3],
            [1002, 1 / 3, datetime(2024, 1, 3), False, "10999", 4],
        ],
    )
    found = read(path, "trees.xlsx")
    assert kinds(found) == [Kind.TEXT, Kind.NUMBER, Kind.CALENDAR_DATE, Kind.CHECKBOX, Kind.TEXT, Kind.NUMBER]
    assert found.frame.row(1) == ("1002", 1 / 3, date(2024, 1, 3), False, "10999", 4)
    assert found.frame["height"][0] == 37.797838468123
    assert "only the sheet Trees is read" in told(found)
    assert "above the header" in told(found)


def test_a_cell_with_an_error_is_empty_and_named(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "t.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_column(0, 0, ["Cost", 5])
    sheet.write_column(0, 1, ["Year", 2023, 2024])
    sheet.write_formula(2, 0, "=1/0", None, "#DIV/0!")
    book.close()
    found = read(tmp_path / "t.xlsx", "t.xlsx")
    assert found.frame["cost"].to_list() == [5, None]
    assert "Line 3, column A: the cell holds an error" in told(found)


def test_a_sheet_with_one_cell_in_its_last_corner_is_refused_before_it_is_laid_out(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "t.xlsx"))
    sheet = book.add_worksheet()
    sheet.write(0, 0, "a")
    sheet.write(1_048_575, 16_383, 1)
    book.close()
    with pytest.raises(FileTooLarge, match="reaches to row 1,048,576 and column 16,384"):
        read(tmp_path / "t.xlsx", "t.xlsx")


def test_a_zip_bomb_is_refused_and_so_is_what_is_no_workbook(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (64 << 20))
    with pytest.raises(FileTooLarge, match="far more than tables do"):
        read(bomb, "bomb.xlsx")
    with pytest.raises(FileTooLarge, match="unpacks to more than"):
        read(bomb, "bomb.xlsx", Limits(unpacked=1000))
    with pytest.raises(UnreadableFile, match="broken"):
        saved(tmp_path, b"PK\x03\x04 nothing", "broken.xlsx")
    with zipfile.ZipFile(tmp_path / "other.xlsx", "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(UnreadableFile, match="no XLSX workbook"):
        read(tmp_path / "other.xlsx", "other.xlsx")


def test_objects_of_different_names_make_one_table(tmp_path: Path) -> None:
    rows = [{"a": 1, "b": "x"}, {"a": 2.5, "c": True}, {"b": None, "d": {"deep": [1]}}]
    found = saved(tmp_path, rows, "t.json")
    assert found.frame.rows() == [
        (1.0, "x", None, None),
        (2.5, None, True, None),
        (None, None, None, '{"deep":[1]}'),
    ]
    assert kinds(found) == [Kind.NUMBER, Kind.TEXT, Kind.CHECKBOX, Kind.TEXT]


def test_a_list_inside_an_answer_and_numbers_in_quotes_are_read(tmp_path: Path) -> None:
    found = saved(
        tmp_path, {"count": 1, "records": [{"n": "3.5", "zip": "01", "day": "2024-01-02"}]}, "t.json"
    )
    assert kinds(found) == [Kind.NUMBER, Kind.TEXT, Kind.CALENDAR_DATE]


def test_values_of_several_types_are_kept_as_text_and_told(tmp_path: Path) -> None:
    found = saved(tmp_path, [{"a": 1}, {"a": "x"}, {"a": True}], "t.json")
    assert found.frame["a"].to_list() == ["1", "x", "true"]
    assert "several types" in told(found)


def test_places_of_socrata_and_geojson_in_json_are_points(tmp_path: Path) -> None:
    rows = [
        {"p": {"type": "Point", "coordinates": [4.5, 52.25]}, "q": {"latitude": "52.25", "longitude": "4.5"}},
        {"p": None},
    ]
    found = saved(tmp_path, rows, "t.json")
    assert kinds(found) == [Kind.POINT, Kind.POINT]
    assert found.frame.row(0)[0] == found.frame.row(0)[1] == {"longitude": 4.5, "latitude": 52.25}
    assert found.frame["p"][1] is None


def test_json_lines_name_the_line_that_is_broken(tmp_path: Path) -> None:
    found = saved(tmp_path, b'{"a":1}\n\n{"a":2}\n', "t.jsonl")
    assert found.frame["a"].to_list() == [1, 2]
    with pytest.raises(UnreadableFile, match="Line 2 is no JSON"):
        saved(tmp_path, b'{"a":1}\n{"a":\n', "t.jsonl")
    with pytest.raises(UnreadableFile, match="Line 3, sign"):
        saved(tmp_path, b'[{"a":1},\n{"a":2},\n{"a":}]', "t.json")
    with pytest.raises(UnreadableFile, match="Row 2 is no JSON object"):
        saved(tmp_path, [{"a": 1}, 2], "t.json")


def test_values_nested_without_end_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileTooLarge, match="more than 32 deep"):
        saved(tmp_path, b'[{"a":' + b"[" * 40 + b"]" * 40 + b"}]", "t.json")
    with pytest.raises(UnreadableFile):
        saved(tmp_path, b"[" * 1_000_000, "t.json")


def test_features_become_rows_with_their_place(tmp_path: Path) -> None:
    features = [
        {
            "type": "Feature",
            "id": 7,
            "properties": {"name": "A"},
            "geometry": {"type": "Polygon", "coordinates": SQUARE},
        },
        {
            "type": "Feature",
            "properties": None,
            "geometry": {"type": "MultiPolygon", "coordinates": [SQUARE]},
        },
        {"type": "Feature", "properties": {"name": "C"}, "geometry": None},
        {
            "type": "Feature",
            "properties": {"name": "D"},
            "geometry": {"type": "LineString", "coordinates": [[0, 0], [1, 1]]},
        },
    ]
    found = saved(tmp_path, {"type": "FeatureCollection", "features": features}, "t.geojson")
    assert [(each.name, each.kind) for each in found.columns] == [
        ("id", Kind.NUMBER),
        ("name", Kind.TEXT),
        ("area", Kind.MULTIPOLYGON),
    ]
    areas = found.frame["area"].to_list()
    assert areas[0] == areas[1] and json.loads(areas[0])["coordinates"] == [SQUARE]
    assert areas[2:] == [None, None]
    assert "1 features are lines" in told(found)


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        ({"type": "Point", "coordinates": [6_010_000, 2_110_000]}, "no degrees"),
        ({"type": "Point", "coordinates": ["a", 1]}, "no pair of numbers"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1]]]}, "does not end where it begins"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [0, 0]]]}, "fewer than three corners"),
        ({"type": "Polygon", "coordinates": []}, "without corners"),
    ],
)
def test_a_place_that_is_none_is_left_out_and_told(tmp_path: Path, geometry: Any, words: str) -> None:
    feature = {"type": "Feature", "properties": {"n": 1}, "geometry": geometry}
    found = saved(tmp_path, {"type": "FeatureCollection", "features": [feature]}, "t.geojson")
    assert "row 1: the place" in told(found) and words in told(found)
    assert found.frame["n"].to_list() == [1]


def test_parquet_is_read_as_it_is_declared(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "zip": ["1", "2"],
            "small": pl.Series([1, 2], dtype=pl.UInt8),
            "fee": pl.Series(["1.50", "2.25"]).cast(pl.Decimal(10, 2)),
            "when": pl.Series([datetime(2024, 1, 1, tzinfo=UTC)] * 2).cast(
                pl.Datetime("ms", "Europe/Berlin")
            ),
            "day": [date(2024, 1, 1)] * 2,
            "list": [[1], [2, 3]],
            "bytes": [b"a", b"b"],
        }
    )
    frame.write_parquet(tmp_path / "t.parquet")
    found = read(tmp_path / "t.parquet", "t.parquet")
    assert kinds(found) == [
        Kind.TEXT,
        Kind.NUMBER,
        Kind.NUMBER,
        Kind.FIXED_TIMESTAMP,
        Kind.CALENDAR_DATE,
        Kind.TEXT,
    ]
    assert found.frame.row(0)[:4] == ("1", 1, 1.5, datetime(2024, 1, 1, tzinfo=UTC))
    assert "Column bytes: holds bytes" in told(found)


def test_parquet_that_unpacks_to_too_much_is_refused_and_a_broken_one_too(tmp_path: Path) -> None:
    pl.DataFrame({"a": ["x" * 1000] * 5000}).write_parquet(tmp_path / "t.parquet")
    with pytest.raises(FileTooLarge, match="unpacks to 5,000,000 bytes"):
        read(tmp_path / "t.parquet", "t.parquet", Limits(unpacked=1_000_000))
    with pytest.raises(FileTooLarge, match="rows"):
        read(tmp_path / "t.parquet", "t.parquet", Limits(rows=100))
    whole = (tmp_path / "t.parquet").read_bytes()
    for broken in (b"", b"PAR1", whole[:-20], b"PAR1" + b"\0" * 50 + whole[-60:]):
        with pytest.raises(UnreadableFile):
            saved(tmp_path, broken, "broken.parquet")


def test_a_latitude_and_a_longitude_are_offered_as_a_point_and_become_one_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Site Lat,Site Long,Latitude\n52.5,13.4,x\n0,0,y\n,13.5,z\n" + "52.25,13.25,w\n" * 20)
    found = read(path, "t.csv")
    assert "can be one column of points" in told(found)
    pair = proposed_pair(found.frame, found.columns)
    assert pair is not None and (pair.latitude, pair.longitude, pair.name) == (
        "site_lat",
        "site_long",
        "site_location",
    )
    placed = with_point(found, pair)
    assert placed.columns[-1].kind == Kind.POINT
    assert placed.frame["site_location"].head(3).to_list() == [
        {"longitude": 13.4, "latitude": 52.5},
        None,
        None,
    ]
    assert "1 rows lie at 0, 0" in told(placed)


def test_two_numbers_that_are_no_degrees_are_not_offered(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Lat,Long\n5200,1340\n5100,1350\n")
    found = read(path, "t.csv")
    assert proposed_pair(found.frame, found.columns) is None


def test_columns_of_many_rows_that_change_their_type_late_are_one_kind(tmp_path: Path) -> None:
    rows = [{"n": n, "late": n} for n in range(45_000)] + [
        {"n": 0.5, "late": "x", "new": True},
        {"late": 2**64 - 1},
    ]
    content = "\n".join(json.dumps(row) for row in rows).encode()
    found = saved(tmp_path, content, "t.jsonl")
    assert kinds(found) == [Kind.NUMBER, Kind.TEXT, Kind.CHECKBOX]
    assert found.frame.height == 45_002
    assert found.frame["n"].tail(3).to_list() == [44_999.0, 0.5, None]
    assert found.frame["late"].tail(3).to_list() == ["44999", "x", str(2**64 - 1)]
    assert found.frame["new"].null_count() == 45_001


def test_areas_among_other_values_are_text(tmp_path: Path) -> None:
    area = {"type": "Polygon", "coordinates": SQUARE}
    found = saved(
        tmp_path, [{"a": area}, {"a": "nowhere"}, {"a": {"type": "Point", "coordinates": [1, 2]}}], "t.json"
    )
    assert kinds(found) == [Kind.TEXT]
    assert found.frame["a"].to_list()[1:] == ["nowhere", "POINT (1.0 2.0)"]
