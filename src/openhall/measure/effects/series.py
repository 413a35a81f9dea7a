"""Values over time that a change is looked for in, and where they stand before and after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from openhall.measure.errors import BadSeries
from openhall.measure.spc.model import Grain, grain_of
from openhall.process import saying
from openhall.process.saying import ngettext

Floats = NDArray[np.float64]
MOST_POINTS = 5_000
LARGEST = 1e15
DAYS = {Grain.DAY: 1, Grain.WEEK: 7}
MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}
"""How long a period of each grain is."""


@dataclass(frozen=True)
class Series:
    """One value for each period, in the order of time.

    dates   the first day of each period, rising
    values  in the measure's unit; None where nothing was measured
    counts  how many cases stand behind each value, or None where that does not matter
    sampled  the variance of each value that comes of its being of some cases only (the square of its standard error),
             or None where that is not known
    """

    dates: tuple[date, ...]
    values: tuple[float | None, ...]
    counts: tuple[float, ...] | None = None
    sampled: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        if len(self.dates) != len(self.values):
            raise BadSeries(
                f"There are {len(self.dates)} days and {len(self.values)} values; give one value for each day."
            )
        if len(self.dates) > MOST_POINTS:
            raise BadSeries(
                f"A series has {MOST_POINTS:,} values at most; sum these {len(self.dates):,} up by month."
            )
        for earlier, later in zip(self.dates, self.dates[1:], strict=False):
            if later <= earlier:
                raise BadSeries(
                    f"Days must rise, and {later} comes after {earlier}; put the rows in order, one for each period."
                )
        for day, value in zip(self.dates, self.values, strict=True):
            if value is not None and not (isfinite(value) and abs(value) <= LARGEST):
                raise BadSeries(f"The value of {day} is no number that can be worked with.")
        if self.counts is not None:
            self._check_counts(self.counts)
        if self.sampled is not None:
            self._check_sampled(self.sampled)

    def _check_sampled(self, sampled: tuple[float, ...]) -> None:
        if len(sampled) != len(self.values):
            raise BadSeries(
                f"There are {len(self.values)} values and {len(sampled)} variances of sampling; give one for each."
            )
        for day, value, variance in zip(self.dates, self.values, sampled, strict=True):
            if value is not None and not (isfinite(variance) and variance > 0):
                raise BadSeries(
                    f"The variance of the value of {day} by sampling is {variance:g}; give a number above 0 for each "
                    "value, or none at all."
                )

    def _check_counts(self, counts: tuple[float, ...]) -> None:
        if len(counts) != len(self.values):
            raise BadSeries(
                f"There are {len(self.values)} values and {len(counts)} counts; give one for each."
            )
        for day, value, count in zip(self.dates, self.values, counts, strict=True):
            if value is not None and not (isfinite(count) and count > 0):
                raise BadSeries(
                    f"The value of {day} stands for {count:g} cases; leave it out where there are none."
                )

    def before(self, day: date) -> Series:
        """Only the periods that begin before this day."""
        n = sum(each < day for each in self.dates)
        counts = self.counts if self.counts is None else self.counts[:n]
        sampled = self.sampled if self.sampled is None else self.sampled[:n]
        return Series(self.dates[:n], self.values[:n], counts, sampled)


def series(
    dates: Sequence[date],
    values: Sequence[float | None],
    counts: Sequence[float] | None = None,
    sampled: Sequence[float] | None = None,
) -> Series:
    """A series of any sequences. Raises `BadSeries`."""
    kept = tuple(None if value is None else float(value) for value in values)
    return Series(
        tuple(dates),
        kept,
        None if counts is None else tuple(float(each) for each in counts),
        None if sampled is None else tuple(float(each) for each in sampled),
    )


def shares(
    dates: Sequence[date],
    values: Sequence[float | None],
    counts: Sequence[float],
    whole: float = 1.0,
) -> Series:
    """A series of shares of cases, `whole` where all are (100 for percent), with what sampling does to each.

    That is p (1 - p) / n with the share of all cases for p: the share of one month of few cases may well be 0, and is
    not known exactly for that. Raises `BadSeries`.
    """
    known = [(value, n) for value, n in zip(values, counts, strict=True) if value is not None and n > 0]
    if any(not 0 <= value <= whole * (1 + 1e-9) for value, _ in known):
        raise BadSeries(f"Shares lie from 0 to {whole:g}, and some of these values do not.")
    cases = sum(n for _, n in known)
    share = sum(value * n for value, n in known) / cases / whole if cases else 0.0
    if not 0 < share < 1:
        return series(dates, values, counts)
    variance = whole**2 * share * (1 - share)
    return series(dates, values, counts, [variance / n if n > 0 else 0.0 for n in counts])


@dataclass(frozen=True, eq=False)
class Laid:
    """A series laid on the count of its periods, without those that are missing or that the change falls into.

    at      the number of each period, from the first one (gaps stay gaps)
    after   whether it began on the day of the change or later
    counts  cases behind each value; all 1 where that does not matter
    sampled  the variance of each value by sampling; None where that is not known
    left_out  the day of a period that the change falls into, which is neither before nor after
    """

    grain: Grain
    dates: tuple[date, ...]
    at: NDArray[np.int64]
    values: Floats
    counts: Floats
    counted: bool
    sampled: Floats | None
    after: NDArray[np.bool_]
    left_out: tuple[date, ...]

    @property
    def n_after(self) -> int:
        """How many values come after the change."""
        return int(self.after.sum())

    @property
    def n_before(self) -> int:
        """How many values come before it."""
        return len(self.values) - self.n_after


def lay(given: Series, start: date, grain: Grain | None = None, settling: int = 0) -> Laid:
    """Lay a series before and after `start`.

    A period that `start` falls into, and `settling` whole periods after it, are left out: they are neither the old way
    nor the new. Raises `BadSeries` when fewer than three values are left on one side.
    """
    if len(given.dates) < 2:
        raise BadSeries(
            ngettext(
                "There is %(number)s value; a change needs three before it and three after.",
                "There are %(number)s values; a change needs three before it and three after.",
                len(given.dates),
            )
        )
    unit = grain or grain_of(given.dates)
    number = _numbers(given.dates, unit)
    first = _number(start, unit, given.dates[0])
    begun = first if _begins(start, unit, given.dates[0]) else first + 1
    mixed = range(first, begun + settling)
    known = [k for k, value in enumerate(given.values) if value is not None]
    kept = [k for k in known if number[k] not in mixed]
    at = np.array([number[k] for k in kept], np.int64)
    laid = Laid(
        grain=unit,
        dates=tuple(given.dates[k] for k in kept),
        at=at - (at[0] if len(at) else 0),
        values=np.array([given.values[k] for k in kept], np.float64),
        counts=np.array([1.0 if given.counts is None else given.counts[k] for k in kept]),
        counted=given.counts is not None,
        sampled=None if given.sampled is None else np.array([given.sampled[k] for k in kept]),
        after=at >= begun,
        left_out=tuple(given.dates[k] for k in known if number[k] in mixed),
    )
    if laid.n_before < 3:
        raise BadSeries(
            ngettext(
                "There is %(number)s value before %(start)s, and 3 are the least; take a longer series or another day.",
                "There are %(number)s values before %(start)s, and 3 are the least; take a longer series or another "
                "day.",
                laid.n_before,
                start=saying.day(start),
            )
        )
    if laid.n_after < 3:
        raise BadSeries(
            ngettext(
                "There is %(number)s value after %(start)s, and 3 are the least; take a longer series or another day.",
                "There are %(number)s values after %(start)s, and 3 are the least; take a longer series or another "
                "day.",
                laid.n_after,
                start=saying.day(start),
            )
        )
    return laid


def lay_days(days: Sequence[date], start: date, grain: Grain | None = None, settling: int = 0) -> Laid:
    """Lay days that several series share: the values are their places among `days`."""
    return lay(series(days, range(len(days))), start, grain, settling)


def _begins(day: date, grain: Grain, origin: date) -> bool:
    """Whether a period begins on `day`, when one begins on `origin` or in its month."""
    if grain in DAYS:
        return (day - origin).days % DAYS[grain] == 0
    return day.day == 1 and _months(origin, day) % MONTHS[grain] == 0


def _number(day: date, grain: Grain, origin: date) -> int:
    """Whole periods from the one that begins on `origin`."""
    if grain in DAYS:
        return (day - origin).days // DAYS[grain]
    return _months(origin, day) // MONTHS[grain]


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _numbers(dates: Sequence[date], grain: Grain) -> list[int]:
    numbers = [_number(day, grain, dates[0]) for day in dates]
    for earlier, later, day in zip(numbers, numbers[1:], dates[1:], strict=False):
        if later == earlier:
            raise BadSeries(f"Two values stand for the {grain.value} of {day}; give one for each period.")
    return numbers
