"""What a path leads to: `source.name` (DMN 1.5, table 56)."""

from __future__ import annotations

from collections.abc import Callable

from openhall.process.feel.kinds import kind_first
from openhall.process.feel.temporal import TEMPORAL, property_of
from openhall.process.feel.values import Budget, Range, Undefined, Value
from openhall.process.saying import gettext_noop


def member(source: Value, name: str, budget: Budget) -> Value:
    """`source.name` (Table 56). Raises `Undefined` where there is none."""
    if isinstance(source, dict):
        if name in source:
            return source[name]
        raise Undefined(gettext_noop("The context has no entry “%(name)s”."), name=name)
    if isinstance(source, list):
        budget.sized(len(source))
        return [_member_or_null(each, name, budget) for each in source]
    if isinstance(source, TEMPORAL):
        return property_of(source, name)
    if isinstance(source, Range) and name in _OF_RANGE:
        return _OF_RANGE[name](source)
    raise Undefined(gettext_noop("%(source)s has no “%(name)s”."), source=kind_first(source), name=name)


def _member_or_null(source: Value, name: str, budget: Budget) -> Value:
    if isinstance(source, list):
        return None
    try:
        return member(source, name, budget)
    except Undefined as reason:
        budget.note(reason)
        return None


_OF_RANGE: dict[str, Callable[[Range], Value]] = {
    "start": lambda span: span.low,
    "end": lambda span: span.high,
    "start included": lambda span: span.low_closed,
    "end included": lambda span: span.high_closed,
}
