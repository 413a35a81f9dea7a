"""The values of one letter: in words, within bounds, each held by a sign until Markdown is read.

A sign is one of Unicode's private use area, which means nothing to Markdown: so nothing in a value can become markup.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from openhall.process.errors import LimitReached
from openhall.process.feel.temporal import Date, DateTime
from openhall.process.feel.values import NUMBERS, Budget, Value
from openhall.process.forms.dates import MONTHS
from openhall.process.forms.signs import is_seen
from openhall.process.saying import gettext
from openhall.process.storing import to_stored

FIRST, LAST = 0xE000, 0xF8FF
MOST_VALUES = 6_000
"""Values in one letter: each takes a sign of its own."""
MOST_DEPTH = 50
"""Lists and contexts within each other, in a value that is written."""


class Values:
    """The values of a letter by their signs. `links` are the signs of those that are Openhall's own address."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.links: set[str] = set()

    def sign(self, text: str, is_link: bool = False) -> str:
        """The sign of a new value; "" for one without a letter. Raises `LimitReached`."""
        if not text:
            return ""
        if len(self.texts) >= MOST_VALUES:
            raise LimitReached(
                gettext("the letter has more than %(most)s values; list fewer.", most=MOST_VALUES)
            )
        sign = chr(FIRST + len(self.texts))
        self.texts[sign] = text
        if is_link:
            self.links.add(sign)
        return sign

    def filled(self, text: str) -> str:
        """A text with the values in place of their signs."""
        return "".join(self.texts.get(each, each) for each in text)


def is_sign(letter: str) -> bool:
    """Whether a letter may be the sign of a value."""
    return FIRST <= ord(letter) <= LAST


def in_text(value: Value, said: Callable[[Value], str], budget: Budget, most: int) -> str:
    """A value as the text that stands in a letter, of at most so many characters.

    Raises `LimitReached` before it is made, and `BadInput` for a function.
    """
    _weigh(value, budget, most)
    return "".join(each for each in said(value).replace("\r\n", "\n").replace("\r", "\n") if is_seen(each))


def _weigh(value: Value, budget: Budget, most: int) -> None:
    """Go through a value: the same list may stand in it a million times, and would be written as often."""
    waiting: list[tuple[Value, int]] = [(value, 0)]
    size = 0
    while waiting:
        held, depth = waiting.pop()
        if depth > MOST_DEPTH:
            raise LimitReached(
                gettext(
                    "the value is nested more than %(most)s deep; write a part of it.",
                    most=MOST_DEPTH,
                )
            )
        if isinstance(held, str):
            size += len(held)
        elif isinstance(held, list):
            budget.spend(len(held))
            size += 2 * len(held)
            waiting += [(each, depth + 1) for each in held]
        elif isinstance(held, dict):
            budget.spend(len(held))
            size += sum(map(len, held))
            waiting += [(each, depth + 1) for each in held.values()]
        if size > most:
            raise LimitReached(
                gettext("the value has more than %(most)s characters; write a part of it.", most=most)
            )


def plain_words(value: Value) -> str:
    """A value in plain English: "27 March 2026", "1,250.5", "yes"; "" for null."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        if value == value.to_integral_value():
            return f"{value:,.0f}"
        # Two digits were meant: they are an amount of money.
        return f"{value:,.2f}" if value.as_tuple().exponent == -2 else f"{NUMBERS.normalize(value):,f}"
    if isinstance(value, Date):
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    if isinstance(value, DateTime):
        return f"{plain_words(value.date)}, {value.time.hour}:{value.time.minute:02}"
    if isinstance(value, list):
        return ", ".join(plain_words(each) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {plain_words(each)}" for name, each in value.items())
    # Text as it is; times and durations as FEEL writes them. What cannot be kept cannot be written either.
    return value if isinstance(value, str) else _stored(value)


def _stored(value: Value) -> str:
    stored = to_stored(value)
    return str(next(iter(stored.values()))) if isinstance(stored, dict) else str(stored)
