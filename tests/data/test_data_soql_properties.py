"""Random queries give what plain Python and Polars give on the same rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from openhall.data.columns import Column, Kind
from openhall.data.store import Limits, Stored, build, open_version

ROWS = 400
Row = dict[str, Any]
Typed = tuple[str, Callable[[Row], Any]]
"""An expression in SoQL, and what it gives of a row in Python; None is null."""


def frame() -> pl.DataFrame:
    chance = Random(4)
    texts = ("Open", "Closed", "open", "", "Été", "a%b_c", "it's", "50", "ÖPEN ", None)
    return pl.DataFrame(
        {
            "number": [chance.randint(-20, 20) for _ in range(ROWS)],
            "cost": [chance.choice((None, 0.0, 0.5, -1.25, 3.0, 100.0)) for _ in range(ROWS)],
            "status": [chance.choice(texts) for _ in range(ROWS)],
            "urgent": [chance.choice((True, False, None)) for _ in range(ROWS)],
            "opened": [
                chance.choice(
                    (None, datetime(2024, 2, 29, 23, 59, 59) + timedelta(hours=chance.randint(-9000, 9000)))
                )
                for _ in range(ROWS)
            ],
        },
        schema_overrides={"urgent": pl.Boolean, "opened": pl.Datetime("us")},
    )


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> tuple[Stored, list[Row], pl.DataFrame]:
    folder: Path = tmp_path_factory.mktemp("properties") / "v1"
    rows = frame()
    kinds = {
        "number": Kind.NUMBER, "cost": Kind.NUMBER, "urgent": Kind.CHECKBOX, "opened": Kind.CALENDAR_DATE,
    }  # fmt: skip
    build(rows, [Column(name, kinds.get(name, Kind.TEXT)) for name in rows.columns], folder)
    return open_version(folder), rows.to_dicts(), rows


def lifted(function: Callable[..., Any], *inner: Typed) -> Callable[[Row], Any]:
    """A function of values as one of rows: null when one of its arguments is."""

    def of(row: Row) -> Any:
        values = [each[1](row) for each in inner]
        return None if any(value is None for value in values) else function(*values)

    return of


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def column(name: str) -> Typed:
    return name, lambda row: row[name]


numbers: st.SearchStrategy[Typed] = st.deferred(
    lambda: st.one_of(
        st.sampled_from([column("number"), column("cost")]),
        st.integers(-9, 9).map(lambda n: (str(n), lambda row: n)),
        st.sampled_from([0.5, 2.25, -1.5]).map(lambda n: (str(n), lambda row: n)),
        st.tuples(numbers, st.sampled_from("+-*"), numbers).map(arithmetic),
        texts.map(lambda t: (f"length({t[0]})", lifted(len, t))),
        dates.map(lambda d: (f"date_extract_m({d[0]})", lifted(lambda day: day.month, d))),
        dates.map(lambda d: (f"date_extract_dow({d[0]})", lifted(lambda day: day.isoweekday() % 7, d))),
        st.tuples(conditions, numbers, numbers).map(choice),
        numbers.map(lambda n: (f"abs({n[0]})", lifted(abs, n))),
    )
)
texts: st.SearchStrategy[Typed] = st.deferred(
    lambda: st.one_of(
        st.just(column("status")),
        st.sampled_from(["Open", "e", "", "it's", "%", "Été"]).map(lambda t: (quoted(t), lambda row: t)),
        texts.map(lambda t: (f"upper({t[0]})", lifted(str.upper, t))),
        texts.map(lambda t: (f"lower({t[0]})", lifted(str.lower, t))),
        texts.map(lambda t: (f"trim({t[0]})", lifted(lambda text: text.strip(" "), t))),
        st.tuples(texts, texts).map(lambda p: (f"({p[0][0]} || {p[1][0]})", lifted(str.__add__, *p))),
        st.tuples(texts, st.integers(1, 5)).map(
            lambda p: (f"substring({p[0][0]}, {p[1]})", lifted(lambda text: text[p[1] - 1 :], p[0]))
        ),
        st.tuples(texts, texts).map(
            lambda p: (
                f"coalesce({p[0][0]}, {p[1][0]})",
                lambda row: first if (first := p[0][1](row)) is not None else p[1][1](row),
            )
        ),
    )
)
dates: st.SearchStrategy[Typed] = st.deferred(
    lambda: st.one_of(
        st.just(column("opened")),
        dates.map(
            lambda d: (f"date_trunc_ymd({d[0]})", lifted(lambda t: t.replace(hour=0, minute=0, second=0), d))
        ),
        dates.map(
            lambda d: (
                f"date_trunc_ym({d[0]})",
                lifted(lambda t: t.replace(day=1, hour=0, minute=0, second=0), d),
            )
        ),
        dates.map(lambda d: (f"({d[0]} + 'P1DT2H')", lifted(lambda t: t + timedelta(days=1, hours=2), d))),
    )
)
COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">=": lambda a, b: a >= b,
}
conditions: st.SearchStrategy[Typed] = st.deferred(
    lambda: st.one_of(
        st.just(column("urgent")),
        st.tuples(numbers, st.sampled_from(sorted(COMPARED)), numbers).map(compared),
        st.tuples(texts, st.sampled_from(["=", "!="]), texts).map(compared),
        st.tuples(dates, st.sampled_from(sorted(COMPARED)), dates).map(compared),
        texts.map(lambda t: (f"{t[0]} is null", lambda row: t[1](row) is None)),
        st.tuples(texts, st.text("Oe%_\\t", max_size=5)).map(like),
        st.tuples(texts, texts).map(
            lambda p: (f"contains({p[0][0]}, {p[1][0]})", lifted(lambda a, b: b in a, *p))
        ),
        st.tuples(numbers, numbers, numbers).map(
            lambda p: (
                f"{p[0][0]} between {p[1][0]} and {p[2][0]}",
                lambda row: both(
                    [compared((p[0], ">=", p[1]))[1](row), compared((p[2], ">=", p[0]))[1](row)]
                ),
            )
        ),
        st.lists(conditions, min_size=2, max_size=3).map(
            lambda cs: (
                "(" + " and ".join(c[0] for c in cs) + ")",
                lambda row: both([c[1](row) for c in cs]),
            )
        ),
        st.lists(conditions, min_size=2, max_size=3).map(
            lambda cs: (
                "(" + " or ".join(c[0] for c in cs) + ")",
                lambda row: negated(both([negated(c[1](row)) for c in cs])),
            )
        ),
        conditions.map(lambda c: (f"not ({c[0]})", lambda row: negated(c[1](row)))),
    )
)


def arithmetic(parts: tuple[Typed, str, Typed]) -> Typed:
    left, sign, right = parts
    work = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b}[sign]
    return f"({left[0]} {sign} {right[0]})", lifted(work, left, right)


def compared(parts: tuple[Typed, str, Typed]) -> Typed:
    left, sign, right = parts
    return f"({left[0]} {sign} {right[0]})", lifted(COMPARED[sign], left, right)


def choice(parts: tuple[Typed, Typed, Typed]) -> Typed:
    condition, yes, no = parts
    return f"case({condition[0]}, {yes[0]}, true, {no[0]})", lambda row: (yes if condition[1](row) else no)[
        1
    ](row)


def negated(value: bool | None) -> bool | None:
    return None if value is None else not value


def both(values: list[bool | None]) -> bool | None:
    return False if False in values else None if None in values else True


def like(parts: tuple[Typed, str]) -> Typed:
    text, pattern = parts
    return f"{text[0]} like {quoted(pattern)}", lifted(lambda value: fits(value, pattern), text)


def fits(text: str, pattern: str) -> bool:
    """LIKE, by trying every way, in the words of PostgreSQL's manual (9.7.1)."""
    if not pattern:
        return not text
    if pattern[0] == "%":
        return any(fits(text[k:], pattern[1:]) for k in range(len(text) + 1))
    if pattern[0] == "_":
        return bool(text) and fits(text[1:], pattern[1:])
    if pattern[0] == "\\" and len(pattern) > 1:
        pattern = pattern[1:]
    return bool(text) and text[0] == pattern[0] and fits(text[1:], pattern[1:])


