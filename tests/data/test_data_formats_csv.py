"""CSV as departments save it is read with what it means, and told where it is doubtful."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from openhall.data.columns import Kind
from openhall.data.formats import FileTooLarge, Limits, Reading, UnreadableFile, Weight, read


def table(folder: Path, text: str | bytes, name: str = "table.csv", limits: Limits | None = None) -> Reading:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read(path, name, limits or Limits())


def kinds(reading: Reading) -> dict[str, Kind]:
    return {each.name: each.kind for each in reading.columns}


def told(reading: Reading) -> str:
    return "\n".join(map(str, reading.problems))


def test_kinds_are_found_over_all_rows(tmp_path: Path) -> None:
    found = table(
        tmp_path,
        "Case ID,Opened,Fee,Paid,Site,Seen at\n"
        "17,2024-03-01,12.50,yes,https://city.example/a,2024-03-01T10:00:00+02:00\n"
        "18,2024-03-02,3,no,https://city.example/b,2024-03-02T11:00:00Z\n",
    )
    assert kinds(found) == {
        "case_id": Kind.TEXT,
        "opened": Kind.CALENDAR_DATE,
        "fee": Kind.NUMBER,
        "paid": Kind.CHECKBOX,
        "site": Kind.URL,
        "seen_at": Kind.FIXED_TIMESTAMP,
    }
    first = found.frame.row(0, named=True)
    assert first["opened"] == date(2024, 3, 1)
    assert first["seen_at"] == datetime(2024, 3, 1, 8, tzinfo=UTC)
    assert first["fee"] == 12.5 and first["paid"] is True and first["case_id"] == "17"


def test_a_slip_in_the_last_row_keeps_a_column_text_and_is_named_by_its_line(tmp_path: Path) -> None:
    rows = "".join(f"{n}.5\n" for n in range(200))
    found = table(tmp_path, f"Amount\n{rows}twelve\n")
    assert kinds(found) == {"amount": Kind.TEXT}
    assert found.frame["amount"][200] == "twelve"
    slip = next(each for each in found.problems if each.line)
    assert (slip.line, slip.column, slip.weight) == (202, "Amount", Weight.DOUBT)
    assert "twelve" in slip.text


def test_leading_zeros_and_numbers_that_name_things_stay_text(tmp_path: Path) -> None:
    found = table(
        tmp_path, "Ward,Zip,Account,Meter\n01,94110,12345678901234567,4\n10,94111,12345678901234568,5\n"
    )
    assert kinds(found) == {"ward": Kind.TEXT, "zip": Kind.TEXT, "account": Kind.TEXT, "meter": Kind.NUMBER}
    assert found.frame["ward"].to_list() == ["01", "10"]


def test_a_semicolon_file_of_windows_with_decimal_commas_reads_as_its_owner_meant(tmp_path: Path) -> None:
    text = "Straße;Kosten;Tag\nMüllerweg;1.234,50;31.12.2023\nAm Tor;-3,5;01.02.2024\n"
    found = table(tmp_path, text.encode("cp1252"))
    assert [each.title for each in found.columns] == ["Straße", "Kosten", "Tag"]
    assert [each.name for each in found.columns] == ["strasse", "kosten", "tag"]
    assert found.frame["kosten"].to_list() == [1234.5, -3.5]
    assert found.frame["tag"].to_list() == [date(2023, 12, 31), date(2024, 2, 1)]
    assert "Windows-1252" in told(found)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1,234,567", 1234567),
        ("$1,234.50", 1234.5),
        ("(40)", -40),
        ("12 %", 12),
        ("1 234,5", 1234.5),
        ("6.02e23", 6.02e23),
        ("+7", 7),
    ],
)
def test_numbers_are_read_in_the_usual_writings(tmp_path: Path, written: str, meant: float) -> None:
    found = table(tmp_path, f'Amount\n"{written}"\n')
    assert kinds(found) == {"amount": Kind.NUMBER}, told(found)
    assert found.frame["amount"][0] == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-02-29", date(2024, 2, 29)),
        ("29/02/2024", date(2024, 2, 29)),
        ("02/29/2024", date(2024, 2, 29)),
        ("29.2.24", date(2024, 2, 29)),
        ("29 February 2024", date(2024, 2, 29)),
        ("Feb 29, 2024", date(2024, 2, 29)),
        ("29-Feb-2024", date(2024, 2, 29)),
        ("29. Februar 2024", date(2024, 2, 29)),
        ("2024/02/29 7:05", datetime(2024, 2, 29, 7, 5)),
        ("02/29/2024 12:05:09 AM", datetime(2024, 2, 29, 0, 5, 9)),
        ("2024-02-29T23:59:59.25", datetime(2024, 2, 29, 23, 59, 59, 250000)),
        ("2024-02-29T23:30:00-01:00", datetime(2024, 3, 1, 0, 30, tzinfo=UTC)),
    ],
)
def test_dates_are_read_in_the_usual_writings(tmp_path: Path, written: str, meant: date) -> None:
    found = table(tmp_path, f'Day\n"{written}"\n')
    assert found.frame["day"][0] == meant, told(found)


def test_a_day_that_no_calendar_has_keeps_dates_text_and_is_named(tmp_path: Path) -> None:
    days = "".join(f"{n:02}.03.2024\n" for n in range(1, 30))
    found = table(tmp_path, f"Day\n{days}31.02.2024\n")
    assert kinds(found) == {"day": Kind.TEXT}
    assert "Line 31, column Day: “31.02.2024”" in told(found)


def test_a_date_of_two_meanings_is_read_as_the_other_columns_are_and_told(tmp_path: Path) -> None:
    american = table(tmp_path, "A,B\n01/02/2024,01/31/2024\n")
    assert american.frame.row(0) == (date(2024, 1, 2), date(2024, 1, 31))
    assert "month first" in told(american)
    alone = table(tmp_path, "A\n01/02/2024\n")
    assert alone.frame["a"][0] == date(2024, 2, 1)
    assert "day first" in told(alone)


def test_a_mark_for_missing_values_is_empty_and_counted_but_codes_keep_theirs(tmp_path: Path) -> None:
    found = table(tmp_path, "Fee,Note,Country\n1,NA,NA\nNA,seen,DE\n")
    assert found.frame.rows() == [(1, None, "NA"), (None, "seen", "DE")]
    assert "Column Fee: 1 cells that say NA are taken as empty" in told(found)


def test_arabic_digits_are_numbers_and_dates(tmp_path: Path) -> None:
    found = table(tmp_path, "اليوم,العدد,الاسم\n٢٠٢٤-٠٢-٢٩,١٢٫٥,شارع ٥\n")
    assert list(kinds(found).values()) == [Kind.CALENDAR_DATE, Kind.NUMBER, Kind.TEXT]
    assert found.frame.row(0) == (date(2024, 2, 29), 12.5, "شارع ٥")


def test_quotes_line_breaks_and_delimiters_in_cells_are_kept(tmp_path: Path) -> None:
    found = table(tmp_path, 'A,B\r\n"x, ""y""\nz",1\r\nw,two\r\n')
    assert found.frame["a"].to_list() == ['x, "y"\nz', "w"]
    # The second row begins in the fourth line of the file.
    slip = table(tmp_path, 'A,B\n"x\ny",1\n' + "w,1\n" * 20 + "w,?!\n")
    assert [each.line for each in slip.problems if each.line] == [24]


def test_rows_of_another_width_are_told_by_their_line(tmp_path: Path) -> None:
    found = table(tmp_path, "A,B\n1,2\n3\n4,5,6\n")
    assert found.frame.rows() == [(1, 2), (3, None), (4, 5)]
    assert "Line 3: has 1 of 2 cells" in told(found)
    assert "Line 4: has 3 cells for 2 columns" in told(found)


def test_a_quotation_mark_alone_is_told_and_the_rest_read(tmp_path: Path) -> None:
    found = table(tmp_path, 'A,B\n"5" pipe,1\nx,2\n')
    assert found.frame["b"].to_list() == [1, 2]
    assert "Line 2: a quotation mark" in told(found)


def test_lines_above_the_header_are_left_out_and_told(tmp_path: Path) -> None:
    found = table(tmp_path, "Report of May,,\n\nStreet,Trees,Cost\nElm,3,5\nOak,4,6\n")
    assert [each.title for each in found.columns] == ["Street", "Trees", "Cost"]
    assert "above the header" in told(found)


def test_a_file_without_a_header_loses_no_row_and_years_over_columns_are_names(tmp_path: Path) -> None:
    bare = table(tmp_path, "1,2024-01-01\n2,2024-01-02\n")
    assert len(bare.frame) == 2 and [each.name for each in bare.columns] == ["column_1", "column_2"]
    years = table(tmp_path, "Ward,2019,2020\nA,4,5\nB,6,7\n")
    assert [each.title for each in years.columns] == ["Ward", "2019", "2020"]


def test_columns_of_one_title_get_names_of_their_own(tmp_path: Path) -> None:
    found = table(tmp_path, "Cost,Cost,cost 2,\n1,2,3,4\n")
    assert [each.name for each in found.columns] == ["cost", "cost_2", "cost_2_2", "column_4"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_encodings_that_office_programs_write_are_read(tmp_path: Path, encoding: str) -> None:
    found = table(tmp_path, "Ort,Zahl\nKöln,1\nمدينة,2\n".encode(encoding))
    assert found.frame["ort"].to_list() == ["Köln", "مدينة"]


def test_points_written_in_two_ways_and_areas_are_places(tmp_path: Path) -> None:
    found = table(
        tmp_path,
        "P,Q,Area\n"
        '"(37.5, -122.25)",POINT (-122.25 37.5),"POLYGON ((0 0, 1 0, 1 1, 0 0))"\n'
        '"(37.75, -122.5)",POINT (-122.5 37.75),"MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))"\n',
    )
    assert list(kinds(found).values()) == [Kind.POINT, Kind.POINT, Kind.MULTIPOLYGON]
    assert found.frame["p"][0] == found.frame["q"][0] == {"longitude": -122.25, "latitude": 37.5}
    area = '{"type":"MultiPolygon","coordinates":[[[[0.0,0.0],[1.0,0.0],[1.0,1.0],[0.0,0.0]]]]}'
    assert found.frame["area"].to_list() == [area, area]


def test_what_is_no_table_or_too_large_is_refused_in_a_sentence(tmp_path: Path) -> None:
    for text, words in ((b"", "empty"), (b"\x89PNG\x00\x01\x02\x03,", "no text")):
        with pytest.raises(UnreadableFile, match=words):
            table(tmp_path, text)
    with pytest.raises(UnreadableFile, match="not read"):
        table(tmp_path, "a", name="table.exe")
    for bound, words in (
        (Limits(rows=2), "rows"),
        (Limits(columns=1), "columns"),
        (Limits(cells=5), "cells"),
        (Limits(bytes=3), "bytes"),
    ):
        with pytest.raises(FileTooLarge, match=words):
            table(tmp_path, "a,b\n1,2\n3,4\n5,6\n", limits=bound)
    with pytest.raises(FileTooLarge, match="Line 2"):
        table(tmp_path, 'a,b\n1,"' + "x" * 200_000)


def test_problems_are_bounded_and_the_rest_is_counted(tmp_path: Path) -> None:
    found = table(tmp_path, "a,b\n" + "1\n" * 500, limits=Limits(problems=10))
    assert len(found.problems) <= 10
    assert "491 more" in told(found)


def test_a_table_of_titles_alone_has_columns_and_no_rows(tmp_path: Path) -> None:
    found = table(tmp_path, "a,b\n")
    assert found.frame.shape == (0, 2) and found.frame.schema["a"] == pl.String
