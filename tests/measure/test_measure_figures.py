"""Tables of published figures: headings, cells, and what measures make of them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from openhall.measure.definitions import Moment
from openhall.measure.errors import BadFigures, BadMeasure
from openhall.measure.figures import Labels, Quantity, read_figures, typed_of, values_of
from openhall.measure.figures.headings import read_heading
from openhall.measure.figures.reading import number_in
from openhall.process.saying import ENGLISH, message_of

HEADINGS = {
    "April 2011 to March 2012: digital volume": (Quantity.DIGITAL_VOLUME, date(2011, 4, 1), 12),
    "Total transactions\nJul - Sep 2012": (Quantity.VOLUME, date(2012, 7, 1), 3),
    "Oct16-Sep17 volume": (Quantity.VOLUME, date(2016, 10, 1), 12),
    "Nov - Feb 2020 transactions": (Quantity.VOLUME, date(2019, 11, 1), 4),
    "2013-Q2 Digital CPT (£)": (Quantity.DIGITAL_COST, date(2013, 4, 1), 3),
    "Q3 2013 Completion rate": (Quantity.COMPLETION, date(2013, 7, 1), 3),
    "2015/16 cost per transaction": (Quantity.COST, date(2015, 4, 1), 12),
    "2015 total cost": (Quantity.TOTAL_COST, date(2015, 1, 1), 12),
}
TABLE = """Department,Name of service,Slug,Jan 2025 to Dec 2025: volume,Jan 2025 to Dec 2025: digital volume,\
Jan 2025 to Dec 2025: cost per transaction (£),Notes
Roads,"Permits, all",permits,"1,200",900,£2.50,fine
Roads,Signs,signs,-,0,#REF!,
Parks,Trees,trees,0,0,***,
""".encode()
NOW = Moment(datetime(2026, 6, 1, tzinfo=UTC))


@pytest.mark.parametrize("text", HEADINGS, ids=lambda text: text.replace("\n", " "))
def test_a_heading_says_its_quantity_and_its_months(text: str) -> None:
    found = read_heading(0, text, Labels.QUARTER)
    assert found is not None
    assert (found.quantity, found.start, found.months) == HEADINGS[text]


@pytest.mark.parametrize(
    "text", ["Department", "Notes 2015", "Volume", "2015-Q1", "Oct 2016 - Sep 2066 volume"]
)
def test_a_heading_that_says_only_half_is_no_column_of_figures(text: str) -> None:
    assert read_heading(0, text, Labels.QUARTER) is None


@pytest.mark.parametrize("text", ["0000-Q1 volume", "0000/01 volume", "Jan 0000 - Mar 0000 volume"])
def test_a_year_that_no_calendar_has_is_no_column_of_figures(text: str) -> None:
    assert read_heading(0, text, Labels.QUARTER) is None


def test_a_label_stands_for_what_the_reader_of_the_table_says() -> None:
    found = read_heading(0, "2013-Q2 Vol.", Labels.YEAR_BEFORE)
    assert found is not None and (found.start, found.months, found.end) == (
        date(2012, 4, 1),
        12,
        date(2013, 4, 1),
    )


def test_a_year_that_was_mistyped_in_a_heading_is_put_right_and_told() -> None:
    years = [f"Jan {year} to Dec {year}: volume" for year in (2020, 2021, 2022)]
    data = ",".join(["Name of service", *years, "Jan 2023 to Dec 2024: volume"]) + "\nPermits,1,2,3,4\n"
    found = read_figures(data.encode())
    assert {each.months for each in found.headings} == {12}
    assert "read as the 12 months from January 2023" in str(found.notes[0])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234.5", 1234.5),
        ("£0.05", 0.05),
        (" 12 % ", 12),
        ("(3)", -3),
        ("-", None),
        ("1e9", None),
        ("#REF!", None),
    ],
)
def test_a_cell_is_a_number_or_none(text: str, number: float | None) -> None:
    assert number_in(text) == number


def test_the_figures_give_cost_volume_and_take_up() -> None:
    found = read_figures(TABLE)
    assert [each.key for each in found.services] == ["permits", "signs", "trees"]
    assert found.unread == ((3, "Jan 2025 to Dec 2025: cost per transaction (£)", "#REF!"),)
    typed = typed_of(found.figures, 12)
    begin = date(2025, 1, 1)
    assert values_of(Quantity.VOLUME, typed, NOW) == {("permits", begin): 1200, ("trees", begin): 0}
    assert values_of(Quantity.TOTAL_COST, typed, NOW) == {("permits", begin): 3000}
    assert values_of(Quantity.COST, typed, NOW) == {("permits", begin): 2.5}
    assert values_of(Quantity.TAKE_UP, typed, NOW) == {("permits", begin): 75}


def test_json_says_the_same_as_the_table_that_it_was_made_of() -> None:
    top, *rows = csv.reader(io.StringIO(TABLE.decode()))
    listed = [dict(zip(top, row, strict=True)) for row in rows]
    # Numbers may be numbers there, and what is not known may be missing or null.
    listed[1]["Jan 2025 to Dec 2025: digital volume"] = 0  # type: ignore[assignment]
    listed[1]["Jan 2025 to Dec 2025: volume"] = None  # type: ignore[assignment]
    del listed[2]["Notes"]
    for data in (listed, {"data": listed}, {"page": 1, "items": listed}):
        found = read_figures(json.dumps(data).encode())
        assert found == read_figures(TABLE)


@pytest.mark.parametrize(
    "data",
    [b"[1]", b"{}", b'{"data": {}}', b"[" * 100_000, b'[{"Name of service": "x"', b'[{"2025 volume": 1}]'],
    ids=["numbers", "nothing", "no list", "deep", "cut off", "no name"],
)
def test_json_that_is_no_such_table_is_refused_in_a_sentence_of_any_language(data: bytes) -> None:
    with pytest.raises(BadFigures) as caught:
        read_figures(data)
    assert str(caught.value).endswith(".") and isinstance(caught.value, BadMeasure)
    loud = replace(ENGLISH, gettext=lambda text: f"… {text}")
    assert loud.say(message_of(caught.value)) == f"… {caught.value}"


def test_two_services_of_one_name_stay_two() -> None:
    found = read_figures(b"Department,Name of service,2025 volume\nA,Permits,1\nB,Permits,2\nB,Permits,3\n")
    assert [each.number for each in found.figures] == [1, 2, 3]
    assert len({each.service for each in found.figures}) == 3


def test_rows_of_one_name_are_numbered() -> None:
    found = read_figures(b"Name of service,2025 volume\n" + b"Permits,1\n" * 20_000)
    assert [each.key for each in found.services[:4]] == [
        "Permits",
        "Permits ()",
        "Permits (2)",
        "Permits (3)",
    ]
    assert found.services[-1].key == "Permits (19999)"


@pytest.mark.parametrize(
    "data", [b"", b"a,b\n1,2\n", b"Name of service\nPermits\n"], ids=["empty", "no name", "no figures"]
)
def test_what_is_no_such_table_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(BadMeasure, match="Name of service"):
        read_figures(data)
