"""Which points of a phase chance does not explain: the four rules of Making Data Count, in their order of priority.

A point is outside a limit; or part of seven values that only rise or only fall; or one of two of three values near the
same limit, all three on its side of the mean; or part of seven values on one side of the mean. The first that holds
names the point. Source: NHS England, Making Data Count; NHSRplotthedots 0.2.2, whose results these rules give.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import pairwise

from openhall.measure.spc.limits import Limits

RUN = 7
"""Values in a row on one side of the mean, or in one direction, that are a signal."""


class Signal(StrEnum):
    """What a point says: chance (`COMMON_CAUSE`), or which rule it breaks and on which side."""

    COMMON_CAUSE = "common_cause"
    ABOVE_LIMIT = "above_upper_limit"
    BELOW_LIMIT = "below_lower_limit"
    RISING = "seven_point_trend_increasing"
    FALLING = "seven_point_trend_decreasing"
    NEAR_UPPER = "two_in_three_above"
    NEAR_LOWER = "two_in_three_below"
    SHIFT_ABOVE = "seven_points_above_mean"
    SHIFT_BELOW = "seven_points_below_mean"

    @property
    def high(self) -> int:
        """1 where it says that values are higher, -1 lower, 0 neither."""
        return _HIGH[self]


_HIGH = {
    Signal.COMMON_CAUSE: 0,
    Signal.ABOVE_LIMIT: 1,
    Signal.BELOW_LIMIT: -1,
    Signal.RISING: 1,
    Signal.FALLING: -1,
    Signal.NEAR_UPPER: 1,
    Signal.NEAR_LOWER: -1,
    Signal.SHIFT_ABOVE: 1,
    Signal.SHIFT_BELOW: -1,
}


def signals_of(values: Sequence[float], limits: Limits) -> list[Signal]:
    """What each value of a phase says, in the order of time. Without variation, limits say nothing; runs still do."""
    sides = [_sign(each - limits.mean) for each in values]
    beyond = outside(values, limits)
    near = close_to_limits(values, limits)
    direction = trends(values)
    pairs = two_in_three(near, sides)
    shifts = runs_on_one_side(sides)
    return [
        _first(sides[at], beyond[at], direction[at], pairs[at] and near[at], shifts[at])
        for at in range(len(values))
    ]


def outside(values: Sequence[float], limits: Limits) -> list[bool]:
    """Which values are beyond a process limit; a value on the limit is not."""
    if not limits.varies or limits.lower is None or limits.upper is None:
        return [False] * len(values)
    return [each > limits.upper or each < limits.lower for each in values]


def close_to_limits(values: Sequence[float], limits: Limits) -> list[bool]:
    """Which values are within the limits, and nearer to one of them than a third of the way from it to the mean."""
    if not limits.varies or limits.near_lower is None or limits.near_upper is None:
        return [False] * len(values)
    beyond = outside(values, limits)
    return [
        not out and (each < limits.near_lower or each > limits.near_upper)
        for each, out in zip(values, beyond, strict=True)
    ]


def trends(values: Sequence[float]) -> list[int]:
    """1 for each value that is part of seven rising ones, -1 of seven falling ones, 0 else.

    Equal neighbours end a trend. A value where a rise turns into a fall belongs to what comes after it.
    """
    slopes = [_sign(after - before) for before, after in pairwise(values)]
    marked = [0] * len(values)
    for first, last, slope in _stretches(slopes):
        # A stretch of slopes joins one value more than it has slopes.
        if slope and last - first + 2 >= RUN:
            marked[first : last + 2] = [slope] * (last + 2 - first)
    return marked


def two_in_three(near: Sequence[bool], sides: Sequence[int]) -> list[bool]:
    """Which points lie in a window of three on one side of the mean of which at least two are near the limit."""
    marked = [False] * len(near)
    for at in range(len(near) - 2):
        if sum(near[at : at + 3]) >= 2 and abs(sum(sides[at : at + 3])) == 3:
            marked[at : at + 3] = [True] * 3
    return marked


def runs_on_one_side(sides: Sequence[int]) -> list[bool]:
    """Which points are part of seven or more in a row on one side of the mean; one on the mean ends a run."""
    marked = [False] * len(sides)
    for first, last, side in _stretches(sides):
        if side and last - first + 1 >= RUN:
            marked[first : last + 1] = [True] * (last + 1 - first)
    return marked


def _first(side: int, beyond: bool, trend: int, pair: bool, shift: bool) -> Signal:
    if beyond:
        return Signal.ABOVE_LIMIT if side > 0 else Signal.BELOW_LIMIT
    if trend:
        return Signal.RISING if trend > 0 else Signal.FALLING
    if pair:
        return Signal.NEAR_UPPER if side > 0 else Signal.NEAR_LOWER
    if shift:
        return Signal.SHIFT_ABOVE if side > 0 else Signal.SHIFT_BELOW
    return Signal.COMMON_CAUSE


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


def _stretches(signs: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """First and last place of each stretch of the same sign, and the sign."""
    first = 0
    for at in range(1, len(signs) + 1):
        if at == len(signs) or signs[at] != signs[first]:
            yield first, at - 1, signs[first]
            first = at
