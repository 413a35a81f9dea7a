"""A version on disk: written whole or not at all, never changed, and a database that reaches nothing else."""

from __future__ import annotations

import threading
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import orjson
import polars as pl
import pytest

from openhall.data.columns import Column, Kind
from openhall.data.soql import QueryError
from openhall.data.soql.answers import json_rows
from openhall.data.store import BuildError, Limits, build, open_version, watch
from openhall.data.store.turns import Turns
from openhall.data.store.watch import Watch


def test_facts_are_counted_when_a_version_is_made(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "kind": ["tree", "tree", None, "light"],
            "cost": [1.5, None, 3.0, 2.0],
            "place": [[-122.4, 37.7], None, [-122.5, 37.8], [999.0, 0.0]],
            "day": [date(2026, 1, 2), date(2026, 1, 1), None, None],
        }
    )
    columns = (
        Column("kind", Kind.TEXT),
        Column("cost", Kind.NUMBER),
        Column("place", Kind.POINT),
        Column("day", Kind.CALENDAR_DATE),
    )
    made = build(frame, columns, tmp_path / "v1")
    with open_version(tmp_path / "v1") as stored:
        assert stored.facts == made
    assert made.rows == 4
    assert made.of["kind"].common == (("tree", 2), ("light", 1)) and made.of["kind"].nulls == 1
    assert (made.of["cost"].least, made.of["cost"].greatest, made.of["cost"].distinct) == (1.5, 3.0, 3)
    assert made.of["place"].bounds == (-122.5, 37.7, -122.4, 37.8)
    assert made.of["place"].nulls == 2, "a place off the globe is none"
    assert made.of["day"].least == "2026-01-01T00:00:00.000"


def test_what_is_downloaded_holds_the_rows_as_they_were_given(tmp_path: Path) -> None:
    frame = pl.LazyFrame({"b": [3, 1, 2], "place": ["POINT (1 2)", None, "POINT(-3.5 4)"]})
    build(frame, (Column("place", Kind.POINT), Column("b", Kind.NUMBER)), tmp_path / "v1")
    with open_version(tmp_path / "v1") as stored:
        rows = pl.read_parquet(stored.parquet)
    assert rows["b"].to_list() == [3, 1, 2]
    assert rows["place"].to_list() == [
        {"longitude": 1.0, "latitude": 2.0},
        None,
        {"longitude": -3.5, "latitude": 4.0},
    ]


def test_values_of_all_kinds_come_back(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "whole": [2**53 + 1],
            "exact": [Decimal("12345678901234567890.12")],
            "instant": [datetime(2026, 7, 1, 12, tzinfo=UTC)],
            "area": ['{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}'],
            "link": ["https://example.org/"],
        }
    )
    kinds = (Kind.NUMBER, Kind.NUMBER, Kind.FIXED_TIMESTAMP, Kind.MULTIPOLYGON, Kind.URL)
    build(frame, [Column(n, k) for n, k in zip(frame.columns, kinds, strict=True)], tmp_path / "v1")
    with open_version(tmp_path / "v1") as stored:
        answer = stored.query("select *")
        [row] = orjson.loads(b"".join(json_rows(answer.columns, answer.rows)))
        assert stored.query("select num_points(area), intersects(area, 'POINT (0.9 0.1)')").rows == [
            (4, True)
        ]
        assert stored.query("select intersects(area, 'POINT (0.1 0.9)')").rows == [(False,)]
        assert orjson.loads(stored.query("select extent(area)").rows[0][0])["coordinates"][0][0] == [
            [0, 0], [0, 1], [1, 1], [1, 0], [0, 0],
        ]  # fmt: skip
    assert row == {
        "whole": "9007199254740993",
        "exact": "12345678901234567890.12",
        "instant": "2026-07-01T12:00:00.000Z",
        "area": {
            "type": "MultiPolygon",
            "coordinates": [[[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]]],
        },
        "link": {"url": "https://example.org/"},
    }


