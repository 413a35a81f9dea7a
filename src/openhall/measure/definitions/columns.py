"""FEEL as polars: the part of an expression's tree that means the same for a whole column.

Both have the three values true, false and null; null in arithmetic or an order gives null; `x = null` asks whether x
is null, and `null = 5` is false (DMN 1.5, tables 38 and 53). Kinds are known from the table, so what would compare two
kinds is left to the evaluator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from openhall.process.feel import syntax as tree
from openhall.process.feel.syntax import Node

NUMBER, TEXT, TRUTH, MOMENT, NULL = "number", "text", "truth", "moment", "null"
_ORDERED = (NUMBER, TEXT, MOMENT)


@dataclass(frozen=True)
class _Column:
    """A column and the kind of its values."""

    expr: pl.Expr
    kind: str


class _NotInColumns(Exception):
    """The evaluator has to do this one."""


def as_column(node: Node, schema: Mapping[str, pl.DataType]) -> pl.Expr | None:
    """The expression as one of polars; None where it cannot be said so."""
    try:
        return _of(node, schema).expr
    except (_NotInColumns, RecursionError):
        return None


def _of(node: Node, schema: Mapping[str, pl.DataType]) -> _Column:
    match node:
        case tree.Literal(value=value):
            return _literal(value)
        case tree.Name(name=name):
            return _fact(name, schema)
        case tree.Compare(operator=operator, left=left, right=right):
            return _compare(operator, _of(left, schema), _of(right, schema))
        case tree.Logic(operator=operator, operands=operands):
            parts = [_truth(_of(each, schema)) for each in operands]
            joined = parts[0]
            for each in parts[1:]:
                joined = joined & each if operator == "and" else joined | each
            return _Column(joined, TRUTH)
        case tree.Arithmetic(operator=operator, left=left, right=right):
            return _arithmetic(operator, _of(left, schema), _of(right, schema))
        case tree.Negate(operand=operand):
            return _Column(-_number(_of(operand, schema)), NUMBER)
        case tree.Between(value=value, low=low, high=high):
            held = _of(value, schema)
            above = _compare(">=", held, _of(low, schema)).expr
            return _Column(above & _compare("<=", held, _of(high, schema)).expr, TRUTH)
        case tree.If(condition=condition, yes=yes, no=no):
            return _if(_truth(_of(condition, schema)), _of(yes, schema), _of(no, schema))
        case tree.In(value=value, tests=tests):
            return _in(_of(value, schema), tests, schema)
        case tree.Call(function=tree.Name(name="not"), arguments=(operand,), names=()):
            return _Column(~_truth(_of(operand, schema)), TRUTH)
    raise _NotInColumns


def _literal(value: object) -> _Column:
    if value is None:
        return _Column(pl.lit(None), NULL)
    if isinstance(value, bool):
        return _Column(pl.lit(value), TRUTH)
    if isinstance(value, Decimal):
        return _Column(pl.lit(float(value)), NUMBER)
    if isinstance(value, str):
        return _Column(pl.lit(value), TEXT)
    raise _NotInColumns


def _fact(name: str, schema: Mapping[str, pl.DataType]) -> _Column:
    if name not in schema:
        raise _NotInColumns
    kind = schema[name]
    if kind.is_numeric():
        return _Column(pl.col(name), NUMBER)
    if kind == pl.String:
        return _Column(pl.col(name), TEXT)
    if kind == pl.Boolean:
        return _Column(pl.col(name), TRUTH)
    if isinstance(kind, pl.Datetime):
        return _Column(pl.col(name), MOMENT)
    raise _NotInColumns


def _compare(operator: str, left: _Column, right: _Column) -> _Column:
    if NULL in (left.kind, right.kind):
        if operator not in ("=", "!="):
            return _Column(pl.lit(None, pl.Boolean), TRUTH)
        other = right if left.kind == NULL else left
        empty = pl.lit(True) if other.kind == NULL else other.expr.is_null()
        return _Column(empty if operator == "=" else ~empty, TRUTH)
    if left.kind != right.kind:
        raise _NotInColumns
    if operator == "=":
        return _Column(left.expr.eq_missing(right.expr), TRUTH)
    if operator == "!=":
        return _Column(left.expr.ne_missing(right.expr), TRUTH)
    if left.kind not in _ORDERED:
        raise _NotInColumns
    a, b = left.expr, right.expr
    return _Column({"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[operator], TRUTH)


def _arithmetic(operator: str, left: _Column, right: _Column) -> _Column:
    a, b = _number(left), _number(right)
    if operator == "/":
        # Nothing may be divided by nothing: FEEL gives null there, floats infinity.
        return _Column(pl.when(b != 0).then(a / b), NUMBER)
    if operator in "+-*":
        return _Column({"+": a + b, "-": a - b, "*": a * b}[operator], NUMBER)
    raise _NotInColumns


def _if(condition: pl.Expr, yes: _Column, no: _Column) -> _Column:
    kinds = {yes.kind, no.kind} - {NULL}
    if len(kinds) != 1:
        raise _NotInColumns
    return _Column(pl.when(condition.fill_null(False)).then(yes.expr).otherwise(no.expr), kinds.pop())


def _in(value: _Column, tests: tree.Tests, schema: Mapping[str, pl.DataType]) -> _Column:
    """`value in ("a", "b")`, `value in ["a", "b"]`, `value in [1..5]` and tests such as `< 5`."""
    found: list[pl.Expr] = []
    for test in tests.tests:
        match test:
            case tree.ListLiteral(elements=elements):
                found += [_compare("=", value, _of(each, schema)).expr for each in elements]
            case tree.RangeLiteral(low=low, high=high, sign="") if low is not None and high is not None:
                above = _compare(">=" if test.low_closed else ">", value, _of(low, schema)).expr
                below = _compare("<=" if test.high_closed else "<", value, _of(high, schema)).expr
                found.append(above & below)
            case tree.UnaryTest(operator=operator, operand=operand):
                found.append(_compare(operator, value, _of(operand, schema)).expr)
            case tree.Literal():
                found.append(_compare("=", value, _of(test, schema)).expr)
            case _:
                raise _NotInColumns
    if not found:
        raise _NotInColumns
    joined = pl.any_horizontal(found)
    return _Column(~joined if tests.negated else joined, TRUTH)


def _truth(column: _Column) -> pl.Expr:
    if column.kind == NULL:
        return pl.lit(None, pl.Boolean)
    if column.kind != TRUTH:
        raise _NotInColumns
    return column.expr


def _number(column: _Column) -> pl.Expr:
    if column.kind == NULL:
        return pl.lit(None, pl.Float64)
    if column.kind != NUMBER:
        raise _NotInColumns
    return column.expr
