"""How far the methods of `measure.effects` hold: simulated series and cases with a known effect, and with none.

Nothing is read from the folder of data. Each row is one world, OPENHALL_RUNS times (2,000) with its effect and as often
without. The 95% interval must cover the effect in 93% to 97% of runs, and at most 5% of those without may be called
changes. The worlds are made here, with none of the engine's own simulation.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

import effects_few_cases
from openhall.measure.effects import (
    ALONE,
    Effect,
    Model,
    Shape,
    Times,
    differences,
    interrupted,
    lasting,
    series,
    synthetic,
)
from openhall.measure.effects.autocorrelated import chances
from openhall.measure.effects.design import design
from openhall.measure.effects.series import lay

SEED = 2_026_12
Make = Callable[[np.random.Generator, float], Effect]


def months(n: int) -> list[date]:
    """First days of n months."""
    return [date(2020 + k // 12, k % 12 + 1, 1) for k in range(n)]


def weeks(n: int) -> list[date]:
    """Mondays of n weeks."""
    return [date(2020, 1, 6) + timedelta(7 * k) for k in range(n)]


def noise(random: np.random.Generator, n: int, correlation: float, kind: str, runs: int = 1) -> np.ndarray:
    """AR(1) of spread 1, begun long before, from normal, heavy-tailed or skewed shocks; runs × n."""
    size = (runs, n + 60)
    if kind == "heavy":
        shocks = random.standard_t(5, size) / np.sqrt(5 / 3)
    elif kind == "skewed":
        shocks = random.gamma(4, 0.5, size) - 2
    else:
        shocks = random.standard_normal(size)
    for k in range(1, n + 60):
        shocks[:, k] = correlation * shocks[:, k - 1] + np.sqrt(1 - correlation**2) * shocks[:, k]
    return shocks[:, 60:]


@dataclass(frozen=True)
class OneSeries:
    """Series with trend, season from any phase, noise, and a step of the effect, which may grow (`bend`).

    All runs are worked out at once, by the engine's own `chances`; of the first three it is checked that
    `interrupted` says the same.
    """

    days: list[date]
    before: int
    correlation: float
    amplitude: float
    kind: str = "normal"
    model: Model = ALONE
    bend: float = 0.0
    counted: bool = False

    def p(self, random: np.random.Generator, effect: float, runs: int) -> np.ndarray:
        """For each run, the p of the effect being what it is."""
        n = len(self.days)
        turn = np.array([day.timetuple().tm_yday for day in self.days]) * 2 * np.pi / 365.25
        turn = turn + random.uniform(0, 7, (runs, 1))
        rows = random.uniform(5, 50, (runs, 1)) + random.uniform(-0.1, 0.1, (runs, 1)) * np.arange(n)
        rows += self.amplitude * (np.sin(turn) + 0.3 * np.sin(2 * turn + 1))
        counts = random.integers(10, 200, n).astype(float) if self.counted else None
        errors = noise(random, n, self.correlation, self.kind, runs)
        rows += errors if counts is None else errors * np.sqrt(60 / counts)
        late = n - self.before
        rows[:, self.before :] += effect * (1 + self.bend * (np.arange(late) - (late - 1) / 2))
        start = self.days[self.before]
        laid = lay(series(self.days, rows[0], counts), start)
        plan = design(laid, self.model)
        found = chances(rows, plan.columns, plan.asked, laid.at, counts, effect)
        for k in range(3):
            alone = interrupted(series(self.days, rows[k], counts), start, self.model).effect
            covers = alone.low <= effect <= alone.high
            if covers != (found[k] >= 0.05):
                raise RuntimeError("interrupted and chances differ: the study itself is wrong")
        return found


@dataclass(frozen=True)
class World:
    """A kind of data: `make` gives the effect found in one sample of it where `effect` was put in."""

    name: str
    make: Make | OneSeries | effects_few_cases.FewCases
    effect: float
    truth: float


def departments(changed: int, others: int, days: list[date], before: int, correlation: float) -> Make:
    """Departments that share a season and a random walk, each with its own level and noise."""

    def make(random: np.random.Generator, effect: float) -> Effect:
        n = len(days)
        shared = np.cumsum(random.standard_normal(n)) * 0.5 + 3 * np.sin(np.arange(n) * np.pi / 6)
        parts = {
            f"d{k}": random.uniform(0, 20) + shared + noise(random, n, correlation, "normal")[0]
            for k in range(changed + others)
        }
        for k in range(changed):
            parts[f"d{k}"][before:] += effect
        given = {name: series(days, values) for name, values in parts.items()}
        first = {f"d{k}": given.pop(f"d{k}") for k in range(changed)}
        return differences(first, given, days[before]).effect

    return make


def mixtures(others: int, days: list[date], before: int, correlation: float, alike: bool) -> Make:
    """Departments that follow two common courses; the changed one is another like them, or a mixture of some."""

    def make(random: np.random.Generator, effect: float) -> Effect:
        n = len(days)
        courses = np.vstack(
            [np.cumsum(random.standard_normal(n)) * 0.3, 2 * np.sin(np.arange(n) * np.pi / 6)]
        )
        rows = random.uniform(0.5, 1.5, (others + 1, 2)) @ courses + random.uniform(0, 10, (others + 1, 1))
        rows += np.vstack([noise(random, n, correlation, "normal")[0] for _ in range(others + 1)])
        own = rows[0]
        if not alike:
            own = (
                random.dirichlet(np.full(others, 0.5)) @ rows[1:]
                + noise(random, n, correlation, "normal")[0] / 2
            )
        own = own + effect * (np.arange(n) >= before)
        given = {f"d{k}": series(days, rows[k]) for k in range(1, others + 1)}
        return synthetic(series(days, own), given, days[before]).effect

    return make


HORIZON = 60


def _durations(random: np.random.Generator, level: np.ndarray | float, n: int) -> np.ndarray:
    return np.maximum(0, np.round(random.lognormal(np.log(25) + level, 0.6, n)))


def cases(before: int, after: int, a_month: int, correlation: float, amplitude: float, spread: float) -> Make:
    """Cases whose pace differs by month, with a season and months alike that follow each other; young ones are open.

    Since the change, one day in ten more or less is taken off each duration, as `effect` says.
    """

    def make(random: np.random.Generator, effect: float) -> Effect:
        n = before + after
        level = spread * noise(random, n, correlation, "normal")[0]
        level += amplitude * spread * np.sin(np.arange(n) * np.pi / 6 + random.uniform(0, 7))
        days = [*months(n + 1)]
        begun: list[date] = []
        ended: list[date | None] = []
        for month in range(n):
            many = int(random.poisson(a_month))
            took = _durations(random, level[month], many)
            if month >= before:
                took = np.round(took * (1 + effect))
            for day, long in zip(random.integers(0, 28, many), took, strict=True):
                start = days[month] + timedelta(int(day))
                end = start + timedelta(int(long))
                begun.append(start)
                ended.append(end if end <= days[n] else None)
        return lasting(Times(tuple(begun), tuple(ended)), days[before], days[n], horizon=HORIZON).effect

    return make


def _days_less(amplitude: float, spread: float, effect: float) -> float:
    """The true difference of mean days up to the horizon, over the whole year, from four million cases."""
    if effect == 0:
        return 0.0
    random = np.random.default_rng(1)
    level = spread * random.standard_normal(4_000_000)
    level += amplitude * spread * np.sin(random.uniform(0, 2 * np.pi, 4_000_000))
    took = _durations(random, level, 4_000_000)
    return float(np.minimum(np.round(took * (1 + effect)), HORIZON).mean() - np.minimum(took, HORIZON).mean())


def worlds() -> list[World]:
    """All worlds of the study."""
    level = Model(shape=Shape.LEVEL)
    found = []
    for before, after in ((24, 12), (36, 12), (36, 24)):
        for correlation, amplitude in ((0.0, 0.0), (0.3, 1.0), (0.6, 3.0)):
            make = OneSeries(months(before + after), before, correlation, amplitude)
            name = f"interrupted, {before} + {after} months, AR {correlation}, season {amplitude}"
            found.append(World(name, make, 2.0, 2.0))
    extra: list[tuple[str, Make]] = [
        ("24 + 12 months, AR 0.5, season 2, step only", OneSeries(months(36), 24, 0.5, 2, model=level)),
        ("36 + 12 months, AR 0.3, season 2, heavy tails", OneSeries(months(48), 36, 0.3, 2, "heavy")),
        ("36 + 12 months, AR 0.3, season 2, skewed", OneSeries(months(48), 36, 0.3, 2, "skewed")),
        ("36 + 12 months, AR 0.4, season 2, effect grows", OneSeries(months(48), 36, 0.4, 2, bend=0.1)),
        ("36 + 12 months, AR 0.3, season 2, counts differ", OneSeries(months(48), 36, 0.3, 2, counted=True)),
        ("104 + 52 weeks, AR 0.5, season 2", OneSeries(weeks(156), 104, 0.5, 2)),
    ]
    found += [World(f"interrupted, {name}", make, 2.0, 2.0) for name, make in extra]
    for changed, others, correlation in ((1, 1, 0.4), (1, 8, 0.5), (3, 5, 0.3), (6, 10, 0.6)):
        make = departments(changed, others, months(36), 24, correlation)
        found.append(
            World(f"differences, {changed} and {others} departments, AR {correlation}", make, 2.0, 2.0)
        )
    for others, correlation, alike in ((8, 0.0, True), (12, 0.5, True), (20, 0.3, True), (12, 0.3, False)):
        make = mixtures(others, months(48), 36, correlation, alike)
        name = f"synthetic, {others} others, AR {correlation}, {'another like them' if alike else 'a mixture of them'}"
        found.append(World(name, make, 2.0, 2.0))
    for before, after, a_month, correlation, amplitude, spread in (
        (24, 12, 20, 0.0, 0.0, 0.0),
        (24, 12, 20, 0.3, 1.0, 0.15),
        (36, 12, 30, 0.5, 2.0, 0.1),
    ):
        make = cases(before, after, a_month, correlation, amplitude, spread)
        name = f"survival, {before} + {after} months of {a_month} cases, AR {correlation}, season {amplitude}"
        found.append(World(name, make, -0.2, _days_less(amplitude, spread, -0.2)))
    found += [World(each.name, each, each.effect, each.effect) for each in effects_few_cases.worlds()]
    return found


def study(world: World, runs: int, seed: int = SEED) -> tuple[float, float]:
    """Shares of runs in which the interval covers the effect, and of runs without one that are called changes."""
    random = np.random.default_rng([seed, *world.name.encode()])
    if isinstance(world.make, OneSeries | effects_few_cases.FewCases):
        covered = float((world.make.p(random, world.effect, runs) >= 0.05).mean())
        return covered, float((world.make.p(random, 0.0, runs) < 0.05).mean())
    hits = called = 0
    for _ in range(runs):
        found = world.make(random, world.effect)
        hits += found.low <= world.truth <= found.high
        called += world.make(random, 0.0).clear
    return hits / runs, called / runs


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """Each world, and by how much a promise was missed."""
    runs = int(os.environ.get("OPENHALL_RUNS", "2000"))
    for world in worlds():
        covered, called = study(world, runs)
        name = f"{world.name}: covered {covered:.1%}, called without an effect {called:.1%}"
        fault = None
        if not 0.93 <= covered <= 0.97:
            fault = "the interval must cover in 93% to 97%"
        elif called > 0.05:
            fault = "at most 5% may be called changes"
        yield name, fault
