"""Put events in order and cut cases out of them: the kernels under `EventLog`."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from openhall.mining.parallel import case_slices, share


@njit(cache=True, nogil=True)
def _count(case, n_cases):  # type: ignore[no-untyped-def]
    offsets = np.zeros(n_cases + 1, np.int64)
    for c in case:
        offsets[c + 1] += 1
    for c in range(n_cases):
        offsets[c + 1] += offsets[c]
    return offsets


@njit(cache=True, nogil=True)
def _place(case, time, offsets):  # type: ignore[no-untyped-def]
    """Counting sort by case, keeping the order of rows; says whether times are in order within each case."""
    rows = np.empty(len(case), np.int64)
    position = offsets[:-1].copy()
    last = np.full(len(offsets) - 1, np.iinfo(np.int64).min, np.int64)
    ordered = True
    for i in range(len(case)):
        c = case[i]
        rows[position[c]] = i
        position[c] += 1
        if time[i] < last[c]:
            ordered = False
        last[c] = time[i]
    return rows, ordered


@njit(cache=True, nogil=True)
def _sort_cases(rows, time, offsets, first, past):  # type: ignore[no-untyped-def]
    """Stable sort of the rows of each case by time: insertion for short cases, merge sort for long ones."""
    for c in range(first, past):
        lo, hi = offsets[c], offsets[c + 1]
        if hi - lo > 64:
            part = rows[lo:hi].copy()
            rows[lo:hi] = part[np.argsort(time[part], kind="mergesort")]
            continue
        for i in range(lo + 1, hi):
            row = rows[i]
            at = time[row]
            j = i - 1
            while j >= lo and time[rows[j]] > at:
                rows[j + 1] = rows[j]
                j -= 1
            rows[j + 1] = row


def order_events(
    case: NDArray[np.int32], time: NDArray[np.int64], n_cases: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows in order of case, time and original row, and where each case starts (length cases + 1)."""
    offsets = _count(case, n_cases)
    rows, ordered = _place(case, time, offsets)
    if not ordered:
        share(lambda lo, hi: _sort_cases(rows, time, offsets, lo, hi), case_slices(offsets))
    return rows, offsets


@njit(cache=True, nogil=True)
def _cut(offsets, kept, new_offsets, first, past, column, out):  # type: ignore[no-untyped-def]
    new = new_offsets[first]
    for c in range(first, past):
        if kept[c]:
            for i in range(offsets[c], offsets[c + 1]):
                out[new] = column[i]
                new += 1


def kept_offsets(offsets: NDArray[np.int64], kept: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each old case, where the kept events of it start once the others are cut out (length cases + 1)."""
    new = np.zeros(len(offsets), np.int64)
    np.cumsum(np.where(kept, np.diff(offsets), 0), out=new[1:])
    return new


def cut_column(
    offsets: NDArray[np.int64], kept: NDArray[np.bool_], new: NDArray[np.int64], column: NDArray[np.generic]
) -> NDArray[np.generic]:
    """The values of `column` (one an event) that belong to kept cases; `new` is from `kept_offsets`."""
    out = np.empty(int(new[-1]), column.dtype)
    share(lambda lo, hi: _cut(offsets, kept, new, lo, hi, column, out), case_slices(offsets))
    return out
