"""The token game explored slowly and plainly, to compare with: every answer, every order, one state after the other.

Nothing here is taken from `explore`, `soundness` or `mining`: only the rules of the game itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from openhall.process.model import TASKS, EventKind, Model, NodeKind
from openhall.process.rules.acts import Act, ActKind
from openhall.process.rules.game import Game, Move
from openhall.process.rules.state import State


class Wanted(Exception):
    """An answer that the script does not have yet: one of so many."""

    def __init__(self, options: int) -> None:
        self.options = options


class Script:
    """A chooser that gives the answers of a list."""

    def __init__(self, model: Model, answers: list[int]) -> None:
        self.model = model
        self.answers = list(answers)

    def pick(self, options: int) -> int:
        if not self.answers:
            raise Wanted(options)
        return self.answers.pop(0)

    def one(self, state: State, token: int, flows: tuple[int, ...], default: int) -> int:
        return flows[self.pick(len(flows))]

    def some(self, state: State, token: int, flows: tuple[int, ...], default: int) -> tuple[int, ...]:
        asked = [flow for flow in flows if flow != default]
        subsets = [[]]
        for flow in asked:
            subsets += [[*each, flow] for each in subsets]
        if default < 0:
            subsets = subsets[1:]
        return tuple(subsets[self.pick(len(subsets))]) or (default,)

    def instances(self, state: State, token: int, node: int) -> int:
        return self.pick(4)

    def again(self, state: State, token: int, node: int) -> bool:
        return self.pick(2) == 1

    def enough(self, state: State, token: int, node: int) -> bool:
        return self.pick(2) == 1


def every(
    model: Model, play: Callable[[Script], tuple[State, list[Act]]]
) -> Iterator[tuple[State, list[Act]]]:
    """What a move leads to for every list of answers."""
    waiting: list[list[int]] = [[]]
    while waiting:
        answers = waiting.pop()
        try:
            yield play(Script(model, answers))
        except Wanted as wanted:
            waiting += [[*answers, option] for option in range(wanted.options)]


def look(state: State) -> str:
    """What two states have alike in which the same can happen."""

    def scope(number: int) -> Any:
        held = state.scopes[number]
        inside = sorted(token(each) for each, where in state.tokens.items() if where.scope == number)
        counts = (held.begun, held.ended) if held.total >= 0 else ()
        return repr((held.node, int(held.kind), held.total, counts, held.done, inside))

    def token(number: int) -> Any:
        return repr(
            (
                state.tokens[number].at,
                sorted(scope(each) for each, held in state.scopes.items() if held.token == number),
            )
        )

    return repr(
        (sorted(scope(each) for each, held in state.scopes.items() if not held.token), sorted(state.mail))
    )


def twice(state: State) -> int:
    """The most tokens at one place of one scope."""
    places = [(held.scope, held.at, held.index) for held in state.tokens.values()]
    return max((places.count(each) for each in places), default=0)


def begin(model: Model) -> Iterator[tuple[State, list[Act]]]:
    yield from every(model, lambda script: Game(model).start(script))


def follow(model: Model, state: State, move: Move) -> Iterator[tuple[State, list[Act]]]:
    def play(script: Script) -> tuple[State, list[Act]]:
        after = state.copy()
        return after, Game(model).play(after, move, script)

    yield from every(model, play)


class Explored:
    """All states of a model without events that happen without end, and where each leads; up to a number of them."""

    def __init__(self, model: Model, most: int) -> None:
        self.states: dict[str, State] = {}
        self.after: dict[str, set[str]] = {}
        self.told: set[int] = set()
        self.crowded = self.too_many = False
        waiting: list[str] = []

        def reach(state: State, acts: list[Act], source: str | None) -> None:
            self.told |= {act.node for act in acts}
            name = look(state)
            if source is not None:
                self.after[source].add(name)
            if name not in self.states:
                self.states[name], self.after[name] = state, set()
                waiting.append(name)

        for state, acts in begin(model):
            reach(state, acts, None)
        while waiting:
            name = waiting.pop()
            if twice(self.states[name]) > 1:
                self.crowded = True
                return
            if len(self.states) > most:
                self.too_many = True
                return
            for move in Game(model).moves(self.states[name]):
                for state, acts in follow(model, self.states[name], move):
                    reach(state, acts, name)
        self.model = model

    @property
    def stands_still(self) -> bool:
        return any(not self.after[name] and not state.ended for name, state in self.states.items())

    @property
    def cannot_end(self) -> bool:
        """Whether from some state that goes on no end and no standstill can be reached."""
        good = {name for name, state in self.states.items() if state.ended or not self.after[name]}
        while more := {name for name in self.states if name not in good and self.after[name] & good}:
            good |= more
        return len(good) < len(self.states)

    @property
    def never_told(self) -> bool:
        kinds = TASKS | {NodeKind.SUBPROCESS, NodeKind.START, NodeKind.END, NodeKind.CATCH, NodeKind.BOUNDARY}
        return any(
            node.kind in kinds and node.event.kind != EventKind.COMPENSATION and place not in self.told
            for place, node in enumerate(self.model.nodes)
        )

    @property
    def sound(self) -> bool:
        return not (self.crowded or self.stands_still or self.cannot_end or self.never_told)


def traces(model: Model, longest: int, most: int, tokens: int = 3) -> set[tuple[str, ...]] | None:
    """The tasks of every way through a model to its end that does at most so many of them; None for too many ways."""
    found: set[tuple[str, ...]] = set()
    seen: set[tuple[str, tuple[str, ...]]] = set()
    waiting: list[tuple[State, tuple[str, ...]]] = []

    def reach(state: State, acts: list[Act], before: tuple[str, ...]) -> None:
        done = [act.node for act in acts if act.kind == ActKind.DONE]
        trace = before + tuple(model.nodes[place].label for place in done if model.nodes[place].kind in TASKS)
        if len(trace) <= longest and (look(state), trace) not in seen:
            seen.add((look(state), trace))
            waiting.append((state, trace))

    for state, acts in begin(model):
        reach(state, acts, ())
    while waiting:
        state, trace = waiting.pop()
        if state.ended:
            found.add(trace)
        if len(seen) > most:
            return None
        if twice(state) <= tokens:
            for move in Game(model).moves(state):
                for after, acts in follow(model, state, move):
                    reach(after, acts, trace)
    return found


def apart(one: tuple[str, ...], two: tuple[str, ...]) -> int:
    """How many tasks have to be taken out of and put into one to make it the other."""
    row = list(range(len(two) + 1))
    for i, left in enumerate(one, 1):
        last, row[0] = row[0], i
        for j, right in enumerate(two, 1):
            last, row[j] = row[j], last if left == right else 1 + min(row[j], row[j - 1])
    return row[-1]
