"""Hide what is too small, and enough beside it that nobody can work it out; then attack it, until nothing gives way.

The choice is a heuristic in three steps, cheap cells first: (1) no relation keeps just one hidden cell, for it would be
the total less the rest; (2) for each cell that the attacker still gets too close to, the cheapest change of published
cells that lets it move far enough, by a linear program, and these cells are hidden too (Kelly, Golden and Assad,
Networks 22, 1992); (3) what turns out to protect nothing is published again. Each round ends with the attack itself
(`attack`), and nothing leaves here that has not withstood it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openhall.measure.disclosure.attack import Bounds, attack
from openhall.measure.disclosure.errors import NoProtection
from openhall.measure.disclosure.insiders import against_insiders
from openhall.measure.disclosure.linked import Earlier, Family, joint_system
from openhall.measure.disclosure.partners import let_differ, let_move, neighbours, with_room
from openhall.measure.disclosure.rules import Rules
from openhall.measure.disclosure.system import System, system_of
from openhall.measure.disclosure.tables import Table
from openhall.process.saying import gettext

MOST_TURNS = 60


@dataclass(frozen=True, eq=False)
class Protected:
    """A table with what must stay hidden, and how it withstood the attack.

    small   cells hidden because they say too much by themselves; an array like the table's values
    hidden  all hidden cells: these and those that protect them
    low, high  of each cell, values that it can have for all that the attacker knows
    turns, asked   how often it was attacked, and with how many programs
    rough    whether some bounds of counts were shown by linear programs alone, because whole numbers would take long
    only     columns and their finest values, where the table is of some of the rows only
    """

    table: Table
    rules: Rules
    small: NDArray[np.bool_]
    hidden: NDArray[np.bool_]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    turns: int
    asked: int
    rough: bool = False
    only: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def n_small(self) -> int:
        """How many cells say too much by themselves."""
        return int(self.small.sum())

    @property
    def n_partners(self) -> int:
        """How many cells are hidden to protect those."""
        return int(self.hidden.sum()) - self.n_small

    def frame(self) -> pl.DataFrame:
        """What is published: a row a cell, `value` null where it is hidden. See `Table.frame`."""
        return self.table.frame(self.hidden)

    def as_earlier(self, age: int = 0) -> Earlier:
        """The table as one that is public, for `protect(..., earlier=...)`; see `Earlier` for the age."""
        return Earlier(self.table, self.rules, self.hidden, age, self.only, published=True)

    def in_words(self) -> str:
        """What was hidden, in a sentence."""
        cells = self.table.n_cells
        if not self.n_small:
            return gettext("None of %(cells)s numbers is too small; all are published.", cells=cells)
        return gettext(
            "Of %(cells)s numbers %(small)s are too small and hidden, and %(more)s more are hidden so that totals do "
            "not give them back. Attacked with %(asked)s linear programs: none of them can be worked out.",
            cells=cells,
            small=self.n_small,
            more=self.n_partners,
            asked=self.asked,
        )


def protect(
    table: Table,
    rules: Rules | None = None,
    *,
    earlier: Sequence[Earlier] = (),
    families: Sequence[Family] = (),
    only: Mapping[str, frozenset[str]] | None = None,
    also: NDArray[np.bool_] | None = None,
    seconds: float = 120.0,
) -> Protected:
    """Choose what to hide in a table, so that it withstands the attack. Raises `NoProtection` and `BadTable`.

    earlier   what is public already of the same rows, or of versions before: the attacker has it too, and what is
              hidden there stays hidden
    families  how columns of different tables go together; see `family_of`
    only      columns and their finest values, where this table is of some of the rows only
    also      cells to be hidden in any case, an array like the table's values: they protect others too, so that what
              was hidden in the version before needs no new partners each time
    seconds   how long it may take; what cannot be shown to be safe by then is refused
    """
    rules = rules or Rules()
    system = joint_system(table, rules, earlier, families, only) if earlier else system_of(table, rules)
    shape, cells = table.values.shape, table.n_cells
    begin = np.zeros(system.size, np.bool_)
    if also is not None:
        begin[:cells] = also.ravel()
    hidden, bounds, turns, asked = choose(system, time.monotonic() + seconds, begin)
    return Protected(
        table,
        rules,
        system.need.small[:cells].reshape(shape),
        hidden[:cells].reshape(shape),
        bounds.low[:cells].reshape(shape),
        bounds.high[:cells].reshape(shape),
        turns,
        asked,
        bounds.rough,
        dict(only or {}),
    )


def choose(
    system: System, until: float, begin: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], Bounds, int, int]:
    """Which quantities to hide, the last attack's bounds, and how many attacks and programs it took.

    What is in `begin` is hidden in any case. Raises `NoProtection` when even hiding all that can be hidden leaves
    something too close.
    """
    hidden = (system.need.small | begin) & ~system.silent
    hidden |= with_room(system, hidden)
    asked = 0
    for turn in range(1, MOST_TURNS + 1):
        bounds = attack(system, hidden, seed=turn, until=until)
        asked += bounds.asked
        if not len(bounds.breached):
            wider, more_asked = against_insiders(system, hidden, until)
            asked += more_asked
            if (wider & ~hidden).any():
                hidden = wider | with_room(system, wider)
                continue
            # Of what an earlier table hides only the small cells need room, but its companions must not be told: who
            # knows one has the sum of the cells that it stood beside.
            told = bounds.idle[system.kept[bounds.idle]]
            more = let_differ(system, hidden, told)
            if (more & ~hidden).any():
                hidden = more | with_room(system, more)
                continue
            if len(told):
                raise NoProtection(
                    gettext(
                        "A cell that is hidden in an earlier table can be worked out whatever is hidden in this one; "
                        "make a dimension of the table coarser."
                    )
                )
            # What everybody knows in spite of being hidden is no less known when it is published.
            hidden[bounds.idle] = False
            return hidden, bounds, turn, asked
        more = let_move(system, hidden, bounds.breached)
        if not (more & ~hidden).any():
            more = neighbours(system, hidden, bounds.breached)
        if not (more & ~hidden).any():
            raise NoProtection(
                gettext(
                    "Small cells can be worked out whatever else is hidden (%(cells)s of them); make a dimension of "
                    "the table coarser.",
                    cells=len(bounds.breached),
                )
            )
        hidden |= more
        hidden |= with_room(system, hidden)
    raise NoProtection(
        gettext(
            "The table was not safe after %(turns)s turns; make one of its dimensions coarser.",
            turns=MOST_TURNS,
        )
    )
