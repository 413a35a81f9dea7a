"""Differences between versions are counted exactly, and a quality report says what is wrong with a table."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhall.data.columns import Column, Kind
from openhall.data.formats import POINT
from openhall.data.formats.differences import ColumnChange, differences
from openhall.data.formats.quality import freshness, quality, quality_in_words
from openhall.data.formats.validity import Doubt
from openhall.data.vocabulary import Frequency

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
ID, NAME, COST = Column("id", Kind.TEXT), Column("name", Kind.TEXT), Column("cost", Kind.NUMBER)


def frame(*rows: tuple[object, ...]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"id": pl.String, "name": pl.String, "cost": pl.Int64}, orient="row")


def test_rows_added_removed_and_changed_are_told_apart_by_their_key() -> None:
    before = frame(("1", "a", 1), ("2", "b", None), ("3", "c", 3))
    after = frame(("4", "d", 4), ("3", "c", 30), ("2", "B", 2))
    found = differences(before, [ID, NAME, COST], after, [ID, NAME, COST], key=["id"])
    assert (found.added, found.removed, found.changed) == (1, 1, 2)
    assert found.cells == {"cost": 2, "name": 1}
    assert found.text == "1 row added, 1 removed, 2 changed (cost in 2, name in 1)."


def test_without_a_key_a_changed_row_is_one_removed_and_one_added() -> None:
    before = frame(("1", "a", 1), ("1", "a", 1), ("2", "b", 2))
    after = frame(("1", "a", 1), ("2", "b", 20))
    found = differences(before.lazy(), [ID, NAME, COST], after, [ID, NAME, COST])
    assert (found.added, found.removed, found.changed) == (1, 2, None)


def test_a_key_that_two_rows_share_is_no_key() -> None:
    before = frame(("1", "a", 1), ("1", "b", 1))
    found = differences(before, [ID, NAME, COST], before, [ID, NAME, COST], key=["id"])
    assert found.nothing and found.changed is None
    assert found.text == "Nothing changed."


def test_columns_that_came_went_or_changed_their_kind_are_named() -> None:
    before = pl.DataFrame({"id": ["1"], "old": ["x"], "zip": [94110]})
    after = pl.DataFrame({"id": ["1"], "zip": ["94110"], "new": [1]})
    found = differences(
        before,
        [ID, Column("old", Kind.TEXT), Column("zip", Kind.NUMBER)],
        after,
        [ID, Column("zip", Kind.TEXT), Column("new", Kind.NUMBER)],
        key=["id"],
    )
    assert (found.columns_added, found.columns_removed) == (("new",), ("old",))
    assert found.columns_changed == (ColumnChange("zip", Kind.NUMBER, Kind.TEXT),)
    assert found.text == "Column added: new. Column removed: old. Column zip is text, and was number."


def test_places_and_times_are_compared_by_value() -> None:
    columns = [ID, Column("place", Kind.POINT), Column("when", Kind.FIXED_TIMESTAMP)]
    when = datetime(2024, 1, 1, tzinfo=UTC)

    def rows(longitude: float) -> pl.DataFrame:
        place = pl.Series([{"longitude": longitude, "latitude": 1.0}], dtype=POINT)
        return pl.DataFrame({"id": ["1"], "place": place, "when": [when]})

    assert differences(rows(1), columns, rows(1), columns, key=["id"]).nothing
    assert differences(rows(1), columns, rows(2), columns, key=["id"]).cells == {"place": 1}


ROWS = st.lists(st.tuples(st.sampled_from("abc"), st.none() | st.integers(0, 2)), max_size=8)


@settings(max_examples=100, deadline=None)
@given(ROWS, ROWS)
def test_rows_without_a_key_are_counted_as_bags(
    one: list[tuple[str, int | None]], two: list[tuple[str, int | None]]
) -> None:
    schema = {"id": pl.String, "cost": pl.Int64}
    before, after = (pl.DataFrame(rows, schema=schema, orient="row") for rows in (one, two))
    found = differences(before, [ID, COST], after, [ID, COST])
    left, added = list(one), 0
    for row in two:
        if row in left:
            left.remove(row)
        else:
            added += 1
    assert (found.added, found.removed) == (added, len(left))


def test_a_quality_report_counts_what_is_empty_doubled_and_doubtful() -> None:
    table = pl.DataFrame(
        {
            "id": ["1", "2", "3", "3"],
            "status": ["Open", "open ", "Open", "Open"],
            "opened": [date(2024, 1, 1), date(2030, 1, 1), date(1700, 1, 1), date(1700, 1, 1)],
            "place": pl.Series(
                [None, {"longitude": 1.0, "latitude": 2.0}, {"longitude": 0.0, "latitude": 0.0}, None],
                dtype=POINT,
            ),
            "page": ["https://city.example/1", "https://x", None, None],
            "none": pl.Series([None] * 4, dtype=pl.String),
        }
    )
    table = pl.concat([table, table[:1]])
    columns = [
        ID,
        Column("status", Kind.TEXT, "Status"),
        Column("opened", Kind.CALENDAR_DATE, "Opened"),
        Column("place", Kind.POINT, "Place"),
        Column("page", Kind.URL, "Page"),
        Column("none", Kind.TEXT, "None"),
    ]
    found = quality(table, columns, NOW, key=["id"])
    assert (found.rows, found.duplicates, found.same_key) == (5, 1, 2)
    by_name = {each.name: each for each in found.columns}
    assert by_name["place"].filled == 2 and by_name["place"].completeness == 0.4
    assert by_name["status"].distinct == 2 and not by_name["id"].unique
    doubts = {(name, each.doubt): each.rows for name, column in by_name.items() for each in column.findings}
    assert doubts == {
        ("status", Doubt.SPACES): 1,
        ("status", Doubt.SPELLINGS): 1,
        ("opened", Doubt.FUTURE): 1,
        ("opened", Doubt.LONG_AGO): 2,
        ("place", Doubt.NOWHERE): 1,
        ("page", Doubt.NO_ADDRESS): 1,
    }
    words = quality_in_words(found)
    assert "2 rows have the key of another row." in words
    assert "1 row has all that another row has." in words
    assert "None is empty." in words
    assert "Opened: 1 value in the future." in words


def test_a_good_table_is_said_to_be_good_and_its_keys_are_found() -> None:
    found = quality(frame(("1", "a", 1), ("2", "a", 1)), [ID, NAME, COST], NOW)
    assert found.keys == ("id",)
    assert quality_in_words(found) == ("100% of cells are filled, and nothing looks wrong.",)


@pytest.mark.parametrize(
    ("modified", "frequency", "late"),
    [
        (datetime(2026, 11, 28, 11, tzinfo=UTC), Frequency.DAILY, timedelta(hours=1)),
        (datetime(2026, 11, 28, 13, tzinfo=UTC), Frequency.DAILY, timedelta()),
        (date(2026, 10, 29), Frequency.MONTHLY, timedelta()),
        (date(2020, 1, 1), Frequency.IRREGULAR, timedelta()),
        (date(2020, 1, 1), None, timedelta()),
    ],
)
def test_a_table_is_late_only_by_the_rhythm_it_promises(
    modified: date, frequency: Frequency | None, late: timedelta
) -> None:
    assert freshness(modified, frequency, NOW).late == late
