"""The attacker: knows every published number and how they add up, and works out bounds for what is hidden.

For each hidden quantity the attacker asks for the least and the most that it can be, over all that agrees with what is
public: two linear programs a quantity. That every number is whole makes bounds narrower, so where the answer of a
linear program is not whole, the question is asked in whole numbers.

Most of these programs need not be solved. Any one solution is a witness for every quantity at once: it shows that each
may be as it is there. Parts that share no relation are solved together.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from openhall.measure.disclosure.errors import BadTable, NoProtection
from openhall.measure.disclosure.solver import TOLERANCE, Outcome, minimise
from openhall.measure.disclosure.system import System
from openhall.process.saying import gettext

ROUNDS = 60
"""Random solutions at first, each of which is a witness for many quantities; no more than so many."""
FEW = 4
"""Below so many open bounds each is asked for by itself."""
PATIENCE = 3
"""After so many random solutions that show next to nothing, too."""
MOST_WHOLE = 400
"""Parts of more quantities than this are not asked for in whole numbers where linear programs give fractions."""
MOST_SECONDS = 10.0
"""What one program may take; what is not answered by then counts as given away."""


@dataclass(frozen=True, eq=False)
class View:
    """What is unknown to the attacker, cut to size.

    hidden   the places of the hidden quantities
    matrix   relations x hidden quantities, those relations only that hold a hidden one
    right    what each relation must give
    low, high  bounds of the hidden quantities; high is finite, far above all that is there
    scale    what quantities were divided by (sums only), so that programs deal with numbers near 1
    part     of each hidden quantity, the part that it belongs to
    """

    hidden: NDArray[np.int64]
    matrix: sparse.csr_array
    right: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    scale: float
    part: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Bounds:
    """What the attacker found, for each quantity of the system.

    low, high  values that the quantity can have for all the attacker knows: true bounds lie at or beyond these
    breached   quantities that must be hidden and for which the attacker gets closer than they may
    asked      how many programs were solved
    idle       quantities that are hidden for nothing, or kept hidden no more: everybody can work them out
    rough      whether some bounds were shown by linear programs alone, though all numbers are whole
    """

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    breached: NDArray[np.int64]
    asked: int
    idle: NDArray[np.int64]
    rough: bool


def look(system: System, hidden: NDArray[np.bool_]) -> View:
    """The attacker's view when `hidden` (and what nobody publishes) is unknown and all else is public."""
    unknown = hidden | system.silent
    places = np.flatnonzero(unknown)
    inside = system.relations[:, places]
    kept = np.flatnonzero(np.diff(inside.indptr))
    known = np.where(unknown, 0.0, system.value)
    right = -(system.relations[kept] @ known)
    scale = 1.0 if system.whole else float(max(system.value.max(initial=0.0), 1e-300)) / 1000
    matrix = sparse.csr_array(inside[kept])
    part = _parts(matrix)
    return View(
        places,
        matrix,
        right / scale,
        system.low[places] / scale,
        np.minimum(system.high[places], far_above(system)) / scale,
        scale,
        part,
    )


def far_above(system: System) -> float:
    """A bound that nothing reaches, so that programs end where nothing else bounds a quantity."""
    return 4 * float(max(system.value.max(initial=0.0), system.need.high.max(initial=0.0))) + 1000


def _parts(matrix: sparse.csr_array) -> NDArray[np.int32]:
    """Of each column, the part of the matrix it is in: columns that share a row, or share one with one that does."""
    rows, columns = matrix.nonzero()
    n = matrix.shape[0] + matrix.shape[1]
    linked = sparse.csr_array((np.ones(len(rows)), (rows, matrix.shape[0] + columns)), shape=(n, n))
    return np.asarray(connected_components(linked, directed=False)[1][matrix.shape[0] :], np.int32)


