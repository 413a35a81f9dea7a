"""Which cells to hide beside the small ones: cheap ones first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from openhall.measure.disclosure.solver import TOLERANCE, minimise
from openhall.measure.disclosure.system import System


def at_least_two(system: System, hidden: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """What to hide so that no relation has one hidden cell only. Cells that would help in two relations come first.

    Where a relation has no other cell that may be hidden, it is left as it is: the attack will tell.
    """
    members = abs(system.relations)
    members.data[:] = 1.0
    sides = sparse.csr_array(members.T)
    chosen = hidden.copy()
    for _ in range(members.shape[0]):
        count = members @ (chosen | system.silent).astype(np.float64)
        alone = np.flatnonzero(np.round(count) == 1)
        if not len(alone):
            break
        free = ~chosen & ~system.silent & np.isfinite(system.price)
        helps = sides @ (np.round(count) == 1).astype(np.float64)
        breaks = sides @ (np.round(count) == 0).astype(np.float64)
        cost = np.where(free, system.price * (1 + breaks) / np.maximum(helps, 1), np.inf)
        picked = _cheapest(members, alone, cost)
        if not len(picked):
            break
        chosen[picked] = True
    return chosen


def _cheapest(
    members: sparse.csr_array, rows: NDArray[np.int64], cost: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Of each row the cheapest member, where one has a price. Of rows that share it, once."""
    part = members[rows]
    owner = np.repeat(np.arange(len(rows)), np.diff(part.indptr))
    order = np.lexsort((part.indices, cost[part.indices], owner))
    first = order[np.unique(owner[order], return_index=True)[1]]
    picked = part.indices[first]
    return np.unique(picked[np.isfinite(cost[picked])]).astype(np.int64)


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
