"""Whether cases take less long since a change, with open cases counted as open.

Cases that began before the change tell of the old way until the day of the change only: those that were open then are
counted as open on that day, for afterwards they went the new way. Cases that began since tell of the new way until
the day of looking. Compared is the mean time up to a horizon, the same for both.

Months differ, also when nothing changes, and months that follow each other are alike. So each case gets its first-order
pseudo-observation; their means by the month in which cases began are a series, which is evaluated as an interrupted one
with season and correlated errors, weighed by its cases. With too few months, cases are taken to be independent, and
that is said.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from openhall.measure.effects.autocorrelated import fit, hidden_correlation
from openhall.measure.effects.design import Model, Shape, design
from openhall.measure.effects.durations import Curve, Durations, curve, influence, log_rank
from openhall.measure.effects.effect import ALPHA, RESERVED, Effect, chance, farthest
from openhall.measure.effects.interrupted import interrupted
from openhall.measure.effects.series import Floats, Series, lay, series
from openhall.measure.effects.words import sentence_of
from openhall.measure.errors import BadSeries
from openhall.measure.spc.model import Direction, Grain
from openhall.process import saying
from openhall.process.saying import figure, gettext, gettext_noop, ngettext

METHOD = gettext_noop("survival analysis")
LEAST_CASES = 20
LEAST_MONTHS_BEFORE, LEAST_MONTHS_AFTER = 12, 6
STEADY = Model(Shape.LEVEL, trend=False)
"""Durations are taken to have a season but no trend of their own, unless something else is asked for."""


@dataclass(frozen=True)
class Times:
    """Days from begin to end of each case; `ended` None: still open."""

    begun: tuple[date, ...]
    ended: tuple[date | None, ...]

    def __post_init__(self) -> None:
        if len(self.begun) != len(self.ended):
            raise BadSeries(
                f"There are {len(self.begun)} begins and {len(self.ended)} ends; give one each, None for open cases."
            )
        for first, last in zip(self.begun, self.ended, strict=True):
            if last is not None and last < first:
                raise BadSeries(f"A case that began on {first} ended on {last}, before it; mend the dates.")


@dataclass(frozen=True, eq=False)
class Lasting:
    """How much longer (above 0) or less long cases take since the change.

    effect      of the mean days up to the horizon; median  of the median, None where it is not known yet on a side
    horizon     days; log_rank  the p of both taking equally long, with cases taken to be independent
    before, after  the two curves; n_open  cases that were counted as open, before and after
    by_month    whether the interval allows for months that differ
    """

    effect: Effect
    median: Effect | None
    horizon: float
    log_rank: float
    before: Curve
    after: Curve
    n_open: tuple[int, int]
    by_month: bool
    notes: tuple[str, ...]


def lasting(
    times: Times,
    start: date,
    seen: date,
    *,
    horizon: float | None = None,
    model: Model = STEADY,
    direction: Direction = Direction.DECREASE,
    alpha: float = ALPHA,
) -> Lasting:
    """How long cases take since `start`, as far as can be known on the day `seen`.

    `horizon` in days; without it, the days within which 95 of 100 cases end. It is no longer than a tenth of the cases
    of each side, and 10, could be followed. What happened after `seen` is not looked at.
    Raises `BadSeries` when there are fewer than 20 cases on a side.
    """
    one, two, months, longest = _sides(times, start, seen)
    first, second = curve(one), curve(two)
    until = min(longest, max(_usual(first), _usual(second))) if horizon is None else horizon
    notes: list[str] = []
    if until > longest + 1e-9:
        notes.append(
            gettext(
                "Cases are not followed for %(wanted)s days yet: the comparison goes to %(longest)s days only.",
                wanted=figure(until),
                longest=figure(longest),
            )
        )
        until = longest
    if until <= 0:
        raise BadSeries(
            gettext(
                "The cases since %(start)s are too young to compare: look again later.",
                start=saying.day(start),
            )
        )
    means = first.mean(until), second.mean(until)
    values = np.concatenate(
        [means[0] + influence(one, first, until), means[1] + influence(two, second, until)]
    )
    estimate, low, high, p, by_month = _difference(
        values, months, start, model, means, (first, second), until, alpha
    )
    if not by_month:
        notes.append(
            gettext(
                "There are too few months to see how they differ: the interval takes all cases to be independent, and "
                "may be too short."
            )
        )
    effect = Effect(estimate, low, high, p, means[1] - estimate, len(one.time), len(two.time), METHOD)
    return Lasting(
        effect=effect.saying(sentence_of(effect, direction)),
        median=_median(first, second, (len(one.time), len(two.time)), direction, alpha),
        horizon=until,
        log_rank=log_rank(one, two),
        before=first,
        after=second,
        n_open=(int((~one.ended).sum()), int((~two.ended).sum())),
        by_month=by_month,
        notes=tuple(notes),
    )


def by_month(times: Times, seen: date) -> Series:
    """The mean days of the cases that began in each month, as far as is known on the day `seen`.

    It is what `lasting` compares, and says beforehand how much months differ. Raises `BadSeries` when there are fewer
    than 20 cases.
    """
    found, months, longest = _side(times, date.min, seen, seen)
    whole = curve(found)
    until = min(longest, _usual(whole))
    known, place, counts = np.unique(months, return_inverse=True, return_counts=True)
    values = whole.mean(until) + influence(found, whole, until)
    days = [date(int(each) // 12, int(each) % 12 + 1, 1) for each in known]
    return series(days, (np.bincount(place, weights=values) / counts).tolist(), counts.tolist())


def _sides(times: Times, start: date, seen: date) -> tuple[Durations, Durations, NDArray[np.int64], float]:
    one, first, longest = _side(times, date.min, start, start)
    after = min(seen, date.max - timedelta(days=1)) + timedelta(days=1)
    two, second, shortest = _side(times, start, after, seen)
    return one, two, np.concatenate([first, second]), min(longest, shortest)


def _too_few(cases: int, since: date, until: date) -> str:
    if since == date.min:
        return ngettext(
            "%(number)s case began before %(day)s, and %(least)s are the least.",
            "%(number)s cases began before %(day)s, and %(least)s are the least.",
            cases,
            day=saying.day(until),
            least=LEAST_CASES,
        )
    return ngettext(
        "%(number)s case began since %(day)s, and %(least)s are the least.",
        "%(number)s cases began since %(day)s, and %(least)s are the least.",
        cases,
        day=saying.day(since),
        least=LEAST_CASES,
    )


def _side(times: Times, since: date, until: date, last: date) -> tuple[Durations, NDArray[np.int64], float]:
    """The cases that began from `since` to the day before `until`, followed to the day `last`; the months in which they
    began, and for how long they could be followed."""
    begun = np.array([day.toordinal() for day in times.begun], np.int64)
    never = last.toordinal() + 1
    ended = np.array([never if day is None else day.toordinal() for day in times.ended], np.int64)
    month = np.array([day.year * 12 + day.month - 1 for day in times.begun], np.int64)
    chosen = (begun >= since.toordinal()) & (begun < until.toordinal())
    over = ended[chosen] <= last.toordinal()
    days = np.where(over, ended[chosen], last.toordinal()) - begun[chosen]
    if len(days) < LEAST_CASES:
        raise BadSeries(_too_few(len(days), since, until))
    longest = _followed(begun[chosen], last.toordinal())
    return Durations(days.astype(np.float64), over), month[chosen], longest


def _followed(begun: NDArray[np.int64], last: int) -> float:
    """For how many days a tenth of the cases, and 10, could be followed, had they lasted."""
    return float(np.sort(last - begun)[-max(10, len(begun) // 10)])


def _usual(found: Curve) -> float:
    """The days within which 95 of 100 cases end, or the longest that is known."""
    return found.quantile(0.95) or float(found.at[-1])


def _difference(
    values: Floats,
    months: NDArray[np.int64],
    start: date,
    model: Model,
    means: tuple[float, float],
    curves: tuple[Curve, Curve],
    until: float,
    alpha: float,
) -> tuple[float, float, float, float, bool]:
    known, place, counts = np.unique(months, return_inverse=True, return_counts=True)
    days = [date(int(each) // 12, int(each) % 12 + 1, 1) for each in known]
    # A month that the change falls into has cases of both ways: the series leaves it out, the curves do not.
    before = sum(day < start.replace(day=1) for day in days)
    after = sum(day >= start for day in days)
    if before >= LEAST_MONTHS_BEFORE and after >= LEAST_MONTHS_AFTER:
        centres = np.bincount(place, weights=values) / counts
        given = series(days, centres.tolist(), counts.tolist())
        monthly = replace(model, grain=Grain.MONTH)
        found = interrupted(given, start, monthly, alpha=alpha)
        # How far the mean of a month is off only because it is of some cases.
        inside = np.bincount(place, weights=(values - centres[place]) ** 2) / np.maximum(counts - 1, 1)
        laid = lay(given, start, Grain.MONTH, model.settling)
        plan = design(laid, monthly)
        noise = fit(laid.values, plan.columns, plan.asked, laid.at, laid.counts, calibrate=False)
        sampled = float((inside / counts).mean()) / noise.spread**2
        wider = hidden_correlation(plan.columns, plan.asked[0], laid.at, noise.follows, sampled)
        effect, free = found.effect, float(len(laid.at) - plan.columns.shape[1])
        low = effect.estimate - wider * (effect.estimate - effect.low)
        high = effect.estimate + wider * (effect.high - effect.estimate)
        error = wider * (effect.high - effect.low) / 2 / farthest(free, alpha)
        return effect.estimate, low, high, chance(effect.estimate, error, free), True
    error = sqrt(sum(each.mean_error(until) ** 2 for each in curves))
    free = float(len(values) - 2)
    estimate = means[1] - means[0]
    wide = farthest(free, alpha) * error
    p = chance(estimate, error, free) if error > 0 else 1.0
    return estimate, estimate - wide, estimate + wide, p, False


def _median(
    one: Curve, two: Curve, counts: tuple[int, int], direction: Direction, alpha: float
) -> Effect | None:
    """The difference of the medians; its interval is made of theirs (MOVER, Zou and Donner 2008)."""
    first, second = one.median, two.median
    if first is None or second is None:
        return None
    low1, high1 = one.median_interval(alpha * RESERVED)
    low2, high2 = two.median_interval(alpha * RESERVED)
    if high1 is None or high2 is None:
        return None
    estimate = second - first
    low = estimate - sqrt((second - low2) ** 2 + (high1 - first) ** 2)
    high = estimate + sqrt((high2 - second) ** 2 + (first - low1) ** 2)
    effect = Effect(estimate, low, high, float("nan"), first, *counts, "medians of Kaplan–Meier curves")
    return effect.saying(sentence_of(effect, direction))
