"""One value for a group of rows. Null is left out, but by `count(*)`."""

from __future__ import annotations

from openhall.data.soql.functions.function import ANY, ORDERED, Each, Function, Parameter, Same
from openhall.data.soql.kinds import Type

NUMBER, BOOL = Type.NUMBER, Type.CHECKBOX
_any, _ordered = Each(ANY), Same(ORDERED - {Type.CHECKBOX})


def _aggregate(name: str, takes: tuple[Parameter, ...], sql: str, says: str, same: bool = False) -> Function:
    return Function(name, takes, "same" if same else NUMBER, sql, says, aggregate=True)


FUNCTIONS = (
    _aggregate("count(*)", (), "count(*)", "How many rows there are."),
    _aggregate("count", (_any,), "count({0})", "How many rows have a value."),
    _aggregate("count_distinct", (Each(ORDERED),), "count(DISTINCT {0})",
               "`count(distinct x)` or `count_distinct(x)`: how many values there are."),
    _aggregate("sum", (NUMBER,), "sum({0})", "The sum."),
    _aggregate("avg", (NUMBER,), "avg({0})", "The average."),
    _aggregate("min", (_ordered,), "min({0})", "The least.", same=True),
    _aggregate("max", (_ordered,), "max({0})", "The greatest.", same=True),
    _aggregate("median", (NUMBER,), "median({0})", "The median."),
    _aggregate("stddev_pop", (NUMBER,), "stddev_pop({0})", "The standard deviation of all."),
    _aggregate("stddev_samp", (NUMBER,), "stddev_samp({0})", "The standard deviation that a sample suggests."),
    _aggregate("regr_slope", (NUMBER, NUMBER), "regr_slope({0}, {1})",
               "The slope of the line through them, the first depending on the second."),
    _aggregate("regr_intercept", (NUMBER, NUMBER), "regr_intercept({0}, {1})", "Where that line begins."),
    _aggregate("regr_r2", (NUMBER, NUMBER), "regr_r2({0}, {1})", "How well that line fits, 0 to 1."),
    Function("bool_and", (BOOL,), BOOL, "bool_and({0})", "Whether all hold.", aggregate=True),
    Function("bool_or", (BOOL,), BOOL, "bool_or({0})", "Whether one of them holds.", aggregate=True),
)  # fmt: skip
