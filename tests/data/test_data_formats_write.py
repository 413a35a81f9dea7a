"""What is downloaded is what was published, in each format, and is read back as the same."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import fastexcel
import pandas
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from openhall.data.columns import Column, Kind
from openhall.data.formats import (
    POINT,
    WRITTEN,
    CannotWrite,
    Format,
    read,
    stream,
    stream_csv_for_spreadsheets,
    write,
    write_xlsx,
)

AREA = '{"type":"MultiPolygon","coordinates":[[[[0.0,0.0],[1.0,0.0],[1.0,1.0],[0.0,0.0]]]]}'
PLACE = {"longitude": 13.4, "latitude": 52.5}
COLUMNS = (
    Column("ward", Kind.TEXT, "Ward"),
    Column("note", Kind.TEXT, "What was said"),
    Column("count", Kind.NUMBER),
    Column("cost", Kind.NUMBER),
    Column("open", Kind.CHECKBOX),
    Column("day", Kind.CALENDAR_DATE),
    Column("local", Kind.CALENDAR_DATE),
    Column("instant", Kind.FIXED_TIMESTAMP),
    Column("place", Kind.POINT),
    Column("area", Kind.MULTIPOLYGON),
    Column("page", Kind.URL),
)


@pytest.fixture
def frame() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "ward": ["01", "02", None],
            "note": ['said "no", then\nleft', "=1+1", "Köln مدينة"],
            "count": [1, None, -3],
            "cost": [0.1, 1e-9, 123456789.25],
            "open": [True, False, None],
            "day": [date(2024, 2, 29), None, date(1899, 1, 1)],
            "local": [datetime(2024, 2, 29, 23, 59, 59, 250000), datetime(2024, 1, 1, 0, 0, 1), None],
            "instant": [
                datetime(2024, 2, 29, 8, tzinfo=UTC),
                None,
                datetime(2024, 3, 1, 0, 30, 0, 5, tzinfo=UTC),
            ],
            "place": pl.Series(
                [{"longitude": 13.4, "latitude": 52.5}, None, {"longitude": -0.1, "latitude": 1e-7}],
                dtype=POINT,
            ),
            "area": [AREA, None, AREA],
            "page": ["https://city.example/a", None, "https://city.example/b"],
        },
        schema_overrides={"local": pl.Datetime("us"), "instant": pl.Datetime("us", "UTC")},
    )


@pytest.mark.parametrize("form", [Format.CSV, Format.PARQUET, Format.JSON, Format.JSON_LINES])
def test_what_is_written_is_read_back_as_the_same(tmp_path: Path, frame: pl.DataFrame, form: Format) -> None:
    path = tmp_path / f"table.{form.value}"
    write(frame, COLUMNS, form, path)
    back = read(path, path.name)
    assert [each.kind for each in back.columns] == [each.kind for each in COLUMNS]
    assert_frame_equal(back.frame, frame)


def test_a_workbook_and_features_are_read_back_with_what_they_can_hold(
    tmp_path: Path, frame: pl.DataFrame
) -> None:
    write(frame, COLUMNS, Format.XLSX, tmp_path / "t.xlsx")
    sheet = read(tmp_path / "t.xlsx", "t.xlsx").frame
    assert sheet["ward"].to_list() == ["01", "02", None]
    assert sheet["cost"].to_list() == frame["cost"].to_list()
    assert sheet["what_was_said"][1] == "=1+1"
    assert sheet["day"].to_list() == [date(2024, 2, 29), None, date(1899, 1, 1)]
    write(frame, COLUMNS, Format.GEOJSON, tmp_path / "t.geojson")
    features = read(tmp_path / "t.geojson", "t.geojson")
    assert features.frame["point"].to_list() == frame["place"].to_list()
    assert features.frame["area"].to_list() == frame["area"].to_list()


@pytest.mark.parametrize("form", WRITTEN)
def test_a_lazy_table_and_pieces_give_the_bytes_of_the_whole(
    tmp_path: Path, frame: pl.DataFrame, form: Format
) -> None:
    def pieces() -> Iterator[pl.DataFrame]:
        yield from frame.iter_slices(1)

    if form == Format.XLSX:  # its bytes hold the time at which they were made
        assert all(b"".join(stream(each, COLUMNS, form)) for each in (frame.lazy(), pieces()))
        return
    whole = b"".join(stream(frame, COLUMNS, form))
    lazy = b"".join(stream(frame.lazy(), COLUMNS, form))
    parts = b"".join(stream(pieces(), COLUMNS, form))
    if form == Format.PARQUET:
        tables = [pl.read_parquet(io.BytesIO(each)) for each in (whole, lazy, parts)]
        assert tables[0].equals(tables[1]) and tables[0].equals(tables[2])
    else:
        assert whole == lazy == parts


def test_size_and_checksum_are_those_of_the_file(tmp_path: Path, frame: pl.DataFrame) -> None:
    written = write(frame, COLUMNS, Format.CSV, tmp_path / "t.csv")
    content = (tmp_path / "t.csv").read_bytes()
    assert (written.bytes, written.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert [each.name for each in tmp_path.iterdir()] == ["t.csv"]


def test_csv_follows_rfc_4180_and_pandas_reads_it_as_it_is(frame: pl.DataFrame) -> None:
    content = b"".join(stream(frame, COLUMNS, Format.CSV))
    assert content.startswith(b"ward,note,count,cost,open,day,local,instant,place,area,page\r\n01,")
    assert content.endswith(b"\r\n")
    table = pandas.read_csv(io.BytesIO(content), dtype={"ward": str}, parse_dates=["instant"])
    assert table["ward"].to_list()[:2] == ["01", "02"]
    assert table["note"].to_list() == frame["note"].to_list()
    assert table["cost"].to_list() == frame["cost"].to_list()
    assert table["instant"][0] == pandas.Timestamp("2024-02-29T08:00:00Z")
    assert table["place"][0] == "POINT (13.4 52.5)"


def test_a_table_of_one_column_loses_no_empty_row() -> None:
    frame = pl.DataFrame({"n": [1, None, 3]})
    content = b"".join(stream(frame, [Column("n", Kind.NUMBER)], Format.CSV))
    assert content == b'n\r\n1\r\n""\r\n3\r\n'


def test_no_text_runs_as_a_formula_in_the_csv_for_spreadsheets_nor_in_a_workbook(tmp_path: Path) -> None:
    evil = ["=cmd|' /C calc'!A0", "+1", "-1+2", "@SUM(A1)", "\t=1", "plain"]
    frame = pl.DataFrame({"a": evil, "n": [-1, 2, 3, 4, 5, 6]})
    columns = [Column("a", Kind.TEXT, "=Title"), Column("n", Kind.NUMBER)]
    content = b"".join(stream_csv_for_spreadsheets(frame, columns)).decode("utf-8-sig")
    table = pandas.read_csv(io.StringIO(content))
    assert list(table.columns) == ["'=Title", "n"]
    assert table["'=Title"].to_list() == [f"'{text}" for text in evil[:5]] + ["plain"]
    assert table["n"].to_list() == [-1, 2, 3, 4, 5, 6]
    write(frame, columns, Format.XLSX, tmp_path / "t.xlsx")
    cells = fastexcel.read_excel(tmp_path / "t.xlsx").load_sheet(0).to_polars()
    assert cells["=Title"].to_list() == evil
    import zipfile

    with zipfile.ZipFile(tmp_path / "t.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_geojson_holds_a_feature_a_row_and_json_an_object(frame: pl.DataFrame) -> None:
    features = json.loads(b"".join(stream(frame, COLUMNS, Format.GEOJSON)))["features"]
    assert features[0]["geometry"] == {"type": "Point", "coordinates": [13.4, 52.5]}
    assert features[1]["geometry"] is None
    assert features[0]["properties"]["area"] == json.loads(AREA)
    rows = json.loads(b"".join(stream(frame, COLUMNS, Format.JSON)))
    assert rows[0]["local"] == "2024-02-29T23:59:59.250" and rows[0]["instant"] == "2024-02-29T08:00:00.000Z"
    assert rows[2]["ward"] is None


@pytest.mark.parametrize("form", [Format.CSV, Format.JSON, Format.PARQUET, Format.XLSX])
def test_a_table_without_rows_is_a_file_still(tmp_path: Path, frame: pl.DataFrame, form: Format) -> None:
    write(frame.clear(), COLUMNS, form, tmp_path / "t")
    assert (tmp_path / "t").stat().st_size > 0
    assert b"".join(stream(frame.clear(), COLUMNS, Format.JSON)).split() == [b"[", b"]"]


def test_a_table_that_a_format_cannot_hold_is_refused_before_anything_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CannotWrite, match="no column of places"):
        stream(pl.DataFrame({"n": [1]}), [Column("n", Kind.NUMBER)], Format.GEOJSON)
    monkeypatch.setattr(write_xlsx, "ROWS", 3)
    with pytest.raises(CannotWrite, match="XLSX holds 2 rows"):
        write(pl.DataFrame({"n": [1, 2, 3]}), [Column("n", Kind.NUMBER)], Format.XLSX, tmp_path / "t.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_text_too_long_for_a_cell_is_cut_and_a_second_sheet_says_so(tmp_path: Path) -> None:
    write(pl.DataFrame({"a": ["x" * 40_000]}), [Column("a", Kind.TEXT)], Format.XLSX, tmp_path / "t.xlsx")
    book = fastexcel.read_excel(tmp_path / "t.xlsx")
    assert book.load_sheet("Data").to_polars()["a"][0] == "x" * 32_766 + "…"
    assert "1 cells are longer" in book.load_sheet("Notes", header_row=None).to_polars().row(0)[0]
