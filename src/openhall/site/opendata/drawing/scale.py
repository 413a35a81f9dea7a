"""Numbers as people read them, and classes of values in colours from light to dark."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

INK, GREY, LINE = "#12211f", "#50615e", "#c3d0cd"
BLUE = "#0f5f59"
SHADES = ("#cfe6e1", "#93c5bc", "#559f95", "#23766e", "#0b3f3d")
"""From few to many; neighbours differ in lightness, so that they are told apart without colour."""


def number(value: float | None, places: int | None = None) -> str:
    """A number as people write it: 12,400 and 3.5; three signs after the point at the most."""
    if value is None:
        return "–"
    if places is None:
        places = 0 if value == round(value) or abs(value) >= 1_000 else 1 if abs(value) >= 100 else 3
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True)
class Classes:
    """Values cut into as many classes as there are shades, about as many values in each. `edges` lie between them."""

    edges: tuple[float, ...]
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Classes:
        """The classes of some values, of which there is at least one; fewer classes where values are few."""
        ordered = sorted(values)
        edges = {ordered[len(ordered) * k // len(SHADES)] for k in range(1, len(SHADES))} - {ordered[0]}
        return cls(tuple(sorted(edges)), ordered[0], ordered[-1])

    def shade(self, value: float) -> str:
        """The colour of a value."""
        place, last = bisect_right(self.edges, value), len(self.edges)
        return SHADES[-1] if last == 0 else SHADES[round(place * (len(SHADES) - 1) / last)]

    def legend(self) -> list[tuple[str, str]]:
        """The colour and the words of each class, from few to many."""
        bounds = [self.least, *self.edges, self.most]
        words = []
        for low, high in pairwise(bounds):
            same = low == high
            words.append((self.shade(low), number(low) if same else f"{number(low)} – {number(high)}"))
        return words
