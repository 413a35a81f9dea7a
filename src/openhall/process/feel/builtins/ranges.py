"""How points and ranges lie to each other (DMN 1.5, table 78, after the interval algebra of Allen, 1983).

A point counts as the closed range from itself to itself, which gives what the table says of points.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from openhall.process.feel.builtins.arguments import single
from openhall.process.feel.function import Builtin, Signature
from openhall.process.feel.kinds import kind_first, kind_of
from openhall.process.feel.values import Budget, Range, Undefined, Value
from openhall.process.saying import either, gettext_noop


@dataclass(frozen=True)
class _End:
    """An end of a range; `infinite` is -1 or 1 for one that is missing."""

    value: Value
    included: bool
    infinite: int = 0


@dataclass(frozen=True)
class _Span:
    start: _End
    end: _End


def _span(value: Value) -> _Span:
    if isinstance(value, Range):
        start = _End(value.low, value.low_closed, 0 if value.low is not None else -1)
        return _Span(start, _End(value.high, value.high_closed, 0 if value.high is not None else 1))
    point = _End(value, True)
    return _Span(point, point)


def _order(a: _End, b: _End) -> int:
    """-1, 0 or 1. Raises `Undefined` when two values have no order."""
    # Imported here: the operators may come to need built-in functions.
    from openhall.process.feel.operators import less

    if a.infinite or b.infinite:
        return (a.infinite > b.infinite) - (a.infinite < b.infinite)
    below, above = less(a.value, b.value), less(b.value, a.value)
    if below is None or above is None:
        raise Undefined(
            gettext_noop("%(first)s and %(second)s have no order."),
            first=kind_first(a.value),
            second=kind_of(b.value),
        )
    return above - below


def _before(a: _Span, b: _Span) -> bool:
    order = _order(a.end, b.start)
    return order < 0 or (order == 0 and not (a.end.included and b.start.included))


def _meets(a: _Span, b: _Span) -> bool:
    return a.end.included and b.start.included and _order(a.end, b.start) == 0


def _overlaps(a: _Span, b: _Span) -> bool:
    return not _before(a, b) and not _before(b, a)


def _starts_earlier(a: _Span, b: _Span) -> bool:
    order = _order(a.start, b.start)
    return order < 0 or (order == 0 and a.start.included and not b.start.included)


def _ends_later(a: _Span, b: _Span) -> bool:
    order = _order(a.end, b.end)
    return order > 0 or (order == 0 and a.end.included and not b.end.included)


def _overlaps_before(a: _Span, b: _Span) -> bool:
    return _starts_earlier(a, b) and not _before(a, b) and not _ends_later(a, b)


def _same_start(a: _Span, b: _Span) -> bool:
    return _order(a.start, b.start) == 0 and a.start.included == b.start.included


def _same_end(a: _Span, b: _Span) -> bool:
    return _order(a.end, b.end) == 0 and a.end.included == b.end.included


def _finishes(a: _Span, b: _Span) -> bool:
    return _same_end(a, b) and not _starts_earlier(a, b)


def _includes(a: _Span, b: _Span) -> bool:
    return not _starts_earlier(b, a) and not _ends_later(b, a)


def _starts(a: _Span, b: _Span) -> bool:
    return _same_start(a, b) and not _ends_later(a, b)


def _coincides(a: _Span, b: _Span) -> bool:
    return _same_start(a, b) and _same_end(a, b)


def _turned(holds: Callable[[_Span, _Span], bool]) -> Callable[[_Span, _Span], bool]:
    return lambda a, b: holds(b, a)


_NAMES = {
    "point point": ("point1", "point2"),
    "point range": ("point", "range"),
    "range point": ("range", "point"),
    "range range": ("range1", "range2"),
}


def _relation(name: str, holds: Callable[[_Span, _Span], bool], *kinds: str) -> Builtin:
    """A function that is defined for these kinds of its two arguments."""

    def body(budget: Budget, a: Value, b: Value) -> Value:
        budget.spend()
        a, b = single(a), single(b)
        given = " ".join("range" if isinstance(each, Range) else "point" for each in (a, b))
        if given not in kinds:
            raise Undefined(
                gettext_noop("%(name)s() takes %(names)s; it was given %(given)s."),
                name=name,
                names=either(kinds),
                given=given,
            )
        return holds(_span(a), _span(b))

    return Builtin(name, tuple(Signature(body, _NAMES[each]) for each in kinds))


_TWO_RANGES = ("range range",)
_POINT_FIRST = ("point range", "range range")
_RANGE_FIRST = ("range point", "range range")

FUNCTIONS = (
    _relation("before", _before, *_NAMES),
    _relation("after", _turned(_before), *_NAMES),
    _relation("meets", _meets, *_TWO_RANGES),
    _relation("met by", _turned(_meets), *_TWO_RANGES),
    _relation("overlaps", _overlaps, *_TWO_RANGES),
    _relation("overlaps before", _overlaps_before, *_TWO_RANGES),
    _relation("overlaps after", _turned(_overlaps_before), *_TWO_RANGES),
    _relation("finishes", _finishes, *_POINT_FIRST),
    _relation("finished by", _turned(_finishes), *_RANGE_FIRST),
    _relation("includes", _includes, *_RANGE_FIRST),
    _relation("during", _turned(_includes), *_POINT_FIRST),
    _relation("starts", _starts, *_POINT_FIRST),
    _relation("started by", _turned(_starts), *_RANGE_FIRST),
    _relation("coincides", _coincides, "point point", "range range"),
)
