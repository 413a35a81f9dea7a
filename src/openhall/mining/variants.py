"""Variants: the different sequences of activities that cases take, and how many cases take each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from openhall.mining.log import EventLog
from openhall.mining.parallel import case_slices, share


@dataclass(frozen=True, eq=False)
class Variants:
    """The variants of a log, the most frequent first (ties: the one that occurs first in the log).

    of_case  int32, one a case: the number of its variant
    cases    int64, one a variant: how many cases take it
    example  int64, one a variant: the first case that takes it
    """

    of_case: NDArray[np.int32]
    cases: NDArray[np.int64]
    example: NDArray[np.int64]

    @property
    def count(self) -> int:
        """How many variants there are."""
        return len(self.cases)

    def activities(self, log: EventLog, variant: int) -> tuple[str, ...]:
        """The activities of a variant, in order."""
        case = self.example[variant]
        codes = log.activity[log.offsets[case] : log.offsets[case + 1]]
        return tuple(log.activities[code] for code in codes)


@njit(cache=True, nogil=True)
def _hash_cases(activity, offsets, first, past, seed, out):  # type: ignore[no-untyped-def]
    for c in range(first, past):
        h = seed
        for i in range(offsets[c], offsets[c + 1]):
            h = (h ^ (np.uint64(activity[i]) + np.uint64(1))) * np.uint64(0x9E3779B97F4A7C15)
            h ^= h >> np.uint64(29)
        h ^= np.uint64(offsets[c + 1] - offsets[c]) * np.uint64(0xBF58476D1CE4E5B9)
        out[c] = h


@njit(cache=True, nogil=True)
def _differs(activity, offsets, of_case, example, first, past):  # type: ignore[no-untyped-def]
    for c in range(first, past):
        other = example[of_case[c]]
        lo, at = offsets[c], offsets[other]
        if offsets[c + 1] - lo != offsets[other + 1] - at:
            return True
        for k in range(offsets[c + 1] - lo):
            if activity[lo + k] != activity[at + k]:
                return True
    return False


def find_variants(log: EventLog) -> Variants:
    """Group the cases by their sequence of activities.

    Cases are grouped by a 64-bit hash and each is then compared with the example of its group, so the result is
    exact: two sequences with one hash lead to another seed.
    """
    parts = case_slices(log.offsets)
    seed = 0x243F6A8885A308D3
    while True:
        hashes = np.empty(log.n_cases, np.uint64)
        start = np.uint64(seed)
        share(lambda lo, hi: _hash_cases(log.activity, log.offsets, lo, hi, start, hashes), parts)  # noqa: B023
        _, example, group, cases = np.unique(
            hashes, return_index=True, return_inverse=True, return_counts=True
        )
        order = np.lexsort((example, -cases))
        rank = np.empty(len(order), np.int32)
        rank[order] = np.arange(len(order), dtype=np.int32)
        found = Variants(rank[group], cases[order], example[order])
        clash = share(
            lambda lo, hi: _differs(log.activity, log.offsets, found.of_case, found.example, lo, hi),  # noqa: B023
            parts,
        )
        if not any(clash):
            return found
        seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
