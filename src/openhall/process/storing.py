"""What a case knows, as JSON that gives every value back as it was: numbers exact, dates as dates.

Text, true, false, null, lists, contexts and whole numbers that JSON has stand for themselves. All else is an object
with one member, `$` and a letter: `{"$d": "2026-11-24"}` is a date. So is a context of which a name begins with `$`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from openhall.process.errors import BadInput
from openhall.process.feel import temporal
from openhall.process.feel.temporal import Date, DateTime, DayTimeDuration, Time, YearMonthDuration
from openhall.process.feel.values import Range, Undefined, Value
from openhall.process.saying import gettext

EXACT = 2**53
"""Whole numbers up to here are the same in every reader of JSON."""
SURELY_EXACT = 15
"""Digits of a whole number that is less than that."""
MOST_DEPTH = 100

_LETTERS: dict[type, str] = {
    Date: "$d",
    Time: "$t",
    DateTime: "$m",
    DayTimeDuration: "$s",
    YearMonthDuration: "$y",
}
_READ: dict[str, Callable[[str], Value]] = {
    "$n": Decimal,
    "$d": temporal.parse_date,
    "$t": temporal.parse_time,
    "$m": temporal.parse_date_time,
    "$s": temporal.parse_duration,
    "$y": temporal.parse_duration,
}


def to_stored(value: Value, depth: int = 0) -> Any:
    """A value as JSON. Raises `BadInput` for a function, which is no data, and for what is nested too deep."""
    if depth > MOST_DEPTH:
        raise BadInput(gettext("The data of a case are nested more than %(most)s deep.", most=MOST_DEPTH))
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, list):
        return [to_stored(each, depth + 1) for each in value]
    if isinstance(value, dict):
        stored = {name: to_stored(each, depth + 1) for name, each in value.items()}
        return {"$c": stored} if named_like_letters(stored) else stored
    if isinstance(value, Date | Time | DateTime | DayTimeDuration | YearMonthDuration):
        return {_LETTERS[type(value)]: str(value)}
    if isinstance(value, Range):
        ends = [to_stored(value.low, depth + 1), to_stored(value.high, depth + 1)]
        return {"$r": [*ends, value.low_closed, value.high_closed]}
    raise BadInput(
        gettext("A case cannot keep the function “%(name)s”; keep what it gives.", name=value.name)
    )


def _number(value: Decimal) -> Any:
    said = str(value)
    if said.isdigit() and len(said) <= SURELY_EXACT:
        return int(said)
    whole = value == value.to_integral_value() and abs(value) < EXACT and value.as_tuple().exponent == 0
    return int(value) if whole and not (value.is_signed() and not value) else {"$n": said}


def named_like_letters(context: Iterable[str]) -> bool:
    """Whether one of these names begins as the letters do that stand for kinds of values."""
    # Hardly any name has one anywhere, and one look at all of them is quicker than one at each.
    return "$" in "".join(context) and any(name.startswith("$") for name in context)


def from_stored(stored: Any, depth: int = 0) -> Value:
    """The value that `to_stored` wrote. Raises `BadInput` for what it never writes."""
    if depth > MOST_DEPTH:
        raise BadInput(gettext("The data of a case are nested more than %(most)s deep.", most=MOST_DEPTH))
    if stored is None or isinstance(stored, bool | str):
        return stored
    if isinstance(stored, int):
        return Decimal(stored)
    if isinstance(stored, list):
        return [from_stored(each, depth + 1) for each in stored]
    if isinstance(stored, dict):
        letter = next(iter(stored), "")
        if not letter.startswith("$"):
            return {name: from_stored(each, depth + 1) for name, each in stored.items()}
        return _from_letter(letter, stored[letter], depth)
    raise BadInput(
        gettext(
            "The data of this case hold %(kind)s, which is no value of FEEL.",
            kind=type(stored).__name__,
        )
    )


def _from_letter(letter: str, held: Any, depth: int) -> Value:
    try:
        if letter in _READ:
            return _READ[letter](held)
        if letter == "$c":
            return {name: from_stored(each, depth + 1) for name, each in held.items()}
        if letter == "$r":
            low, high, low_closed, high_closed = held
            return Range(from_stored(low, depth + 1), from_stored(high, depth + 1), low_closed, high_closed)
    except (Undefined, ArithmeticError, ValueError, TypeError, AttributeError):
        pass
    raise BadInput(
        gettext(
            "The data of this case hold “%(letter)s” with what is none; restore them from a backup.",
            letter=letter,
        )
    )
