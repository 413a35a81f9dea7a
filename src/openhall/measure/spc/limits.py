"""The process limits of an XmR chart: the mean, and how far chance alone carries single values from it.

Source: NHS England, Making Data Count (2.66 times the average moving range); L. S. Nelson, Control Charts for
Individual Measurements, Journal of Quality Technology 14(3), 1982 (screening of moving ranges above 3.267 times their
average, as NHSRplotthedots does by default).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum

SPREAD = 2.66
"""Limits lie this many average moving ranges from the mean: 3 / 1.128, rounded as the NHS rounds it."""
NEAR = 2 * SPREAD / 3
"""A value beyond this many average moving ranges is near a limit."""
SCREEN = 3.267
"""Moving ranges of this many times their average or more say nothing of chance, and are left out."""


@dataclass(frozen=True)
class Limits:
    """The mean of a phase and its process limits, all in the unit of its values.

    Limits are None for a single point, which has no moving range. `screened` counts moving ranges that were left out.
    """

    mean: float
    lower: float | None
    upper: float | None
    near_lower: float | None
    near_upper: float | None
    average_range: float | None
    screened: int

    @property
    def varies(self) -> bool:
        """Whether there is chance variation to hold values to: not for one point, nor for values all alike."""
        return bool(self.average_range)


def limits_of(values: Sequence[float], screen_outliers: bool = True) -> Limits:
    """The limits that some values in the order of time give. There is at least one value."""
    mean = fsum(values) / len(values)
    ranges = [abs(after - before) for before, after in pairwise(values)]
    if not ranges:
        return Limits(mean, None, None, None, None, None, 0)
    if not any(ranges):
        return Limits(values[0], values[0], values[0], values[0], values[0], 0.0, 0)
    average = fsum(ranges) / len(ranges)
    kept = [each for each in ranges if each < SCREEN * average] if screen_outliers else ranges
    # Where nearly all values are alike, screening would leave no variation at all and make every point a signal.
    kept = kept if any(kept) else ranges
    average = fsum(kept) / len(kept)
    return Limits(
        mean,
        mean - SPREAD * average,
        mean + SPREAD * average,
        mean - NEAR * average,
        mean + NEAR * average,
        average,
        len(ranges) - len(kept),
    )
