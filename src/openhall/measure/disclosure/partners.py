"""Which cells to hide beside the small ones: cheap ones first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from openhall.measure.disclosure.errors import NoProtection
from openhall.measure.disclosure.solver import TOLERANCE, minimise
from openhall.measure.disclosure.system import System
from openhall.process.saying import gettext

ENDLESS = 1e15
MOST_ROUNDS = 500
LITTLE = 1e-3


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
    asked = ~system.silent | system.need.small
    chosen = hidden.copy()
    for _ in range(MOST_ROUNDS):
        unknown = chosen | system.silent
        lacking = _lacking(row, place, total, unknown, room, growth, asked, matrix.shape[0])
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
    asked: NDArray[np.bool_],
    n_rows: int,
) -> NDArray[np.float64]:
    """Of each relation, by how much more its hidden cells should be able to move; 0 where it gives nothing away."""
    hidden = unknown[place]
    there = np.bincount(row, weights=hidden * np.where(total, ENDLESS, room[place]), minlength=n_rows)
    short = np.where(hidden & ~total, growth[place] - (there[row] - room[place]), 0.0)
    lacking = np.zeros(n_rows)
    np.maximum.at(lacking, row, np.where(short > TOLERANCE, short, 0.0))
    # A piece that nobody publishes may become known: only what was hidden for a reason may not be alone.
    alone = np.bincount(row, weights=hidden, minlength=n_rows) == 1
    alone &= np.bincount(row, weights=hidden & asked[place], minlength=n_rows) == 1
    return np.where(alone, np.maximum(lacking, TOLERANCE), lacking)


def let_move(system: System, hidden: NDArray[np.bool_], breached: NDArray[np.int64]) -> NDArray[np.bool_]:
    """What else to hide so that each breached quantity can be as low and as high as it must.

    One program for one bound of one quantity, in which all other bounds that are open are pulled at a little; those
    that are reached with it are done. Raises `NoProtection` where nothing that can be hidden would let one move.
    """
    chosen = hidden.copy()
    low, high = system.need.low, system.need.high
    down = np.zeros(system.size, np.bool_)
    down[breached] = low[breached] < system.value[breached]
    up = np.zeros(system.size, np.bool_)
    up[breached] = high[breached] > system.value[breached]
    while len(left := np.flatnonzero(down | up)):
        place = int(left[0])
        target = low[place] if down[place] else high[place]
        (down if down[place] else up)[place] = False
        pull = np.where(down & up, np.where(np.arange(system.size) % 2, 1.0, -1.0), down * 1.0 - up * 1.0)
        more, x = _moved(system, chosen, place, target, pull)
        if x is None:
            more, x = _moved(system, chosen, place, target, np.zeros(system.size))
        if x is None:
            raise NoProtection(
                gettext(
                    "A small cell can be worked out whatever else is hidden, because what is public already gives it "
                    "away; make a dimension of the table coarser."
                )
            )
        chosen |= more
        down &= x > low + TOLERANCE
        up &= x < high - TOLERANCE
    return chosen


def let_differ(system: System, hidden: NDArray[np.bool_], told: NDArray[np.int64]) -> NDArray[np.bool_]:
    """What else to hide so that quantities that are known exactly need not be what they are: the cheapest of both ways.

    A whole number is let differ by 1, a sum by a hundredth. Where nothing lets one differ, nothing is added for it.
    """
    chosen = hidden.copy()
    for place in told.tolist():
        value = float(system.value[place])
        step = 1.0 if system.whole else max(value / 100, TOLERANCE)
        ways = []
        for target in (value + step, value - step):
            if system.low[place] <= target <= system.high[place]:
                more, x = _moved(system, chosen, place, target, np.zeros(system.size))
                if x is not None:
                    ways.append(more)
        if ways:
            chosen |= min(ways, key=lambda more: float(system.price[more].sum()))
    return chosen


def neighbours(system: System, hidden: NDArray[np.bool_], breached: NDArray[np.int64]) -> NDArray[np.bool_]:
    """The cheapest cell that may yet be hidden in each relation of the breached ones.

    For those that could move if numbers had fractions, and cannot because they are whole.
    """
    matrix = sparse.csr_array(system.relations)
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    theirs = np.zeros(matrix.shape[0], np.bool_)
    theirs[row[np.isin(matrix.indices, breached)]] = True
    free = ~hidden & ~system.silent & np.isfinite(system.price)
    entry = np.flatnonzero(theirs[row] & free[matrix.indices])
    order = entry[np.lexsort((system.price[matrix.indices[entry]], row[entry]))]
    first = np.unique(row[order], return_index=True)[1]
    more = np.zeros(system.size, np.bool_)
    more[matrix.indices[order[first]]] = True
    return more


def _moved(
    system: System, hidden: NDArray[np.bool_], place: int, target: float, pull: NDArray[np.float64]
) -> tuple[NDArray[np.bool_], NDArray[np.float64] | None]:
    """The published quantities that change in the cheapest other table in which one is `target`; and that table.

    The program has two columns for a quantity that may yet be hidden (more and less of it at a price), and one for a
    hidden quantity, which moves for nothing. `pull` is 1 for hidden ones that should be low in it, -1 for high ones.
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
    touched = np.flatnonzero(np.diff(matrix.indptr))
    right = -(system.relations @ np.where(unknown, 0.0, value))
    far = 10 * step + value.max(initial=1.0) * 4
    lowest, highest = system.low / scale, np.minimum(system.high / scale, far)
    # Who is pulled at goes as far as it must and no farther, or a little pull would outweigh a price.
    first = np.where(pull > 0, np.maximum(lowest, system.need.low / scale), lowest)
    last = np.where(pull < 0, np.minimum(highest, system.need.high / scale), highest)
    low = np.concatenate([first[moving], np.zeros(2 * len(yielding))])
    high = np.concatenate(
        [
            last[moving],
            np.maximum(highest[yielding] - value[yielding], 0),
            np.maximum(value[yielding] - lowest[yielding], 0),
        ]
    )
    here = int(np.searchsorted(moving, place))
    low[here] = high[here] = target / scale
    price = np.concatenate([LITTLE * unit.min(initial=1.0) * pull[moving], unit, unit])
    found = minimise(price, sparse.csr_array(matrix[touched]), right[touched], low, high)
    more = np.zeros(system.size, np.bool_)
    if found.x is None:
        return more, None
    change = found.x[len(moving) : len(moving) + len(yielding)] + found.x[len(moving) + len(yielding) :]
    more[yielding[change > TOLERANCE]] = True
    x = system.value.copy()
    x[moving] = found.x[: len(moving)] * scale
    return more, x
