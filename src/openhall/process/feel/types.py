"""The types of FEEL and which values belong to them (DMN 1.5, 10.3.2.9 and 10.3.1.5)."""

from __future__ import annotations

from decimal import Decimal

from openhall.process.feel import syntax as tree
from openhall.process.feel.temporal import Date, DateTime, DayTimeDuration, Time, YearMonthDuration
from openhall.process.feel.values import Range, Undefined, Value
from openhall.process.saying import gettext_noop

NAMED: dict[str, type | tuple[type, ...]] = {
    "number": Decimal,
    "string": str,
    "boolean": bool,
    "date": Date,
    "time": Time,
    "date and time": DateTime,
    "days and time duration": DayTimeDuration,
    "day-time duration": DayTimeDuration,
    "years and months duration": YearMonthDuration,
    "list": list,
    "context": dict,
    "range": Range,
}
NO_FUNCTIONS = (
    bool, Decimal, str, Date, Time, DateTime, DayTimeDuration, YearMonthDuration, list, dict, Range, type(None),
)  # fmt: skip


def belongs(value: Value, kind: tree.Type) -> bool:
    """Whether a value is an instance of a type. Raises `Undefined` for a type that FEEL does not have."""
    if isinstance(kind, tree.NamedType):
        if kind.name == "Any":
            return value is not None
        if kind.name in ("Null", "null"):
            return value is None
        if kind.name == "function":
            return not isinstance(value, NO_FUNCTIONS)
        if kind.name not in NAMED:
            raise Undefined(gettext_noop("There is no type “%(name)s”."), name=kind.name)
        return isinstance(value, NAMED[kind.name])
    if isinstance(kind, tree.ListType):
        return isinstance(value, list) and all(conforms(each, kind.element) for each in value)
    if isinstance(kind, tree.ContextType):
        return isinstance(value, dict) and all(
            name in value and conforms(value[name], inner) for name, inner in kind.entries
        )
    if isinstance(kind, tree.RangeType):
        return isinstance(value, Range) and all(
            conforms(each, kind.element) for each in (value.low, value.high)
        )
    return _is_function(value, kind)


def conforms(value: Value, kind: tree.Type) -> bool:
    """Whether a value may stand where a type is wanted: null may stand anywhere."""
    return value is None or belongs(value, kind)


def _is_function(value: Value, kind: tree.FunctionType) -> bool:
    """A function whose parameters take at least the types named. What is not declared takes anything."""
    if value is None or isinstance(value, NO_FUNCTIONS):
        return False
    declared: tuple[tree.Type | None, ...] = getattr(value, "kinds", (None,) * len(value.parameters))
    if len(declared) != len(kind.parameters):
        return False
    return all(own is None or own == wanted for own, wanted in zip(declared, kind.parameters, strict=True))


def coerced(value: Value, kind: tree.Type) -> Value:
    """A value as the parameter of a type takes it: a list of one as its element, a value as a list of one, a date as
    its midnight in UTC (10.3.2.9.4). Raises `Undefined` where it does not fit."""
    if conforms(value, kind):
        return value
    if isinstance(value, list) and len(value) == 1 and conforms(value[0], kind):
        return value[0]
    if not isinstance(value, list) and conforms([value], kind):
        return [value]
    if isinstance(value, Date) and kind == tree.NamedType("date and time"):
        return DateTime(value, Time(0, 0, 0, zone=0))
    raise Undefined(gettext_noop("An argument is of another type than its parameter."))
