"""Cases that a model would let happen, played at random on the rules that run it, as an event log.

A first, plain simulator: nobody has to wait for anybody, and choices know no data. Work and waits take times drawn from
exponential distributions; a timer with an ISO 8601 duration fires after just that. What comes first happens first, so
an event on the edge of a task that takes long is more likely.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl

from openhall.mining.errors import NoWayThrough
from openhall.mining.log import ACTIVITY, CASE, TIME, EventLog, Problem
from openhall.mining.read.build import Reading, build
from openhall.process.errors import BadInput, NoWayOut
from openhall.process.explore import starts
from openhall.process.model import TASKS, EventKind, Model, NodeKind
from openhall.process.rules.acts import ActKind
from openhall.process.rules.game import Game, Move, MoveKind
from openhall.process.rules.state import ScopeKind, State
from openhall.process.timers import due

MOST_EVENTS = 10_000
"""Moves of one case; a case that goes on further is left there."""
MOST_ROUNDS = 20
"""Rounds of a loop."""
SHOWN_EVENTS = frozenset({NodeKind.START, NodeKind.END, NodeKind.CATCH, NodeKind.THROW, NodeKind.BOUNDARY})


@dataclass(frozen=True)
class Pace:
    """How fast things go, as means.

    between  from one case to the next; work: a task, from when it can begin until it is done
    wait     a message, a signal, a timer that does not say when, work that fails
    first    when the first case may begin
    """

    between: timedelta = timedelta(days=1)
    work: timedelta = timedelta(days=1)
    wait: timedelta = timedelta(days=10)
    first: datetime = datetime(2026, 1, 5, 8, tzinfo=UTC)


class Chance:
    """Answers the choices of the token game at random: every way out is as likely as the others."""

    def __init__(self, model: Model, random: np.random.Generator) -> None:
        self.model = model
        self.random = random

    def one(self, state: State, token: int, flows: tuple[int, ...], default: int) -> int:
        """Any of the flows."""
        return flows[int(self.random.integers(len(flows)))]

    def some(self, state: State, token: int, flows: tuple[int, ...], default: int) -> tuple[int, ...]:
        """Any of the flows together; a gateway without a default is left somehow."""
        asked = [flow for flow in flows if flow != default]
        taken = tuple(flow for flow in asked if self.random.random() < 0.5)
        if taken or default >= 0:
            return taken or (default,)
        gateway = self.model.nodes[self.model.flows[asked[0]].source].kind.is_gateway
        return (asked[int(self.random.integers(len(asked)))],) if gateway else ()

    def instances(self, state: State, token: int, node: int) -> int:
        """What the model says, else one to three."""
        loop = self.model.nodes[node].loop
        if loop is not None and loop.count is not None and loop.count.strip().isdecimal():
            return int(loop.count)
        return int(self.random.integers(1, 4))

    def again(self, state: State, token: int, node: int) -> bool:
        """As likely as not, and not without end."""
        return self._rounds(state, token) < MOST_ROUNDS and bool(self.random.random() < 0.5)

    def enough(self, state: State, token: int, node: int) -> bool:
        """Less likely than not."""
        return bool(self.random.random() < 0.25)

    def _rounds(self, state: State, token: int) -> int:
        scope = state.scopes[state.tokens[token].scope]
        return scope.ended if scope.kind == ScopeKind.LOOP else 0


def simulate(
    model: Model,
    cases: int,
    seed: int = 0,
    pace: Pace | None = None,
    source: str = "simulation",
    progress: Callable[[float], None] | None = None,
) -> EventLog:
    """So many cases of a model, the same for the same seed. An event is a task that is done, or an event with a name
    that happens, at the time it does.

    A case that stands still before its end, or goes on for more than 10,000 moves, stays as it is and is counted in the
    log's problems. `progress` is told the share of the cases that is done. Raises `NoWayThrough` where no case shows
    anything, and `LimitReached` for a model that goes round without waiting.
    """
    player = _Player(model, pace or Pace())
    arrivals = np.random.default_rng(seed)
    rows: list[tuple[str, str, datetime]] = []
    still: list[str] = []
    at = player.pace.first
    for number in range(1, cases + 1):
        name = f"case {number}"
        found, ended = player.play(at, np.random.default_rng([seed, number]))
        rows += [(name, label, time) for label, time in found]
        still += [] if ended else [name]
        at += timedelta(seconds=float(arrivals.exponential(player.pace.between.total_seconds())))
        if progress is not None:
            progress(number / cases)
    if not rows:
        raise NoWayThrough(
            "No case shows anything: the model has no task that is reached and no event with a name."
        )
    problems = (Problem("case that does not come to its end", len(still), still[0]),) if still else ()
    names, labels, times = zip(*rows, strict=True)
    events = pl.DataFrame(
        [
            pl.Series(CASE, names, pl.String),
            pl.Series(ACTIVITY, labels, pl.String),
            pl.Series(TIME, times, pl.Datetime("us", "UTC")),
        ]
    )
    return build(Reading(events, None, problems, source))


class _Player:
    """Plays the cases of one model."""

    def __init__(self, model: Model, pace: Pace) -> None:
        self.model = model
        self.game = Game(model)
        self.pace = pace
        self.starts = starts(model)
        self.shown = {
            place: node.label
            for place, node in enumerate(model.nodes)
            if node.kind in TASKS or (node.kind in SHOWN_EVENTS and node.name)
        }

    def play(self, at: datetime, random: np.random.Generator) -> tuple[list[tuple[str, datetime]], bool]:
        """One case: what it shows, and whether it came to its end."""
        chance = Chance(self.model, random)
        shown: list[tuple[str, datetime]] = []
        process, start = self.starts[int(random.integers(len(self.starts)))]
        state, acts = self.game.start(chance, start, process)
        happens: dict[Move, datetime] = {}
        once: set[tuple[int, int]] = set()
        for _ in range(MOST_EVENTS):
            shown += [
                (self.shown[act.node], at)
                for act in acts
                if act.kind == ActKind.DONE and act.node in self.shown
            ]
            open_now = [move for move in self.game.moves(state) if (move.number, move.node) not in once]
            if state.ended or not open_now:
                return shown, state.ended
            happens = {move: happens.get(move) or at + self._takes(move, at, random) for move in open_now}
            move = min(open_now, key=happens.__getitem__)
            at = happens.pop(move)
            if move.kind == MoveKind.EVENT and not self.model.nodes[move.node].interrupting:
                # It might happen without end; here it does once.
                once.add((move.number, move.node))
            try:
                acts = self.game.play(state, move, chance)
            except NoWayOut:
                return shown, False
        return shown, False

    def _takes(self, move: Move, now: datetime, random: np.random.Generator) -> timedelta:
        """How long it takes until a move happens."""
        node = self.model.nodes[move.node]
        if move.kind == MoveKind.COMPLETE:
            return self._drawn(self.pace.work, random)
        timer = node.event.timer if node.event.kind == EventKind.TIMER else None
        if timer is not None:
            try:
                fires = due(timer, None, now, node.label).at
            except BadInput:
                return self._drawn(self.pace.wait, random)
            return max(fires - now, timedelta())
        return self._drawn(self.pace.wait, random)

    def _drawn(self, mean: timedelta, random: np.random.Generator) -> timedelta:
        return timedelta(seconds=float(random.exponential(mean.total_seconds())))
