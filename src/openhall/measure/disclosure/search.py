"""The mildest plan under which everybody shares what is said of them with enough others.

Each column by which somebody may be known has a ladder of coarser forms (`ladders`); a choice of one rung each is a
point of a lattice. A coarser point never has smaller classes, so each point that is looked at settles all that are
finer (when it fails) or coarser (when it holds). Of those that hold, the one is taken that loses least: the mean share
of each column's entropy that is lost.

Sources: Samarati, Protecting Respondents' Identities (2001), for the lattice; El Emam et al., A Globally Optimal
k-Anonymity Method (2009), for settling what need not be looked at; Gionis and Tassa (2009) for entropy as loss.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openhall.measure.disclosure.classes import Coded, code, codes_of
from openhall.measure.disclosure.errors import BadPlan
from openhall.measure.disclosure.ladders import ladder
from openhall.measure.disclosure.plan import DropRows, Plan
from openhall.measure.disclosure.steps import Drop, Rare, Step
from openhall.process.saying import gettext

CODE = "openhall:code"
MOST_POINTS = 20_000
MOST_LOOKS = 300
FEWEST_LOOKS = 40
MOST_WORK = 30_000_000
"""So many points are looked at, fewer of large tables (rows times points); then the best so far is taken."""

Points = NDArray[np.int64]
"""Points of the lattice: points x columns, the rung of each column."""


@dataclass(frozen=True)
class Proposal:
    """A plan that reaches k. loss: 0 nothing is lost, 1 everything; dropped: rows left out; looks: points tried."""

    plan: Plan
    loss: float
    dropped: int
    looks: int


@dataclass(frozen=True, eq=False)
class _Rungs:
    """One column's ladder, coded: of each rung its step, the codes of the different rows, how many, what is lost."""

    steps: tuple[Step | None, ...]
    codes: tuple[NDArray[np.uint32], ...]
    n: tuple[int, ...]
    lost: tuple[float, ...]


