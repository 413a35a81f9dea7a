"""Sets of characters in a pattern (XML Schema part 2, appendix F): classes, ranges, categories and blocks."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import cache
from typing import TypeAlias

from openhall.process.feel.patterns.blocks import BLOCKS

Holds: TypeAlias = Callable[[str], bool]

_REMEMBERED = 1_000

_SUBCATEGORIES = {"L": "ultmo", "M": "nce", "N": "dlo", "P": "cdseifo", "Z": "slp", "S": "mcko", "C": "cfon"}
CATEGORIES = frozenset(_SUBCATEGORIES) | {
    kind + each for kind, rest in _SUBCATEGORIES.items() for each in rest
}


@cache
def in_category(name: str) -> Holds:
    """The characters of a general category, such as Lu, or of a group of them, such as L."""
    return lambda char: unicodedata.category(char).startswith(name)


def in_ranges(ranges: Iterable[tuple[int, int]]) -> Holds:
    """The characters between first and last code points."""
    bounds = _bounds(ranges)
    return lambda char: bisect_right(bounds, ord(char)) % 2 == 1


@cache
def in_block(name: str) -> Holds:
    """The characters of a block. Raises `KeyError` when there is none of this name."""
    return in_ranges([BLOCKS[name]])


def _bounds(ranges: Iterable[tuple[int, int]]) -> list[int]:
    """Where a set begins and where it has ended, by turns, so that one search finds a character."""
    bounds: list[int] = []
    for low, high in sorted(ranges):
        if bounds and low <= bounds[-1]:
            bounds[-1] = max(bounds[-1], high + 1)
        else:
            bounds += [low, high + 1]
    return bounds


@cache
def outside(holds: Holds) -> Holds:
    """All other characters."""
    return lambda char: not holds(char)


def _is_word(char: str) -> bool:
    return unicodedata.category(char)[0] not in "PZC"


def _ranges(text: str) -> tuple[tuple[int, int], ...]:
    pairs = [each.split("-") for each in text.split()]
    return tuple((int(pair[0], 16), int(pair[-1], 16)) for pair in pairs)


# NameStartChar and, beyond it, NameChar of XML 1.0, productions 4 and 4a.
_NAME_STARTS = _ranges(
    "3A 41-5A 5F 61-7A C0-D6 D8-F6 F8-2FF 370-37D 37F-1FFF 200C-200D 2070-218F 2C00-2FEF 3001-D7FF"
    " F900-FDCF FDF0-FFFD 10000-EFFFF"
)
_NAME_REST = _ranges("2D-2E 30-39 B7 300-36F 203F-2040")
ESCAPES: dict[str, Holds] = {
    "d": in_category("Nd"),
    "s": lambda char: char in " \t\n\r",
    "w": _is_word,
    "i": in_ranges(_NAME_STARTS),
    "c": in_ranges([*_NAME_STARTS, *_NAME_REST]),
}
ESCAPES |= {name.upper(): outside(holds) for name, holds in ESCAPES.items()}


def variants(char: str) -> frozenset[str]:
    """The characters that are the same when case is ignored (the flag i of XPath)."""
    found = {char, char.lower(), char.upper()}
    # The lower form of an upper form, and the reverse: they differ for a few, such as the sign for kelvin.
    found |= {each.upper() for each in found} | {each.lower() for each in found}
    return frozenset(each for each in found if len(each) == 1)


class CharacterSet:
    """A class such as [a-z-[aeiou]].

    single    characters and ranges as first and last code points, to which the flag i applies
    escapes   sets by escapes, to which it does not
    negative  whether it begins with ^
    without   the class that is taken away
    """

    def __init__(
        self,
        single: Iterable[tuple[int, int]],
        escapes: Iterable[Holds] = (),
        *,
        negative: bool = False,
        without: CharacterSet | None = None,
        any_case: bool = False,
    ) -> None:
        self._single = in_ranges(single)
        self._escapes = tuple(dict.fromkeys(escapes))
        self._negative = negative
        self._without = without
        self._any_case = any_case
        self._known: dict[str, bool] = {}
        self.cost: int = 1 + len(self._escapes) // 4 + (without.cost if without else 0)
        """The steps that looking up a character counts for."""

    def holds(self, char: str) -> bool:
        """Whether a character is in the class."""
        found = self._known.get(char)
        if found is None:
            found = self._is_in(char)
            if len(self._known) < _REMEMBERED:
                self._known[char] = found
        return found

    def _is_in(self, char: str) -> bool:
        forms = variants(char) if self._any_case else (char,)
        found = any(self._single(form) for form in forms) or any(holds(char) for holds in self._escapes)
        return found is not self._negative and not (self._without and self._without.holds(char))