class _Attack:
    """One run: what has been shown so far."""

    def __init__(self, system: System, hidden: NDArray[np.bool_], seed: int) -> None:
        self.system, self.view = system, look(system, hidden)
        places, scale = self.view.hidden, self.view.scale
        self.value = system.value[places] / scale
        self.want_low = system.need.low[places] / scale
        self.want_high = system.need.high[places] / scale
        self.low, self.high = self.value.copy(), self.value.copy()
        self.slack = 0.0 if system.whole else TOLERANCE
        self.lost = np.zeros((2, len(places)), np.bool_)
        self.sizes = np.bincount(self.view.part, minlength=1)
        self.random = np.random.default_rng(seed)
        self.asked = 0
        self.rough = False

    def open(self) -> NDArray[np.bool_]:
        """2 x hidden: whose lower (0) and upper (1) bound is not yet shown to be far enough, nor too near."""
        short = np.stack([self.low > self.want_low + self.slack, self.high < self.want_high - self.slack])
        return np.asarray(short & ~self.lost, np.bool_)

    def ask(self, price: NDArray[np.float64]) -> NDArray[np.float64] | None:
        self.asked += 1
        view = self.view
        found = minimise(price, view.matrix, view.right, view.low, view.high, seconds=MOST_SECONDS)
        if found.outcome is Outcome.IMPOSSIBLE:
            raise BadTable(
                gettext(
                    "What is public of these tables contradicts itself: they are not of the same rows, or rows were "
                    "taken away since; check their totals."
                )
            )
        return found.x

    def learn(self, x: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Take a solution as a witness, where it is one; returns which quantities it is one for.

        It is none for a part in which it is not whole. In a large part the next whole numbers inside are taken, and
        `rough` says so.
        """
        good = np.ones(len(x), np.bool_)
        below = above = x
        if self.system.whole:
            odd = np.unique(self.view.part[np.abs(x - np.round(x)) > TOLERANCE])
            large = odd[self.sizes[odd] > MOST_WHOLE]
            self.rough |= bool(len(large))
            good = ~np.isin(self.view.part, np.setdiff1d(odd, large))
            below, above = np.ceil(x - TOLERANCE), np.floor(x + TOLERANCE)
        self.low = np.where(good, np.minimum(self.low, below), self.low)
        self.high = np.where(good, np.maximum(self.high, above), self.high)
        return good

    def ask_part(
        self,
        mine: NDArray[np.int64],
        price: NDArray[np.float64],
        low: NDArray[np.float64],
        high: NDArray[np.float64],
    ) -> NDArray[np.float64] | None:
        """Cheap whole numbers for one part: the first that are found."""
        matrix = self.view.matrix[:, mine]
        kept = np.flatnonzero(np.diff(matrix.indptr))
        self.asked += 1
        return minimise(
            price,
            sparse.csr_array(matrix[kept]),
            self.view.right[kept],
            low,
            high,
            whole=True,
            seconds=MOST_SECONDS,
            good_enough=True,
        ).x

    def pull(self) -> NDArray[np.float64]:
        """A random price that pulls all that is open to where it must be shown to reach."""
        low, high = self.open()
        sign = np.where(low & high, self.random.choice([-1.0, 1.0], len(low)), np.where(low, 1.0, 0.0))
        sign = np.where(high & ~low, -1.0, sign)
        return np.asarray(sign * self.random.uniform(0.5, 1.5, len(low)), np.float64)

    def wander(self) -> None:
        """Random programs over all that is open, as long as they show enough."""
        idle = 0
        for _ in range(ROUNDS):
            count = int(self.open().sum())
            if count < FEW or idle == PATIENCE:
                return
            price = self.pull()
            x = self.ask(price)
            if x is None:
                return
            good = self.learn(x)
            for part in np.unique(self.view.part[~good]).tolist():
                mine = np.flatnonzero(self.view.part == part)
                found = self.ask_part(mine, price[mine], self.view.low[mine], self.view.high[mine])
                if found is not None:
                    self.low[mine] = np.minimum(self.low[mine], found)
                    self.high[mine] = np.maximum(self.high[mine], found)
            idle = idle + 1 if int(self.open().sum()) > 0.95 * count else 0

    def settle(self, until: float) -> None:
        """One quantity of each part at a time, until each bound is shown to be far enough or too near."""
        while True:
            still = self.open()
            if not still.any():
                return
            if time.monotonic() > until:
                raise NoProtection(
                    gettext(
                        "The table could not be shown to be safe in time: %(bounds)s bounds of %(cells)s hidden cells "
                        "are open; make one of its dimensions coarser.",
                        bounds=int(still.sum()),
                        cells=still.shape[1],
                    )
                )
            sides, places = np.nonzero(still)
            parts, first = np.unique(self.view.part[places], return_index=True)
            if self.system.whole and len(parts) == 1 and self.sizes[parts[0]] <= MOST_WHOLE:
                self.ask_whole(int(sides[0]), int(places[0]))
            else:
                self.settle_some(sides[first], places[first])

    def settle_some(self, sides: NDArray[np.int64], places: NDArray[np.int64]) -> None:
        """Ask for some bounds, each of another part, in one program."""
        price = np.zeros(len(self.value))
        price[places] = np.where(sides == 0, 1.0, -1.0)
        # First with a little pull on all else that is open, so that the answer may be a witness for more.
        for more in (1e-3 * self.pull(), np.zeros(len(price))):
            more[places] = 0.0
            x = self.ask(price + more)
            if x is None:
                # Without an answer in time nothing is shown, so all of these count as given away.
                self.lost[sides, places] = True
                return
            good = self.learn(x)
            reached = np.where(
                sides == 0,
                x[places] <= self.want_low[places] + self.slack + TOLERANCE,
                x[places] >= self.want_high[places] - self.slack - TOLERANCE,
            )
            if reached.all():
                break
        self.lost[sides[~reached], places[~reached]] = True
        for side, place in zip(sides[reached], places[reached], strict=True):
            if not good[place] and self.open()[side, place]:
                self.ask_whole(int(side), int(place))

    def idle(self) -> NDArray[np.int64]:
        """Hidden quantities that everybody knows all the same, and that are not too small to be known."""
        view, system = self.view, self.system
        mine = ~system.need.small[view.hidden] & (~system.silent | system.kept)[view.hidden]
        known = np.zeros(len(mine), np.bool_)
        while True:
            places = np.flatnonzero(mine & ~known & (self.high - self.low <= self.slack))
            if not len(places):
                return view.hidden[known]
            places = places[np.unique(view.part[places], return_index=True)[1]]
            still = np.ones(len(places), np.bool_)
            for sign in (1.0, -1.0):
                price = np.zeros(len(mine))
                price[places] = sign
                x = self.ask(price)
                if x is None:
                    still[:] = False
                    break
                self.learn(x)
                still &= np.abs(x[places] - self.value[places]) <= max(self.slack, 1 - 10 * TOLERANCE)
            known[places[still]] = True
            mine[places[~still]] = False

    def ask_whole(self, side: int, place: int) -> None:
        """Whether a quantity can be as far as it must, in whole numbers; in its own part only."""
        mine = np.flatnonzero(self.view.part == self.view.part[place])
        low, high = self.view.low[mine].copy(), self.view.high[mine].copy()
        here = int(np.searchsorted(mine, place))
        if side == 0:
            high[here] = self.want_low[place]
        else:
            low[here] = self.want_high[place]
        found = self.ask_part(mine, self.pull()[mine], low, high)
        if found is None:
            self.lost[side, place] = True
            return
        self.low[mine] = np.minimum(self.low[mine], found)
        self.high[mine] = np.maximum(self.high[mine], found)


def attack(system: System, hidden: NDArray[np.bool_], *, seed: int = 1, until: float = math.inf) -> Bounds:
    """Bounds of every hidden quantity, and which of those that must be hidden the attacker gets too close to.

    `hidden` is one bool a quantity. Bounds are those shown by the time that all needs are settled: they are wide enough
    where nothing is breached, and need not be the widest. Public quantities have their value as both bounds. Raises
    `NoProtection` when it takes longer than `until` (of `time.monotonic`).
    """
    run = _Attack(system, hidden, seed)
    run.wander()
    run.settle(until)
    idle = run.idle()
    low, high = system.value.copy(), system.value.copy()
    low[run.view.hidden], high[run.view.hidden] = run.low * run.view.scale, run.high * run.view.scale
    breached = run.view.hidden[run.lost.any(axis=0)]
    open_small = np.flatnonzero(system.need.small & ~hidden & ~system.silent)
    return Bounds(low, high, np.union1d(breached, open_small), run.asked, idle, run.rough)


def exact_bounds(
    system: System, hidden: NDArray[np.bool_], places: NDArray[np.int64], *, seconds: float = MOST_SECONDS
) -> list[tuple[float, float]]:
    """The least and the most that each of some hidden quantities can be, in whole numbers where they are whole.

    The plain attack: two programs a quantity and nothing clever. Infinite where nothing bounds it, or where no answer
    came in time.
    """
    view = look(system, hidden)
    top = np.full(len(view.hidden), np.inf)
    top = np.minimum(top, system.high[view.hidden] / view.scale)
    found = []
    for place in places.tolist():
        price = np.zeros(len(view.hidden))
        price[int(np.searchsorted(view.hidden, place))] = 1.0
        ends = []
        for sign in (1.0, -1.0):
            answer = minimise(
                sign * price, view.matrix, view.right, view.low, top, whole=system.whole, seconds=seconds
            )
            end = float(sign * -np.inf) if answer.x is None else float(price @ answer.x) * view.scale
            ends.append(end)
        found.append((ends[0], ends[1]))
    return found
