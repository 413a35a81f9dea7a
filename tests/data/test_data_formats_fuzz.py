"""Whatever somebody uploads is read or refused in a sentence; what is read of a written table is that table."""

from __future__ import annotations

import io
import tempfile
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from openhall.data.columns import Column, Kind
from openhall.data.formats import POINT, FileError, Format, Limits, read, stream, with_point
from openhall.data.formats.places import proposed_pair

BOUNDS = Limits(
    rows=1000, columns=50, cells=20_000, bytes=1 << 20, unpacked=1 << 22, sheet_cells=100_000, json=1 << 20
)


def opened(content: bytes, name: str) -> None:
    """Read, or refused in one sentence; anything else is a failure."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_bytes(content)
        try:
            found = read(path, name, BOUNDS)
        except FileError as error:
            assert str(error).strip() and "\n" not in str(error)
            return
    assert [each.name for each in found.columns] == found.frame.columns
    assert len(set(found.frame.columns)) == found.frame.width
    pair = proposed_pair(found.frame, found.columns)
    if pair:
        with_point(found, pair)
    if found.columns:
        b"".join(stream(found.frame, found.columns, Format.CSV))
        b"".join(stream(found.frame, found.columns, Format.JSON))


def seeds() -> dict[str, bytes]:
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_row(1, 0, [1, "x"])
    parquet = io.BytesIO()
    pl.DataFrame({"a": [1, 2], "b": ["x", None]}).write_parquet(parquet)
    area = b'{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}'
    return {
        "t.csv": 'a;"b"\n1,5;"x\ny"\n;31.12.2020\n'.encode("cp1252"),
        "t.tsv": b"a\tb\n1\t2\n",
        "t.xlsx": book.getvalue(),
        "t.json": b'[{"a":1,"b":{"type":"Point","coordinates":[1,2]}},{"a":"x"}]',
        "t.jsonl": b'{"a":1}\n{"b":[1,2]}\n',
        "t.geojson": b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":1},"geometry":'
        + area
        + b"}]}",
        "t.parquet": parquet.getvalue(),
    }


SEEDS = seeds()


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(sorted(SEEDS)), st.data())
def test_bent_files_of_all_formats_are_read_or_refused(name: str, data: st.DataObject) -> None:
    content = bytearray(SEEDS[name])
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, max(len(content) - 1, 0)))
        match data.draw(st.integers(0, 2)):
            case 0:
                content[place : place + 1] = bytes([data.draw(st.integers(0, 255))])
            case 1:
                del content[place : place + data.draw(st.integers(1, 20))]
            case _:
                content[place:place] = data.draw(st.binary(max_size=12))
    opened(bytes(content), name)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(SEEDS)), st.binary(max_size=300))
@example("t.csv", b"\xff\xfe")
@example("t.csv", b'"')
@example("t.csv", b"a\r\rb\n,\n")
@example("t.json", b"[null]")
@example("t.json", b"[{}]")
@example("t.xlsx", b"PK\x05\x06" + b"\0" * 18)
def test_noise_is_read_or_refused(name: str, content: bytes) -> None:
    opened(content, name)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=400))
@example("Datum;Wert\n٣٠.١٢.٢٠٢٠;١\n")
@example("a\n\ud7ff\n")
def test_any_text_is_a_table_or_refused(text: str) -> None:
    opened(text.encode("utf-8", "surrogatepass"), "t.csv")


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet="<>/ac=\"'r1AXFD90&;#\n", max_size=300))
def test_sheets_of_any_xml_are_read_or_refused(body: str) -> None:
    source = io.BytesIO(SEEDS["t.xlsx"])
    target = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part == "xl/worksheets/sheet1.xml":
                content = content.replace(b"<sheetData>", b"<sheetData>" + body.encode())
            new.writestr(part, content)
    opened(target.getvalue(), "t.xlsx")


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).filter(
    lambda text: bool(text.strip())
)
VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.TEXT: TEXTS,
    Kind.NUMBER: st.floats(allow_nan=False, allow_infinity=False, width=32),
    Kind.CHECKBOX: st.booleans(),
    Kind.CALENDAR_DATE: st.datetimes(datetime(1700, 1, 1), datetime(2300, 1, 1)),
    Kind.FIXED_TIMESTAMP: st.datetimes(datetime(1700, 1, 1), datetime(2300, 1, 1), timezones=st.just(UTC)),
    Kind.POINT: st.fixed_dictionaries({"longitude": st.floats(-180, 180), "latitude": st.floats(-90, 90)}),
}
TYPES = {
    Kind.TEXT: pl.String,
    Kind.NUMBER: pl.Float64,
    Kind.CHECKBOX: pl.Boolean,
    Kind.CALENDAR_DATE: pl.Datetime("us"),
    Kind.FIXED_TIMESTAMP: pl.Datetime("us", "UTC"),
    Kind.POINT: POINT,
}


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_table_of_any_values_is_read_back_from_parquet_and_csv_as_it_was(data: st.DataObject) -> None:
    kinds = data.draw(st.lists(st.sampled_from(list(VALUES)), min_size=1, max_size=5))
    rows = data.draw(st.integers(1, 5))
    columns = [Column(f"c{place}", kind) for place, kind in enumerate(kinds)]
    frame = pl.DataFrame(
        [
            pl.Series(
                each.name,
                data.draw(st.lists(st.none() | VALUES[each.kind], min_size=rows, max_size=rows)),
                TYPES[each.kind],
            )
            for each in columns
        ]
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t"
        path.write_bytes(b"".join(stream(frame, columns, Format.PARQUET)))
        assert_frame_equal(read(path, "t.parquet").frame, frame)
        path.write_bytes(b"".join(stream(frame, columns, Format.CSV)))
        back = read(path, "t.csv").frame
    assert back.shape == frame.shape
    for column in columns:
        ours, theirs = frame[column.name], back[column.name]
        if ours.null_count() == len(ours) or column.kind == Kind.TEXT:
            continue
        if column.kind == Kind.NUMBER:
            assert theirs.cast(pl.Float64).to_list() == ours.to_list()
        else:
            assert theirs.to_list() == ours.to_list()


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31), date(1900, 2, 28)])
def test_days_at_the_ends_of_the_calendar_are_read_back(tmp_path: Path, day: date) -> None:
    (tmp_path / "t.csv").write_text(f"day\n{day.isoformat()}\n")
    assert read(tmp_path / "t.csv", "t.csv").frame["day"][0] == day
