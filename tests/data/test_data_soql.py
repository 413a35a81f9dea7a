"""SoQL asked of a small table: what a resident's program gets."""

from __future__ import annotations

from datetime import datetime

import orjson
import polars as pl
import pytest

from openhall.data.columns import Column, Kind
from openhall.data.soql import QueryError
from openhall.data.soql.answers import json_rows
from openhall.data.store import Stored, build, open_version

COLUMNS = (
    Column("number", Kind.NUMBER),
    Column("status", Kind.TEXT),
    Column("opened", Kind.CALENDAR_DATE),
    Column("cost", Kind.NUMBER),
    Column("place", Kind.POINT),
    Column("urgent", Kind.CHECKBOX),
    Column("told", Kind.FIXED_TIMESTAMP),
)
FRAME = pl.DataFrame(
    {
        "number": [101, 102, 103, 104],
        "status": ["Open", "Closed", "Open", None],
        "opened": [datetime(2026, 1, 1), datetime(2026, 2, 3, 4, 5), None, datetime(2026, 2, 28)],
        "cost": [1.5, None, 3.0, -2.0],
        "place": ["POINT (-122.4 37.7)", None, "POINT (-122.5 37.8)", "POINT (0 0)"],
        "urgent": [True, False, None, False],
        "told": ["2026-07-01T12:00:00Z", "2026-01-01T00:30:00Z", None, "2026-03-29T01:30:00+02:00"],
    }
)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Stored:
    folder = tmp_path_factory.mktemp("soql") / "v1"
    build(FRAME, COLUMNS, folder)
    return open_version(folder)


def ask(stored: Stored, asked: str | dict[str, str]) -> list[dict[str, object]]:
    answer = stored.query(asked)
    return orjson.loads(b"".join(json_rows(answer.columns, answer.rows)))


def test_a_row_comes_as_soda_writes_it(stored: Stored) -> None:
    first, second, *_ = ask(stored, "select *")
    assert first == {
        "number": "101",
        "status": "Open",
        "opened": "2026-01-01T00:00:00.000",
        "cost": "1.5",
        "place": {"type": "Point", "coordinates": [-122.4, 37.7]},
        "urgent": True,
        "told": "2026-07-01T12:00:00.000Z",
    }
    assert "cost" not in second, "null is left out"


def test_groups_are_counted_and_ordered_by_an_alias(stored: Stored) -> None:
    rows = ask(stored, {"$select": "status, count(*)", "$group": "status", "$order": "count desc, status"})
    assert rows == [{"status": "Open", "count": "2"}, {"status": "Closed", "count": "1"}, {"count": "1"}]


def test_a_name_that_is_no_column_is_refused_with_its_place(stored: Stored) -> None:
    with pytest.raises(QueryError) as caught:
        stored.query("select *\nwhere statsu = 'Open'")
    told = caught.value.as_json()
    assert told["code"] == "query.soql.no-such-column" and told["error"] is True
    assert "Did you mean “status”?" in told["message"]
    assert (told["data"]["position"]["row"], told["data"]["position"]["column"]) == (2, 7)


def test_one_row_is_found_by_its_identifier(stored: Stored) -> None:
    assert stored.row(2).rows[0][1] == "Closed"
    assert ask(stored, {":id": "row-3", "$select": ":id, number"}) == [{":id": "row-3", "number": "103"}]
    assert stored.row("row-99").rows == []
