"""Equality, order and arithmetic of FEEL's values (DMN 1.5, 10.3.2.13 to 10.3.2.15, tables 50 to 58)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow

from openhall.process.errors import LimitReached
from openhall.process.feel import temporal
from openhall.process.feel.kinds import kind_of
from openhall.process.feel.temporal import TEMPORAL
from openhall.process.feel.values import NUMBERS, Range, Undefined, Value
from openhall.process.saying import gettext, gettext_noop

MOST_COMPARED = 100_000
"""Values within each other that one comparison looks at: a list that holds itself twice, again and again, is long."""


def equal(a: Value, b: Value) -> bool | None:
    """Whether two values are equal; None where values of two kinds cannot be compared (Table 53)."""
    return _equal(a, b, [0])


def _equal(a: Value, b: Value, looked_at: list[int]) -> bool | None:
    looked_at[0] += 1
    if looked_at[0] > MOST_COMPARED:
        raise LimitReached(gettext("Two values are too large to be compared."))
    if a is None or b is None:
        return a is None and b is None
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b if isinstance(a, bool) and isinstance(b, bool) else None
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        return a == b
    if isinstance(a, str) and isinstance(b, str):
        return a == b
    if isinstance(a, list) and isinstance(b, list):
        if len(a) != len(b):
            return False
        return _all(_equal(x, y, looked_at) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict) and isinstance(b, dict):
        if a.keys() != b.keys():
            return False
        return _all(_equal(value, b[name], looked_at) for name, value in a.items())
    if isinstance(a, Range) and isinstance(b, Range):
        if (a.low_closed, a.high_closed, a.sign) != (b.low_closed, b.high_closed, b.sign):
            return False
        return _all(_equal(x, y, looked_at) for x, y in ((a.low, b.low), (a.high, b.high)))
    if isinstance(a, TEMPORAL) and isinstance(b, TEMPORAL):
        return temporal.equal(a, b)
    return None


def _all(parts: object) -> bool | None:
    result: bool | None = True
    for each in parts:  # type: ignore[attr-defined]
        if each is False:
            return False
        if each is None:
            result = None
    return result


def less(a: Value, b: Value) -> bool | None:
    """Whether a value comes before another; None where they have no order (Table 54)."""
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        return a < b
    if isinstance(a, str) and isinstance(b, str):
        return a < b
    if isinstance(a, TEMPORAL) and isinstance(b, TEMPORAL):
        try:
            return temporal.compare(a, b) < 0
        except Undefined:
            return None
    return None


def compare(operator: str, a: Value, b: Value) -> bool | None:
    """The result of a comparison; None where the two cannot be compared."""
    if operator == "=":
        return equal(a, b)
    if operator == "!=":
        same = equal(a, b)
        return None if same is None else not same
    if operator == "<":
        return less(a, b)
    if operator == ">":
        return less(b, a)
    before, same = (less(a, b), _same(a, b)) if operator == "<=" else (less(b, a), _same(a, b))
    return None if before is None else before or same is True


def _same(a: Value, b: Value) -> bool | None:
    if isinstance(a, TEMPORAL) and isinstance(b, TEMPORAL):
        try:
            return temporal.compare(a, b) == 0
        except Undefined:
            return None
    return equal(a, b)


def lies_in(value: Value, span: Range) -> bool | None:
    """Whether a value lies in a range (10.3.2.7)."""
    if span.sign:
        return compare(span.sign, value, span.low)
    if span.low is None and span.high is None:
        return None
    result: bool | None = True
    if span.low is not None:
        result = compare(">=" if span.low_closed else ">", value, span.low)
    if span.high is not None and result is not False:
        below = compare("<=" if span.high_closed else "<", value, span.high)
        result = below if result is True else None if below is not False else False
    return result


_OF_NUMBERS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": NUMBERS.add,
    "-": NUMBERS.subtract,
    "*": NUMBERS.multiply,
    "/": NUMBERS.divide,
    "**": NUMBERS.power,
}
_OF_TIMES: dict[str, Callable[[object, object], Value]] = {
    "+": temporal.add,
    "-": temporal.subtract,
    "*": temporal.multiply,
    "/": temporal.divide,
}


def calculate(operator: str, a: Value, b: Value) -> Value:
    """The result of + - * / or **. Raises `Undefined` where the operands do not fit (Tables 55 to 58)."""
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        try:
            return _OF_NUMBERS[operator](a, b)
        except (DivisionByZero, InvalidOperation, Overflow):
            raise Undefined(
                gettext_noop("%(a)s %(operator)s %(b)s has no result."), a=str(a), operator=operator, b=str(b)
            ) from None
    if operator == "+" and isinstance(a, str) and isinstance(b, str):
        return a + b
    if operator in _OF_TIMES and (isinstance(a, TEMPORAL) or isinstance(b, TEMPORAL)):
        return _OF_TIMES[operator](a, b)
    raise Undefined(
        gettext_noop("“%(operator)s” cannot be applied to %(a)s and %(b)s."),
        operator=operator,
        a=kind_of(a),
        b=kind_of(b),
    )


def negated(value: Value) -> Value:
    """Minus a value. Raises `Undefined` where it has none."""
    if isinstance(value, Decimal):
        return NUMBERS.minus(value) if value else value
    if isinstance(value, TEMPORAL):
        return temporal.negate(value)
    raise Undefined(gettext_noop("“-” cannot stand before %(value)s."), value=kind_of(value))
