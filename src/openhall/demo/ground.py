"""The ground of Port Alder: its districts as areas, and where in them something happened.

The city lies in the sea south of Ireland, where there is no real street that could be taken for one of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

WEST, SOUTH = -7.12, 51.2
"""Degrees (WGS 84) of the corner from which the kilometres below are counted."""
KM_OF_DEGREE = 111.2
STREETS = 26
"""Streets of a district in which problems are reported."""
WIDE = 0.06
"""Kilometres that reports of one street lie apart."""

_CORNERS = {
    "a": (0.0, 0.3), "b": (2.2, 0.0), "c": (4.6, -0.2), "d": (7.0, 0.4),
    "e": (-0.2, 2.2), "f": (2.0, 1.8), "g": (4.4, 2.0), "h": (7.2, 2.4),
    "i": (0.3, 4.4), "j": (2.4, 4.0), "k": (4.7, 4.2), "l": (7.0, 4.6),
    "m": (1.0, 6.4), "n": (3.8, 6.9), "o": (6.6, 6.3),
}  # fmt: skip
_DISTRICTS = {
    "Saltmarsh": "abfe",
    "Harbourside": "bcgf",
    "Weir End": "cdhg",
    "Millbrook": "efji",
    "Old Town": "fgkj",
    "Castle Hill": "ghlk",
    "Northgate": "ijnm",
    "Alderwood": "jklon",
}
RESIDENTS = {
    "Harbourside": 31_200,
    "Old Town": 24_800,
    "Northgate": 33_100,
    "Millbrook": 27_400,
    "Castle Hill": 18_300,
    "Saltmarsh": 21_900,
    "Weir End": 13_700,
    "Alderwood": 9_600,
}


def area_of(district: str) -> dict[str, Any]:
    """A district as a GeoJSON MultiPolygon."""
    ring = [_degrees(*_CORNERS[letter]) for letter in _DISTRICTS[district]]
    return {"type": "MultiPolygon", "coordinates": [[[*ring, ring[0]]]]}


def places(rng: Generator, districts: Sequence[str | None]) -> list[tuple[float, float] | None]:
    """A place (longitude, latitude, to about ten metres) for something in each district; None where none is known."""
    streets = {name: _streets(rng, name) for name in _DISTRICTS}
    busy = rng.dirichlet(np.full(STREETS, 0.8))
    chosen = rng.choice(STREETS, len(districts), p=busy)
    along, aside = rng.random(len(districts)), rng.normal(0.0, WIDE, (len(districts), 2))
    found: list[tuple[float, float] | None] = []
    for k, name in enumerate(districts):
        if name is None:
            found.append(None)
            continue
        begin, end = streets[name][chosen[k]]
        x, y = begin + along[k] * (end - begin) + aside[k]
        found.append(_degrees(float(x), float(y)))
    return found


def _streets(rng: Generator, district: str) -> NDArray[np.float64]:
    """Where the streets of a district begin and end, in kilometres: within it, all being convex."""
    corners = np.array([_CORNERS[letter] for letter in _DISTRICTS[district]])
    weights = rng.dirichlet(np.ones(len(corners)), (STREETS, 2))
    return np.asarray(weights @ corners, np.float64)


def _degrees(x: float, y: float) -> tuple[float, float]:
    latitude = SOUTH + y / KM_OF_DEGREE
    return round(WEST + x / (KM_OF_DEGREE * cos(radians(SOUTH))), 4), round(latitude, 4)