SLOW = settings(
    max_examples=60,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
ALL = Limits(rows=ROWS)
LONGEST, DEEPEST = 400, 20
"""Characters of an expression, and parentheses in one another; more may be refused, as the limits say."""


def moderate(said: str) -> bool:
    deepest = depth = 0
    for character in said:
        depth += {"(": 1, ")": -1}.get(character, 0)
        deepest = max(deepest, depth)
    return len(said) < LONGEST and deepest <= DEEPEST


@SLOW
@given(condition=conditions)
def test_conditions_keep_what_python_keeps(
    table: tuple[Stored, list[Row], pl.DataFrame], condition: Typed
) -> None:
    stored, rows, _ = table
    assume(moderate(condition[0]))
    kept = [row[0] for row in stored.query(f"select :id where {condition[0]} limit {ROWS}", ALL).rows]
    assert kept == [f"row-{number}" for number, row in enumerate(rows, 1) if condition[1](row)]


@SLOW
@given(value=st.one_of(numbers, texts, dates))
def test_expressions_give_what_python_gives(
    table: tuple[Stored, list[Row], pl.DataFrame], value: Typed
) -> None:
    stored, rows, _ = table
    assume(moderate(value[0]))
    found = [row[0] for row in stored.query(f"select {value[0]} as x limit {ROWS}", ALL).rows]
    expected = [value[1](row) for row in rows]
    assert len(found) == len(expected)
    for mine, other in zip(found, expected, strict=True):
        near = isinstance(other, int | float) and mine is not None
        assert float(mine) == pytest.approx(float(other), rel=1e-9) if near else mine == other


@SLOW
@given(
    keys=st.lists(
        st.sampled_from(["status", "urgent", "number", "date_trunc_ym(opened)"]), min_size=1, max_size=2, unique=True
    ),
    condition=st.sampled_from(["number > -10", "status is not null", "cost >= 0 or urgent"]),
)  # fmt: skip
def test_groups_are_what_polars_makes(
    table: tuple[Stored, list[Row], pl.DataFrame], keys: list[str], condition: str
) -> None:
    stored, _, given_rows = table
    wanted = {
        "number > -10": pl.col("number") > -10,
        "status is not null": pl.col("status").is_not_null(),
        "cost >= 0 or urgent": (pl.col("cost") >= 0) | pl.col("urgent"),
    }[condition]
    named = ", ".join(f"{key} as k{number}" for number, key in enumerate(keys))
    grouped = ", ".join(f"k{number}" for number in range(len(keys)))
    numbers_of = (
        "count(*) as n, count(cost) as c, sum(number) as s, avg(cost) as a, min(cost) as low, max(number) as high, "
        "median(number) as middle, count(distinct number) as many, stddev_samp(number) as spread"
    )
    answer = stored.query(f"select {named}, {numbers_of} where {condition} group by {grouped}", ALL)
    month = pl.col("opened").dt.truncate("1mo")
    columns = [
        (month if key.startswith("date") else pl.col(key)).alias(f"k{number}")
        for number, key in enumerate(keys)
    ]
    expected = (
        given_rows.filter(wanted)
        .group_by(columns)
        .agg(
            pl.len(), pl.col("cost").count().alias("c"), pl.col("number").sum().alias("s"),
            pl.col("cost").mean().alias("a"), pl.col("cost").min().alias("low"), pl.col("number").max().alias("high"),
            pl.col("number").median().alias("middle"), pl.col("number").n_unique().alias("many"),
            pl.col("number").std().alias("spread"),
        )
    )  # fmt: skip

    def key(row: tuple[Any, ...]) -> list[str]:
        return [repr(each) for each in row[: len(keys)]]

    ours, theirs = sorted(answer.rows, key=key), sorted(expected.rows(), key=key)
    assert [row[: len(keys)] for row in ours] == [row[: len(keys)] for row in theirs]
    for one, other in zip(ours, theirs, strict=True):
        for mine, polars in zip(one[len(keys) :], other[len(keys) :], strict=True):
            assert (mine is None) == (polars is None)
            assert mine is None or float(mine) == pytest.approx(float(polars), rel=1e-9)
