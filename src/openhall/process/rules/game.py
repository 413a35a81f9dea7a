"""The token game from outside: start a case, ask what can happen, let it happen.

```
game = Game(model)
state, acts = game.start(chooser)
for move in game.moves(state):
    ...
acts = game.play(state, move, chooser)
```
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from openhall.process.errors import BadInput
from openhall.process.model import TASKS, EventKind, Model, NodeKind
from openhall.process.rules import activities, events
from openhall.process.rules.acts import Act, ActKind, Chooser
from openhall.process.rules.routes import Routes
from openhall.process.rules.state import ScopeKind, State
from openhall.process.rules.turn import Turn
from openhall.process.saying import gettext

AT_ONCE = frozenset({NodeKind.SEND})
"""Tasks that are done as soon as they begin."""


class MoveKind(StrEnum):
    """How a move begins."""

    COMPLETE = "complete"
    """The work of a token is done."""
    EVENT = "event"
    """Something that is waited for happens."""


class Move(NamedTuple):
    """One thing that can happen: work that is done, or an event. `number` is that of `events.waited_for`."""

    kind: MoveKind
    number: int
    node: int


class Game:
    """The token game of one model; it holds no case."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.routes = Routes.of(model)
        self.inner = frozenset(flow.target for flow in model.message_flows if flow.source >= 0)

    def start(self, chooser: Chooser, start: int = -1, process: int = -1) -> tuple[State, list[Act]]:
        """A new case: a process (the main one) begins plainly, or at a start event (its place) that came about."""
        if process < 0:
            process = self.model.nodes[start].scope if start >= 0 else self.model.processes[0]
        turn = Turn(self.model, self.routes, State(), chooser)
        activities.open_body(turn, process, 0, start)
        turn.settle()
        return turn.state, turn.acts

    def moves(self, state: State) -> list[Move]:
        """What can happen next from outside, in a fixed order: work first, by the age of its token."""
        found = self.work(state)
        for number, place in events.waited_for(self.model, state):
            if self._comes_from_outside(state, number, place):
                found.append(Move(MoveKind.EVENT, number, place))
        return found

    def work(self, state: State) -> list[Move]:
        """The work that is open, by the age of its token."""
        return [
            Move(MoveKind.COMPLETE, number, token.at)
            for number, token in state.tokens.items()
            if token.at >= 0 and self._is_work(state, number)
        ]

    def can_happen(self, state: State, move: Move) -> bool:
        """Whether a move is one of `moves`."""
        kind, number, place = move
        if kind == MoveKind.COMPLETE:
            token = state.tokens.get(number)
            return token is not None and token.at == place >= 0 and self._is_work(state, number)
        waited = (number, place) in events.waited_for(self.model, state)
        return waited and self._comes_from_outside(state, number, place)

    def play(self, state: State, move: Move, chooser: Chooser) -> list[Act]:
        """Let a move happen; the state is changed in place. Raises `BadInput` when it cannot happen any more: work
        that is done or withdrawn, an event that nobody waits for."""
        if not self.can_happen(state, move):
            raise BadInput(
                gettext(
                    "“%(name)s” is not open any more; look at the case as it is now.",
                    name=self.model.nodes[move.node].label,
                )
            )
        turn = Turn(self.model, self.routes, state, chooser)
        if move.kind == MoveKind.COMPLETE:
            activities.done(turn, move.number)
        else:
            events.happen(turn, move.number, move.node)
        turn.settle()
        return turn.acts

    def settle(self, state: State, chooser: Chooser) -> list[Act]:
        """Let everything go on that can without anybody: after the model changed around a state, a gateway may have all
        that it waits for."""
        turn = Turn(self.model, self.routes, state, chooser)
        turn.settle()
        return turn.acts

    def stop(self, state: State, chooser: Chooser) -> list[Act]:
        """End a case from outside, wherever it stands: all work is withdrawn, nothing is waited for any more."""
        turn = Turn(self.model, self.routes, state, chooser)
        for number, scope in list(state.scopes.items()):
            if not scope.token:
                turn.cancel_inside(number)
                turn.tell(ActKind.STOPPED, scope.node, 0, number)
        turn.settle()
        return turn.acts

    def fail(
        self, state: State, token: int, name: str | None, chooser: Chooser, kind: EventKind = EventKind.ERROR
    ) -> list[Act]:
        """The work of a token throws an error or escalation with a code. An error that nobody catches ends the
        process; the acts say so."""
        turn = Turn(self.model, self.routes, state, chooser)
        at, scope = state.tokens[token].at, state.tokens[token].scope
        if not events.catch_at_edge(turn, token, kind, name):
            events.raise_from(turn, kind, name, at, token, scope)
        turn.settle()
        return turn.acts

    def _is_work(self, state: State, number: int) -> bool:
        token = state.tokens[number]
        node = self.model.nodes[token.at]
        if node.kind not in TASKS or node.kind in AT_ONCE or node.kind == NodeKind.RECEIVE:
            return False
        whole = node.loop is not None and not node.compensates
        return not whole or state.scopes[token.scope].kind == ScopeKind.LOOP

    def _comes_from_outside(self, state: State, number: int, place: int) -> bool:
        kind = self.model.nodes[place].event.kind
        if kind in (EventKind.ERROR, EventKind.ESCALATION):
            # What lies in a sub-process is thrown there; an officer's own work may fail at any time.
            return number > 0 and self.model.nodes[state.tokens[number].at].kind in TASKS
        return place not in self.inner
