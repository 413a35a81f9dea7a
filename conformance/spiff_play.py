"""Openhall's side of the suite `bpmn-spiff`: a model played by a schedule, and what happened in each turn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import spiff_schedule as schedules
from openhall.process.bpmn.compile import compile_model
from openhall.process.bpmn.document import read_document
from openhall.process.errors import ProcessError
from openhall.process.explore import starts
from openhall.process.feel.values import Value
from openhall.process.model import EventKind, Model
from openhall.process.rules.acts import Act, ActKind
from openhall.process.rules.events import waited_for
from openhall.process.rules.game import Game, Move, MoveKind
from openhall.process.rules.state import ScopeKind, State
from openhall.process.running import Case, Running
from spiff_models import Prepared

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOT_FROM_OUTSIDE = (EventKind.ERROR, EventKind.ESCALATION, EventKind.COMPENSATION)


@dataclass
class Turn:
    """What one move brought: the ids of the activities and events that were done, in order, and what is open then.

    What is open is named by its path through calls and sub-processes, as the same id may be open in several of them.
    """

    move: str
    done: list[str]
    open: list[str]
    ended: bool
    error: str = ""


def read_model(prepared: Prepared, name: str) -> Model:
    """The model. Raises `BadModel`."""
    return compile_model(read_document(prepared.document, name), frozenset(prepared.pools))


def play(model: Model, prepared: Prepared, process: str, schedule: str) -> list[Turn]:
    """Play a model by a schedule."""
    side = Side(model, prepared, process, schedule)
    turns: list[Turn] = []
    try:
        side.begin(turns)
        while turns[-1].open and len(turns) <= schedules.MOST_MOVES:
            side.go_on(schedules.next_move(schedule, len(turns), turns[-1].open), turns)
    except ProcessError as error:
        turns.append(Turn("", [], [], False, str(error)))
    return turns


class Side:
    """One play."""

    def __init__(self, model: Model, prepared: Prepared, process: str, schedule: str) -> None:
        self.model = model
        self.process = model.place_of[process] if process else -1
        self.prepared = prepared
        self.schedule = schedule
        self.game = Game(model)
        self.running = Running(model, names=frozenset(prepared.pools)) if prepared.data else None
        self.case = Case(State())
        self.chooser = Fed(model, schedule)
        self.once: set[tuple[int, int]] = set()

    def begin(self, turns: list[Turn]) -> None:
        """A case begins plainly where it can; else its start events are open."""
        ways = [(p, at) for p, at in starts(self.model) if self.process in (-1, p)] or [(self.process, -1)]
        events = {at: self.model.nodes[at].event.kind for _, at in ways if at >= 0}
        plain = [(p, at) for p, at in ways if events.get(at, EventKind.NONE) == EventKind.NONE]
        if not plain:
            turns.append(Turn("start", [], sorted(self.model.nodes[at].id for at in events), False))
            return
        for process, at in plain[:1]:
            self._turn("start", self._start(process, at), turns)

    def go_on(self, name: str, turns: list[Turn]) -> None:
        """What is open under this name happens."""
        if not self.case.state.scopes:
            place = self.model.place_of[name]
            self._turn(name, self._start(self.model.nodes[place].scope, place), turns)
            return
        move = next(each for each in self._moves() if self._path(each) == name)
        if move.kind == MoveKind.EVENT and not self.model.nodes[move.node].interrupting:
            self.once.add((move.number, move.node))
        self._turn(name, self._play(move, len(turns)), turns)

    def _turn(self, name: str, acts: list[Act], turns: list[Turn]) -> None:
        """Note a turn, with the messages that the model sends itself without a message flow brought back to it."""
        done = list(acts)
        sent = [act for act in acts if act.kind == ActKind.SENT]
        while sent:
            act = sent.pop(0)
            for number, place in list(waited_for(self.model, self.case.state)):
                node = self.model.nodes[place]
                waits = (
                    node.event.name if node.event.kind == EventKind.MESSAGE else None
                ) or node.work.message
                if act.name and waits == act.name and Move(MoveKind.EVENT, number, place) in self._moves():
                    more = self._play(Move(MoveKind.EVENT, number, place), len(turns))
                    done += more
                    sent += [each for each in more if each.kind == ActKind.SENT]
        ids = [_own(self.model.nodes[act.node].id) for act in done if act.kind == ActKind.DONE]
        turns.append(Turn(name, ids, sorted(map(self._path, self._moves())), self.case.state.ended))

    def _start(self, process: int, at: int) -> list[Act]:
        if self.running is None:
            self.case.state, acts = self.game.start(self.chooser, at, process)
            return acts
        if at < 0 or self.model.nodes[at].event.kind == EventKind.NONE:
            assert process == self.model.processes[0]
        step = self.running.start(self._values(0), NOW, at)
        self.case = step.case
        return step.acts

    def _play(self, move: Move, step: int) -> list[Act]:
        if self.running is None:
            return self.game.play(self.case.state, move, self.chooser)
        values = self._values(step)
        if move.kind == MoveKind.COMPLETE:
            went = self.running.complete(self.case, move.number, values, NOW)
        else:
            went = self.running.happen(self.case, move.number, move.node, values, NOW)
        self.case = went.case
        return went.acts

    def _values(self, step: int) -> dict[str, Value]:
        drawn = schedules.values(self.schedule, step, self.prepared.pools)
        return {name: _feel(value) for name, value in drawn.items()}

    def _moves(self) -> list[Move]:
        return [
            move
            for move in self.game.moves(self.case.state)
            if (move.number, move.node) not in self.once
            and (
                move.kind == MoveKind.COMPLETE
                or self.model.nodes[move.node].event.kind not in NOT_FROM_OUTSIDE
            )
        ]

    def _path(self, move: Move) -> str:
        return path(self.model, self.case.state, move)


def path(model: Model, state: State, move: Move) -> str:
    """The ids of the calls and sub-processes around, and its own."""
    ids = [model.nodes[move.node].id]
    if move.number < 0:
        ids.append(model.nodes[model.nodes[move.node].scope].id)
        scope = state.scopes[-move.number]
    else:
        scope = state.scopes[state.tokens[move.number].scope]
    while scope.token:
        if scope.kind == ScopeKind.BODY:
            ids.append(model.nodes[state.tokens[scope.token].at].id)
        scope = state.scopes[state.tokens[scope.token].scope]
    return "/".join(map(_own, reversed(ids)))


class Fed:
    """A chooser that takes the answers of a schedule."""

    def __init__(self, model: Model, schedule: str) -> None:
        self.model = model
        self.schedule = schedule
        self.visits: dict[str, int] = {}

    def _visit(self, node: str) -> int:
        self.visits[node] = self.visits.get(node, -1) + 1
        return self.visits[node]

    def _ids(self, flows: Iterable[int]) -> dict[str, int]:
        return {_own(self.model.flows[flow].id): flow for flow in flows}

    def _source(self, state: State, token: int) -> str:
        return path(self.model, state, Move(MoveKind.COMPLETE, token, state.tokens[token].at))

    def one(self, state: State, token: int, flows: tuple[int, ...], default: int) -> int:
        node = self._source(state, token)
        ids = self._ids({*flows, default} - {-1})
        return ids[schedules.flow_taken(self.schedule, node, self._visit(node), ids)]

    def some(self, state: State, token: int, flows: tuple[int, ...], default: int) -> tuple[int, ...]:
        node = self._source(state, token)
        ids = self._ids({*flows} - {default})
        taken = schedules.flows_taken(self.schedule, node, self._visit(node), ids, default >= 0)
        return tuple(ids[each] for each in sorted(taken)) or (default,)

    def instances(self, state: State, token: int, node: int) -> int:
        return schedules.instances(self.schedule, _own(self.model.nodes[node].id))

    def again(self, state: State, token: int, node: int) -> bool:
        return schedules.again(self.schedule, _own(self.model.nodes[node].id), self._rounds(state, token))

    def enough(self, state: State, token: int, node: int) -> bool:
        return schedules.enough(self.schedule, _own(self.model.nodes[node].id), self._rounds(state, token))

    def _rounds(self, state: State, token: int) -> int:
        """How many instances are done of the loop that asks."""
        around = state.scopes[state.tokens[token].scope]
        return around.ended if around.kind == ScopeKind.LOOP else 0


def _own(name: str) -> str:
    """An id as its file has it: what joining files added is taken off."""
    return name.split("--")[0]


def _feel(value: Any) -> Value:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value
