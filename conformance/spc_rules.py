"""The rules of Making Data Count once more, window by window as NHSRplotthedots 0.2.2 states them, for the suite `spc`.

It shares nothing with `openhall.measure.spc`: limits by plain sums, every rule asked of every window of every point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True)
class Read:
    """What the rules say of one phase; limits are None where the method has none."""

    mean: float
    lower: float | None
    upper: float | None
    points: list[str]

    @property
    def narrow(self) -> bool:
        """Whether the limits have no width: the method then calls every point a signal that is not on the mean."""
        return self.lower is not None and self.lower == self.upper


def read(values: Sequence[float], screened: bool = True, fix_after: int | None = None) -> Read:
    """The limits of a phase and what each of its points is called."""
    counted = list(values)[: fix_after or len(values)]
    mean = sum(counted) / len(counted)
    ranges = [abs(counted[i] - counted[i - 1]) for i in range(1, len(counted))]
    if ranges and screened:
        average = sum(ranges) / len(ranges)
        ranges = [each for each in ranges if each < 3.267 * average]
    # Without any range left there are no limits: no point is outside or near one.
    average = sum(ranges) / len(ranges) if ranges else inf
    lower, upper = mean - 2.66 * average, mean + 2.66 * average
    near = 2 * (2.66 / 3) * average
    side = [0 if each == mean else 1 if each > mean else -1 for each in values]
    out = [each > upper or each < lower for each in values]
    close = [
        not o and (each < mean - near or each > mean + near) for each, o in zip(values, out, strict=True)
    ]
    trend = [_in_window(values, i, 7, _monotone) for i in range(len(values))]
    two = [
        close[i] and _in_window(list(zip(close, side, strict=True)), i, 3, _two_of_three)
        for i in range(len(values))
    ]
    shift = [_in_window(side, i, 7, _same_side) for i in range(len(values))]
    points = []
    for i in range(len(values)):
        where = "Above" if side[i] > 0 else "Below"
        if out[i]:
            points.append("Above UCL" if side[i] == 1 else "Below LCL")
        elif trend[i]:
            points.append(f"7 Point Trend ({'In' if _slope(values, trend, i) > 0 else 'De'}creasing)")
        elif two[i]:
            points.append(f"2 in 3 {where} CL")
        elif shift[i]:
            points.append(f"7 Points {where} CL")
        else:
            points.append("Common Cause")
    return Read(mean, lower if ranges else None, upper if ranges else None, points)


def _in_window(items: Sequence[object], i: int, width: int, holds: object) -> bool:
    starts = range(max(0, i - width + 1), min(i, len(items) - width) + 1)
    return any(holds(items[start : start + width]) for start in starts)  # type: ignore[operator]


def _monotone(window: Sequence[float]) -> bool:
    up = all(window[i] > window[i - 1] for i in range(1, len(window)))
    return up or all(window[i] < window[i - 1] for i in range(1, len(window)))


def _two_of_three(window: Sequence[tuple[bool, int]]) -> bool:
    return sum(c for c, _ in window) >= 2 and abs(sum(s for _, s in window)) == 3


def _same_side(window: Sequence[int]) -> bool:
    return abs(sum(window)) == len(window)


def _slope(values: Sequence[float], trend: Sequence[bool], i: int) -> float:
    """Of a point whose neighbour on the right is in a trend too, the slope to the right; else from the left."""
    right = i + 1 < len(values) and trend[i + 1]
    return values[i + 1] - values[i] if right else values[i] - values[i - 1]
