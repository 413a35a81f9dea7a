"""Points of a map, counted in squares: the darker, the more of them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString

from openhall.site.opendata.drawing.ground import Ground
from openhall.site.opendata.drawing.scale import Classes, number
from openhall.site.opendata.drawing.svg import picture


class Bin(NamedTuple):
    """A square of the earth: its middle and its sides in degrees, and how many points lie in it."""

    longitude: float
    latitude: float
    wide: float
    tall: float
    count: float


def draw_points(bins: Sequence[Bin], words: str) -> SafeString:
    """Draw how many points lie where. There is at least one bin."""
    ground = Ground.around(_corners(bins))
    classes = Classes.of([each.count for each in bins])
    parts = [ground.frame()]
    for each in bins:
        left, top = ground.place(each.longitude - each.wide / 2, each.latitude + each.tall / 2)
        right, bottom = ground.place(each.longitude + each.wide / 2, each.latitude - each.tall / 2)
        parts.append(
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{bottom - top:.1f}" '
            f'fill="{classes.shade(each.count)}" stroke="#fff" stroke-width=".6"><title>'
            f"{escape(where(each))}: {number(each.count)}</title></rect>"
        )
    parts.append(ground.scale())
    return picture(560, ground.height, words, "".join(parts))


def legend(values: Sequence[float]) -> list[tuple[str, str]]:
    """The colours of a map of these values, each with its words."""
    return Classes.of(values).legend()


def where(each: Bin) -> str:
    """The middle of a square in words."""
    east, north = "E" if each.longitude >= 0 else "W", "N" if each.latitude >= 0 else "S"
    return f"{abs(each.latitude):.4f}° {north}, {abs(each.longitude):.4f}° {east}"


def _corners(bins: Sequence[Bin]) -> list[tuple[float, float]]:
    low = [(each.longitude - each.wide / 2, each.latitude - each.tall / 2) for each in bins]
    return low + [(each.longitude + each.wide / 2, each.latitude + each.tall / 2) for each in bins]
