"""Today and changed, side by side: the same cases with the same luck are played twice, many times over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from openhall.mining.parallel import cores, share
from openhall.mining.simulation.apply import apply_changes
from openhall.mining.simulation.arrivals import draw_between, factor_on, highest
from openhall.mining.simulation.changes import Change
from openhall.mining.simulation.parameters import Parameters
from openhall.mining.simulation.queues import load_of, spent_of
from openhall.mining.simulation.roles import roles_of
from openhall.mining.simulation.run import Run, play_arrivals
from openhall.mining.simulation.week import DAY_US, HOUR_US

REPLICATIONS = 20
DAYS = 182.0
"""Days for which cases come."""
MOST_CASES = 200_000
"""Cases of one replication."""
WARM = 0.2
"""Share of the days whose cases only fill the queues and are not counted, where demand does not change on a day."""


@dataclass(frozen=True)
class Interval:
    """A mean over replications with its 95% interval (Student's t)."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Figure:
    """One figure of today and changed. `difference` is that of the pairs with the same luck.

    name  as in `FIGURES`; for the load of people, `load: ` and who
    """

    name: str
    unit: str
    today: Interval
    changed: Interval
    difference: Interval

    @property
    def certain(self) -> bool:
        """Whether the difference is one: its interval leaves out 0."""
        return self.difference.low > 0 or self.difference.high < 0


@dataclass(frozen=True, eq=False)
class WhatIf:
    """What changes would do.

    changes       what was changed, as texts
    figures       times, waits, cost, load, with their intervals
    bounds        throughput times in days at 1%, 2%, ... 99% of the cases: of today and changed, both 99 long
    days, cases   for how many days cases came, and how many on average, today and changed
    replications  how often each was played
    typical       which of the plays, from 0, is nearest to the means of all
    found         what the record shows of batches, days off and months with few people, as `Find.as_json` has it
    """

    changes: tuple[str, ...]
    figures: tuple[Figure, ...]
    bounds: tuple[NDArray[np.float64], NDArray[np.float64]]
    days: float
    cases: tuple[float, float]
    replications: int
    typical: int = 0
    found: tuple[Mapping[str, Any], ...] = ()


FIGURES = (
    ("median time", "days"),
    ("mean time", "days"),
    ("time within which 9 of 10 are done", "days"),
    ("wait for people", "days"),
    ("other wait", "days"),
    ("work per case", "hours"),
    ("cost per case", "money"),
    ("cases done per week", "cases"),
    ("cases open at the end", "cases"),
)


def what_if(
    parameters: Parameters,
    changes: Sequence[Change],
    *,
    changed: Parameters | None = None,
    days: float = DAYS,
    replications: int = REPLICATIONS,
    cost_per_hour: float = 0.0,
    seed: int = 0,
    progress: Callable[[float], None] | None = None,
) -> WhatIf:
    """Simulate today and changed. `changed` are the parameters of another model of the same record, to which `changes`
    are made; those of today if not given. `cost_per_hour` is what an hour of work costs.

    Raises `BadChange` for a change that cannot be made, and `LimitReached` for a process that never ends.
    """
    after = apply_changes(parameters if changed is None else changed, changes)
    days = min(_days(parameters, days), _days(after, days))
    groups = (roles_of(parameters.staff, parameters.flow.activities), _roles(parameters, after))

    def both(number: int, _: int) -> tuple[_Played, _Played]:
        one, other = (
            _measure(each, play_days(each, days, seed + number), days, cost_per_hour, roles)
            for each, roles in zip((parameters, after), groups, strict=True)
        )
        return one, other

    found: list[tuple[_Played, _Played]] = []
    for first in range(0, replications, cores()):
        # Not all at once: others share work among the same threads, and wait for no more than one play.
        found += share(both, [(k, k + 1) for k in range(first, min(replications, first + cores()))])
        if progress is not None:
            progress(len(found) / replications)
    today, then = zip(*found, strict=True)
    units = {name: unit for name, unit in FIGURES if name != "cost per case" or cost_per_hour > 0}
    # Groups that only the changed process has have no load today, and the other way round.
    units |= {f"load: {name}": "share" for roles in groups for name, _ in roles}
    figures = [
        _figure(
            name, unit, *(np.array([each.values.get(name, 0.0) for each in side]) for side in (today, then))
        )
        for name, unit in units.items()
    ]
    bounds = tuple(np.mean([each.bounds for each in side], axis=0) for side in (today, then))
    return WhatIf(
        tuple(str(change) for change in changes),
        tuple(figures),
        (bounds[0], bounds[1]),
        days,
        (float(np.mean([each.cases for each in today])), float(np.mean([each.cases for each in then]))),
        replications,
        _typical(today, then),
        tuple(each.as_json() for each in parameters.found),
    )


Roles = tuple[tuple[str, NDArray[np.int64]], ...]


def _roles(today: Parameters, after: Parameters) -> Roles:
    """The groups of today with whoever joins them, under the same names."""
    if today.flow.activities != after.flow.activities:
        return roles_of(after.staff, after.flow.activities)
    n = len(today.staff.people)
    new = after.staff.share[:, n:]
    groups = roles_of(today.staff, today.flow.activities)
    joined = {name: list(people) for name, people in groups}
    for k in range(new.shape[1]):
        near = max(groups, key=lambda group: float(today.staff.share[:, group[1]].sum(axis=1) @ new[:, k]))
        joined[near[0]].append(n + k)
    return tuple((name, np.array(people)) for name, people in joined.items())


@dataclass(frozen=True, eq=False)
class _Played:
    """What is kept of one replication."""

    values: dict[str, float]
    bounds: NDArray[np.float64]
    cases: int


def play_days(parameters: Parameters, days: float, seed: int) -> Run:
    """Play cases that come for so many days. Usual cases are the same whatever the demand: those of a surge come on
    top, or some of them are left out."""
    begin = parameters.until
    end = begin + int(days * DAY_US)
    times, names = [], []
    usual = draw_between(parameters.arrivals, begin, end, 1.0, np.random.default_rng([seed, 1]))
    luck = np.random.default_rng([seed, 3]).random(len(usual))
    kept = luck < factor_on(parameters.surges, (usual - begin) / DAY_US)
    times.append(usual[kept])
    names.append(np.flatnonzero(kept))
    most = highest(parameters.surges)
    if most > 1.0:
        extra = draw_between(parameters.arrivals, begin, end, most - 1.0, np.random.default_rng([seed, 4]))
        rise = np.maximum(factor_on(parameters.surges, (extra - begin) / DAY_US) - 1.0, 0.0) / (most - 1.0)
        more = np.random.default_rng([seed, 5]).random(len(extra)) < rise
        times.append(extra[more])
        names.append(np.flatnonzero(more) + 2**32)
    at, name = np.concatenate(times), np.concatenate(names)
    order = np.argsort(at, kind="stable")
    at, name = at[order], name[order]
    # Which case on record a case is like follows from its name, too.
    run_of = np.cumsum(parameters.drawn)
    mixed = (name * 2_654_435_761 + seed * 40_503 + 12_345) % 2**32 / 2**32
    chosen = np.minimum(np.searchsorted(run_of, mixed * run_of[-1], side="right"), len(run_of) - 1)
    return play_arrivals(parameters, at, parameters.values[chosen], seed, name)


def _days(parameters: Parameters, days: float) -> float:
    """For how many days cases come, so that they are not too many."""
    day = np.arange(np.ceil(days) + 1.0)
    a_day = float(parameters.arrivals.rate.sum()) / 7.0 * factor_on(parameters.surges, day[:-1])
    return min(days, float(np.interp(MOST_CASES, np.concatenate(([0.0], np.cumsum(a_day))), day)))


def _measure(parameters: Parameters, played: Run, days: float, cost_per_hour: float, roles: Roles) -> _Played:
    n = len(played.arrivals)
    first, last = played.first, played.last
    begin = parameters.until
    warm = begin + int(WARM * days * DAY_US)
    end = begin + int(days * DAY_US)
    counted = (last >= 0) & (played.arrivals >= warm)
    if not counted.any():
        counted = last >= 0
    took = (last - first)[counted] / DAY_US
    took = took if len(took) else np.zeros(1)
    of = counted[played.case]
    cases = max(int(counted.sum()), 1)
    staff = parameters.staff
    spent = spent_of(parameters, played)
    work = float(spent[of].sum()) / HOUR_US / cases
    in_time = (last >= warm) & (last < end)
    values = {
        "median time": float(np.median(took)),
        "mean time": float(took.mean()),
        "time within which 9 of 10 are done": float(np.quantile(took, 0.9)),
        "wait for people": float((played.begun - played.ready)[of].sum()) / DAY_US / cases,
        "other wait": float((played.ready - played.open)[of].sum()) / DAY_US / cases,
        "work per case": work,
        "cost per case": work * cost_per_hour,
        "cases done per week": float(in_time.sum()) / max((1 - WARM) * days / 7.0, 1e-9),
        "cases open at the end": float(((played.arrivals < end) & (last >= end)).sum()),
    }
    load = load_of(parameters, played, spent) if n else np.zeros(len(staff.people))
    there = staff.share.sum(axis=0) > 0
    hours = staff.calendar[staff.of_person].sum(axis=1) * staff.at_once * there
    values |= {
        f"load: {name}": float(np.average(load[people], weights=np.maximum(hours[people], 1e-9)))
        for name, people in roles
    }
    return _Played(values, np.quantile(took, np.arange(1, 100) / 100.0), n)


def _typical(today: Sequence[_Played], then: Sequence[_Played]) -> int:
    """The play whose cases take as long as those of all plays do, today as with the changes."""
    took = np.array([[each.values["mean time"] for each in side] for side in (today, then)])
    off = np.abs(took - took.mean(axis=1, keepdims=True)) / np.maximum(took.std(axis=1, keepdims=True), 1e-12)
    return int(off.sum(axis=0).argmin())


def _figure(name: str, unit: str, today: NDArray[np.float64], changed: NDArray[np.float64]) -> Figure:
    return Figure(name, unit, _interval(today), _interval(changed), _interval(changed - today))


def _interval(values: NDArray[np.float64]) -> Interval:
    mean = float(values.mean())
    if len(values) < 2:
        return Interval(mean, mean, mean)
    half = float(student.ppf(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values)))
    return Interval(mean, mean - half, mean + half)
