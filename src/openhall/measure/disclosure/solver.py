"""Linear programs with HiGHS, as the attacker and the protector use them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

TOLERANCE = 1e-6


class Outcome(Enum):
    """How a program ended."""

    FOUND = auto()
    IMPOSSIBLE = auto()
    UNKNOWN = auto()
    """It took longer than it may."""


@dataclass(frozen=True, eq=False)
class Solution:
    """How a program ended; the quantities where it found some."""

    outcome: Outcome
    x: NDArray[np.float64] | None = None


def minimise(
    price: NDArray[np.float64],
    matrix: sparse.csr_array,
    right: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    *,
    whole: bool = False,
    seconds: float = 20.0,
    good_enough: bool = False,
) -> Solution:
    """The cheapest x with `matrix` x = `right` and `low` <= x <= `high`, in whole numbers if asked.

    `good_enough`: the first whole numbers that are found will do.
    """
    # It takes a second to load, and whoever only looks at rows does not need it.
    from scipy.optimize import Bounds, LinearConstraint, milp

    done = milp(
        price,
        integrality=np.full(len(price), int(whole)),
        bounds=Bounds(low, high),
        constraints=LinearConstraint(matrix, right, right),
        options={"time_limit": seconds, "presolve": True, "mip_rel_gap": 1e9 if good_enough else 0.0},
    )
    if done.x is not None and done.status in (0, 1):
        x = np.asarray(done.x, np.float64)
        return Solution(Outcome.FOUND, np.round(x) if whole else x)
    return Solution(Outcome.IMPOSSIBLE if done.status == 2 else Outcome.UNKNOWN)
