"""JSON from other systems as values of a case."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from openhall.process.feel.values import NUMBERS, Value


def as_value(found: Any) -> Value:
    """A value of JSON as a case keeps it: numbers are exact."""
    if isinstance(found, bool):
        return found
    if isinstance(found, int | float):
        return NUMBERS.create_decimal(Decimal(str(found)))
    if isinstance(found, list):
        return [as_value(each) for each in found]
    if isinstance(found, dict):
        return {name: as_value(each) for name, each in found.items()}
    return found  # type: ignore[no-any-return]
