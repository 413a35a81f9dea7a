"""What an XmR chart is: points with what each says, phases with their limits, and the two verdicts of the NHS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from openhall.measure.spc.limits import Limits
from openhall.measure.spc.rules import Signal

FEW = 12
"""Limits of fewer values than this are provisional: each new value moves them."""


class Direction(StrEnum):
    """Which way is better."""

    INCREASE = "increase"
    DECREASE = "decrease"
    NEUTRAL = "neutral"


class PointType(StrEnum):
    """What a point means for people: chance, better, worse, or only higher or lower where neither is better."""

    COMMON_CAUSE = "common_cause"
    IMPROVEMENT = "special_cause_improvement"
    CONCERN = "special_cause_concern"
    NEUTRAL_HIGH = "special_cause_neutral_high"
    NEUTRAL_LOW = "special_cause_neutral_low"


class Assurance(StrEnum):
    """Whether the process as it is will hit its target: always, never, or by chance."""

    HIT = "consistent_pass"
    MISS = "consistent_fail"
    CHANCE = "inconsistent"


class Grain(StrEnum):
    """What one value stands for; it says how days are written."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"
    DAY = "day"


class Break(StrEnum):
    """Why limits begin anew: the process changed and somebody said so, or what is measured changed."""

    REBASED = "rebased"
    REDEFINED = "redefined"


@dataclass(frozen=True)
class Rebase:
    """From this day on limits are worked out anew, for a reason that people can read."""

    day: date
    reason: str = ""
    kind: Break = Break.REBASED


@dataclass(frozen=True)
class Annotation:
    """Something that happened: a new version, a law, a strike."""

    day: date
    words: str


@dataclass(frozen=True)
class Point:
    """A value, the number of its phase, and what it says."""

    day: date
    value: float
    phase: int
    signal: Signal
    type: PointType


@dataclass(frozen=True)
class Phase:
    """Points `first` to `last` (numbers from 0, both in it), which have limits of their own.

    Limits come from the first `counted` points of it. `begun_by` is None for the phase that the series begins with.
    """

    first: int
    last: int
    counted: int
    limits: Limits
    begun_by: Rebase | None

    @property
    def provisional(self) -> bool:
        """Whether its limits come from too few values to be relied on."""
        return self.counted < FEW


@dataclass(frozen=True)
class Run:
    """Points `first` to `last` of a chart, in a row and of one phase, that break the same rule on the same side."""

    first: int
    last: int
    signal: Signal


@dataclass(frozen=True)
class Spell:
    """Points `first` to `last` of a chart, in a row and of one phase, that mean the same, by whatever rules."""

    first: int
    last: int
    type: PointType
    runs: tuple[Run, ...]

    @property
    def strongest(self) -> Run:
        """The run whose rule comes first in the order of the NHS; of several, the newest."""
        order = list(Signal)
        return min(reversed(self.runs), key=lambda run: order.index(run.signal))


@dataclass(frozen=True)
class Chart:
    """An XmR chart. `variation` and `assurance` are what the two icons of the NHS say; both are of the last phase.

    `target`, `baseline`, and `least` and `most`, between which values always lie, are in the unit of the values.
    `assurance` is None without target, where neither way is better, and where the last phase has no limits yet.
    """

    points: tuple[Point, ...]
    phases: tuple[Phase, ...]
    direction: Direction
    target: float | None
    baseline: float | None
    annotations: tuple[Annotation, ...]
    grain: Grain
    assurance: Assurance | None
    least: float | None = None
    most: float | None = None

    def shown(self, level: float) -> float:
        """A limit as it is drawn and said: nothing is below 0 cases or above 100%. Rules take the limit itself."""
        level = level if self.least is None else max(self.least, level)
        return level if self.most is None else min(self.most, level)

    @property
    def variation(self) -> PointType:
        """What the last point says."""
        return self.points[-1].type

    @property
    def phase(self) -> Phase:
        """The phase that goes on."""
        return self.phases[-1]

    def limits_at(self, place: int) -> Limits:
        """The limits that a point is held to."""
        return self.phases[self.points[place].phase].limits

    @property
    def notes(self) -> tuple[Annotation, ...]:
        """What happened while the chart runs, as it is numbered on the picture; and why limits begin anew."""
        first = self.points[0].day
        begun = [phase.begun_by for phase in self.phases if phase.begun_by is not None]
        told = [each for each in self.annotations if each.day >= first]
        told += [Annotation(each.day, each.reason) for each in begun if each.reason]
        return tuple(sorted(told, key=lambda each: each.day))

    @property
    def spells(self) -> tuple[Spell, ...]:
        """All signals in the order of time: what lies together and means the same is one spell."""
        found: list[list[Run]] = []
        for place, point in enumerate(self.points):
            if point.signal is Signal.COMMON_CAUSE:
                continue
            before = found[-1][-1] if found else None
            goes_on = before is not None and before.last == place - 1
            last = self.points[place - 1]
            if before is None or not goes_on or (last.type, last.phase) != (point.type, point.phase):
                found.append([Run(place, place, point.signal)])
            elif last.signal is point.signal:
                found[-1][-1] = Run(before.first, place, point.signal)
            else:
                found[-1].append(Run(place, place, point.signal))
        return tuple(
            Spell(runs[0].first, runs[-1].last, self.points[runs[0].first].type, tuple(runs))
            for runs in found
        )


def grain_of(days: Sequence[date]) -> Grain:
    """What each value seems to stand for, by the days that values are written on. There are at least two."""
    least = min(after.toordinal() - before.toordinal() for before, after in pairwise(days))
    if all(day.day == 1 for day in days):
        if all(day.month == days[0].month for day in days):
            return Grain.YEAR
        if least > 62 and all(day.month % 3 == 1 for day in days):
            return Grain.QUARTER
        return Grain.MONTH
    if least >= 28 and len({(day.year, day.month) for day in days}) == len(days):
        return Grain.MONTH
    weekday = days[0].weekday()
    return Grain.WEEK if least >= 7 and all(day.weekday() == weekday for day in days) else Grain.DAY
