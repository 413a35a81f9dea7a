"""Patterns as trees: the regular expressions of XPath (functions and operators, 7.6.1), which DMN 1.5 refers to.

Read by hand and strictly: what is no pattern there is none here, so nothing but these trees is ever run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from openhall.process.feel.patterns.blocks import BLOCKS
from openhall.process.feel.patterns.sets import (
    CATEGORIES,
    ESCAPES,
    CharacterSet,
    Holds,
    in_block,
    in_category,
    outside,
    variants,
)
from openhall.process.feel.values import Undefined
from openhall.process.saying import gettext, gettext_noop

LONGEST = 5_000
DEEPEST = 100


@dataclass(frozen=True)
class Literal:
    """One character."""

    char: str


@dataclass(frozen=True, eq=False)
class OneOf:
    """One character of a set."""

    characters: CharacterSet


@dataclass(frozen=True)
class Edge:
    """The start (^) or the end ($) of the text or, with the flag m, of a line."""

    sign: str


@dataclass(frozen=True)
class Again:
    """A back-reference: what a group has matched."""

    group: int


@dataclass(frozen=True)
class Group:
    """What stands in parentheses; `number` is None when it is not kept."""

    inner: Node
    number: int | None


@dataclass(frozen=True)
class Sequence:
    """One after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Choice:
    """One of several, the first one that fits."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Repeat:
    """From `least` to `most` times (None: any number), as many as possible or, when reluctant, as few."""

    inner: Node
    least: int
    most: int | None
    reluctant: bool


Node: TypeAlias = Literal | OneOf | Edge | Again | Group | Sequence | Choice | Repeat

_SIGNS = "nrt\\|.-^?*+{}()[]$"
_PLAIN = {"n": "\n", "r": "\r", "t": "\t"}
_SPACE = " \t\n\r"


def parse_pattern(text: str, flags: str) -> tuple[Node, int]:
    """The tree of a pattern and the number of its groups. Raises `Undefined` when it is no pattern."""
    if len(text) > LONGEST:
        raise Undefined(gettext_noop("A pattern has at most %(most)s characters."), most=LONGEST)
    reader = _Reader(_without_space(text) if "x" in flags else text, flags)
    tree = reader.choice()
    if reader.place < len(reader.text):
        raise reader.wrong(gettext("has a closing parenthesis too many"))
    return tree, reader.groups


def _without_space(text: str) -> str:
    """The flag x: spaces outside classes are left out."""
    kept, depth, escaped = [], 0, False
    for char in text:
        if char in _SPACE and not depth:
            continue
        if not escaped:
            depth = max(0, depth + (char == "[") - (char == "]"))
        escaped = char == "\\" and not escaped
        kept.append(char)
    return "".join(kept)


class _Reader:
    def __init__(self, text: str, flags: str) -> None:
        self.text = text
        self.flags = flags
        self.place = 0
        self.groups = 0
        self.closed: set[int] = set()
        self.depth = 0

    def wrong(self, what: str) -> Undefined:
        return Undefined(
            gettext_noop("The pattern “%(text)s” %(what)s (character %(place)s)."),
            text=self.text[:60],
            what=what,
            place=str(self.place + 1),
        )

    def peek(self) -> str:
        return self.text[self.place] if self.place < len(self.text) else ""

    def take(self) -> str:
        char = self.peek()
        if not char:
            raise self.wrong(gettext("ends too early"))
        self.place += 1
        return char

    def takes(self, char: str) -> bool:
        if self.peek() != char:
            return False
        self.place += 1
        return True

    def choice(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.wrong(gettext("is nested more than %(most)s deep", most=DEEPEST))
        parts = [self.sequence()]
        while self.takes("|"):
            parts.append(self.sequence())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def sequence(self) -> Node:
        parts: list[Node] = []
        while self.peek() not in ("", "|", ")"):
            parts.append(self.piece())
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def piece(self) -> Node:
        atom = self.atom()
        sign = self.peek()
        if not sign or sign not in "?*+{":
            return atom
        if isinstance(atom, Edge):
            raise self.wrong(gettext("repeats an edge"))
        self.place += 1
        least, most = {"?": (0, 1), "*": (0, None), "+": (1, None), "{": (0, 0)}[sign]
        if sign == "{":
            least, most = self.counts()
        repeat = Repeat(atom, least, most, reluctant=self.takes("?"))
        if self.peek() and self.peek() in "?*+{":
            raise self.wrong(gettext("repeats a repetition"))
        return repeat

    def counts(self) -> tuple[int, int | None]:
        least = self.number()
        most: int | None = least
        if self.takes(","):
            most = None if self.peek() == "}" else self.number()
        if not self.takes("}"):
            raise self.wrong(gettext("has no closing brace"))
        if most is not None and most < least:
            raise self.wrong(gettext("has counts the wrong way round"))
        return least, most

    def number(self) -> int:
        start = self.place
        while self.peek() and self.peek() in "0123456789":
            self.place += 1
        figures = self.text[start : self.place]
        if not 1 <= len(figures) <= 6:
            raise self.wrong(gettext("has no count, or too large a one"))
        return int(figures)

    def atom(self) -> Node:
        char = self.take()
        match char:
            case "(":
                return self.group()
            case "[":
                return OneOf(self.characters())
            case ".":
                # Without the flag s a point is any character but a line end.
                return OneOf(
                    CharacterSet((), (ESCAPES["s"], ESCAPES["S"]) if "s" in self.flags else (_in_line,))
                )
            case "^" | "$":
                return Edge(char)
            case "\\":
                return self.escape()
            case _ if char in "?*+{}])|":
                raise self.wrong(gettext("has a “%(char)s” where none can be", char=char))
        return self.literal(char)

    def literal(self, char: str) -> Node:
        if "i" in self.flags:
            return OneOf(CharacterSet(((ord(each), ord(each)) for each in variants(char)), any_case=True))
        return Literal(char)

    def group(self) -> Node:
        number = None
        if self.takes("?"):
            if not self.takes(":"):
                raise self.wrong(gettext("has a group of an unknown kind"))
        else:
            self.groups += 1
            number = self.groups
        inner = self.choice()
        if not self.takes(")"):
            raise self.wrong(gettext("has no closing parenthesis"))
        if number is not None:
            self.closed.add(number)
        return Group(inner, number)

    def escape(self) -> Node:
        char = self.take()
        if char in "123456789":
            number = int(char)
            # As many figures belong to the number as there are groups before it.
            while (
                self.peek() and self.peek() in "0123456789" and number * 10 + int(self.peek()) <= self.groups
            ):
                number = number * 10 + int(self.take())
            if number not in self.closed:
                raise self.wrong(
                    gettext("refers to group %(number)s, which is not complete before it", number=str(number))
                )
            return Again(number)
        if char in _SIGNS:
            return self.literal(_PLAIN.get(char, char))
        return OneOf(CharacterSet((), (self.named(char),)))

    def named(self, char: str) -> Holds:
        """The set that an escape such as \\d or \\p{Lu} names."""
        if char in ESCAPES:
            return ESCAPES[char]
        if char not in "pP" or not self.takes("{"):
            raise self.wrong(gettext("has an unknown escape “\\%(char)s”", char=char))
        end = self.text.find("}", self.place)
        name = self.text[self.place : end] if end > 0 else ""
        if name in CATEGORIES:
            holds = in_category(name)
        elif name.startswith("Is") and name[2:] in BLOCKS:
            holds = in_block(name[2:])
        else:
            raise self.wrong(gettext("names an unknown category or block"))
        self.place = end + 1
        return holds if char == "p" else outside(holds)

    def characters(self) -> CharacterSet:
        """A class, its opening bracket read already."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.wrong(gettext("is nested more than %(most)s deep", most=DEEPEST))
        negative = self.takes("^")
        single: list[tuple[int, int]] = []
        escapes: list[Holds] = []
        without: CharacterSet | None = None
        while not self.takes("]"):
            if self.text.startswith("-[", self.place) and (single or escapes):
                self.place += 2
                without = self.characters()
                if not self.takes("]"):
                    raise self.wrong(gettext("has more after the class that is taken away"))
                break
            low = self.member()
            if not isinstance(low, str):
                escapes.append(low)
                continue
            high = low
            if self.peek() == "-" and self.text[self.place + 1 : self.place + 2] not in ("]", "[", ""):
                self.place += 1
                upper = self.member()
                if not isinstance(upper, str) or upper < low:
                    raise self.wrong(gettext("has a range the wrong way round"))
                high = upper
            single.append((ord(low), ord(high)))
            if low == high and "i" in self.flags:
                single += [(ord(each), ord(each)) for each in variants(low)]
        if not single and not escapes:
            raise self.wrong(gettext("has an empty class"))
        self.depth -= 1
        return CharacterSet(single, escapes, negative=negative, without=without, any_case="i" in self.flags)

    def member(self) -> str | Holds:
        char = self.take()
        if char == "[":
            raise self.wrong(gettext("has a “[” within a class; write \\["))
        if char != "\\":
            return char
        char = self.take()
        return _PLAIN.get(char, char) if char in _SIGNS else self.named(char)


def _in_line(char: str) -> bool:
    return char not in "\n\r"
