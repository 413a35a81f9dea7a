"""Which cells to hide beside the small ones: cheap ones first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from openhall.measure.disclosure.solver import TOLERANCE, minimise
from openhall.measure.disclosure.system import System

ENDLESS = 1e15
MOST_ROUNDS = 500


def with_room(system: System, hidden: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """What to hide so that no relation by itself gives a hidden cell away.

    A relation with one hidden cell does. So does one in which the other hidden parts cannot become smaller by as much
    as a small cell must be able to grow, while their total is known. Cells that are cheap for the room that they give
    come first, and those that help in several relations. Where a relation has no other cell that may be hidden, it is
    left as it is: the attack will tell.
    """
    matrix = sparse.csr_array(system.relations)
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    place, total = matrix.indices, matrix.data > 0
    room = np.where(system.silent, ENDLESS, np.clip(system.value - system.low, 0, ENDLESS))
    growth = np.where(system.need.small, system.need.high - system.value, 0.0)
    chosen = hidden.copy()
    for _ in range(MOST_ROUNDS):
        unknown = chosen | system.silent
        lacking = _lacking(row, place, total, unknown, room, growth, matrix.shape[0])
        count = np.bincount(row, weights=unknown[place], minlength=matrix.shape[0])
        free = ~unknown & np.isfinite(system.price)
        helps = np.bincount(place, weights=lacking[row] > 0, minlength=system.size)
        breaks = np.bincount(place, weights=count[row] == 0, minlength=system.size)
        price = np.where(free, system.price * (1 + breaks) / np.maximum(helps, 1), np.inf)
        gives = np.where(total, ENDLESS, room[place])
        open_to = np.flatnonzero((lacking[row] > 0) & free[place] & (gives > 0))
        if not len(open_to):
            return chosen
        cost = price[place[open_to]] * np.maximum(1.0, lacking[row[open_to]] / gives[open_to])
        order = np.lexsort((place[open_to], cost, row[open_to]))
        first = np.unique(row[open_to][order], return_index=True)[1]
        chosen[place[open_to][order[first]]] = True
    return chosen


def _lacking(
    row: NDArray[np.int64],
    place: NDArray[np.int32],
    total: NDArray[np.bool_],
    unknown: NDArray[np.bool_],
    room: NDArray[np.float64],
    growth: NDArray[np.float64],
    n_rows: int,
) -> NDArray[np.float64]:
    """Of each relation, by how much more its hidden cells should be able to move; 0 where it gives nothing away."""
    hidden = unknown[place]
    there = np.bincount(row, weights=hidden * np.where(total, ENDLESS, room[place]), minlength=n_rows)
    short = np.where(hidden & ~total, growth[place] - (there[row] - room[place]), 0.0)
    lacking = np.zeros(n_rows)
    np.maximum.at(lacking, row, np.where(short > TOLERANCE, short, 0.0))
    alone = np.bincount(row, weights=hidden, minlength=n_rows) == 1
    return np.where(alone, np.maximum(lacking, TOLERANCE), lacking)


def let_move(system: System, hidden: NDArray[np.bool_], breached: NDArray[np.int64]) -> NDArray[np.bool_]:
    """What else to hide so that each breached quantity can be as low and as high as it must."""
    chosen = hidden.copy()
    for place in breached.tolist():
        for target in (system.need.low[place], system.need.high[place]):
            if target != system.value[place]:
                chosen |= _moved(system, chosen, place, target)
    return chosen


def _moved(system: System, hidden: NDArray[np.bool_], place: int, target: float) -> NDArray[np.bool_]:
    """The published quantities that change in the cheapest other table in which a quantity is `target`.

    The program has three columns for a quantity that may yet be hidden (its value is fixed; more and less of it at a
    price), and one for a hidden quantity, which moves for nothing.
    """
    unknown = hidden | system.silent
    free = ~unknown & np.isfinite(system.price)
    scale = 1.0 if system.whole else float(max(system.value.max(initial=0.0), 1e-300)) / 1000
    value = system.value / scale
    moving, yielding = np.flatnonzero(unknown), np.flatnonzero(free)
    step = max(abs(target - system.value[place]) / scale, TOLERANCE)
    unit = system.price[yielding] / np.maximum(np.minimum(value[yielding], step), 1e-3)
    inside, beside = system.relations[:, moving], system.relations[:, yielding]
    matrix = sparse.csr_array(sparse.hstack([inside, beside, -beside]))
    right = -(system.relations @ np.where(unknown, 0.0, value))
    low = np.concatenate([system.low[moving] / scale, np.zeros(2 * len(yielding))])
    far = 10 * step + value.max(initial=1.0) * 4
    high = np.concatenate(
        [
            np.minimum(system.high[moving] / scale, far),
            np.maximum(np.minimum(system.high[yielding] / scale, far) - value[yielding], 0),
            np.maximum(value[yielding] - system.low[yielding] / scale, 0),
        ]
    )
    here = int(np.searchsorted(moving, place))
    low[here] = high[here] = target / scale
    price = np.concatenate([np.zeros(len(moving)), unit, unit])
    found = minimise(price, matrix, right, low, high)
    more = np.zeros(system.size, np.bool_)
    if found.x is not None:
        change = found.x[len(moving) : len(moving) + len(yielding)] + found.x[len(moving) + len(yielding) :]
        more[yielding[change > TOLERANCE]] = True
    return more
