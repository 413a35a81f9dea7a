"""Expressions of a definition: FEEL over the facts of one row, worked out for whole tables at once.

What can be said in columns is (`columns.py`): comparisons, logic, arithmetic, `in`, `between`, `if`. Anything else is
evaluated by `process.feel`, row by row, within a budget; both give the same.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from openhall.measure.definitions.columns import as_column
from openhall.measure.errors import BadMeasure
from openhall.process.errors import LimitReached
from openhall.process.feel.evaluate import evaluate
from openhall.process.feel.parser import parse_expression
from openhall.process.feel.syntax import Node
from openhall.process.feel.temporal import parse_date, parse_date_time
from openhall.process.feel.used import names_used
from openhall.process.feel.values import Budget, Limits, Value

OF_A_ROW = Limits(steps=10_000, depth=100, size=10_000)
"""What one row may cost."""
MOST_ROWS = 200_000
"""Rows that are gone through one by one; more would keep the worker from everything else."""


@dataclass(frozen=True)
class Expression:
    """An expression as it was written, and its tree."""

    text: str
    tree: Node

    def __str__(self) -> str:
        return " ".join(self.text.split())

    @property
    def names(self) -> tuple[str, ...]:
        """The facts that it asks for, in the order of the text."""
        return tuple(dict.fromkeys(path[0] for path in names_used(self.tree)))


def parse(text: str, names: Collection[str] = ()) -> Expression:
    """An expression. Raises `FeelSyntaxError`."""
    return Expression(text, parse_expression(text, names))


def column(expression: Expression, frame: pl.DataFrame) -> pl.Series:
    """The expression for each row: Float64, with true as 1 and false as 0; null where it has no value.

    Raises `BadMeasure` where rows have to be gone through one by one and there are too many, or one costs too much.
    """
    found = _at_once(expression, frame)
    if found is None:
        return pl.Series("value", [as_number(each) for each in _by_row(expression, frame)], pl.Float64)
    if found.dtype.is_numeric() or found.dtype == pl.Boolean:
        return found.cast(pl.Float64)
    return pl.repeat(None, frame.height, dtype=pl.Float64, eager=True)


def holds(expression: Expression, frame: pl.DataFrame) -> pl.Series:
    """Whether the expression is true for each row; false where it has no value. Raises as `column`."""
    found = _at_once(expression, frame)
    if found is not None and found.dtype == pl.Boolean:
        return found.fill_null(False)
    return pl.Series("value", [each is True for each in _by_row(expression, frame)], pl.Boolean)


def of_answers(expression: Expression, answers: Mapping[str, Value]) -> str | None:
    """What an expression of `groups` says of a case, as text; None where it says nothing."""
    try:
        value = evaluate(expression.tree, answers, Budget(OF_A_ROW))
    except LimitReached:
        return None
    if value is None or isinstance(value, list | dict):
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)[:200]


def as_number(value: Value) -> float | None:
    """A value as a number: true is 1, false is 0, what is no number is none."""
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, Decimal):
        number = float(value)
        return number if math.isfinite(number) else None
    return None


def as_value(held: Any) -> Value:
    """A cell of a table as FEEL has it."""
    if isinstance(held, datetime):
        return parse_date_time(held.isoformat())
    if isinstance(held, date):
        return parse_date(held.isoformat())
    if isinstance(held, float | int) and not isinstance(held, bool):
        return Decimal(repr(held))
    return held  # type: ignore[no-any-return]


def _at_once(expression: Expression, frame: pl.DataFrame) -> pl.Series | None:
    """The expression for all rows together; None where it cannot be said in columns."""
    fast = as_column(expression.tree, frame.schema)
    if fast is None:
        return None
    found = frame.select(fast.alias("value"))["value"]
    # One that asks for no fact comes out once, however many rows there are.
    return found if found.len() == frame.height else found.new_from_index(0, frame.height)


def _by_row(expression: Expression, frame: pl.DataFrame) -> list[Value]:
    if frame.height > MOST_ROWS:
        raise BadMeasure(
            f"“{expression}” has to be worked out row by row, and there are {frame.height:,} rows; at most "
            f"{MOST_ROWS:,} are. Write it with comparisons, and, or, in and arithmetic only."
        )
    known = [name for name in expression.names if name in frame.columns]
    found = []
    for row in frame.select(known).iter_rows() if known else [()] * frame.height:
        scope = {name: as_value(held) for name, held in zip(known, row, strict=True)}
        try:
            found.append(evaluate(expression.tree, scope, Budget(OF_A_ROW)))
        except LimitReached as error:
            raise BadMeasure(f"“{expression}”: {error}") from None
    return found
