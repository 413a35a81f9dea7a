"""Functions of numbers (DMN 1.5, table 76)."""

from __future__ import annotations

import decimal
from collections.abc import Callable
from decimal import Decimal

from openhall.process.feel.builtins.arguments import computed, integer_of, number_of, one, single
from openhall.process.feel.function import Builtin, Signature
from openhall.process.feel.temporal import DayTimeDuration, YearMonthDuration, negate
from openhall.process.feel.values import NUMBERS, Budget, Undefined, Value
from openhall.process.saying import gettext_noop

SMALLEST_SCALE, LARGEST_SCALE = -6111, 6176


def _rounding(mode: str) -> Callable[..., Value]:
    def rounded(_: Budget, n: Value, scale: Value) -> Value:
        return _with_scale(number_of(n, "n"), integer_of(scale, "scale"), mode)

    return rounded


def _whole(mode: str) -> Callable[..., Value]:
    def rounded(_: Budget, n: Value) -> Value:
        return _with_scale(number_of(n, "n"), 0, mode)

    return rounded


def _with_scale(n: Decimal, scale: int, mode: str) -> Decimal:
    if not SMALLEST_SCALE <= scale <= LARGEST_SCALE:
        raise Undefined(
            gettext_noop("“scale” must be from %(least)s to %(most)s."),
            least=SMALLEST_SCALE,
            most=LARGEST_SCALE,
        )
    exponent = n.as_tuple().exponent
    if not isinstance(exponent, int):
        raise Undefined(gettext_noop("“n” must be a finite number."))
    try:
        return n.quantize(Decimal((0, (1,), -scale)), rounding=mode, context=NUMBERS)
    except decimal.InvalidOperation:
        # So many figures do not fit; when none has to go, the number has them all.
        if -exponent <= scale:
            return n
        raise Undefined(gettext_noop("The result is too large a number.")) from None


def _abs(_: Budget, n: Value) -> Value:
    n = single(n)
    if isinstance(n, DayTimeDuration):
        return negate(n) if n.nanoseconds < 0 else n
    if isinstance(n, YearMonthDuration):
        return negate(n) if n.months < 0 else n
    return NUMBERS.abs(number_of(n, "n"))


def _modulo(_: Budget, dividend: Value, divisor: Value) -> Value:
    """The remainder with the sign of the divisor."""
    a, b = number_of(dividend, "dividend"), number_of(divisor, "divisor")
    if not b:
        raise Undefined(gettext_noop("“divisor” must not be 0."))
    rest = computed(NUMBERS.remainder, a, b)
    return computed(NUMBERS.add, rest, b) if rest and rest.is_signed() != b.is_signed() else rest


def _sqrt(_: Budget, value: Value) -> Value:
    return computed(NUMBERS.sqrt, number_of(value, "number"))


def _log(_: Budget, value: Value) -> Value:
    n = number_of(value, "number")
    if n <= 0:
        raise Undefined(gettext_noop("“number” must be greater than 0."))
    return computed(NUMBERS.ln, n)


def _exp(_: Budget, value: Value) -> Value:
    return computed(NUMBERS.exp, number_of(value, "number"))


def _odd(_: Budget, value: Value) -> Value:
    return _half(value) in (1, -1)


def _even(_: Budget, value: Value) -> Value:
    return _half(value) == 0


def _half(value: Value) -> Decimal:
    """The remainder by 2, found from the last figures, so that the largest numbers have one too."""
    n = number_of(value, "number")
    exponent = n.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0:
        return Decimal(0)
    return computed(NUMBERS.remainder, n, Decimal(2))


def _scaled(name: str, mode: str) -> Builtin:
    return one(name, _rounding(mode), "n", "scale")


def _scaled_or_whole(name: str, mode: str) -> Builtin:
    return Builtin(name, (Signature(_whole(mode), ("n",)), Signature(_rounding(mode), ("n", "scale"))))


FUNCTIONS = (
    _scaled("decimal", decimal.ROUND_HALF_EVEN),
    _scaled_or_whole("floor", decimal.ROUND_FLOOR),
    _scaled_or_whole("ceiling", decimal.ROUND_CEILING),
    _scaled("round up", decimal.ROUND_UP),
    _scaled("round down", decimal.ROUND_DOWN),
    _scaled("round half up", decimal.ROUND_HALF_UP),
    _scaled("round half down", decimal.ROUND_HALF_DOWN),
    one("abs", _abs, "n"),
    one("modulo", _modulo, "dividend", "divisor"),
    one("sqrt", _sqrt, "number"),
    one("log", _log, "number"),
    one("exp", _exp, "number"),
    one("odd", _odd, "number"),
    one("even", _even, "number"),
)
