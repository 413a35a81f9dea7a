"""Distributions as they are on record: the means of two hundred equal parts, which keep the whole's mean exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

PARTS = 200
"""Parts of a distribution."""


def parts_of(
    group: NDArray[np.int64], value: NDArray[np.float64], weight: NDArray[np.float64], groups: int
) -> NDArray[np.float64]:
    """The parts of each group's distribution, the smallest first: groups x PARTS. Groups without weight are NaN."""
    order = np.lexsort((value, group))
    group, value, weight = group[order], value[order], weight[order]
    total = np.concatenate(([0.0], np.cumsum(weight)))
    sums = np.concatenate(([0.0], np.cumsum(weight * value)))
    ends = np.searchsorted(group, np.arange(groups + 1))
    low, high = total[ends[:-1]], total[ends[1:]]
    share = np.linspace(0.0, 1.0, PARTS + 1)
    edges = low[:, None] + (high - low)[:, None] * share
    cumulated = np.interp(edges, total, sums)
    with np.errstate(invalid="ignore", divide="ignore"):
        means: NDArray[np.float64] = np.diff(cumulated, axis=1) / np.diff(edges, axis=1)
    means[high - low <= 0] = np.nan
    # Sums of many numbers leave a trace of rounding.
    rising: NDArray[np.float64] = np.maximum.accumulate(np.maximum(means, 0.0), axis=1)
    return rising


def effective(group: NDArray[np.int64], weight: NDArray[np.float64], groups: int) -> NDArray[np.float64]:
    """How many equally weighted observations each group is worth (Kish)."""
    total = np.bincount(group, weights=weight, minlength=groups)
    squares = np.bincount(group, weights=weight * weight, minlength=groups)
    worth: NDArray[np.float64] = np.divide(total * total, squares, out=np.zeros(groups), where=squares > 0)
    return worth
