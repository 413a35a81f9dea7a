"""A letter, and what is written of it for one case.

Values come into the text as single signs of Unicode's private use area, one for each, so that nothing in a value can
become markup: Markdown is read first, and the values are put in where it has made text of the signs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from openhall.process.errors import BadInput, LimitReached
from openhall.process.feel.evaluate import evaluate
from openhall.process.feel.temporal import Date, DateTime
from openhall.process.feel.values import Budget, Value
from openhall.process.forms.dates import MONTHS
from openhall.process.letters.render import as_html, as_text
from openhall.process.letters.template import Choice, Each, Held, Part, Words
from openhall.process.quoting import quoted
from openhall.process.storing import to_stored

MOST_VALUES = 6_000
"""Values in one letter: each takes a sign of its own."""
MOST_ELEMENTS = 2_000
LARGEST = 1_000_000
"""Characters of a letter."""
FIRST = 0xE000


@dataclass(frozen=True)
class Written:
    """A letter to one person: one line, plain text, and a fragment of HTML that is safe on a page."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Letter:
    """A letter of a service.

    file  what sentences about it call it;  head, body  the parts of its subject and its text
    uses  each name with its path that it takes from the case, in the order of the text
    """

    name: str
    file: str
    subject: str
    head: tuple[Part, ...]
    body: tuple[Part, ...]
    uses: tuple[tuple[str, ...], ...] = ()

    def write(
        self, scope: Mapping[str, Value], budget: Budget, said: Callable[[Value], str] | None = None
    ) -> Written:
        """The letter with what a case knows; `said` gives values in words of the reader's language.

        Raises `LimitReached` or `BadInput`, naming letter, line and expression.
        """
        writing = _Writing(self.file, budget, said or plain_words)
        subject = writing.filled(writing.parts(self.head, dict(scope)))
        body = writing.parts(self.body, dict(scope))
        return Written(
            " ".join(subject.split()),
            as_text(body, writing.values),
            as_html(body, writing.values),
        )


class _Writing:
    """Writes one letter: the text with signs in it, and the values that they stand for."""

    def __init__(self, file: str, budget: Budget, said: Callable[[Value], str]) -> None:
        self.file = file
        self.budget = budget
        self.said = said
        self.values: dict[str, str] = {}
        self.size = 0

    def parts(self, parts: tuple[Part, ...], scope: dict[str, Value]) -> str:
        written: list[str] = []
        for part in parts:
            self.budget.spend()
            if isinstance(part, Words):
                # A sign that the letter itself has would stand for a value.
                written.append("".join(each for each in part.text if not _is_sign(each)))
            elif isinstance(part, Held):
                written.append(self._sign(part, self._value(part, scope)))
            elif isinstance(part, Choice):
                chosen = part.then if self._value(part.condition, scope) is True else part.otherwise
                written.append(self.parts(chosen, scope))
            else:
                written.append(self._each(part, scope))
            self._grow(len(written[-1]))
        return "".join(written)

    def filled(self, text: str) -> str:
        """A text with the values in place of their signs."""
        return "".join(self.values.get(each, each) for each in text)

    def _each(self, part: Each, scope: dict[str, Value]) -> str:
        value = self._value(part.source, scope)
        elements = value if isinstance(value, list) else [] if value is None else [value]
        if len(elements) > MOST_ELEMENTS:
            raise BadInput(
                f"{self.file}, line {part.source.line}: {quoted(part.source.text)} has {len(elements):,} elements; "
                f"a letter lists at most {MOST_ELEMENTS:,}."
            )
        return "".join(self.parts(part.body, scope | {part.name: each}) for each in elements)

    def _sign(self, part: Held, value: Value) -> str:
        text = _shaped(self.said(value))
        self._grow(len(text))
        if len(self.values) >= MOST_VALUES:
            raise BadInput(
                f"{self.file}, line {part.line}: the letter has more than {MOST_VALUES:,} values; list fewer."
            )
        if not text:
            return ""
        sign = chr(FIRST + len(self.values))
        self.values[sign] = text
        return sign

    def _value(self, part: Held, scope: Mapping[str, Value]) -> Value:
        try:
            return evaluate(part.expression, scope, self.budget)
        except LimitReached as error:
            raise LimitReached(f"{self.file}, line {part.line}: {quoted(part.text)}: {error}") from None

    def _grow(self, size: int) -> None:
        self.size += size
        if self.size > 4 * LARGEST:
            raise LimitReached(f"{self.file} becomes longer than {LARGEST:,} characters; shorten its lists.")


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
        return f"{value:,.2f}" if value.as_tuple().exponent == -2 else f"{value.normalize():,f}"
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


def _shaped(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        each for each in text if (each.isprintable() or each in "\n\t\u200c\u200d") and not _is_sign(each)
    )


def _is_sign(letter: str) -> bool:
    return 0xE000 <= ord(letter) <= 0xF8FF
