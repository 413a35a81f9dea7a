"""Functions of text (DMN 1.5, table 74). Characters are code points, as Python counts them."""

from __future__ import annotations

from openhall.process.feel.builtins.arguments import (
    integer_of,
    items_of,
    number,
    one,
    single,
    text_of,
)
from openhall.process.feel.kinds import kind_of
from openhall.process.feel.patterns import Pattern, pattern_of
from openhall.process.feel.values import Budget, Undefined, Value
from openhall.process.saying import gettext, gettext_noop


def first_and_last(size: int, start: Value, length: Value, what: str) -> tuple[int, int]:
    """Where a part begins and ends, from 0 (footnote 1 of tables 74 and 75). Raises `Undefined` outside the whole."""
    first = integer_of(start, "start position")
    if not 1 <= abs(first) <= size:
        raise Undefined(
            gettext_noop("“start position” must be from 1 to the length of %(what)s, or from -1 backwards."),
            what=what,
        )
    first = first - 1 if first > 0 else size + first
    if length is None:
        return first, size
    count = integer_of(length, "length")
    if not 1 <= count <= size - first:
        raise Undefined(gettext_noop("“length” must be from 1 to what is left of %(what)s."), what=what)
    return first, first + count


def _substring(budget: Budget, string: Value, start: Value, length: Value) -> Value:
    text = text_of(string, "string")
    first, last = first_and_last(len(text), start, length, gettext("the text"))
    budget.sized(last - first)
    return text[first:last]


def _string_length(_: Budget, string: Value) -> Value:
    return number(len(text_of(string, "string")))


def _upper_case(budget: Budget, string: Value) -> Value:
    text = text_of(string, "string")
    budget.sized(len(text))
    return text.upper()


def _lower_case(budget: Budget, string: Value) -> Value:
    text = text_of(string, "string")
    budget.sized(len(text))
    return text.lower()


def _two(budget: Budget, string: Value, match: Value) -> tuple[str, str]:
    text, part = text_of(string, "string"), text_of(match, "match")
    budget.spend(len(text) // 8)
    return text, part


def _substring_before(budget: Budget, string: Value, match: Value) -> Value:
    text, part = _two(budget, string, match)
    return text[: max(0, text.find(part))]


def _substring_after(budget: Budget, string: Value, match: Value) -> Value:
    text, part = _two(budget, string, match)
    place = text.find(part)
    return "" if place < 0 else text[place + len(part) :]


def _contains(budget: Budget, string: Value, match: Value) -> Value:
    text, part = _two(budget, string, match)
    return part in text


def _starts_with(budget: Budget, string: Value, match: Value) -> Value:
    text, part = _two(budget, string, match)
    return text.startswith(part)


def _ends_with(budget: Budget, string: Value, match: Value) -> Value:
    text, part = _two(budget, string, match)
    return text.endswith(part)


def _matches(budget: Budget, source: Value, pattern: Value, flags: Value) -> Value:
    text = text_of(source, "input")
    return _pattern(pattern, "pattern", flags, budget).search(text, 0, budget) is not None


def _replace(budget: Budget, source: Value, pattern: Value, replacement: Value, flags: Value) -> Value:
    text, instead = text_of(source, "input"), text_of(replacement, "replacement")
    ready = _pattern(pattern, "pattern", flags, budget)
    parts = _replacement_parts(instead, ready.groups)
    pieces: list[str] = []
    size = place = 0
    for found in ready.each(text, budget):
        pieces.append(text[place : found[0]])
        pieces += [each if isinstance(each, str) else _group(text, found, each) for each in parts]
        size += found[0] - place + sum(len(each) for each in pieces[len(pieces) - len(parts) :])
        if size > budget.limits.size:
            break
        place = found[1]
    pieces.append(text[place:])
    budget.sized(size + len(text) - place)
    return "".join(pieces)


def _replacement_parts(text: str, groups: int) -> list[str | int]:
    """Text and numbers of groups. Raises `Undefined` for a lone $ or \\ (XPath, errors FORX0004)."""
    parts: list[str | int] = []
    place = 0
    while place < len(text):
        char, after = text[place], text[place + 1 : place + 2]
        place += 2
        if char == "\\" and after and after in "\\$":
            parts.append(after)
        elif char == "$" and after and after in "0123456789":
            group = int(after)
            # As many figures belong to the number as there are groups.
            while text[place : place + 1] in tuple("0123456789") and group * 10 + int(text[place]) <= groups:
                group = group * 10 + int(text[place])
                place += 1
            parts.append(group)
        elif char in "\\$":
            raise Undefined(
                gettext_noop(
                    "In “replacement” a %(char)s needs a group or a sign behind it; write \\%(char)s for itself."
                ),
                char=char,
            )
        else:
            parts.append(char)
            place -= 1
    return parts


def _group(text: str, found: list[int], group: int) -> str:
    if 2 * group >= len(found) or found[2 * group] < 0 or found[2 * group + 1] < 0:
        return ""
    return text[found[2 * group] : found[2 * group + 1]]


def _split(budget: Budget, string: Value, delimiter: Value) -> Value:
    text = text_of(string, "string")
    parts: list[Value] = []
    place = 0
    for found in _pattern(delimiter, "delimiter", None, budget).each(text, budget):
        parts.append(text[place : found[0]])
        place = found[1]
    parts.append(text[place:])
    budget.sized(len(parts))
    return parts


def _pattern(value: Value, parameter: str, flags: Value, budget: Budget) -> Pattern:
    text = text_of(value, parameter)
    # Reading a pattern, and writing its program, takes work in proportion to it.
    ready = pattern_of(text, "" if flags is None else text_of(flags, "flags"))
    budget.spend(len(text) + len(ready.program))
    return ready


def _string_join(budget: Budget, items: Value, delimiter: Value) -> Value:
    between = "" if delimiter is None else text_of(delimiter, "delimiter")
    texts: list[str] = []
    for each in items_of(items, "list"):
        if isinstance(each, str):
            texts.append(each)
        elif each is not None:
            raise Undefined(
                gettext_noop("“list” must hold texts only; it holds %(each)s."), each=kind_of(single(each))
            )
    budget.spend(len(texts))
    budget.sized(sum(len(each) for each in texts) + len(between) * max(0, len(texts) - 1))
    return between.join(texts)


FUNCTIONS = (
    one("substring", _substring, "string", "start position", "length", optional=1),
    one("string length", _string_length, "string"),
    one("upper case", _upper_case, "string"),
    one("lower case", _lower_case, "string"),
    one("substring before", _substring_before, "string", "match"),
    one("substring after", _substring_after, "string", "match"),
    one("replace", _replace, "input", "pattern", "replacement", "flags", optional=1),
    one("contains", _contains, "string", "match"),
    one("starts with", _starts_with, "string", "match"),
    one("ends with", _ends_with, "string", "match"),
    one("matches", _matches, "input", "pattern", "flags", optional=1),
    one("split", _split, "string", "delimiter"),
    one("string join", _string_join, "list", "delimiter", optional=1),
)
