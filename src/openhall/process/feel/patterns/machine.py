"""Patterns at work: found in a text in time that grows with the text, whatever the pattern is.

A tree becomes a short program. It is run with its choices in order, so that the first match that XPath asks for is
found; a choice that has failed at a place is never tried there again (Russ Cox, Regular expression matching: the
virtual machine approach, 2009). So there are at most as many steps as places times instructions. Only a
back-reference makes a choice depend on the past: then nothing is remembered. Every step is spent from the budget in
either case, so no pattern can run on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from openhall.process.errors import LimitReached
from openhall.process.feel.patterns.sets import Holds, variants
from openhall.process.feel.patterns.syntax import (
    Again,
    Choice,
    Edge,
    Group,
    Literal,
    Node,
    OneOf,
    Repeat,
    Sequence,
    parse_pattern,
)
from openhall.process.feel.values import Budget, Undefined
from openhall.process.saying import gettext, gettext_noop

LARGEST = 10_000
_CHAR, _SET, _SPLIT, _JUMP, _SAVE, _EDGE, _AGAIN, _ENTER, _MOVED, _FOUND = range(10)
_BATCH = 64


def _never(_: str) -> bool:
    return False


class _Step(NamedTuple):
    kind: int
    first: int = 0
    second: int = 0
    char: str = ""
    holds: Holds = _never


@dataclass
class Pattern:
    """A pattern that is ready to run. Its groups are numbered from 1; group 0 is the whole match.

    slots      places that are kept while it runs: two for each group, one for each repetition
    remembers  whether choices that have failed are remembered
    compared   characters that a step of a back-reference compares
    """

    groups: int
    flags: str
    program: list[_Step] = field(default_factory=list)
    slots: int = 0
    remembers: bool = True
    compared: int = 8

    def search(self, text: str, start: int, budget: Budget) -> list[int] | None:
        """The first match at or after a place: start and end of each group, -1 where it took no part.

        Raises `LimitReached` when the budget is spent.
        """
        failed: set[int] = set()
        for place in range(start, len(text) + 1):
            found = self._run(text, place, failed, budget)
            if found is not None:
                return found[: 2 * self.groups + 2]
        return None

    def each(self, text: str, budget: Budget) -> Iterator[list[int]]:
        """All matches from left to right, none within another. Raises `Undefined` when nothing can be a match."""
        if self.search("", 0, budget) is not None:
            raise Undefined(
                gettext_noop("The pattern matches the empty text, so it cannot be used to replace or split.")
            )
        place = 0
        while (found := self.search(text, place, budget)) is not None:
            yield found
            # A match can only be empty at an edge or after a back-reference; go on behind it.
            place = found[1] if found[1] > found[0] else found[1] + 1

    def _run(self, text: str, start: int, failed: set[int], budget: Budget) -> list[int] | None:
        program, size, length = self.program, len(self.program), len(text)
        slots = [-1] * self.slots
        # What is still to try: (instruction, place), or (-1 - slot, what it held before).
        waiting = [(0, start)]
        spent = 0
        while waiting:
            at, place = waiting.pop()
            if at < 0:
                slots[-1 - at] = place
                continue
            while True:
                spent += 1
                if spent >= _BATCH:
                    budget.spend(spent)
                    spent = 0
                step = program[at]
                kind = step.kind
                if kind == _CHAR:
                    if place == length or text[place] != step.char:
                        break
                    place += 1
                    at += 1
                elif kind == _SET:
                    spent += step.first
                    if place == length or not step.holds(text[place]):
                        break
                    place += 1
                    at += 1
                elif kind == _SPLIT:
                    if self.remembers:
                        key = place * size + at
                        if key in failed:
                            break
                        failed.add(key)
                    waiting.append((step.second, place))
                    at = step.first
                elif kind == _JUMP:
                    at = step.first
                elif kind in (_SAVE, _ENTER):
                    waiting.append((-1 - step.first, slots[step.first]))
                    slots[step.first] = place
                    at += 1
                elif kind == _MOVED:
                    # A round of a repetition that has not moved on would go round for ever.
                    if slots[step.first] == place:
                        break
                    at += 1
                elif kind == _EDGE:
                    if not self._is_edge(step.char, text, place):
                        break
                    at += 1
                elif kind == _AGAIN:
                    spent += (slots[2 * step.first + 1] - slots[2 * step.first]) // self.compared
                    place = self._repeated(text, place, slots[2 * step.first], slots[2 * step.first + 1])
                    if place < 0:
                        break
                    at += 1
                else:
                    budget.spend(spent + 1)
                    slots[0], slots[1] = start, place
                    return slots
        budget.spend(spent + 1)
        return None

    def _is_edge(self, sign: str, text: str, place: int) -> bool:
        lines = "m" in self.flags
        if sign == "^":
            return place == 0 or (lines and text[place - 1] == "\n" and place < len(text))
        if place == len(text):
            return not (lines and text.endswith("\n"))
        return lines and text[place] == "\n"

    def _repeated(self, text: str, place: int, start: int, end: int) -> int:
        """Where a group's text ends when it stands here again, or -1. A group that took no part is empty."""
        if start < 0 or end < 0:
            return place
        again = place + end - start
        if "i" not in self.flags:
            return again if text.startswith(text[start:end], place) else -1
        if again > len(text):
            return -1
        pairs = zip(text[start:end], text[place:again], strict=True)
        return again if all(a == b or variants(a) & variants(b) for a, b in pairs) else -1


