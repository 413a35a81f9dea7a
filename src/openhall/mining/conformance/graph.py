"""The token game of a model as a graph whose lines carry the names of a log, worked out as far as it is walked.

A turn of the game may do several things at once, such as a task and the letter that follows it. Of these, what one path
leads from one to the other is in order; what lies on branches side by side may stand in a log in any order.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Any

from openhall.process.errors import LimitReached
from openhall.process.explore import EveryAnswer, crowded, outcomes, starts
from openhall.process.model import TASKS, Model
from openhall.process.rules.acts import Act, ActKind
from openhall.process.rules.game import Game, Move
from openhall.process.rules.state import State

MOST_STATES = 50_000
"""States of one model that are looked at."""
MOST_TOKENS = 3
"""Tokens at one place of a state that is followed further."""
MOST_INSTANCES = 20
"""Instances of one activity."""


@dataclass(frozen=True, slots=True)
class Line:
    """One way to go on: the names of what is done, and the state that follows.

    before  for each name, the names that have to stand before it, as bits
    """

    names: tuple[str, ...]
    before: tuple[int, ...]
    to: int


def is_seen(model: Model, place: int, names: Collection[str]) -> bool:
    """Whether a log shows a node: tasks always, an event or sub-process where the log has something of its name."""
    node = model.nodes[place]
    return node.kind in TASKS or node.label in names


class TokenGraph:
    """The states of one model, for logs with these names.

    instances  how many instances an activity may have where the model does not say how many
    """

    def __init__(self, model: Model, names: Collection[str], instances: int = 2) -> None:
        self.model = model
        self.game = Game(model)
        self.seen = frozenset(
            place for place in range(len(model.nodes)) if is_seen(model, place, frozenset(names))
        )
        counts = [node.loop.count for node in model.nodes if node.loop is not None and node.loop.count]
        given = [int(count) for count in counts if count.strip().isdecimal() and len(count) < 6]
        self.instances = min(MOST_INSTANCES, max(2, instances, *given))
        self._numbers: dict[Any, int] = {}
        self._states: list[State] = []
        self._lines: list[list[Line] | None] = []
        self._reach: dict[int, frozenset[int]] = {}
        self.begin = self._begin()

    def ended(self, state: int) -> bool:
        """Whether nothing is left to do."""
        return self._states[state].ended

    def lines(self, state: int) -> list[Line]:
        """The ways to go on from a state. Raises `LimitReached` where the model has too many states."""
        lines = self._lines[state]
        if lines is None:
            lines = self._lines[state] = self._go_on(self._states[state])
        return lines

    def _begin(self) -> list[Line]:
        found: dict[Line, None] = {}
        for process, start in starts(self.model):

            def begin(
                chooser: EveryAnswer, process: int = process, start: int = start
            ) -> tuple[State, list[Act]]:
                return self.game.start(chooser, start, process)

            for state, acts in outcomes(self.model, begin, most_instances=self.instances):
                found.setdefault(self._line(state, acts))
        return list(found)

    def _go_on(self, here: State) -> list[Line]:
        if crowded(here, MOST_TOKENS):
            return []
        found: dict[Line, None] = {}
        for move in self.game.moves(here):
            play = partial(self._play, here, move)
            for state, acts in outcomes(self.model, play, most_instances=self.instances):
                found.setdefault(self._line(state, acts))
        return list(found)

    def _play(self, here: State, move: Move, chooser: EveryAnswer) -> tuple[State, list[Act]]:
        state = here.copy()
        return state, self.game.play(state, move, chooser)

    def _line(self, state: State, acts: list[Act]) -> Line:
        done = [act.node for act in acts if act.kind == ActKind.DONE and act.node in self.seen]
        before = tuple(
            sum(1 << j for j in range(i) if self._leads(done[j], done[i])) for i in range(len(done))
        )
        return Line(tuple(self.model.nodes[place].label for place in done), before, self._number(state))

    def _number(self, state: State) -> int:
        number = self._numbers.setdefault(state.key(), len(self._states))
        if number == len(self._states):
            if number >= MOST_STATES:
                raise LimitReached(
                    f"The model has more than {MOST_STATES:,} states, too many to compare a log with; let fewer "
                    "branches run side by side."
                )
            self._states.append(state)
            self._lines.append(None)
        return number

    def _leads(self, source: int, target: int) -> bool:
        """Whether a path leads from one node to another; from a node to itself there always is one."""
        if source not in self._reach:
            self._reach[source] = self._reached(source)
        return source == target or target in self._reach[source]

    def _reached(self, source: int) -> frozenset[int]:
        """All nodes that a path leads to: along flows, out of a sub-process, into one, and from edge to edge."""
        nodes, found = self.model.nodes, set[int]()
        waiting = [source]
        while waiting:
            place = waiting.pop()
            after = [self.model.flows[flow].target for flow in nodes[place].outgoing]
            after += self.model.boundary[place]
            after += [nodes[place].scope] if nodes[place].scope >= 0 else []
            after += [number for number, node in enumerate(nodes) if node.called == place]
            for each in after:
                if each not in found:
                    found.add(each)
                    waiting.append(each)
        around = {source}
        while (place := nodes[source].scope) >= 0:
            around.add(place)
            source = place
        waiting = [place for place in found if nodes[place].kind.is_scope]
        while waiting:
            place = waiting.pop()
            body = nodes[place].called if nodes[place].called >= 0 else place
            # What lies around the first node is left, not entered.
            for each in () if body in around else self.model.members[body]:
                if each not in found:
                    found.add(each)
                    waiting += [each] if nodes[each].kind.is_scope else []
        return frozenset(found)
