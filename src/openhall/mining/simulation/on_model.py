"""A flow from an executable model: the token game of `openhall.process`, worked out once into states and keys.

Every move of the game in every state that can be reached becomes the outcomes that its answers lead to. An event that
does not interrupt happens once in a case. Which outcome is how likely is learned by `replay`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from openhall.process.errors import LimitReached
from openhall.process.explore import EveryAnswer, crowded, outcomes, starts
from openhall.process.model import TASKS, Model
from openhall.process.rules.acts import Act, ActKind
from openhall.process.rules.game import Game, Move, MoveKind
from openhall.process.rules.state import State

MOST_STATES = 20_000
MOST_TOKENS = 2
"""Tokens at one place of a state that is followed further."""


@dataclass(frozen=True, slots=True)
class Edge:
    """What one answer to a move leads to.

    to      the state that follows
    before  for each of its slots, the slot that it had before, -1 where it begins
    labels  what is done, in order: the move's own node, where it is shown, then what follows at once
    """

    to: int
    before: tuple[int, ...]
    labels: tuple[str, ...]


@dataclass
class Net:
    """The game of one model.

    begin   the edges by which a case begins
    slots   for each state the nodes of what can happen, in order
    edges   for each state and slot, where it leads
    """

    model: Model
    begin: list[Edge] = field(default_factory=list)
    slots: list[tuple[int, ...]] = field(default_factory=list)
    edges: list[list[list[Edge]]] = field(default_factory=list)

    def label(self, node: int) -> str:
        """The name of a node."""
        return self.model.nodes[node].label


def net_of(model: Model, names: frozenset[str]) -> Net:
    """Work out the game of a model. `names` are those of a log: events with one of them are shown, tasks always.

    Raises `LimitReached` for a model with too many states.
    """
    return _Builder(model, names).net


class _Builder:
    def __init__(self, model: Model, names: frozenset[str]) -> None:
        self.game = Game(model)
        self.net = Net(model)
        self.shown = frozenset(
            place
            for place, node in enumerate(model.nodes)
            if node.kind in TASKS or (node.name and node.name in names)
        )
        self.numbers: dict[Any, int] = {}
        self.states: list[tuple[State, frozenset[int], list[Move]]] = []
        begin: dict[Edge, None] = {}
        for process, start in starts(model):
            for state, acts in outcomes(model, partial(self._start, process, start)):
                number, moves = self._number(state, frozenset())
                begin.setdefault(Edge(number, (-1,) * len(moves), self._labels(acts)))
        self.net.begin = list(begin)
        done = 0
        while done < len(self.states):
            self._go_on(done)
            done += 1

    def _start(self, process: int, start: int, chooser: EveryAnswer) -> tuple[State, list[Act]]:
        return self.game.start(chooser, start, process)

    def _play(self, here: State, move: Move, chooser: EveryAnswer) -> tuple[State, list[Act]]:
        state = here.copy()
        return state, self.game.play(state, move, chooser)

    def _go_on(self, number: int) -> None:
        state, once, moves = self.states[number]
        nodes = self.game.model.nodes
        edges: list[list[Edge]] = []
        for move in moves if not crowded(state, MOST_TOKENS) else ():
            beside = move.kind == MoveKind.EVENT and not nodes[move.node].interrupting
            then = once | {move.node} if beside else once
            found: dict[Edge, None] = {}
            for after, acts in outcomes(self.game.model, partial(self._play, state, move)):
                to, canonical = self._number(after, then)
                mine = self._moves(after, then)
                # The same state may have been reached with other numbers of its tokens: its places are matched by node.
                before = _matched(canonical, mine, moves, move)
                found.setdefault(Edge(to, before, self._labels(acts)))
            edges.append(list(found))
        self.net.edges.append(edges or [[] for _ in moves])

    def _moves(self, state: State, once: frozenset[int]) -> list[Move]:
        return [move for move in self.game.moves(state) if move.node not in once]

    def _number(self, state: State, once: frozenset[int]) -> tuple[int, list[Move]]:
        key = (state.key(), once)
        number = self.numbers.setdefault(key, len(self.states))
        if number == len(self.states):
            if number >= MOST_STATES:
                raise LimitReached(
                    f"The model has more than {MOST_STATES:,} states, too many to simulate quickly; let fewer branches "
                    "run side by side."
                )
            moves = self._moves(state, once)
            self.states.append((state, once, moves))
            self.net.slots.append(tuple(move.node for move in moves))
        return number, self.states[number][2]

    def _labels(self, acts: list[Act]) -> tuple[str, ...]:
        return tuple(
            self.game.model.nodes[act.node].label
            for act in acts
            if act.kind == ActKind.DONE and act.node in self.shown
        )


def _matched(canonical: list[Move], mine: list[Move], before: list[Move], played: Move) -> tuple[int, ...]:
    """For each slot of a state, the slot it had before the move, -1 for a new one."""
    old = {move: slot for slot, move in enumerate(before) if move != played}
    again = {(move.kind, move.node): [] for move in mine}  # type: dict[tuple[MoveKind, int], list[int]]
    for move in mine:
        again[move.kind, move.node].append(old.get(move, -1))
    return tuple(again[move.kind, move.node].pop(0) for move in canonical)
