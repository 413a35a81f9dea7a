"""A case with its data: the token game of `rules`, with the choices answered by FEEL and DMN.

Nothing is stored here and nobody is told: each step gives the new state, the new data and what happened, and whoever
runs it writes all of that down at once, or nothing of it.

What a case knows is one context. What a form gives lies under the form's name (`apply`), what a decision or script
gives under the name in `result`. An expression sees that context, and the fields of the forms by themselves, the latest
first, so that it may say `apply.cost` as well as `cost`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any

from openhall.process.case import Case
from openhall.process.courses import Course, Courses, Player, Recorder, follow
from openhall.process.errors import BadInput, LimitReached
from openhall.process.feel.evaluate import evaluate
from openhall.process.feel.parser import parse_expression
from openhall.process.feel.syntax import Node as Expression
from openhall.process.feel.temporal import DateTime, parse_date_time
from openhall.process.feel.values import Budget, Limits, Value
from openhall.process.model import EventKind, Model, Node, NodeKind, Work
from openhall.process.rules.acts import Act
from openhall.process.rules.events import waited_for
from openhall.process.rules.game import Game, Move, MoveKind
from openhall.process.rules.state import ScopeKind, State
from openhall.process.saying import gettext
from openhall.process.timers import Due, due, is_iso

__all__ = ["Answers", "Case", "Decide", "Decided", "Running", "Step"]

MOST_INSTANCES = 1_000
"""Instances of one activity."""
MOST_AT_ONCE = 1_000
"""Scripts and decisions in one step."""

Decide = Callable[[Work, Mapping[str, Value], Budget], "Decided"]


@dataclass(frozen=True)
class Decided:
    """What a decision gave: its value, the rules that fired, as a letter quotes them, and why values became null."""

    decision: str
    value: Value
    reasons: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass
class Step:
    """What one step did: the case after it, all that happened in order, the decisions by their node, and its course."""

    case: Case
    acts: list[Act]
    decided: list[tuple[int, Decided]]
    course: Course


class Running:
    """Runs the cases of one model. It holds no case; one instance serves all of them, from several threads."""

    def __init__(
        self,
        model: Model,
        decide: Decide | None = None,
        names: Collection[str] = (),
        limits: Limits | None = None,
    ) -> None:
        self.model = model
        self.game = Game(model)
        self.decide = decide
        self.limits = limits or Limits()
        known = {*names, *(node.work.result for node in model.nodes if node.work.result), *model.data}
        known |= {node.work.form for node in model.nodes if node.work.form}
        known |= {node.loop.item for node in model.nodes if node.loop and node.loop.item}
        texts = {text for node in model.nodes for text in _expressions(node)}
        texts |= {flow.condition for flow in model.flows if flow.condition}
        self.courses = Courses()
        self.parsed: dict[str, Expression] = {text: parse_expression(text, known) for text in texts}

    def start(self, data: Mapping[str, Value], now: datetime, start: int = -1) -> Step:
        """A new case with what is known of it at the start."""
        case = Case(State(), dict(data))

        def begin(after: Case, player: Player) -> list[Act]:
            after.state, acts = self.game.start(player, start)
            return acts

        return self._step(case, ("start", start), {}, now, begin)

    def complete(self, case: Case, token: int, data: Mapping[str, Value], now: datetime) -> Step:
        """The work of a token is done and gave `data`. Raises `BadInput` when it is not open any more."""

        def done(after: Case, player: Player) -> list[Act]:
            return self.game.play(after.state, Move(MoveKind.COMPLETE, token, self._at(after, token)), player)

        return self._step(case, ("complete", token), data, now, done)

    def happen(self, case: Case, number: int, node: int, data: Mapping[str, Value], now: datetime) -> Step:
        """An event that is waited for (`rules.events.waited_for`) happens, and brought `data`."""

        def happens(after: Case, player: Player) -> list[Act]:
            return self.game.play(after.state, Move(MoveKind.EVENT, number, node), player)

        return self._step(case, ("event", number, node), data, now, happens)

    def fail(self, case: Case, token: int, code: str | None, now: datetime) -> Step:
        """The work of a token throws an error. Raises `BadInput` when it is not open any more."""

        def fails(after: Case, player: Player) -> list[Act]:
            self._at(after, token)
            return self.game.fail(after.state, token, code, player)

        return self._step(case, ("fail", token, code), {}, now, fails)

    def stop(self, case: Case, now: datetime) -> Step:
        """A case is ended from outside, wherever it stands."""

        def stops(after: Case, player: Player) -> list[Act]:
            return self.game.stop(after.state, player)

        return self._step(case, ("stop", -1), {}, now, stops)

    def settle(self, case: Case, now: datetime) -> Step:
        """A case that was moved to this model goes on as far as it can without anybody."""

        def settles(after: Case, player: Player) -> list[Act]:
            return self.game.settle(after.state, player)

        return self._step(case, ("settle", -1), {}, now, settles)

    def _step(
        self,
        case: Case,
        move: tuple[Any, ...],
        data: Mapping[str, Value],
        now: datetime,
        play: Callable[[Case, Player], list[Act]],
    ) -> Step:
        """A step as it is remembered, or worked out by `play` and remembered."""
        before = case.packed
        held = self.courses.find((before, move))
        if held is not None:
            after = case.to(before)
            self._take(after, held.place, held.index, data)
            answers = Answers(self, after, now)
            course = follow(held.first, answers)
            if course is not None:
                return Step(after.stand(course.packed), course.acts, answers.decided, course)
        after = case.to(before)
        place, index = self._where(after, move)
        self._take(after, place, index, data)
        answers = Answers(self, after, now)
        recorder = Recorder(answers)
        acts = self._finish(after, play(after, recorder), recorder)
        were, are = self._timers_of(State.unpack(before)), self._timers_of(after.state)
        course = Course(
            packed=after.packed,
            acts=acts,
            ended=after.state.ended,
            stopped=tuple(each for each in were if each not in are),
            started=tuple(each for each in are if each not in were),
            place=place,
            index=index,
        )
        self.courses.keep((before, move), recorder.asked, course)
        return Step(after, acts, answers.decided, course)

    def _where(self, case: Case, move: tuple[Any, ...]) -> tuple[int, int]:
        """The place of a move, and which of several instances it is about."""
        kind, number, *others = move
        if kind in ("start", "settle", "stop"):
            return -1, 0
        if kind == "event":
            return others[0], 0
        return self._at(case, number), case.state.tokens[number].index

    def _at(self, case: Case, token: int) -> int:
        held = case.state.tokens.get(token)
        if held is None:
            raise BadInput(gettext("This work is done or withdrawn already; look at the case as it is now."))
        return held.at

    def timers(self, case: Case) -> list[tuple[int, int]]:
        """The timers that run: `(number, node)`."""
        return self._timers_of(case.state)

    def _timers_of(self, state: State) -> list[tuple[int, int]]:
        return [
            (number, place)
            for number, place in waited_for(self.model, state)
            if self.model.nodes[place].event.kind == EventKind.TIMER
        ]

    def due(self, case: Case, number: int, place: int, since: datetime) -> Due:
        """When a timer that runs since some time fires, and how often. Raises `BadInput` when it says no time."""
        timer = self.model.nodes[place].event.timer
        assert timer is not None
        value = None
        if timer.text in self.parsed:
            value = Answers(self, case, since).value(timer.text, number if number > 0 else 0)
        return due(timer, value, since, self.model.nodes[place].label)

    def scope(self, case: Case, token: int = 0) -> dict[str, Value]:
        """What an expression sees at a token (0 for the case as a whole)."""
        seen: dict[str, Value] = {}
        for value in case.data.values():
            if isinstance(value, dict):
                seen.update(value)
        seen.update(case.data)
        around: list[tuple[str, Value]] = []
        while token and token in case.state.tokens:
            held = case.state.tokens[token]
            scope = case.state.scopes[held.scope]
            loop = self.model.nodes[scope.node].loop
            if scope.kind == ScopeKind.LOOP and loop is not None and held.index:
                around.append(("loopCounter", Decimal(held.index)))
                elements = self.elements(case, loop.collection)
                if loop.item and held.index <= len(elements):
                    around.append((loop.item, elements[held.index - 1]))
            token = scope.token
        seen.update(reversed(around))
        return seen

    def budget(self, now: datetime) -> Budget:
        """What one evaluation may use; its clock says the time of the step."""
        return Budget(self.limits, now=_clock(now, now.tzinfo))

    def elements(self, case: Case, collection: str | None) -> list[Value]:
        """The list with one element for each instance of an activity."""
        if collection is None:
            return []
        value = evaluate(self.parsed[collection], self.scope(case), Budget(self.limits))
        return value if isinstance(value, list) else [] if value is None else [value]

    def _take(self, case: Case, place: int, index: int, data: Mapping[str, Value]) -> None:
        """Keep what work at a place, or an event there, gave."""
        loop = self.model.nodes[place].loop if index else None
        if loop is not None and loop.result:
            left = data.get(loop.result_item) if loop.result_item else dict(data)
            before = case.data.get(loop.result)
            case.learn({loop.result: [*(before if isinstance(before, list) else []), left]})
        else:
            case.learn(data)

    def _finish(self, case: Case, acts: list[Act], player: Player) -> list[Act]:
        """Do what needs nobody: scripts and decisions. All acts, with those before."""
        for _ in range(MOST_AT_ONCE):
            move = next((move for move in self.game.work(case.state) if self._needs_nobody(move)), None)
            if move is None:
                return acts
            player.work(case.state, move.number, move.node)
            acts = acts + self.game.play(case.state, move, player)
        raise LimitReached(
            gettext(
                "One step of this case needs more than %(most)s scripts and decisions.",
                most=MOST_AT_ONCE,
            )
        )

    def do(self, case: Case, token: int, place: int, answers: Answers) -> None:
        """Do a script or decision, and keep what it gives."""
        node = self.model.nodes[place]
        if node.kind == NodeKind.SCRIPT:
            value = answers.value(node.work.script, token) if node.work.script else None
        else:
            assert self.decide is not None
            outcome = self.decide(node.work, self.scope(case, token), self.budget(answers.now))
            answers.decided.append((place, outcome))
            value = outcome.value
        if node.work.result:
            self._take(case, place, case.state.tokens[token].index, {node.work.result: value})

    def _needs_nobody(self, move: Move) -> bool:
        kind = self.model.nodes[move.node].kind
        return kind == NodeKind.SCRIPT or (kind == NodeKind.RULE and self.decide is not None)


class Answers:
    """Answers the choices of the token game from what a case knows (`rules.acts.Chooser`)."""

    def __init__(self, running: Running, case: Case, now: datetime) -> None:
        self.running = running
        self.case = case
        self.now = now
        self.decided: list[tuple[int, Decided]] = []

    def work(self, state: State, token: int, node: int) -> None:
        """Do a script or decision."""
        self.case.state = state
        self.running.do(self.case, token, node, self)

    def value(self, text: str, token: int) -> Value:
        """The value of an expression of the model."""
        scope = self.running.scope(self.case, token)
        return evaluate(self.running.parsed[text], scope, self.running.budget(self.now))

    def _holds(self, flow: int, token: int, state: State) -> bool:
        condition = self.running.model.flows[flow].condition
        self.case.state = state
        return condition is None or self.value(condition, token) is True

    def one(self, state: State, token: int, flows: tuple[int, ...], default: int) -> int:
        """The first flow whose condition holds."""
        asked = (flow for flow in flows if flow != default)
        return next((flow for flow in asked if self._holds(flow, token, state)), default)

    def some(self, state: State, token: int, flows: tuple[int, ...], default: int) -> tuple[int, ...]:
        """All flows whose condition holds."""
        taken = tuple(flow for flow in flows if flow != default and self._holds(flow, token, state))
        return taken or ((default,) if default >= 0 else ())

    def instances(self, state: State, token: int, node: int) -> int:
        """The number the model gives, or one for each element of the list."""
        self.case.state = state
        loop = self.running.model.nodes[node].loop
        assert loop is not None
        if loop.collection is not None:
            return len(self.running.elements(self.case, loop.collection))
        value = self.value(loop.count, token) if loop.count else None
        return _whole(value, self.running.model.nodes[node].label)

    def again(self, state: State, token: int, node: int) -> bool:
        """Whether the condition of a standard loop holds."""
        return self._loop_condition(state, token, node)

    def enough(self, state: State, token: int, node: int) -> bool:
        """Whether the completion condition holds."""
        return self._loop_condition(state, token, node)

    def _loop_condition(self, state: State, token: int, node: int) -> bool:
        self.case.state = state
        loop = self.running.model.nodes[node].loop
        assert loop is not None and loop.condition is not None
        return self.value(loop.condition, token) is True


@lru_cache(maxsize=8)
def _clock(now: datetime, zone: tzinfo | None) -> DateTime:
    """The time of a step as FEEL has it; one step asks for it again and again."""
    return parse_date_time(now.isoformat())


def _expressions(node: Node) -> list[str]:
    """The FEEL texts of a node."""
    texts: list[str | None] = [node.work.script]
    if node.loop is not None:
        texts += [node.loop.condition, node.loop.count, node.loop.collection]
    if node.event.timer is not None and not is_iso(node.event.timer.text):
        texts.append(node.event.timer.text)
    return [text for text in texts if text]


def _whole(value: Value, label: str) -> int:
    if isinstance(value, Decimal) and value == value.to_integral_value() and 0 <= value <= MOST_INSTANCES:
        return int(value)
    raise BadInput(
        gettext(
            "“%(name)s” is to be done %(value)s times; give a whole number from 0 to %(most)s, or a list.",
            name=label,
            value=str(value),
            most=MOST_INSTANCES,
        )
    )
