"""The text of a letter as a tree: words, values, parts under a condition, parts for each element of a list.

```
{{ expression }}    {{#if expression}} … {{else}} … {{/if}}    {{#for name in expression}} … {{/for}}
```
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from openhall.process.errors import FeelSyntaxError, LimitReached
from openhall.process.feel.parser import parse_expression
from openhall.process.feel.syntax import Node as Expression
from openhall.process.quoting import fault, flattened, quoted
from openhall.process.saying import gettext, listing, message_of, with_names

MOST_PARTS = 5_000
MOST_DEPTH = 20
LONGEST_EXPRESSION = 5_000
LINK = "link"
"""The applicant's own page: the only value that is an address to follow."""
_FOR = re.compile(r"#for\s+([^\W\d]\w{0,60})\s+in\s+(.+)", re.DOTALL)
_IF = re.compile(r"#if\s+(.+)", re.DOTALL)


@dataclass(frozen=True)
class Words:
    """Text that stands as it is."""

    text: str


@dataclass(frozen=True)
class Held:
    """A value that is written here.

    line     that of the file
    is_link  whether it is `link`, the one address that Openhall itself gives to letters
    """

    expression: Expression
    text: str
    line: int
    is_link: bool = False


@dataclass(frozen=True)
class Choice:
    """One of two parts, by a condition."""

    condition: Held
    then: tuple[Part, ...]
    otherwise: tuple[Part, ...]


@dataclass(frozen=True)
class Each:
    """A part that is written for each element of a list, which it knows by a name."""

    name: str
    source: Held
    body: tuple[Part, ...]


Part = Words | Held | Choice | Each


@dataclass
class _Open:
    """A part that is not closed yet."""

    held: Held | None
    name: str
    line: int
    parts: list[Part]
    then: list[Part] | None = None


def parse_template(text: str, where: str, line: int, names: Collection[str]) -> tuple[Part, ...]:
    """The tree of a text that begins in a line of a file. Raises `BadService` with the line and the mend."""
    stack = [_Open(None, "", line, [])]
    end = count = 0
    while (begin := text.find("{{", end)) >= 0:
        _words(stack, text[end:begin])
        here = line + text.count("\n", 0, begin)
        close = text.find("}}", begin + 2)
        if close < 0:
            raise fault(
                where,
                here,
                gettext(
                    "%(begin)s is not closed; end it with %(end)s.", begin=quoted("{{"), end=quoted("}}")
                ),
            )
        count += 1
        if count > MOST_PARTS or len(stack) - 1 > MOST_DEPTH:
            raise fault(where, here, gettext("the letter has too many parts or too deep ones; shorten it."))
        _take(stack, text[begin + 2 : close].strip(), where, here, names)
        end = close + 2
    _words(stack, text[end:])
    if len(stack) > 1:
        raise fault(
            where,
            stack[-1].line,
            gettext(
                "%(begin)s is not closed; write %(end)s where it ends.",
                begin=f"{{{{#{_kind(stack[-1])}}}}}",
                end=f"{{{{/{_kind(stack[-1])}}}}}",
            ),
        )
    return tuple(stack[0].parts)


def _kind(opened: _Open) -> str:
    return "for" if opened.name else "if"


def _words(stack: list[_Open], text: str) -> None:
    if text:
        stack[-1].parts.append(Words(text))


def _take(stack: list[_Open], inside: str, where: str, line: int, names: Collection[str]) -> None:
    if found := _FOR.fullmatch(inside):
        known = {*names, found[1], *(each.name for each in stack if each.name)}
        stack.append(_Open(_held(found[2], where, line, known), found[1], line, []))
    elif found := _IF.fullmatch(inside):
        stack.append(_Open(_held(found[1], where, line, _known(stack, names)), "", line, []))
    elif inside == "else":
        top = stack[-1]
        if top.held is None or top.name or top.then is not None:
            raise fault(
                where,
                line,
                gettext("%(part)s stands in no %(begin)s; take it out.", part="{{else}}", begin="{{#if}}"),
            )
        top.then, top.parts = top.parts, []
    elif inside in ("/if", "/for"):
        top = stack[-1]
        if top.held is None or _kind(top) != inside[1:]:
            raise fault(
                where, line, gettext("%(part)s closes nothing; take it out.", part=f"{{{{{inside}}}}}")
            )
        stack.pop()
        stack[-1].parts.append(_closed(top))
    elif inside.startswith(("#", "/")):
        raise fault(
            where,
            line,
            gettext(
                "%(part)s is not understood; there are %(known)s.",
                known=listing(("#if", "else", "/if", "#for", "/for")),
                part=quoted(inside),
            ),
        )
    else:
        held = _held(inside, where, line, _known(stack, names))
        # What a list calls `link` is not Openhall's.
        own = inside == LINK and all(each.name != LINK for each in stack)
        stack[-1].parts.append(replace(held, is_link=own))


def _known(stack: list[_Open], names: Collection[str]) -> set[str]:
    return {*names, *(each.name for each in stack if each.name)}


def _closed(top: _Open) -> Part:
    assert top.held is not None
    if top.name:
        return Each(top.name, top.held, tuple(top.parts))
    if top.then is None:
        return Choice(top.held, tuple(top.parts), ())
    return Choice(top.held, tuple(top.then), tuple(top.parts))


def _held(text: str, where: str, line: int, names: Collection[str]) -> Held:
    text = text.strip()
    if not text or len(text) > LONGEST_EXPRESSION:
        raise fault(
            where,
            line,
            gettext(
                "write an expression of at most %(longest)s characters.",
                longest=LONGEST_EXPRESSION,
            ),
        )
    try:
        return Held(parse_expression(text, names), text, line)
    except (FeelSyntaxError, LimitReached) as error:
        raise fault(
            where,
            line,
            gettext(
                "%(text)s is no FEEL: %(why)s",
                text=quoted(text),
                why=with_names(message_of(error), flattened),
            ),
        ) from None
