"""Everything that can happen in a model, without data: every answer to every choice, every order of events.

An event that does not interrupt could happen without end; here each happens once in a case. Of several instances
there are none, one or two, unless the model says how many.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from openhall.process.errors import LimitReached
from openhall.process.model import EventKind, Model, NodeKind
from openhall.process.rules.acts import Act
from openhall.process.rules.game import Game, Move, MoveKind
from openhall.process.rules.state import State
from openhall.process.saying import gettext

MOST_STATES = 50_000
MOST_EFFORT = 500_000
"""Tokens in all states that moves are tried from, one time for each move: what a step costs grows with them."""
MOST_OUTCOMES = 4_096
"""Ways in which one move may go on."""
MOST_FLOWS = 10
"""Conditional flows out of one node whose every combination is tried."""


class EveryAnswer:
    """A chooser that takes the answers of a script, and the first one after its end; it notes how many there were, and
    in `noted` the nodes at which it was asked."""

    def __init__(
        self, model: Model, script: list[int], noted: set[int] | None = None, most_instances: int = 2
    ) -> None:
        self.most_instances = most_instances
        self.model = model
        self.script = script
        self.asked: list[tuple[int, int]] = []
        self.noted = set() if noted is None else noted

    def _pick(self, options: int) -> int:
        place = len(self.asked)
        picked = self.script[place] if place < len(self.script) else 0
        self.asked.append((picked, options))
        return picked

    def next_script(self) -> list[int] | None:
        """The script of the next combination of answers; None when all were given."""
        asked = list(self.asked)
        while asked and asked[-1][0] == asked[-1][1] - 1:
            asked.pop()
        if not asked:
            return None
        return [picked for picked, _ in asked[:-1]] + [asked[-1][0] + 1]

    def one(self, state: State, token: int, flows: tuple[int, ...], default: int) -> int:
        """Each flow in turn."""
        self.noted.add(self.model.flows[flows[0]].source)
        return flows[self._pick(len(flows))]

    def some(self, state: State, token: int, flows: tuple[int, ...], default: int) -> tuple[int, ...]:
        """The default (or none), then every choice of the others; a gateway without a default is left somehow."""
        asked = [flow for flow in flows if flow != default]
        self.noted.update(self.model.flows[flow].source for flow in asked[:1])
        if len(asked) > MOST_FLOWS:
            node = self.model.nodes[self.model.flows[asked[0]].source]
            raise LimitReached(
                gettext(
                    "“%(name)s” has %(number)s flows with conditions; at most %(most)s can be checked.",
                    name=node.label,
                    number=str(len(asked)),
                    most=MOST_FLOWS,
                )
            )
        gateway = self.model.nodes[self.model.flows[asked[0]].source].kind.is_gateway
        least = 1 if default < 0 and gateway else 0
        bits = self._pick((1 << len(asked)) - least) + least
        taken = tuple(flow for k, flow in enumerate(asked) if bits >> k & 1)
        return taken or ((default,) if default >= 0 else ())

    def instances(self, state: State, token: int, node: int) -> int:
        """None, one, two (or as many as it may be at the most); or what the model says."""
        self.noted.add(node)
        loop = self.model.nodes[node].loop
        if loop is not None and loop.count is not None and loop.count.strip().isdigit():
            return min(int(loop.count), self.most_instances + 1)
        return self._pick(self.most_instances + 1)

    def again(self, state: State, token: int, node: int) -> bool:
        """No, then yes."""
        self.noted.add(node)
        return bool(self._pick(2))

    def enough(self, state: State, token: int, node: int) -> bool:
        """No, then yes."""
        self.noted.add(node)
        return bool(self._pick(2))


@dataclass
class Seen:
    """A state that can be reached: how it was first reached, and where it leads.

    once  the events that do not interrupt and that have happened
    """

    state: State
    once: frozenset[int]
    parent: int
    move: Move | None
    acts: list[Act]
    next: list[int] = field(default_factory=list)


@dataclass
class Explored:
    """All states that can be reached, the first one first.

    alive     the nodes of which anything was told
    asked     the nodes at which the data of a case would be asked
    complete  False where there were too many states, or they were too large
    """

    model: Model
    seen: list[Seen] = field(default_factory=list)
    alive: set[int] = field(default_factory=set)
    asked: set[int] = field(default_factory=set)
    complete: bool = True

    def path(self, number: int) -> list[Seen]:
        """How a state is reached, from the start."""
        path = []
        while number >= 0:
            path.append(self.seen[number])
            number = path[-1].parent
        return path[::-1]


def outcomes(
    model: Model,
    play: Callable[[EveryAnswer], tuple[State, list[Act]]],
    noted: set[int] | None = None,
    most_instances: int = 2,
) -> Iterator[tuple[State, list[Act]]]:
    """What `play` gives for every combination of answers; `noted` is given the nodes at which it asks."""
    script: list[int] | None = []
    for _ in range(MOST_OUTCOMES):
        chooser = EveryAnswer(model, script or [], noted, most_instances)
        yield play(chooser)
        script = chooser.next_script()
        if script is None:
            return
    raise LimitReached(
        gettext(
            "One step of this model can go on in more than %(most)s ways.",
            most=MOST_OUTCOMES,
        )
    )


def explore(
    model: Model,
    passing: frozenset[int] = frozenset(),
    most_states: int = MOST_STATES,
    most_tokens: int = 2,
    first: State | None = None,
    blocked: frozenset[int] = frozenset(),
) -> Explored:
    """Reach every state from the starts of the model, or from the state `first`, the nearest first.

    `passing` are tasks that nothing can happen to while they are open: they are done as soon as they begin. A state
    in which more than `most_tokens` tokens lie at one place of a scope is reached but not followed further. At the
    nodes of `blocked` nothing is done and nothing happens.
    """
    game = Game(model)
    found = Explored(model)
    numbers: dict[Any, int] = {}
    waiting: deque[int] = deque()

    def reach(state: State, once: frozenset[int], parent: int, move: Move | None, acts: list[Act]) -> None:
        found.alive.update(act.node for act in acts)
        key = (state.key(), once)
        if key not in numbers:
            numbers[key] = len(found.seen)
            waiting.append(len(found.seen))
            found.seen.append(Seen(state, once, parent, move, acts))
        if parent >= 0:
            found.seen[parent].next.append(numbers[key])

    if first is not None:
        begins = [partial(_resume, game, first, passing)]
    else:
        begins = [partial(_begin, game, process, start, passing) for process, start in starts(model)]
    for begin in begins:
        for state, acts in outcomes(model, begin, found.asked):
            reach(state, frozenset(), -1, None, acts)
    effort = 0
    while waiting and len(found.seen) <= most_states and effort <= MOST_EFFORT:
        number = waiting.popleft()
        here = found.seen[number]
        if crowded(here.state, most_tokens):
            continue
        for move in game.moves(here.state):
            effort += len(here.state.tokens)
            if effort > MOST_EFFORT:
                break
            if move.node in blocked:
                continue
            node = model.nodes[move.node]
            beside = move.kind == MoveKind.EVENT and not node.interrupting
            if beside and move.node in here.once:
                continue
            once = here.once | {move.node} if beside else here.once
            for state, acts in outcomes(model, partial(_go_on, game, here.state, move, passing), found.asked):
                reach(state, once, number, move, acts)
    found.complete = effort <= MOST_EFFORT and not waiting
    return found


def starts(model: Model) -> list[tuple[int, int]]:
    """The ways in which a case begins: process and start event, -1 where it begins plainly without one.

    What is called, or begun by a message of another pool, does not begin by itself.
    """
    called = {node.called for node in model.nodes}
    inner = {flow.target for flow in model.message_flows if flow.source >= 0}
    found: list[tuple[int, int]] = []
    for process in model.processes:
        if process in called and process != model.processes[0]:
            continue
        events = [place for place in model.members[process] if model.nodes[place].kind == NodeKind.START]
        plain = [place for place in events if model.nodes[place].event.kind == EventKind.NONE]
        brought = [place for place in events if place not in plain and place not in inner]
        found += [(process, place) for place in (*plain[:1], *brought)]
        if not events:
            found.append((process, -1))
    return found or [(model.processes[0], -1)]


def crowded(state: State, most: int) -> bool:
    """Whether more than so many tokens lie at one place of one scope."""
    counted: dict[tuple[int, int, int], int] = {}
    for token in state.tokens.values():
        place = (token.scope, token.at, token.index)
        counted[place] = counted.get(place, 0) + 1
        if counted[place] > most:
            return True
    return False


def _begin(
    game: Game, process: int, start: int, passing: frozenset[int], chooser: EveryAnswer
) -> tuple[State, list[Act]]:
    state, acts = game.start(chooser, start, process)
    return state, _pass(game, state, acts, passing, chooser)


def _resume(
    game: Game, before: State, passing: frozenset[int], chooser: EveryAnswer
) -> tuple[State, list[Act]]:
    state = before.copy()
    return state, _pass(game, state, game.settle(state, chooser), passing, chooser)


def _go_on(
    game: Game, before: State, move: Move, passing: frozenset[int], chooser: EveryAnswer
) -> tuple[State, list[Act]]:
    state = before.copy()
    return state, _pass(game, state, game.play(state, move, chooser), passing, chooser)


def _pass(
    game: Game, state: State, acts: list[Act], passing: frozenset[int], chooser: EveryAnswer
) -> list[Act]:
    while passing:
        open_now = (m for m in game.moves(state) if m.kind == MoveKind.COMPLETE and m.node in passing)
        move = next(open_now, None)
        if move is None:
            break
        acts = acts + game.play(state, move, chooser)
    return acts
