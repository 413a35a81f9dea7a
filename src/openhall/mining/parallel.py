"""How work on a long column is shared between the cores.

Kernels are compiled once by numba with `nogil=True` and run on slices of the data in a thread pool. The pool
is ours, and not numba's, because numba's own may not be entered from two threads at once, and a web server does.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
ALONE_BELOW = 200_000  # rows; under this the hand-over costs more than the second core gives


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@lru_cache(maxsize=1)
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=cores(), thread_name_prefix="openhall-mining")


def _forget_pool() -> None:
    _pool.cache_clear()


# A forked child (a web worker) inherits the pool's memory but not its threads: it needs a pool of its own.
os.register_at_fork(after_in_child=_forget_pool)


def slices(n_rows: int) -> list[tuple[int, int]]:
    """Cut `n_rows` rows into as many slices as there are cores (one when there are few rows)."""
    parts = 1 if n_rows < ALONE_BELOW else cores()
    cuts = [n_rows * k // parts for k in range(parts + 1)]
    return list(pairwise(cuts))


def case_slices(offsets: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Cut the cases into slices of about the same number of events; returns `(first case, past last)`."""
    n_cases = len(offsets) - 1
    events = slices(int(offsets[-1]))
    cuts = [0, *(int(np.searchsorted(offsets, hi)) for _, hi in events[:-1]), n_cases]
    return list(pairwise(cuts))


def share(work: Callable[[int, int], T], parts: list[tuple[int, int]]) -> list[T]:
    """Run `work(lo, hi)` for every part, side by side, and return the results in the order of the parts."""
    if len(parts) == 1:
        return [work(*parts[0])]
    return list(_pool().map(lambda part: work(*part), parts))


def side_by_side(works: list[Callable[[], T]], n_rows: int) -> list[T]:
    """Do different works on a log of so many rows at a time, and return the results in the order of the works.

    They run on threads of their own, since each may `share` its rows, and a pool must not wait for itself.
    """
    if n_rows < ALONE_BELOW:
        return [work() for work in works]
    with ThreadPoolExecutor(max_workers=cores(), thread_name_prefix="openhall-findings") as threads:
        return list(threads.map(lambda work: work(), works))
