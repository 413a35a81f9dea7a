"""Calls of FEEL's built-in functions with Python's plain values."""

from __future__ import annotations

from decimal import Decimal

import pytest

from openhall.process.feel.builtins import BUILTINS
from openhall.process.feel.values import Budget, Range, Undefined


def feel(value):
    """A value with Python's whole and floating numbers as numbers of FEEL."""
    match value:
        case bool():
            return value
        case int() | float():
            return Decimal(str(value))
        case list():
            return [feel(each) for each in value]
        case dict():
            return {key: feel(each) for key, each in value.items()}
        case Range(low, high, low_closed, high_closed):
            return Range(feel(low), feel(high), low_closed, high_closed)
    return value


def call(name, *arguments, budget=None):
    return BUILTINS[name].call([feel(each) for each in arguments], budget or Budget())


def call_named(name, **arguments):
    named = {key.replace("_", " "): feel(each) for key, each in arguments.items()}
    return BUILTINS[name].call_named(named, Budget())


def is_undefined(name, *arguments):
    with pytest.raises(Undefined) as error:
        call(name, *arguments)
    return str(error.value)
