"""The attacker from inside: a firm that is alone in a hidden cell knows what is in it, and looks for its neighbours.

To it that cell is public. With one hidden cell less, others of the same total may be worked out that nobody else can.

Source: Hundepool et al. (2012), section 4.2.3, on singletons.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from openhall.measure.disclosure.attack import attack, look
from openhall.measure.disclosure.errors import NoProtection
from openhall.measure.disclosure.partners import let_move, neighbours
from openhall.measure.disclosure.system import System
from openhall.process.saying import gettext

MOST_INSIDERS = 300
"""So many are tried, those with the smallest numbers first."""


def against_insiders(
    system: System, hidden: NDArray[np.bool_], until: float
) -> tuple[NDArray[np.bool_], int]:
    """What to hide besides, so that nobody who is alone in a cell gets too close to another; and programs solved.

    Raises `NoProtection`.
    """
    chosen, asked = hidden.copy(), 0
    for own in _insiders(system, hidden)[:MOST_INSIDERS]:
        view = look(system, chosen)
        around = np.zeros(system.size, np.bool_)
        around[view.hidden[np.isin(view.part, view.part[np.searchsorted(view.hidden, own)])]] = True
        around[own] = False
        seen = _seen_by(system, own, around)
        bounds = attack(seen, around & ~system.silent, until=until)
        asked += bounds.asked
        if len(bounds.breached):
            unknown = chosen.copy()
            unknown[own] = False
            more = let_move(seen, unknown, bounds.breached)
            if not (more & ~unknown).any():
                more = neighbours(seen, unknown, bounds.breached)
            if not (more & ~unknown).any():
                raise NoProtection(
                    gettext(
                        "Somebody who is alone in a cell can work out another, whatever else is hidden; make a "
                        "dimension of the table coarser."
                    )
                )
            chosen |= more
    return chosen, asked


def _insiders(system: System, hidden: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """For everybody who is alone in a hidden cell, all hidden cells in which they are alone; smallest numbers first.

    A total of one contributor, and the parts of it that are not empty, are the same contributor's.
    """
    alone = system.alone & (system.value > 0)
    if not (alone & hidden).any():
        return []
    whole = system.relations.tocoo()
    of_one = np.zeros(system.relations.shape[0], np.bool_)
    of_one[whole.row[(whole.data > 0) & alone[whole.col]]] = True
    edge = of_one[whole.row] & alone[whole.col]
    size = system.relations.shape[0] + system.size
    linked = sparse.csr_array(
        (np.ones(int(edge.sum())), (whole.row[edge], system.relations.shape[0] + whole.col[edge])),
        shape=(size, size),
    )
    owner = connected_components(linked, directed=False)[1][system.relations.shape[0] :]
    places = np.flatnonzero(alone & hidden & ~system.silent)
    groups = [places[owner[places] == each] for each in np.unique(owner[places])]
    return sorted(groups, key=lambda own: float(system.value[own].min()))


def _seen_by(system: System, own: NDArray[np.int64], around: NDArray[np.bool_]) -> System:
    """The system to whoever is alone in some cells; what must be hidden is only what hangs together with these.

    From below nothing is asked: a total is never less than what one gave to it oneself.
    """
    price = system.price.copy()
    price[own] = np.inf
    small = system.need.small & around
    need = replace(
        system.need,
        small=small,
        low=system.value,
        high=np.where(small, system.need.high, system.value),
    )
    return replace(system, price=price, need=need, silent=system.silent & around)