@pytest.mark.parametrize(
    ("values", "column", "said"),
    [
        ([1], Column("x", Kind.TEXT), "holds Int64"),
        (["a"], Column("y", Kind.TEXT), "no column “y”"),
        (["a"], Column("X y", Kind.TEXT), "cannot be the name"),
        (["yesterday"], Column("x", Kind.CALENDAR_DATE), "do not fit"),
        (["POINT (1 2)"], Column("x", Kind.MULTIPOLYGON), "no area"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_and_nothing_is_left(
    tmp_path: Path, values: list[object], column: Column, said: str
) -> None:
    with pytest.raises(BuildError, match=said):
        build(pl.DataFrame({"x": values}), [column], tmp_path / "v1")
    assert list(tmp_path.iterdir()) == []


def test_a_version_never_changes(tmp_path: Path) -> None:
    build(pl.DataFrame({"x": [1]}), [Column("x", Kind.NUMBER)], tmp_path / "v1")
    with pytest.raises(BuildError, match="never changes"):
        build(pl.DataFrame({"x": [2]}), [Column("x", Kind.NUMBER)], tmp_path / "v1")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('{path}')",
        "SELECT * FROM '{path}'",
        "ATTACH '{path}' AS other",
        "COPY rows TO '{path}'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "DELETE FROM rows",
        "CREATE TABLE more (x INTEGER)",
    ],
)
def test_the_database_itself_refuses_what_the_allow_list_keeps_out(tmp_path: Path, statement: str) -> None:
    build(pl.DataFrame({"x": [1]}), [Column("x", Kind.NUMBER)], tmp_path / "v1")
    other = tmp_path / "other.csv"
    other.write_text("secret\n1\n")
    with open_version(tmp_path / "v1") as stored, pytest.raises(duckdb.Error):
        stored._db.execute(statement.format(path=other))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large") / "v1"
    count, words = 40_000, ("Tree", "light", "Straße", "ÉTÉ")
    frame = pl.DataFrame(
        {
            "number": range(count),
            "kind": [None if k % 7 == 0 else f"{words[k % 4]} {k % 50}" for k in range(count)],
            "note": [f"note {k}" for k in range(count)],
        }
    )  # fmt: skip
    build(
        frame, [Column("number", Kind.NUMBER), Column("kind", Kind.TEXT), Column("note", Kind.TEXT)], folder
    )
    return folder


@pytest.mark.parametrize(
    ("condition", "keeps"),
    [
        ("kind like 'Tree%'", lambda kind: kind is not None and kind.startswith("Tree")),
        ("not (kind like 'Tree%')", lambda kind: kind is not None and not kind.startswith("Tree")),
        ("coalesce(kind, 'none') = 'none'", lambda kind: kind is None),
        ("lower(kind) = 'tree 4' or kind is null", lambda kind: kind is None or kind == "Tree 4"),
        ("contains(kind, 'e') and starts_with(kind, 'S')", lambda kind: kind is not None and kind[0] == "S"),
    ],
)
def test_a_dictionary_of_texts_changes_no_answer(large: Path, condition: str, keeps: object) -> None:
    with open_version(large) as stored:
        assert stored.table.coded == {"kind"}
        found = {row[0] for row in stored.query(f"select number where {condition}").rows}
        [(count,)] = stored.query(f"select count(*) where {condition}").rows
    kinds = pl.read_parquet(large / "rows.parquet")["kind"].to_list()
    expected = [number for number, kind in enumerate(kinds) if keeps(kind)]  # type: ignore[operator]
    assert count == len(expected) and found == set(expected[: len(found)])


def test_a_search_finds_beginnings_of_words_whatever_their_capitals_and_accents(large: Path) -> None:
    with open_version(large) as stored:
        [(found,)] = stored.query({"$q": "ete", "$select": "count(*)"}).rows
        [(same,)] = stored.query({"$select": "count(*)", "$where": "kind like 'ÉTÉ%'"}).rows
        assert found == same > 0
        assert stored.query({"$q": "ree"}).rows == [], "the middle of a word is no beginning"
        assert len(stored.query({"$q": "note 39999"}).rows) == 1


def test_rows_that_are_equal_in_what_orders_them_keep_the_order_of_the_table(large: Path) -> None:
    with open_version(large) as stored:
        seen = []
        for offset in range(0, 3_000, 500):
            page = {"$select": "number, kind", "$order": "kind desc", "$limit": "500", "$offset": str(offset)}
            seen += [row[0] for row in stored.query(page).rows]
    assert len(seen) == len(set(seen)) == 3_000


def test_a_query_that_takes_too_long_is_interrupted(large: Path) -> None:
    slow = "select sum(ln(number + 1) ^ 1.5) as x" + "".join(
        f", sum(ln(number + {k}) ^ 1.{k}) as x{k}" for k in range(2, 130)
    )
    with open_version(large) as stored, pytest.raises(QueryError) as caught:
        stored.query(slow, Limits(seconds=0.001))
    assert (caught.value.code, caught.value.status) == ("query.execution.queryTimeout", 408)


def test_a_query_is_broken_off_when_nobody_waits_for_it(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A quick machine would be done before the second of the usual looks.
    monkeypatch.setattr(watch, "LOOK", 0.01)
    slow = "select " + ", ".join(f"sum(ln(number + {k}) ^ 1.{k}) as x{k}" for k in range(1, 130))
    looks = iter([False])
    with open_version(large) as stored:
        for left in (lambda: True, lambda: next(looks, True)):
            with pytest.raises(QueryError) as caught:
                stored.query({"$query": slow}, Limits(seconds=60), left)
            assert caught.value.status == 499
        assert stored.query("select count(*)", left=lambda: False).rows == [(40_000,)]


def test_an_answer_that_is_too_large_is_refused(large: Path) -> None:
    with open_version(large) as stored, pytest.raises(QueryError) as caught:
        stored.query("select * limit 40000", Limits(megabytes=0.5))
    assert caught.value.status == 413


def test_many_threads_ask_at_once(large: Path) -> None:
    answers: list[int] = []
    with open_version(large) as stored:

        def ask(number: int) -> None:
            answers.append(stored.query({"number": str(number), "$select": "number"}).rows[0][0])

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(30)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(answers) == list(range(30))


def test_who_came_first_is_next() -> None:
    turns, served = Turns(1), []

    def ask(name: int) -> None:
        with turns.turn(30):
            served.append(name)

    with turns.turn(1):
        waiting = []
        for name in range(5):
            thread = threading.Thread(target=ask, args=(name,))
            thread.start()
            while len(turns._waiting) <= name:
                time.sleep(0.001)
            waiting.append(thread)
    for thread in waiting:
        thread.join()
    assert served == [0, 1, 2, 3, 4]


def test_who_waits_too_long_is_told_so_and_leaves_the_queue() -> None:
    turns = Turns(1)
    with turns.turn(1), pytest.raises(QueryError, match="waiting"), turns.turn(0.01):
        pass
    with turns.turn(1):
        pass


def test_the_watch_calls_only_what_is_late() -> None:
    watch, late = Watch(), threading.Event()
    with watch.limit(60, lambda: pytest.fail("not late")):
        with watch.limit(0.01, late.set):
            assert late.wait(30)
        with watch.limit(60, lambda: pytest.fail("not late")):
            pass


def test_the_watch_calls_when_nobody_waits_any_more() -> None:
    broken_off = threading.Event()
    with Watch().limit(600, broken_off.set, left=lambda: True):
        assert broken_off.wait(30)


@pytest.mark.parametrize(
    "page",
    [
        {"$offset": "30000"},
        {"$order": ":id", "$offset": "30000"},
        {"$where": ":id > 'row-30000'"},
        {"$where": ":id > 'row-30000'", "$order": ":id"},
        {"$where": "number >= 30000", "$order": ":id asc, note desc"},
        {"$where": "number < 39999", "$order": "number", "$offset": "30000"},
    ],
)
def test_all_ways_to_a_deep_page_lead_to_the_same_rows(large: Path, page: dict[str, str]) -> None:
    with open_version(large) as stored:
        rows = stored.query({"$select": "number", "$limit": "20", **page}).rows
    assert [row[0] for row in rows] == list(range(30_000, 30_020))


def test_the_last_rows_come_first_when_asked_so(large: Path) -> None:
    with open_version(large) as stored:
        assert stored.query({"$select": "number", "$order": ":id desc", "$limit": "2"}).rows == [
            (39_999,),
            (39_998,),
        ]


def test_a_later_stage_sorts_what_an_earlier_one_put_into_another_order(large: Path) -> None:
    query = "select :id, number order by number desc limit 3 |> select number order by :id"
    with open_version(large) as stored:
        assert stored.query(query).rows == [(39_997,), (39_998,), (39_999,)]