def propose(
    frame: pl.DataFrame,
    quasi: Sequence[str],
    k: int,
    *,
    who: str | None = None,
    most_dropped: float = 0.01,
    ladders: Mapping[str, Sequence[Step]] | None = None,
) -> Proposal:
    """The mildest plan under which no class by the columns `quasi` is smaller than k, up to dropped rows.

    most_dropped  the share of rows that may be left out because they are alone even so
    ladders       for a column, its own steps from mild to coarse, instead of those that its values suggest

    Raises `BadPlan` when not even leaving all of these columns out is enough (fewer than k people).
    """
    coded = code(frame, quasi, who)
    if coded.rows < k:
        raise BadPlan(
            gettext("There are only %(rows)s, so nothing can be said that %(k)s share.", rows=coded.rows, k=k)
        )
    rungs = [_rungs(coded, place, (ladders or {}).get(name)) for place, name in enumerate(quasi)]
    points = _points(rungs)
    lost = np.zeros((len(rungs), max(len(each.steps) for each in rungs)))
    for place, each in enumerate(rungs):
        lost[place, : len(each.steps)] = each.lost
    loss = lost[np.arange(len(rungs)), points].mean(axis=1)
    most = int(most_dropped * coded.rows)
    looks = 0
    enough = max(FEWEST_LOOKS, min(MOST_LOOKS, MOST_WORK // max(1, len(coded.weight))))

    def holds(point: NDArray[np.int64]) -> bool:
        nonlocal looks
        if looks >= enough:
            raise _Enough
        looks += 1
        return _below(coded, rungs, point, k) <= most

    best = _mildest(points, loss, holds)
    dropped = _below(coded, rungs, points[best], k)
    steps = [each.steps[rung] for each, rung in zip(rungs, points[best], strict=True)]
    left = [name for name, step in zip(quasi, steps, strict=True) if not isinstance(step, Drop)]
    rows = DropRows(k, tuple(left)) if dropped and left else None
    total = float(loss[best]) + dropped / max(1, coded.rows)
    return Proposal(Plan(tuple(filter(None, steps)), rows), min(1.0, total), dropped, looks)


def _rungs(coded: Coded, place: int, own: Sequence[Step] | None) -> _Rungs:
    """The ladder of one column, each rung worked out on its different values only."""
    name, codes = coded.columns[place], coded.codes[place]
    known = pl.DataFrame({CODE: codes, name: coded.values[name]}).unique(CODE).sort(CODE)
    weight = np.bincount(codes, weights=coded.weight, minlength=coded.n[place])
    steps: tuple[Step | None, ...] = ladder(known[name]) if own is None else (None, *own, Drop(name))
    made, counts, lost = [], [], []
    whole = _entropy(weight)
    for step in steps:
        coarse = np.zeros(coded.n[place], np.uint32)
        coarse[known[CODE].to_numpy()] = _coarser(known.select(name), step, weight[known[CODE].to_numpy()])
        kept = _entropy(np.bincount(coarse, weights=weight))
        made.append(coarse[codes])
        counts.append(int(coarse.max()) + 1)
        lost.append(1.0 if isinstance(step, Drop) else 1 - kept / whole if whole else 0.0)
    return _Rungs(steps, tuple(made), tuple(counts), tuple(lost))


def _coarser(values: pl.DataFrame, step: Step | None, weight: NDArray[np.float64]) -> NDArray[np.uint32]:
    """A code for each different value of a column after a step."""
    if isinstance(step, Drop):
        return np.zeros(values.height, np.uint32)
    if isinstance(step, Rare):
        # It counts rows, and here each value is there once.
        often = weight >= step.fewest
        return np.where(often, np.cumsum(often), 0).astype(np.uint32)
    return codes_of((values if step is None else step.apply(values, None)).to_series()).astype(np.uint32)


def _entropy(weight: NDArray[Any]) -> float:
    share = weight[weight > 0] / weight.sum()
    return float(-(share * np.log(share)).sum())


def _points(rungs: list[_Rungs]) -> NDArray[np.int64]:
    """Every choice of a rung a column. Where that is too many, every second rung of the longest ladder is left out."""
    choices = [list(range(len(each.steps))) for each in rungs]
    while math.prod(map(len, choices)) > MOST_POINTS:
        longest = max(choices, key=len)
        longest[:] = [*longest[:-1:2], longest[-1]] if len(longest) > 3 else [longest[0], longest[-1]]
        if all(len(each) <= 2 for each in choices):
            raise BadPlan(
                gettext(
                    "%(n)s columns by which somebody may be known are too many to search; leave some out.",
                    n=len(rungs),
                )
            )
    return np.array(list(product(*choices)), np.int64).reshape(-1, len(rungs))


def _below(coded: Coded, rungs: list[_Rungs], point: NDArray[np.int64], k: int) -> int:
    """How many are in classes smaller than k at a point."""
    here = replace(
        coded,
        codes=np.stack([each.codes[rung] for each, rung in zip(rungs, point, strict=True)]),
        n=tuple(each.n[rung] for each, rung in zip(rungs, point, strict=True)),
    )
    sizes = here.sizes(range(len(rungs)))
    return int(sizes[sizes < k].sum())


def _mildest(points: Points, loss: NDArray[np.float64], holds: Callable[[NDArray[np.int64]], bool]) -> int:
    """The point of least loss that holds, among those that `holds` is asked for. The coarsest holds always.

    First down from the coarsest, a rung of one column at a time, the one that gains most; then whatever loses less than
    the best so far and is not settled, by halves. `holds` raises `_Enough` when it was asked often enough.
    """
    place = {tuple(point): number for number, point in enumerate(points.tolist())}
    best = int(np.argmax(points.sum(axis=1)))
    failed = np.zeros(len(points), np.bool_)
    try:
        while (finer := _finer(points, place, best, loss, failed)) is not None:
            if holds(points[finer]):
                best = finer
            else:
                failed |= (points <= points[finer]).all(axis=1)
        while len(left := np.flatnonzero(~failed & (loss < loss[best]))):
            middle = int(left[np.argsort(loss[left], kind="stable")[len(left) // 2]])
            if holds(points[middle]):
                best = middle
            else:
                failed |= (points <= points[middle]).all(axis=1)
    except _Enough:
        pass
    return best


def _finer(
    points: Points,
    place: dict[tuple[int, ...], int],
    here: int,
    loss: NDArray[np.float64],
    failed: NDArray[np.bool_],
) -> int | None:
    """The point with one column a rung finer that gains most, of those that have not failed."""
    found = []
    for column in range(points.shape[1]):
        lower = points[:, column][points[:, column] < points[here, column]]
        if len(lower):
            moved = points[here].copy()
            moved[column] = lower.max()
            found.append(place[tuple(moved.tolist())])
    open_ones = [each for each in found if not failed[each]]
    return min(open_ones, key=lambda each: float(loss[each]), default=None)


class _Enough(Exception):
    """As many points were looked at as is worth it."""
