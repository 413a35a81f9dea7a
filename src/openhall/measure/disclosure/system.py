"""What everybody can work with: numbers that add up, of which some are public and some are hidden.

A system is the attacker's view of one table, or of several at once: quantities (cells, and whatever cells are made
of) and relations between them that hold for certain (a total is the sum of its parts).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from openhall.measure.disclosure.rules import Need, Rules, Zeros, need_of, occupied, price_of
from openhall.measure.disclosure.tables import Table


@dataclass(frozen=True, eq=False)
class System:
    """Quantities and what binds them.

    relations  relations x quantities; each row times the quantities is 0
    value      float64, the true value of each quantity
    low, high  float64, what everybody knows of each quantity beforehand
    whole      whether the quantities are whole numbers
    price      float64, what hiding each costs; infinite where it is public already, or where nobody publishes it
    need       which must be hidden, and how wide the bounds must be
    silent     which quantities nobody publishes: hidden from the start, and not counted as hidden
    kept       which of these are hidden in a table that is public already, and must not become known by another
    alone      which are sums of one contributor, who knows them
    """

    relations: sparse.csr_array
    value: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    whole: bool
    price: NDArray[np.float64]
    need: Need
    silent: NDArray[np.bool_]
    kept: NDArray[np.bool_]
    alone: NDArray[np.bool_]

    @property
    def size(self) -> int:
        """How many quantities."""
        return len(self.value)


def system_of(table: Table, rules: Rules) -> System:
    """One table by itself: its cells are the quantities, its totals the relations."""
    need = need_of(table, rules)
    value = table.values.ravel().astype(np.float64)
    low, high, price = np.zeros_like(value), np.full_like(value, np.inf), price_of(table)
    if table.counts and rules.zeros is Zeros.SHOWN:
        low = occupied(table)
    if not table.counts or rules.zeros is Zeros.SHOWN:
        price = np.where(value > 0, price, np.inf)
    return System(
        relations=relations_of(table),
        value=value,
        low=low,
        high=high,
        whole=table.counts,
        price=price,
        need=need,
        silent=np.zeros(len(value), np.bool_),
        kept=np.zeros(len(value), np.bool_),
        alone=(table.contributors.ravel() == 1) & (not table.counts),
    )


def relations_of(table: Table) -> sparse.csr_array:
    """Every total of a table as a relation: the total less its parts is 0. One row for each family and other codes."""
    shape = table.values.shape
    places = np.arange(table.n_cells).reshape(shape)
    rows, columns, signs, count = [], [], [], 0
    for axis, dimension in enumerate(table.dimensions):
        turned = np.moveaxis(places, axis, 0).reshape(shape[axis], -1)
        others = turned.shape[1]
        for parent, children in dimension.families:
            here = count + np.arange(others)
            rows += [here, np.tile(here, len(children))]
            columns += [turned[parent], turned[children].ravel()]
            signs += [np.ones(others), np.full(others * len(children), -1.0)]
            count += others
    return sparse.csr_array(
        (np.concatenate(signs), (np.concatenate(rows), np.concatenate(columns))),
        shape=(count, math.prod(shape)),
    )
