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


def test_the_place_of_an_error_in_a_parameter_is_shown_in_the_query_that_the_parameters_make(
    stored: Stored,
) -> None:
    with pytest.raises(QueryError) as caught:
        stored.query({"$select": "status", "$where": "cost >\n > 3"})
    position = caught.value.as_json()["data"]["position"]
    assert (position["row"], position["column"], position["line"]) == (3, 2, " > 3\n ^")


def test_chained_queries_work_on_what_the_one_before_gave(stored: Stored) -> None:
    query = "select status, count(*) as n group by status |> select max(n) as most, count(*) as groups"
    assert ask(stored, query) == [{"most": "2", "groups": "3"}]


def test_an_alias_is_known_in_all_clauses(stored: Stored) -> None:
    query = (
        "select date_trunc_ym(opened) as month, count(*) as n where month is not null group by month "
        "having n > 0 order by month desc"
    )
    assert [row["month"] for row in ask(stored, query)] == [
        "2026-02-01T00:00:00.000",
        "2026-01-01T00:00:00.000",
    ]


def test_an_alias_that_is_made_of_itself_is_refused(stored: Stored) -> None:
    with pytest.raises(QueryError, match="made of itself"):
        stored.query("select a + 1 as b, b + 1 as a")


def test_aliases_that_double_each_other_do_not_grow_without_end(stored: Stored) -> None:
    doubled = ", ".join(f"a{k} + a{k} as a{k + 1}" for k in range(40))
    with pytest.raises(QueryError, match="too"):
        stored.query(f"select number as a0, {doubled}")


def test_simple_filters_are_joined_with_the_condition(stored: Stored) -> None:
    assert ask(stored, {"status": "Open", "$where": "cost > 2", "$select": "number"}) == [{"number": "103"}]


def test_limits_are_kept_and_told(stored: Stored) -> None:
    from openhall.data.store import Limits

    answer = stored.query("select number order by number limit 10", Limits(rows=3))
    assert [row[0] for row in answer.rows] == [101, 102, 103] and answer.more
    assert not stored.query("select number limit 10").more


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("date_trunc_ymd(told, 'America/New_York')", "2025-12-31T00:00:00.000"),
        ("to_floating_timestamp(told, 'Asia/Tokyo')", "2026-01-01T09:30:00.000"),
        ("datez_trunc_y(told)", "2026-01-01T00:00:00.000Z"),
        ("date_extract_dow(opened)", "2"),
        ("date_extract_woy(opened)", "6"),
        ("opened + 'P1M'", "2026-03-03T04:05:00.000"),
        ("date_diff_d(opened, '2026-01-01')", "33"),
        ("date_diff_business_days('2024-08-05T12:00:00.000', '2024-08-09T12:00:00.000')", "5"),
        ("date_diff_business_days('2024-08-09T12:00:00.000', '2024-08-12T12:00:00.000')", "2"),
        ("date_diff_business_days('2024-08-03T12:00:00.000', '2024-08-04T12:00:00.000')", "0"),
        ("unaccent('Sainte-Thérèse, Québec')", "Sainte-Therese, Quebec"),
        ("substring('world', 2)", "orld"),
        ("substring('world', 2, 1)", "o"),
        ("left_pad(number::text, 6, '0')", "000102"),
        ("case(cost > 1, 'much', true, 'little')", "little"),
        ("CASE WHEN status = 'Closed' THEN 1 ELSE 0 END", "1"),
        ("coalesce(cost, 7)", "7"),
        ("number || '/' || status", "102/Closed"),
        ("signed_magnitude_10(-12.5)", "-2"),
        ("10 / 4", "2.5"),
        ("2 ^ 3 ^ 0", "2"),
        ("-2 ^ 2", "4"),
        ("10 - 4 - 3", "3"),
        ("1 + 2 * 3", "7"),
    ],
)
def test_functions_give_what_the_reference_says(stored: Stored, expression: str, expected: str) -> None:
    assert ask(stored, f"select {expression} as x where number = 102") == [{"x": expected}]


@pytest.mark.parametrize(
    ("condition", "numbers"),
    [
        ("status like 'O%'", [101, 103]),
        ("status like '_lo\\%'", []),
        ("status like 'Cl_s%'", [102]),
        ("status not like 'O%'", [102]),
        ("status not in ('Open', 'x')", [102]),
        ("status is null", [104]),
        ("not urgent", [102, 104]),
        ("cost between -2 and 1.5", [101, 104]),
        ("opened = '2026-01-01'", [101]),
        ("told < '2026-04-01'", [102, 104]),
        ("told = '2026-07-01T08:00:00-04:00'", [101]),
        ("within_circle(place, 37.7, -122.4, 100)", [101]),
        ("within_circle(place, 37.7, -122.4, 20000)", [101, 103]),
        ("within_box(place, 38, -123, 37, -122)", [101, 103]),
        (
            "within_polygon(place, 'POLYGON ((-122.45 37.6, -122.3 37.6, -122.3 37.75, -122.45 37.75))')",
            [101],
        ),
        ("within_polygon(place, 'MULTIPOLYGON (((-123 37, -122 37, -122 38, -123 38)))')", [101, 103]),
        ("distance_in_meters(place, 'POINT (-122.5 37.8)') < 1000", [103]),
        ("place.longitude = 0", [104]),
        ("place is null", [102]),
        ("caseless_eq(status, 'OPEN')", [101, 103]),
        ("urgent or cost > 2", [101, 103]),
        (":id in ('row-1', 'row-4')", [101, 104]),
    ],
)
def test_conditions_keep_the_rows_that_they_should(
    stored: Stored, condition: str, numbers: list[int]
) -> None:
    assert [
        row[0] for row in stored.query(f"select number where {condition} order by number").rows
    ] == numbers


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("select * where", "query.compiler.malformed"),
        ("select * where status = 'Open", "query.compiler.malformed"),
        ("select * from other", "query.compiler.malformed"),
        ("select read_csv('/etc/passwd')", "query.soql.no-such-function"),
        ("select getenv('HOME')", "query.soql.no-such-function"),
        ("select * where number = status", "query.soql.type-mismatch"),
        ("select * where number", "query.soql.type-mismatch"),
        ("select * where count(*) > 1", "query.soql.aggregate-in-ungrouped-context"),
        ("select sum(max(number))", "query.soql.aggregate-in-ungrouped-context"),
        ("select number, count(*)", "query.soql.column-not-in-group-bys"),
        ("select number as a, cost as a", "query.soql.duplicate-alias"),
        ("select number::blob", "query.soql.no-such-type"),
        ("select left_pad(status, 100000, 'x')", "query.soql.type-mismatch"),
        ("select " + "(" * 80 + "1" + ")" * 80, "query.compiler.malformed"),
        ("select number" + " + 1" * 200, "query.compiler.malformed"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_its_code(stored: Stored, query: str, code: str) -> None:
    with pytest.raises(QueryError) as caught:
        stored.query(query)
    assert caught.value.as_json()["code"] == code


@pytest.mark.parametrize(
    "expression",
    [
        "replace(" * 4 + "status" + f", 'e', '{'e' * 60}')" * 4,
        " || ".join(["left_pad(status, 1000, 'x')"] * 80),
        ", ".join(f"right_pad(status, 1000, 'x') as p{k}" for k in range(120)),
    ],
)
def test_texts_that_could_fill_the_memory_are_refused(stored: Stored, expression: str) -> None:
    with pytest.raises(QueryError) as caught:
        stored.query(f"select {expression}")
    assert caught.value.code == "query.compiler.too-large"
