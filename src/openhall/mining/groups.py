"""Count, total, mean, median and 90th percentile of a value in every group: the one way durations are summed up.

Steps (directly-follows), service times, hand-overs and comparisons all come here. A value is scattered into the
run of its group (a counting sort) and each run is then partially ordered, so the cost is linear in the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numba import njit
from numpy.typing import NDArray

from openhall.mining.parallel import share, slices


@dataclass(frozen=True)
class Summary:
    """One row a group: how many values, their total, mean, median and 90th percentile.

    Units are those of the values given. A group without values has count 0 and NaN statistics. Quantiles
    interpolate linearly between the two nearest values (type 7 of Hyndman and Fan 1996), as DuckDB's
    `quantile_cont` and numpy do.
    """

    count: NDArray[np.int64]
    total: NDArray[np.float64]
    mean: NDArray[np.float64]
    median: NDArray[np.float64]
    p90: NDArray[np.float64]


@njit(cache=True, nogil=True)
def _count_and_sum(keys, values, lo, hi, count, total):  # type: ignore[no-untyped-def]
    for i in range(lo, hi):
        key = keys[i]
        if key >= 0:
            count[key] += 1
            total[key] += values[i]


@njit(cache=True, nogil=True)
def _scatter(keys, values, lo, hi, position, out):  # type: ignore[no-untyped-def]
    for i in range(lo, hi):
        key = keys[i]
        if key >= 0:
            out[position[key]] = values[i]
            position[key] += 1


def summarise(keys: NDArray[np.int32], values: NDArray[np.int64], n_groups: int) -> Summary:
    """Sum up `values` by group.

    `keys` holds the group of each value, 0 to `n_groups` - 1, or -1 for a value that is left out.
    """
    run, starts, total = collect(keys, values, n_groups)
    count = np.diff(starts)
    median, p90 = _quantiles(run, starts)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / count
    return Summary(count, total, mean, median, p90)


def collect(
    keys: NDArray[np.int32], values: NDArray[np.int64], n_groups: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Lay the values of each group side by side, in their order of appearance.

    Returns the values, the start of each group's run in them (length `n_groups` + 1), and each group's total.
    """
    parts = slices(len(keys))

    def count_part(lo: int, hi: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        # The total is a float: ten million waits of a month, in microseconds, pass the largest int64.
        count, total = np.zeros(n_groups, np.int64), np.zeros(n_groups, np.float64)
        _count_and_sum(keys, values, lo, hi, count, total)
        return count, total

    counted = share(count_part, parts)
    counts = np.stack([count for count, _ in counted])
    starts = np.zeros(n_groups + 1, np.int64)
    np.cumsum(counts.sum(axis=0), out=starts[1:])
    positions = starts[:-1] + np.cumsum(counts, axis=0) - counts
    run = np.empty(int(starts[-1]), np.int64)
    place = {lo: positions[k] for k, (lo, _) in enumerate(parts)}
    share(lambda lo, hi: _scatter(keys, values, lo, hi, place[lo], run), parts)
    total = np.sum([total for _, total in counted], axis=0)
    return run, starts, total


def _quantiles(
    run: NDArray[np.int64], starts: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    n_groups = len(starts) - 1
    median, p90 = np.full(n_groups, np.nan), np.full(n_groups, np.nan)
    filled = np.flatnonzero(np.diff(starts))

    def order_part(lo: int, hi: int) -> None:
        for group in filled[lo:hi]:
            values = run[starts[group] : starts[group + 1]]
            median[group], p90[group] = _two_quantiles(values)

    # Cut where half of the values lie, not half of the groups: a few groups hold most values.
    weight = np.cumsum(np.diff(starts)[filled])
    cuts = [int(np.searchsorted(weight, hi)) for _, hi in slices(len(run))]
    cuts = [0, *cuts[:-1], len(filled)]
    share(order_part, list(pairwise(cuts)))
    return median, p90


def _two_quantiles(values: NDArray[np.int64]) -> tuple[float, float]:
    """Median and 90th percentile of a run of values, which is reordered in place."""
    last = len(values) - 1
    at50, at90 = last // 2, last * 9 // 10
    values.partition((at50, at90))
    return _between(values, at50, last * 0.5 - at50), _between(values, at90, last * 0.9 - at90)


def _between(values: NDArray[np.int64], at: int, part: float) -> float:
    low = int(values[at])
    if part < 1e-9:
        return float(low)
    return low + part * (int(values[at + 1 :].min()) - low)
