"""Which cells of a table say too much by themselves, and how much of each must stay unknown.

Source: Hundepool et al., Statistical Disclosure Control (2012), sections 4.2.1 and 4.2.2; ESSNet SDC Handbook, 4.2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from openhall.measure.disclosure.errors import BadRules
from openhall.measure.disclosure.tables import LARGEST, Table, add_up
from openhall.process.saying import gettext, gettext_noop, semicolons


class Zeros(StrEnum):
    """What becomes of empty cells of a table of counts."""

    SHOWN = "shown"
    """They are published. Everybody then knows that a hidden cell holds at least one."""
    PARTNERS = "partners"
    """They are not small cells, but may be hidden to protect others, so that a hidden cell may be empty."""
    SMALL = "small"
    """They are hidden like small cells, where it must not become known that nobody is there."""


@dataclass(frozen=True)
class Rules:
    """When a cell is too small, or too much in the hands of one or two.

    at_least   a cell of fewer people or contributors than this is hidden, 2 or more
    zeros      what becomes of empty cells
    dominance  (n, k): hidden where the n largest contributors give more than k % of the cell; for sums
    p_percent  hidden where the second largest could work out the largest to within p %; for sums
    """

    at_least: int = 10
    zeros: Zeros = Zeros.SHOWN
    dominance: tuple[int, float] | None = None
    p_percent: float | None = 10.0

    def __post_init__(self) -> None:
        if self.at_least < 2:
            raise BadRules(
                "Cells of fewer than 2 are the least that can be hidden; set `at_least` to 2 or more."
            )
        if self.dominance is not None:
            n, k = self.dominance
            if not (1 <= n <= LARGEST and 0 < k < 100):
                raise BadRules(
                    f"Dominance (n, k) takes n from 1 to {LARGEST} and k between 0 and 100 percent."
                )
        if self.p_percent is not None and not 0 < self.p_percent <= 100:
            raise BadRules("p percent lies above 0, and is at most 100.")

    def in_words(self) -> str:
        """The rules as people say them."""
        said = [gettext("fewer than %(least)s in a cell", least=self.at_least)]
        if self.dominance is not None:
            n, k = self.dominance
            words = (
                gettext_noop("the largest give more than %(share)s %%")
                if n == 1
                else gettext_noop("the %(n)s largest give more than %(share)s %%")
            )
            said.append(gettext(words, n=n, share=f"{k:g}"))
        if self.p_percent is not None:
            said.append(
                gettext(
                    "the second largest knows the largest to within %(share)s %%", share=f"{self.p_percent:g}"
                )
            )
        return semicolons(said)


@dataclass(frozen=True, eq=False)
class Need:
    """What must stay unknown, for each cell of a table, flattened.

    small   which cells must be hidden
    low     whoever works out bounds must not get a lower bound above this; the value itself where nothing is asked
    high    nor an upper bound below this
    """

    small: NDArray[np.bool_]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def need_of(table: Table, rules: Rules) -> Need:
    """Which cells of a table must be hidden, and within which bounds nobody may work them out."""
    return _of_counts(table, rules) if table.counts else _of_sums(table, rules)


def _of_counts(table: Table, rules: Rules) -> Need:
    """A count below t may be anything up to t for all that can be told, and down to half of it.

    Where empty cells are shown, everybody knows that there is one in each other cell, and cannot be kept from it.
    """
    value = table.values.ravel().astype(np.float64)
    smallest = 0 if rules.zeros is Zeros.SMALL else 1
    small = (value >= smallest) & (value < rules.at_least)
    low = np.where(small, np.floor(value / 2), value)
    if rules.zeros is Zeros.SHOWN:
        low = np.where(small, np.maximum(low, occupied(table)), low)
    return Need(small, low, np.where(small, float(rules.at_least), value))


def occupied(table: Table) -> NDArray[np.float64]:
    """How many of the finest cells in each cell are not empty, flattened. It holds as many at least."""
    inner = table.values[np.ix_(*(each.leaves for each in table.dimensions))]
    return add_up(table.dimensions, (inner > 0).astype(np.int64)).ravel().astype(np.float64)


def _of_sums(table: Table, rules: Rules) -> Need:
    assert table.largest is not None
    value = table.values.ravel().astype(np.float64)
    largest, people = table.largest, table.contributors.ravel()
    small = (people > 0) & (people < rules.at_least) & (value > 0)
    missing = np.zeros_like(value)
    if rules.dominance is not None:
        n, k = rules.dominance
        top = largest[:, :n].sum(axis=1)
        dominated = (top > k / 100 * value) & (value > 0)
        small |= dominated
        # The cell would have to be this large for its largest to give k percent (Hundepool, table 4.2).
        missing = np.maximum(missing, np.where(dominated, 100 / k * top - value, 0))
    if rules.p_percent is not None:
        rest = value - largest[:, 0] - largest[:, 1]
        wanted = rules.p_percent / 100 * largest[:, 0]
        known = (rest < wanted * (1 - 1e-12)) & (value > 0)
        small |= known
        missing = np.maximum(missing, np.where(known, wanted - rest, 0))
    # A cell of few contributors must not be known to within a tenth either, whatever each gives.
    missing = np.where(small, np.maximum(missing, 0.1 * value), 0)
    return Need(small, value - np.minimum(missing, value), value + missing)


def price_of(table: Table) -> NDArray[np.float64]:
    """What it costs to hide each cell, flattened: the more it holds and the more it sums up, the more."""
    value = table.values.ravel().astype(np.float64)
    typical = float(np.median(value[value > 0])) if (value > 0).any() else 1.0
    return np.asarray(1 + value / max(typical, math.ulp(1.0)), np.float64)
