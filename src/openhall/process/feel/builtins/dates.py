"""Functions of dates (DMN 1.5, table 79), the present moment (10.3.4.11), and identity (table 77)."""

from __future__ import annotations

from openhall.process.feel.builtins.arguments import day_of, number, one
from openhall.process.feel.temporal import Date, DateTime, day_number, weekday_of
from openhall.process.feel.values import Budget, Range, Undefined, Value
from openhall.process.saying import gettext_noop

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _day_of_year(_: Budget, date: Value) -> Value:
    day = day_of(date, "date")
    return number(_in_year(day))


def _day_of_week(_: Budget, date: Value) -> Value:
    return DAYS[weekday_of(day_of(date, "date")) - 1]


def _month_of_year(_: Budget, date: Value) -> Value:
    return MONTHS[day_of(date, "date").month - 1]


def _week_of_year(_: Budget, date: Value) -> Value:
    """The week of ISO 8601: the one that holds the year's first Thursday is week 1."""
    day = day_of(date, "date")
    # The week belongs to the year in which its Thursday is.
    thursday = _in_year(day) - weekday_of(day) + 4
    if thursday < 1:
        thursday += _in_year(Date(day.year - 1, 12, 31))
    elif thursday > _in_year(Date(day.year, 12, 31)):
        thursday = 1
    return number((thursday - 1) // 7 + 1)


def _in_year(day: Date) -> int:
    return day_number(day) - day_number(Date(day.year, 1, 1)) + 1


def _now(budget: Budget) -> Value:
    return _present(budget)


def _today(budget: Budget) -> Value:
    return _present(budget).date


def _present(budget: Budget) -> DateTime:
    if budget.now is None:
        raise Undefined(gettext_noop("This evaluation was not told what time it is."))
    return budget.now


def _is(budget: Budget, value1: Value, value2: Value) -> Value:
    return _is_same(value1, value2, budget)


def _is_same(a: Value, b: Value, budget: Budget) -> bool:
    budget.spend()
    if type(a) is not type(b):
        return False
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(_is_same(x, y, budget) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_is_same(a[key], b[key], budget) for key in a)
    if isinstance(a, Range) and isinstance(b, Range):
        ends = (a.low_closed, a.high_closed) == (b.low_closed, b.high_closed)
        return ends and _is_same(a.low, b.low, budget) and _is_same(a.high, b.high, budget)
    return bool(a == b)


FUNCTIONS = (
    one("day of year", _day_of_year, "date"),
    one("day of week", _day_of_week, "date"),
    one("month of year", _month_of_year, "date"),
    one("week of year", _week_of_year, "date"),
    one("now", _now),
    one("today", _today),
    one("is", _is, "value1", "value2"),
)