@lru_cache(maxsize=32)
def pattern_of(text: str, flags: str) -> Pattern:
    """The pattern of a text, with the flags s, m, i and x. Raises `Undefined` when either is none.

    Raises `LimitReached` when it is too large, such as (a{1000}){1000}.
    """
    if not set(flags) <= set("smix"):
        raise Undefined(
            gettext_noop("“%(flags)s” are no flags of a pattern; there are s, m, i and x."), flags=flags[:20]
        )
    tree, groups = parse_pattern(text, flags)
    if _size(tree) > LARGEST:
        raise LimitReached(gettext("The pattern is too large; make its counts smaller."))
    pattern = Pattern(groups, flags, slots=2 * groups + 2, compared=1 if "i" in flags else 8)
    _write(tree, pattern)
    pattern.program.append(_Step(_FOUND))
    return pattern


def _size(node: Node) -> int:
    match node:
        case Group(inner):
            return _size(inner) + 2
        case Sequence(parts) | Choice(parts):
            return sum(_size(each) + 2 for each in parts)
        case Repeat(inner, least, most):
            return (_size(inner) + 4) * max(1, least + 1 if most is None else most)
    return 1


def _write(node: Node, pattern: Pattern) -> None:
    program = pattern.program
    match node:
        case Literal(char):
            program.append(_Step(_CHAR, char=char))
        case OneOf(characters):
            program.append(_Step(_SET, characters.cost - 1, holds=characters.holds))
        case Edge(sign):
            program.append(_Step(_EDGE, char=sign))
        case Again(group):
            pattern.remembers = False
            program.append(_Step(_AGAIN, group))
        case Group(inner, number):
            if number is not None:
                program.append(_Step(_SAVE, 2 * number))
            _write(inner, pattern)
            if number is not None:
                program.append(_Step(_SAVE, 2 * number + 1))
        case Sequence(parts):
            for each in parts:
                _write(each, pattern)
        case Choice(parts):
            _write_choice(parts, pattern)
        case Repeat():
            _write_repeat(node, pattern)


def _write_choice(parts: tuple[Node, ...], pattern: Pattern) -> None:
    program, ends = pattern.program, []
    for each in parts[:-1]:
        split = len(program)
        program.append(_Step(_SPLIT))
        _write(each, pattern)
        ends.append(len(program))
        program.append(_Step(_JUMP))
        program[split] = _Step(_SPLIT, split + 1, len(program))
    _write(parts[-1], pattern)
    for each_end in ends:
        program[each_end] = _Step(_JUMP, len(program))


def _write_repeat(node: Repeat, pattern: Pattern) -> None:
    program = pattern.program
    for _ in range(node.least):
        _write(node.inner, pattern)
    if node.most is None:
        split, slot = len(program), pattern.slots
        pattern.slots += 1
        program.append(_Step(_SPLIT))
        program.append(_Step(_ENTER, slot))
        _write(node.inner, pattern)
        program.append(_Step(_MOVED, slot))
        program.append(_Step(_JUMP, split))
        program[split] = _split(split + 1, len(program), node.reluctant)
        return
    splits = []
    for _ in range(node.most - node.least):
        splits.append(len(program))
        program.append(_Step(_SPLIT))
        _write(node.inner, pattern)
    for each in splits:
        program[each] = _split(each + 1, len(program), node.reluctant)


def _split(inside: int, outside: int, reluctant: bool) -> _Step:
    return _Step(_SPLIT, outside, inside) if reluctant else _Step(_SPLIT, inside, outside)
