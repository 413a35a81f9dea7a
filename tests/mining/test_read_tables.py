"""CSV and Parquet: columns found or named, whatever the office's program wrote; and one row a case with dates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from openhall.mining.errors import MissingColumn, UnreadableLog
from openhall.mining.log import EventLog
from openhall.mining.read import ReadOptions, read_log


def read(tmp_path: Path, text: str | bytes, **options: object) -> EventLog:
    path = tmp_path / "log.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_log(path, ReadOptions(**options))  # type: ignore[arg-type]


def clock(log: EventLog) -> list[str]:
    return [f"{at:%Y-%m-%d %H:%M}" for at in pl.Series(log.time).cast(pl.Datetime("us"))]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "names",
    [("case:concept:name", "concept:name", "time:timestamp"), ("Case ID", "Activity", "Timestamp"),
     ("case", "event", "date")],
)  # fmt: skip
def test_columns_and_delimiters_are_found(tmp_path: Path, delimiter: str, names: tuple[str, ...]) -> None:
    rows = [
        names,
        ("1", "A", "2024-05-03 14:30:00"),
        ("1", "B", "2024-05-04 09:00:00"),
        ("2", "A", "2024-05-05 08:00:00"),
    ]
    log = read(tmp_path, "\n".join(delimiter.join(row) for row in rows) + "\n")
    assert (log.n_cases, log.n_events, log.activities) == (2, 3, ("A", "B"))
    assert clock(log)[0] == "2024-05-03 14:30"


def test_columns_are_named(tmp_path: Path) -> None:
    text = "Ref,Step,Begun,Over,Who,Note\n1,A,2024-05-01 10:00,2024-05-01 12:00,Ann,x\n1,B,2024-05-02 10:00,,Bo,y\n"
    log = read(tmp_path, text, case="Ref", activity="Step", time="Begun", end="Over", resource="Who")
    assert log.end is not None
    assert (log.done - log.time).tolist() == [2 * 3_600_000_000, 0]
    assert log.codes("org:resource")[1] == ("Ann", "Bo")
    assert set(log.events.names) == {"org:resource", "Note"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "no column looks like the case; name it with --case. The columns are “Foo”, “Step”, “Time”"),
        ({"case": "Bar"}, "names “Bar”, which is not a column"),
        ({"case": "Foo", "activity": "Foo"}, "must be three columns"),
    ],
)
def test_a_column_that_is_missing_is_named_with_those_there_are(
    tmp_path: Path, options: dict[str, str], words: str
) -> None:
    with pytest.raises(MissingColumn, match=words):
        read(tmp_path, "Foo,Step,Time\n1,A,2024-05-01\n", **options)


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("03.05.2024 14:30", "2024-05-03 14:30"),
        ("2024-05-03T14:30:00+02:00", "2024-05-03 12:30"),
        ("20/05/2024", "2024-05-20 00:00"),
        ("05/20/2024 02:30:00 PM", "2024-05-20 14:30"),
        ("2024-05-03", "2024-05-03 00:00"),
        ("1714746600", "2024-05-03 14:30"),
    ],
)
def test_dates_as_offices_write_them(tmp_path: Path, written: str, utc: str) -> None:
    assert clock(read(tmp_path, f"case,activity,time\n1,A,{written}\n")) == [utc]


def test_times_that_are_none_are_counted_with_their_line(tmp_path: Path) -> None:
    log = read(tmp_path, "case,activity,time\n1,A,2024-05-01\n1,B,soon\n1,C,2024-05-02\n1,D,later\n")
    assert log.n_events == 2
    (bad,) = [problem for problem in log.problems if "is no time" in problem.what]
    assert (bad.what, bad.count, bad.where) == ("“soon” in column “time” is no time", 2, "line 3")
    with pytest.raises(UnreadableLog, match="no times that can be read, for example “soon”"):
        read(tmp_path, "case,activity,time\n1,A,soon\n")


def test_quotes_line_ends_and_encodings(tmp_path: Path) -> None:
    rows = 'case,activity,time\r\n1,"Say ""yes"",\nplease",2024-05-01\r\n1,Décide,2024-05-02\r\n'
    for content in (
        rows.encode(),
        b"\xef\xbb\xbf" + rows.encode(),
        rows.encode("utf-16"),
        rows.encode("cp1252"),
    ):
        assert read(tmp_path, content).activities == ('Say "yes",\nplease', "Décide")
    old = "case,activity,time\r1,A,2024-05-01\r1,B,2024-05-02\r"
    assert read(tmp_path, old).activities == ("A", "B")
    (said,) = read(tmp_path, rows.encode("cp1252")).problems
    assert "read as Windows-1252" in said.what


def test_numbers_that_are_names_stay_names_and_numbers_are_numbers(tmp_path: Path) -> None:
    log = read(tmp_path, "case,activity,time,code,cost\n007,1,2024-05-01,0012,3.5\n008,2,2024-05-02,0013,4\n")
    assert log.case_ids.to_list() == ["007", "008"] and log.activities == ("1", "2")
    assert log.events.column("code").to_list() == ["0012", "0013"]
    assert log.events.column("cost").to_list() == [3.5, 4.0]


def test_columns_that_are_called_alike_are_all_kept(tmp_path: Path) -> None:
    log = read(tmp_path, "case,activity,time,note,note,\n1,A,2024-05-01,x,y,z\n")
    assert log.events.names == ["note", "note#2", "column 6"]


def test_lines_with_other_columns_are_left_out_and_counted(tmp_path: Path) -> None:
    text = "case,activity,time\n1,A,2024-05-01\n1,B,2024-05-02,extra\n1,C,2024-05-03\n"
    log = read(tmp_path, text)
    assert log.activities == ("A", "C")
    assert [(problem.count, problem.where) for problem in log.problems] == [(1, "line 3")]


def test_one_row_a_case_with_dates_in_columns(tmp_path: Path) -> None:
    rows = ("1,2024-05-01,2024-05-01,North", "2,2024-05-02,,South", "3,,,East", "2,2024-05-09,,South")
    text = "\n".join(("CaseID,Opened,Closed,District", *rows)) + "\n"
    log = read(tmp_path, text, case="CaseID", milestones=("Opened", "Closed"))
    assert (log.n_cases, log.n_events) == (2, 4)
    assert [log.activities[k] for k in log.activity[:2]] == ["Opened", "Closed"], (
        "same dates keep the columns' order"
    )
    assert log.cases.frame().to_dicts()[0] == {"case:concept:name": "1", "District": "North"}
    assert any("an earlier row has" in problem.what for problem in log.problems)


def test_attributes_of_cases_are_those_that_say_one_thing(tmp_path: Path) -> None:
    text = "case,activity,time,case:district,case:mood\n1,A,2024-05-01,North,good\n1,B,2024-05-02,North,bad\n"
    log = read(tmp_path, text)
    assert log.cases.names == ["case:concept:name", "district"]
    assert log.events.names == ["case:mood"]


def parquet(tmp_path: Path, frame: pl.DataFrame, **options: object) -> EventLog:
    path = tmp_path / "log.parquet"
    frame.write_parquet(path)
    return read_log(path, ReadOptions(**options))  # type: ignore[arg-type]


def test_parquet_keeps_types_zones_and_nested_values(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "case:concept:name": [1, 1, 2],
            "concept:name": ["A", "B", "A"],
            "time:timestamp": pl.Series([datetime(2024, 7, 1, 10, k) for k in range(3)]).dt.replace_time_zone(
                "Europe/Oslo"
            ),
            "urgent": [True, None, False],
            "tags": [["x", "y"], [], None],
            "place": [{"lat": 1.5}, {"lat": None}, None],
        }
    )
    log = parquet(tmp_path, frame)
    assert log.case_ids.to_list() == ["1", "2"]
    assert clock(log)[0] == "2024-07-01 08:00" and log.offset_min is not None and log.offset_min[0] == 120
    assert log.events.column("urgent").to_list() == [True, None, False]
    assert log.events.column("place").to_list()[0] == '{"lat":1.5}'
    assert log.events.column("tags").to_list() == ['["x","y"]', "[]", None]


def test_parquet_in_any_order_is_put_in_order(tmp_path: Path) -> None:
    times = [datetime(2024, 1, day, tzinfo=UTC) for day in (3, 1, 2, 2)]
    frame = pl.DataFrame({"case": ["a", "a", "b", "a"], "activity": ["C", "A", "X", "B"], "time": times})
    log = parquet(tmp_path, frame)
    assert [log.activities[k] for k in log.activity] == ["A", "B", "C", "X"]


def test_repeated_text_in_parquet_reads_as_it_is(tmp_path: Path) -> None:
    n = 3_000
    frame = pl.DataFrame(
        {
            "case": [f"c{k // 3}" for k in range(n)],
            "activity": [("A", "B", "C")[k % 3] for k in range(n)],
            "time": [datetime(2024, 1, 1, k % 3, tzinfo=UTC) for k in range(n)],
            "who": [None if k % 7 == 0 else f"Officer {k % 5}" for k in range(n)],
        }
    )
    log = parquet(tmp_path, frame)
    assert log.events.column("who").cast(pl.String).to_list() == frame["who"].to_list()
    assert log.activities == ("A", "B", "C") and log.n_cases == 1_000


def test_whatever_type_a_column_of_parquet_has_arrives(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "case": pl.Series([b"a", b"a", b"\xff"]),
            "activity": pl.Series(["X", "Y", "X"]).cast(pl.Enum(["X", "Y", "Z"])),
            "time": [datetime(2024, 1, day) for day in (1, 2, 3)],
            "took": [timedelta(hours=25), None, timedelta(0)],
            "nothing": [None, None, None],
            "price": pl.Series(["1.20", "3", None]).cast(pl.Decimal(10, 2)),
        }
    )
    log = parquet(tmp_path, frame)
    assert log.case_ids.to_list() == ["a", "ff"]
    assert log.events.column("took").to_list() == ["P1DT1H", None, "PT0S"]
    assert log.events.column("price").cast(pl.String).to_list() == ["1.20", "3.00", None]
    assert log.codes("nothing")[1] == ()


def test_times_that_no_calendar_has_are_left_out(tmp_path: Path) -> None:
    times = pl.Series([-(2**62), 2**62, 0]).cast(pl.Datetime("us"))
    log = parquet(tmp_path, pl.DataFrame({"case": ["a"] * 3, "activity": ["X"] * 3, "time": times}))
    assert log.n_events == 1
    assert [problem.count for problem in log.problems] == [2]
