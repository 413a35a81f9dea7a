"""Expressions worked out for whole columns mean what FEEL means, row by row."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhall.measure.definitions.columns import as_column
from openhall.measure.definitions.expressions import as_number, as_value, column, holds, parse
from openhall.measure.errors import BadMeasure
from openhall.process.feel.evaluate import evaluate
from openhall.process.feel.values import Budget

SCHEMA = {
    "a": pl.Float64(),
    "b": pl.Float64(),
    "s": pl.String(),
    "u": pl.Datetime("us", "UTC"),
    "v": pl.Datetime("us", "UTC"),
}
MOMENTS = st.integers(0, 5).map(lambda hours: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=hours))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "a": st.none() | st.integers(-3, 3).map(float),
            "b": st.none() | st.sampled_from([0.0, 0.5, 2.0]),
            "s": st.none() | st.sampled_from(["", "x", "y"]),
            "u": st.none() | MOMENTS,
            "v": st.none() | MOMENTS,
        }
    ),
    min_size=1,
    max_size=6,
)
NUMBERS = st.recursive(
    st.sampled_from(["a", "b", "1", "0", "2.5"]),
    lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda each: f"({' '.join(each)})"),
    max_leaves=4,
)
PLAIN = (
    st.tuples(NUMBERS, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), NUMBERS).map(" ".join)
    | st.tuples(st.sampled_from("uv"), st.sampled_from(["=", "!=", "<", ">="]), st.sampled_from("uv")).map(" ".join)
    | st.sampled_from(
        [
            's = "x"', "s != null", "s = null", 's in ("x", "y")', 's in ["x"]', "u = null",
            "a in [0..2]", "a in (< 0, > 1)",
            "a between 0 and 2", "true", "a < null", "s != s",
        ]
    )
)  # fmt: skip
TRUTHS = st.recursive(
    PLAIN,
    lambda inner: (
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda each: f"({' '.join(each)})")
        | inner.map(lambda each: f"not({each})")
    ),
    max_leaves=4,
)
EXPRESSIONS = (
    TRUTHS
    | NUMBERS
    | st.tuples(TRUTHS, NUMBERS, NUMBERS).map(lambda each: "if {} then {} else {}".format(*each))
)


@given(EXPRESSIONS, ROWS)
def test_columns_and_feel_give_the_same(text: str, rows: list[dict[str, object]]) -> None:
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    expression = parse(text, SCHEMA)
    assert as_column(expression.tree, frame.schema) is not None
    by_row = [
        evaluate(expression.tree, {name: as_value(held) for name, held in row.items()}, Budget())
        for row in frame.iter_rows(named=True)
    ]
    assert column(expression, frame).to_list() == pytest.approx(
        [as_number(each) for each in by_row], nan_ok=False
    )
    assert holds(expression, frame).to_list() == [each is True for each in by_row]


def test_what_columns_cannot_say_is_worked_out_row_by_row() -> None:
    frame = pl.DataFrame([{"s": "online"}, {"s": "paper"}, {"s": None}], schema={"s": pl.String()})
    expression = parse('starts with(s, "on")', ["s"])
    assert as_column(expression.tree, frame.schema) is None
    assert holds(expression, frame).to_list() == [True, False, False]
    assert column(parse("string length(s) * 2", ["s"]), frame).to_list() == [12.0, 10.0, None]


def test_what_is_no_number_is_none_in_columns_too() -> None:
    frame = pl.DataFrame([{"s": "1", "u": datetime(2026, 3, 1, tzinfo=UTC)}], schema=SCHEMA)
    for text in ("s", "u", '"1"', "null"):
        assert column(parse(text, SCHEMA), frame).to_list() == [None]


def test_one_value_for_all_rows_is_given_for_each() -> None:
    for height in (0, 1, 3):
        frame = pl.DataFrame({"a": [1.0] * height}, schema={"a": pl.Float64()})
        assert column(parse("true"), frame).to_list() == [1.0] * height
        assert holds(parse("1 < 2"), frame).to_list() == [True] * height


def test_days_are_compared_as_days() -> None:
    frame = pl.DataFrame({"opened": [date(2026, 1, 5), date(2026, 3, 5), None]})
    expression = parse('opened < date("2026-02-01")', ["opened"])
    assert holds(expression, frame).to_list() == [True, False, False]


def test_an_expression_that_costs_too_much_is_refused_in_a_sentence() -> None:
    frame = pl.DataFrame({"a": [1.0]})
    with pytest.raises(BadMeasure, match="steps"):
        column(parse("sum(for x in 1..9999, y in 1..9999 return x * y)", ["a"]), frame)
    many = pl.DataFrame({"s": ["x"]}).select(pl.col("s").repeat_by(200_001).explode())
    with pytest.raises(BadMeasure, match="row by row"):
        holds(parse('starts with(s, "on")', ["s"]), many)
