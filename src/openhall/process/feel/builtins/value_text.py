"""Values as text, as string() gives it; within lists and contexts it is text that FEEL reads back."""

from __future__ import annotations

import re
from decimal import Decimal

from openhall.process.feel.temporal import TEMPORAL
from openhall.process.feel.values import Budget, Range, Value

_NAME = re.compile(r"[^\W\d]\w*(?: \w+)*")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def text_of_value(value: Value, budget: Budget) -> str:
    """The text of a value. Raises `LimitReached` when it is too long or too deep."""
    if isinstance(value, str):
        return value
    if isinstance(value, TEMPORAL):
        return str(value)
    return _literal(value, budget)


def _literal(value: Value, budget: Budget) -> str:
    budget.enter()
    try:
        text = _written(value, budget)
    finally:
        budget.leave()
    budget.sized(len(text))
    return text


def _written(value: Value, budget: Budget) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, TEMPORAL):
        return f'@"{value}"'
    if isinstance(value, list):
        return f"[{', '.join(_all([_literal(each, budget) for each in value], budget))}]"
    if isinstance(value, dict):
        entries = [f"{_key(key)}: {_literal(each, budget)}" for key, each in value.items()]
        return f"{{{', '.join(_all(entries, budget))}}}"
    if isinstance(value, Range):
        low = "" if value.low is None else _literal(value.low, budget)
        high = "" if value.high is None else _literal(value.high, budget)
        return f"{'[' if value.low_closed else '('}{low}..{high}{']' if value.high_closed else ')'}"
    return f"function({', '.join(value.parameters)})"


def number_text(value: Decimal) -> str:
    """A number without an exponent; there is no -0."""
    text = format(value, "f")
    return text[1:] if not value and text.startswith("-") else text


def _all(parts: list[str], budget: Budget) -> list[str]:
    budget.sized(sum(len(each) + 2 for each in parts))
    return parts


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(char, char) for char in text) + '"'


def _key(text: str) -> str:
    return text if _NAME.fullmatch(text) else _quoted(text)
