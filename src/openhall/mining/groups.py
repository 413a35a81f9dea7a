"""Count, total, mean, median and 90th percentile of a value in every group: the one way durations are summed up.

Steps (directly-follows), service times, hand-overs and comparisons all come here. The quantiles are exact, and the
cost is linear in the rows. Where groups are few, their values are counted in buckets, and only those buckets in
which a quantile lies are looked at again. Where they are many, each value is laid in the run of its group (a
counting sort), and each run is partially ordered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numba import njit
from numpy.typing import NDArray

from openhall.mining.parallel import share, slices

FEW = 512
"""Up to this many groups are counted in buckets (4 kB a group and core)."""
BUCKETS = 1026
"""Below 0, 0, and each power of two up to 2^63 cut into 16: a value above 0 lies within 6% of its bucket's others."""
ZERO = 1
"""The bucket of the value 0, which is the only one in it."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Summary:
    """One row a group: how many values, their total, mean, median and 90th percentile.

    Units are those of the values given. A group without values has count 0 and NaN statistics. Quantiles
    interpolate linearly between the two nearest values (type 7 of Hyndman and Fan 1996), as DuckDB's
    `quantile_cont` and numpy do.
    """

    count: Ints
    total: Floats
    mean: Floats
    median: Floats
    p90: Floats


CountPart = Callable[[int, int], tuple[NDArray[np.int32], Floats]]
"""Of the rows from one place to another: how many values fall in each bucket (groups x BUCKETS), and their totals."""
GatherPart = Callable[[int, int, NDArray[np.int32], Ints, Ints], None]
"""The same rows again: lay each value whose bucket has a run (groups x BUCKETS, -1 for none) at the run's position,
and move that on by one."""


def summarise(keys: NDArray[np.int32], values: Ints, n_groups: int) -> Summary:
    """Sum up `values` by group.

    `keys` holds the group of each value, 0 to `n_groups` - 1, or -1 for a value that is left out.
    """
    if n_groups > FEW:
        return _summary(*_ranks_by_run(keys, values, n_groups))

    def count(lo: int, hi: int) -> tuple[NDArray[np.int32], Floats]:
        counts, total = no_counts(n_groups)
        _count_buckets(keys, values, lo, hi, counts, total)
        return counts, total

    def gather(lo: int, hi: int, run_of: NDArray[np.int32], position: Ints, out: Ints) -> None:
        _gather(keys, values, lo, hi, run_of, position, out)

    return summarise_in_passes(n_groups, slices(len(keys)), count, gather)


def no_counts(n_groups: int) -> tuple[NDArray[np.int32], Floats]:
    """What a `CountPart` adds to."""
    # The total is a float: ten million waits of a month, in microseconds, pass the largest int64.
    return np.zeros((n_groups, BUCKETS), np.int32), np.zeros(n_groups)


def summarise_in_passes(
    n_groups: int, parts: list[tuple[int, int]], count: CountPart, gather: GatherPart
) -> Summary:
    """Sum up values that are worked out in passing, twice, and never written down; for at most `FEW` groups."""
    return _summary(*_ranks_by_bucket(n_groups, parts, count, gather))


def _summary(count: Ints, total: Floats, ranks: Ints) -> Summary:
    low50, high50, low90, high90 = ranks
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / count
    return Summary(
        count, total, mean, _between(low50, high50, count, 0.5), _between(low90, high90, count, 0.9)
    )


def _between(low: Ints, high: Ints, count: Ints, quantile: float) -> Floats:
    place = np.maximum(count - 1, 0) * quantile
    part = place - np.floor(place + 1e-9)
    part[part < 1e-9] = 0
    return np.where(count > 0, low + part * (high - low), np.nan)


def _wanted_ranks(count: Ints) -> Ints:
    """The ranks (from 0) between which median and 90th percentile lie: 4 x groups."""
    last = np.maximum(count - 1, 0)
    at50, at90 = last // 2, last * 9 // 10
    return np.stack((at50, np.minimum(at50 + 1, last), at90, np.minimum(at90 + 1, last)))


@njit(cache=True, nogil=True, inline="always")
def bucket(value):  # type: ignore[no-untyped-def]
    """The bucket of a value: the larger the value, the larger (or the same) its bucket."""
    if value <= 0:
        return ZERO if value == 0 else 0
    # The leading bits of a float above 0 are its exponent and first digits, and order as the float does.
    return (np.float64(value).view(np.int64) >> 48) - 1023 * 16 + 2


@njit(cache=True, nogil=True)
def _count_buckets(keys, values, lo, hi, counts, total):  # type: ignore[no-untyped-def]
    for i in range(lo, hi):
        key = keys[i]
        if key >= 0:
            counts[key, bucket(values[i])] += 1
            total[key] += values[i]


@njit(cache=True, nogil=True)
def _gather(keys, values, lo, hi, run_of, position, out):  # type: ignore[no-untyped-def]
    for i in range(lo, hi):
        key = keys[i]
        if key >= 0:
            run = run_of[key, bucket(values[i])]
            if run >= 0:
                out[position[run]] = values[i]
                position[run] += 1


def _ranks_by_bucket(
    n_groups: int, parts: list[tuple[int, int]], count_part: CountPart, gather_part: GatherPart
) -> tuple[Ints, Floats, Ints]:
    """Count, total and the values of `_wanted_ranks` of each group."""
    counted = share(count_part, parts)
    total = np.sum([total for _, total in counted], axis=0)
    upto = np.cumsum(np.sum([counts for counts, _ in counted], axis=0, dtype=np.int64), axis=1)
    count = upto[:, -1]
    ranks = _wanted_ranks(count)
    lies_in = np.stack([(upto <= rank[:, None]).sum(axis=1) for rank in ranks])
    lies_in[:, count == 0] = ZERO
    group = np.broadcast_to(np.arange(n_groups), lies_in.shape)
    # What lies in the bucket of 0 is 0; the values of the other buckets have to be looked at.
    looked_at = lies_in != ZERO
    runs, run = np.unique((group * BUCKETS + lies_in)[looked_at], return_inverse=True)
    run_of = np.full(n_groups * BUCKETS, -1, np.int32)
    run_of[runs] = np.arange(len(runs))
    sizes = np.stack([counts.reshape(-1)[runs] for counts, _ in counted]).astype(np.int64)
    starts = np.concatenate(([0], np.cumsum(sizes.sum(axis=0))))
    positions = starts[:-1] + np.cumsum(sizes, axis=0) - sizes
    place = {lo: positions[k] for k, (lo, _) in enumerate(parts)}
    out = np.empty(int(starts[-1]), np.int64)
    table = run_of.reshape(n_groups, BUCKETS)
    share(lambda lo, hi: gather_part(lo, hi, table, place[lo], out), parts)
    before = upto[group, lies_in] - np.stack([_bucket_size(counted, group[0], row) for row in lies_in])
    found = np.zeros(lies_in.shape, np.int64)
    found[looked_at] = _select(out, starts, run, (ranks - before)[looked_at])
    return count, total, found


def _bucket_size(counted: list[tuple[NDArray[np.int32], Floats]], group: Ints, bucket: Ints) -> Ints:
    sizes: Ints = np.sum([counts[group, bucket] for counts, _ in counted], axis=0, dtype=np.int64)
    return sizes


def _ranks_by_run(keys: NDArray[np.int32], values: Ints, n_groups: int) -> tuple[Ints, Floats, Ints]:
    """Count, total and the values of `_wanted_ranks` of each group."""
    out, starts, total = collect(keys, values, n_groups)
    count = np.diff(starts)
    ranks = _wanted_ranks(count)
    found = np.zeros(ranks.shape, np.int64)
    filled = count > 0
    run = np.broadcast_to(np.arange(n_groups), ranks.shape)
    found[:, filled] = _select(out, starts, run[:, filled].ravel(), ranks[:, filled].ravel()).reshape(4, -1)
    return count, total, found


def _select(out: Ints, starts: Ints, run: Ints, rank: Ints) -> Ints:
    """The value of each rank (from 0) in its run of `out`, which is reordered in place."""
    found = np.empty(len(run), np.int64)
    order = np.argsort(run, kind="stable")
    cuts = np.flatnonzero(np.diff(run[order], prepend=-1))
    wanted = np.append(cuts, len(order))

    def select_part(lo: int, hi: int) -> None:
        for k in range(lo, hi):
            mine = order[wanted[k] : wanted[k + 1]]
            values = out[starts[run[mine[0]]] : starts[run[mine[0]] + 1]]
            values.partition(tuple(set(rank[mine].tolist())))
            found[mine] = values[rank[mine]]

    # Cut where half of the values lie, not half of the runs: a few runs hold most values.
    weight = np.cumsum(np.diff(starts)[run[order[cuts]]])
    ends = [int(np.searchsorted(weight, hi)) for _, hi in slices(len(out))]
    share(select_part, list(pairwise([0, *ends[:-1], len(cuts)])))
    return found


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


def collect(keys: NDArray[np.int32], values: Ints, n_groups: int) -> tuple[Ints, Ints, Floats]:
    """Lay the values of each group side by side, in their order of appearance.

    Returns the values, the start of each group's run in them (length `n_groups` + 1), and each group's total.
    """
    parts = slices(len(keys))

    def count_part(lo: int, hi: int) -> tuple[Ints, Floats]:
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
