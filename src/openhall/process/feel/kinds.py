"""What kind of value something is, in words that stand in sentences."""

from __future__ import annotations

from decimal import Decimal

from openhall.process.feel.temporal import TEMPORAL, Date, DateTime, Time
from openhall.process.feel.values import Range, Value
from openhall.process.saying import gettext

A_NUMBER, A_TEXT, A_LIST = gettext("a number"), gettext("a text"), gettext("a list")
A_CONTEXT, A_DATE, A_FUNCTION = gettext("a context"), gettext("a date"), gettext("a function")
_KINDS: tuple[tuple[type | tuple[type, ...], str, str], ...] = (
    (bool, gettext("a boolean"), gettext("A boolean")),
    (Decimal, A_NUMBER, gettext("A number")),
    (str, A_TEXT, gettext("A text")),
    (list, A_LIST, gettext("A list")),
    (dict, A_CONTEXT, gettext("A context")),
    (Range, gettext("a range"), gettext("A range")),
    (Date, A_DATE, gettext("A date")),
    (Time, gettext("a time"), gettext("A time")),
    (DateTime, gettext("a date and time"), gettext("A date and time")),
    (TEMPORAL, gettext("a duration"), gettext("A duration")),
    (type(None), "null", "Null"),
)
"""Each kind with its name, and that as a sentence begins with it. What is none of them is a function."""
_FUNCTION_FIRST = gettext("A function")


def kind_of(value: Value) -> str:
    """What kind of value it is: "a number"."""
    return next((name for kind, name, _ in _KINDS if isinstance(value, kind)), A_FUNCTION)


def kind_first(value: Value) -> str:
    """What kind of value it is, where a sentence begins with it: "A number"."""
    return next((first for kind, _, first in _KINDS if isinstance(value, kind)), _FUNCTION_FIRST)


def is_function(value: Value) -> bool:
    """Whether a value can be called: all other kinds of values are classes."""
    return not any(isinstance(value, kind) for kind, _, _ in _KINDS)
