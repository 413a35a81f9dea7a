"""From values over time to an XmR chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from math import isfinite

from openhall.measure.errors import BadSeries
from openhall.measure.spc.limits import Limits, limits_of
from openhall.measure.spc.model import (
    FEW,
    Annotation,
    Assurance,
    Break,
    Chart,
    Direction,
    Grain,
    Phase,
    Point,
    PointType,
    Rebase,
    grain_of,
)
from openhall.measure.spc.rules import Signal, signals_of

MOST_POINTS = 5_000
LARGEST = 1e15


def chart(
    values: Sequence[float | None],
    *,
    dates: Sequence[date],
    direction: Direction | str = Direction.NEUTRAL,
    target: float | None = None,
    baseline: float | None = None,
    rebases: Sequence[Rebase] = (),
    annotations: Sequence[Annotation] = (),
    fix_after: int | None = None,
    screen_outliers: bool = True,
    grain: Grain | None = None,
    least: float | None = None,
    most: float | None = None,
) -> Chart:
    """The XmR chart of some values, one for each day of `dates`, which rise.

    `direction` says which way is better. A phase begins with the first value on or after the day of a rebase; what lies
    after the last value is left for later. Each phase takes its limits from all its values, or from its first
    `fix_after` (12 or more). Rules are applied within a phase. Limits are shown no lower than `least` and no
    higher than `most`: 0 for counts, 0 and 100 for a share. Raises `BadSeries`.
    """
    known = _checked(values, dates, target, baseline)
    if fix_after is not None and fix_after < FEW:
        raise BadSeries(
            f"Limits cannot be fixed after {fix_after} values: give {FEW} or more, or leave it out."
        )
    try:
        way = Direction(direction)
    except ValueError:
        raise BadSeries(f"There is no direction '{direction}': give increase, decrease or neutral.") from None
    points: list[Point] = []
    phases: list[Phase] = []
    for number, (first, after, begun_by) in enumerate(_cut(dates, rebases)):
        part = known[first:after]
        counted = part[:fix_after] if fix_after else part
        limits = limits_of(counted, screen_outliers)
        phases.append(Phase(first, after - 1, len(counted), limits, begun_by))
        points += [
            Point(day, value, number, signal, point_type(signal, way))
            for day, value, signal in zip(dates[first:after], part, signals_of(part, limits), strict=True)
        ]
    return Chart(
        tuple(points),
        tuple(phases),
        way,
        target,
        baseline,
        tuple(sorted(annotations, key=lambda each: each.day)),
        grain or grain_of(dates),
        assurance_of(phases[-1].limits, target, way),
        least,
        most,
    )


def point_type(signal: Signal, direction: Direction) -> PointType:
    """What a signal means where a direction is better."""
    if signal is Signal.COMMON_CAUSE:
        return PointType.COMMON_CAUSE
    if direction is Direction.NEUTRAL:
        return PointType.NEUTRAL_HIGH if signal.high > 0 else PointType.NEUTRAL_LOW
    better = signal.high > 0 if direction is Direction.INCREASE else signal.high < 0
    return PointType.IMPROVEMENT if better else PointType.CONCERN


def assurance_of(limits: Limits, target: float | None, direction: Direction) -> Assurance | None:
    """Whether values between these limits hit a target; one that lies on a limit is hit by chance."""
    if target is None or direction is Direction.NEUTRAL or limits.lower is None or limits.upper is None:
        return None
    if limits.lower <= target <= limits.upper:
        return Assurance.CHANCE
    below = limits.upper < target
    return Assurance.MISS if below is (direction is Direction.INCREASE) else Assurance.HIT


def _cut(dates: Sequence[date], rebases: Sequence[Rebase]) -> Iterator[tuple[int, int, Rebase | None]]:
    """First place of each phase, the place after its last, and what began it."""
    begun: dict[int, Rebase] = {}
    for each in sorted(rebases, key=lambda each: (each.day, each.kind is Break.REDEFINED)):
        first = next((place for place, day in enumerate(dates) if day >= each.day), None)
        if first:
            begun[first] = each
    edges = [0, *sorted(begun), len(dates)]
    for first, after in pairwise(edges):
        yield first, after, begun.get(first)


def _checked(
    values: Sequence[float | None], dates: Sequence[date], target: float | None, baseline: float | None
) -> list[float]:
    if len(values) != len(dates):
        raise BadSeries(f"There are {len(values)} values and {len(dates)} days: give one day for each value.")
    if len(values) < 2:
        raise BadSeries(f"A chart needs at least 2 values, and there {_are(len(values))}: wait for more.")
    if len(values) > MOST_POINTS:
        raise BadSeries(f"There are {len(values):,} values, and a chart shows {MOST_POINTS:,}: sum them up.")
    for before, after in pairwise(dates):
        if after <= before:
            again = "is there twice" if after == before else f"comes after {before}"
            raise BadSeries(f"{after} {again}: give each day once, in the order of time.")
    known = []
    for day, value in zip(dates, values, strict=True):
        if value is None or value != value:
            raise BadSeries(f"The value of {day} is missing: give it, or leave the day out.")
        known.append(_number(value, f"The value of {day}"))
    for level, what in ((target, "The target"), (baseline, "The baseline")):
        if level is not None:
            _number(level, what)
    return known


def _number(value: float, what: str) -> float:
    if not isfinite(value) or abs(value) > LARGEST:
        raise BadSeries(f"{what} is {value}, which no chart shows: give a number up to {LARGEST:.0e}.")
    return float(value)


def _are(count: int) -> str:
    return "is 1" if count == 1 else f"are {count}"
