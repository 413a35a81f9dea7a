"""The ground of a map: degrees to the paper, a frame of them for orientation, and a scale.

Degrees are projected evenly, with the degrees of longitude as short as they are in the middle of the map
(equirectangular). For a city or a country that is true to a few parts in a thousand; the poles are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians

from openhall.measure.spc.scale import round_steps
from openhall.site.opendata.drawing.scale import GREY, INK, LINE
from openhall.site.opendata.drawing.svg import text

WIDTH, EDGE = 560.0, 20.0
FLATTEST, TALLEST = 0.45, 1.3
KM_OF_DEGREE = 111.2
MARGIN = 0.03


@dataclass(frozen=True)
class Ground:
    """A rectangle of the earth (degrees, WGS 84) on a paper of `WIDTH` and `height`."""

    west: float
    south: float
    east: float
    north: float
    height: float

    @classmethod
    def around(cls, places: Iterable[tuple[float, float]]) -> Ground:
        """The ground that holds all (longitude, latitude), of which there is at least one, with a margin."""
        longitudes, latitudes = zip(*places, strict=True)
        west, east = min(longitudes), max(longitudes)
        south, north = max(-85.0, min(latitudes)), min(85.0, max(latitudes))
        short = cos(radians((south + north) / 2))
        wide, tall = max((east - west) * short, 1e-4), max(north - south, 1e-4)
        # Wider or taller than the paper may be: the other side gets more ground.
        wide, tall = max(wide, tall / TALLEST), max(tall, wide * FLATTEST)
        wide, tall = wide * (1 + 2 * MARGIN), tall * (1 + 2 * MARGIN)
        middle, centre = (west + east) / 2, (south + north) / 2
        half = wide / short / 2
        height = (WIDTH - 2 * EDGE) * tall / wide + 2 * EDGE
        return cls(middle - half, centre - tall / 2, middle + half, centre + tall / 2, height)

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a place lies on the paper."""
        x = EDGE + (longitude - self.west) / (self.east - self.west) * (WIDTH - 2 * EDGE)
        y = (
            self.height
            - EDGE
            - (latitude - self.south) / (self.north - self.south) * (self.height - 2 * EDGE)
        )
        return x, y

    def frame(self) -> str:
        """The rim, with degrees written on it."""
        inner = (WIDTH - 2 * EDGE, self.height - 2 * EDGE)
        parts = [
            f'<rect x="{EDGE}" y="{EDGE}" width="{inner[0]:.1f}" height="{inner[1]:.1f}" fill="#f6f9f8" '
            f'stroke="{LINE}"/>'
        ]
        small = f' font-size="10" fill="{GREY}"'
        for degree in round_steps(self.west, self.east, 3):
            if self.west < degree < self.east:
                x, _y = self.place(degree, self.south)
                parts.append(
                    f'<path d="M{x:.1f},{EDGE}V{self.height - EDGE:.1f}" stroke="{LINE}" stroke-width=".6"/>'
                )
                words = f"{abs(degree):.6g}° {'E' if degree >= 0 else 'W'}"
                parts.append(text(x, self.height - 6, words, "middle", small))
        for degree in round_steps(self.south, self.north, 3):
            if self.south < degree < self.north:
                _x, y = self.place(self.west, degree)
                parts.append(f'<path d="M{EDGE},{y:.1f}H{WIDTH - EDGE}" stroke="{LINE}" stroke-width=".6"/>')
                words = f"{abs(degree):.6g}° {'N' if degree >= 0 else 'S'}"
                parts.append(
                    text(0, 0, words, "middle", f'{small} transform="translate(13 {y:.1f}) rotate(-90)"')
                )
        return "".join(parts)

    def scale(self) -> str:
        """A bar as long as a round number of kilometres or metres, in the lower corner."""
        short = cos(radians((self.south + self.north) / 2))
        kilometres = (self.east - self.west) * short * KM_OF_DEGREE
        length = round_steps(0, kilometres / 4, 1)[1]
        if length > kilometres / 3:
            length /= 2
        across = length / kilometres * (WIDTH - 2 * EDGE)
        x, y = EDGE + 10, self.height - EDGE - 10
        words = f"{length:g} km" if length >= 1 else f"{length * 1000:g} m"
        return (
            f'<path d="M{x},{y - 4:.1f}v4h{across:.1f}v-4" fill="none" stroke="{INK}" stroke-width="1.5"/>'
            + text(x, y - 8, words, more=' font-size="11"')
        )
