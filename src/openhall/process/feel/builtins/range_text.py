"""Text of a range into a range: grammar rules 66 and 67 of DMN 1.5, with literal ends only."""

from __future__ import annotations

import re
from collections.abc import Callable

from openhall.process.feel.temporal import (
    parse_date,
    parse_date_time,
    parse_duration,
    parse_temporal,
    parse_time,
)
from openhall.process.feel.values import NUMBERS, Range, Undefined, Value
from openhall.process.saying import gettext_noop

_LONGEST = 2_000
_TOKEN = re.compile(
    r"\s*(?:(?P<bracket>[\[\]()])|(?P<dots>\.\.)"
    r"|(?P<number>-?\s*(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+))"
    r'|(?:(?P<kind>@|(?:date and time|date|time|duration)\s*\(\s*)?"(?P<text>(?:[^"\\]|\\.)*)"))',
    re.DOTALL,
)
_CLOSE = re.compile(r"\s*\)")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
_LAST_CODE_POINT = 0x10FFFF
_PARSERS: dict[str, Callable[[str], Value]] = {
    "date and time": parse_date_time,
    "date": parse_date,
    "time": parse_time,
    "duration": parse_duration,
}


def parse_range(text: str) -> Range:
    """The range of a text such as [18..21). Raises `Undefined` when it is none, or its ends do not fit."""
    if len(text) > _LONGEST:
        raise Undefined(gettext_noop("The text of a range has at most %(most)s characters."), most=_LONGEST)
    reader = _Reader(text)
    opening = reader.token("bracket")
    low = reader.end()
    reader.token("dots")
    high = reader.end()
    closing = reader.token("bracket")
    if text[reader.place :].strip() or opening == ")" or closing == "(":
        raise reader.wrong()
    low_closed, high_closed = opening == "[", closing == "]"
    if low is None and high is None:
        raise reader.wrong()
    # An end may only be missing where the range is open.
    if (low is None and low_closed) or (high is None and high_closed):
        raise Undefined(gettext_noop("A range needs a value at an end that it includes."))
    if low is not None and high is not None:
        _check_order(low, high)
    return Range(low, high, low_closed, high_closed)


def _check_order(low: Value, high: Value) -> None:
    # Imported here: the operators may come to need built-in functions.
    from openhall.process.feel.operators import less

    if type(low) is not type(high):
        raise Undefined(gettext_noop("The two ends of a range must be of one kind."))
    if less(high, low) is not False:
        raise Undefined(gettext_noop("The first end of a range must not be after the second one."))


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0

    def wrong(self) -> Undefined:
        return Undefined(
            gettext_noop("“%(text)s” is no range with literal ends; write one like [18..21)."),
            text=self.text[:60],
        )

    def token(self, kind: str) -> str:
        found = _TOKEN.match(self.text, self.place)
        if not found or not found[kind]:
            raise self.wrong()
        self.place = found.end()
        return found[kind]

    def end(self) -> Value:
        """The value at an end, or None when there is none."""
        found = _TOKEN.match(self.text, self.place)
        if not found or found["bracket"] or found["dots"]:
            return None
        self.place = found.end()
        if found["number"]:
            return NUMBERS.create_decimal("".join(found["number"].split()))
        text, kind = _unescaped(found["text"]), (found["kind"] or "").rstrip("( \t\r\n")
        if not kind:
            return text
        if kind == "@":
            return parse_temporal(text)
        closing = _CLOSE.match(self.text, self.place)
        if not closing:
            raise self.wrong()
        self.place = closing.end()
        return _PARSERS[kind](text)


def _unescaped(text: str) -> str:
    plain = _ESCAPE.sub(_character, text)
    try:
        # Two escapes of four figures can be the halves of one character.
        return plain.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise Undefined(gettext_noop("The text has half of a character.")) from None


def _character(found: re.Match[str]) -> str:
    escape = found[1]
    if len(escape) == 1:
        return _PLAIN.get(escape, f"\\{escape}")
    code = int(escape[1:], 16)
    if code > _LAST_CODE_POINT:
        raise Undefined(gettext_noop("There is no character \\%(escape)s."), escape=escape)
    return chr(code)
