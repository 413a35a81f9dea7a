"""Waits of which only bounds are known: their distribution is found from all of them together (Turnbull 1976)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

CELLS = 400
"""Cells that the waits are laid in."""
ROUNDS = 200
GOLDEN = (np.sqrt(5.0) - 1.0) / 2.0


def likely(
    low: NDArray[np.float64], high: NDArray[np.float64], weight: NDArray[np.float64]
) -> NDArray[np.float64]:
    """For each wait one that is as likely as all of them make it, between its bounds.

    `low`, `high` and `weight` have one length. The distribution of what is returned is that of greatest likelihood, by
    expectation and maximisation; within a cell waits are spread evenly.
    """
    if not len(low):
        return np.zeros(0)
    # Bounds are steps of the distribution, so cells lie between bounds that occur.
    edges = np.unique(np.quantile(np.concatenate((low, high)), np.linspace(0.0, 1.0, CELLS + 1)))
    if len(edges) < 2:
        return low.copy()
    first = np.clip(np.searchsorted(edges, low, side="right") - 1, 0, len(edges) - 2)
    past = np.clip(np.searchsorted(edges, high, side="left"), first + 1, len(edges) - 1)
    mass = np.full(len(edges) - 1, 1.0 / (len(edges) - 1))
    for _ in range(ROUNDS):
        run = np.concatenate(([0.0], np.cumsum(mass)))
        each = weight / np.maximum(run[past] - run[first], 1e-300)
        step = np.bincount(first, weights=each, minlength=len(edges)) - np.bincount(
            past, weights=each, minlength=len(edges)
        )
        mass = mass * np.cumsum(step)[:-1]
        mass = np.maximum(mass, 0.0) / mass.sum()
    run = np.concatenate(([0.0], np.cumsum(mass)))
    # Evenly spread numbers instead of luck: the same record gives the same waits.
    part = (np.arange(1, len(low) + 1) * GOLDEN) % 1.0
    wanted = run[first] + part * (run[past] - run[first])
    found = np.interp(wanted, run, edges)
    return np.asarray(np.clip(found, low, np.maximum(low, high)))
