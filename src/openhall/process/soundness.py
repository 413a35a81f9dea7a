"""Is a model sound? Nothing stands still, nothing runs twice at once, everything can end, and no task is dead.

The verdict is found by reaching every state (`explore.py`), with tasks left out to which nothing can happen while
they are open: joining such a task with its neighbours changes none of the four (Murata 1989, fusion of series).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from openhall.process.errors import LimitReached, NoWayOut
from openhall.process.explore import MOST_STATES, Explored, crowded, explore
from openhall.process.model import TASKS, EventKind, Model, NodeKind
from openhall.process.quoting import quoted
from openhall.process.rules.acts import ActKind
from openhall.process.rules.events import waited_for
from openhall.process.rules.game import Game
from openhall.process.rules.state import State
from openhall.process.saying import commas, gettext, listing, message_of


class ProblemKind(StrEnum):
    """What can be wrong."""

    DEADLOCK = "deadlock"
    """The case stands still before its end."""
    UNSYNCHRONISED = "lack of synchronisation"
    """Something is begun a second time while the first is not done."""
    NO_END = "no way to the end"
    """The case goes on, but can never end."""
    DEAD = "dead"
    """No case ever comes here."""
    UNDECIDED = "undecided"
    """The model has too many states."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where (the ids of the nodes), the steps that lead to it, and all of it in a sentence."""

    kind: ProblemKind
    nodes: tuple[str, ...]
    trace: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class Verdict:
    """Whether a model is sound, and every kind of problem with its shortest example. `states` were looked at."""

    problems: tuple[Problem, ...]
    states: int

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong, for certain."""
        return not self.problems


def check_soundness(model: Model, most_states: int = MOST_STATES) -> Verdict:
    """The verdict on the main process of a model and all that it calls or sends to."""
    return judge(model, passing_tasks(model), most_states)


def check_from(model: Model, state: State, most_states: int = MOST_STATES) -> Verdict:
    """The verdict on what is left of a case that is in a state of the model: no deadlock, nothing twice, an end."""
    return judge(model, passing_tasks(model), most_states, state)


def judge(
    model: Model, passing: frozenset[int], most_states: int = MOST_STATES, first: State | None = None
) -> Verdict:
    """The verdict, with these tasks done as soon as they begin; from a state on where one is given."""
    try:
        explored = explore(model, passing, most_states, most_tokens=1, first=first)
    except LimitReached as error:
        kind = ProblemKind.NO_END if "goes round" in str(error) else ProblemKind.UNDECIDED
        return Verdict((Problem(kind, (), (), message_of(error)),), 0)
    except NoWayOut as error:
        node = model.nodes[error.node]
        return Verdict((Problem(ProblemKind.DEADLOCK, (node.id,), (), message_of(error)),), 0)
    if not explored.complete:
        said = gettext(
            "The model has too many states to check (%(n)s were looked at); split it into called processes, or let "
            "fewer branches run side by side.",
            n=len(explored.seen),
        )
        return Verdict((Problem(ProblemKind.UNDECIDED, (), (), said),), len(explored.seen))
    game = Game(model)
    still = [n for n, seen in enumerate(explored.seen) if not seen.state.ended and not game.moves(seen.state)]
    twice = [n for n, seen in enumerate(explored.seen) if crowded(seen.state, 1)]
    # The shortest example of each kind is told: the first one.
    found = [
        *(_deadlock(explored, number) for number in still[:1]),
        *(_unsynchronised(explored, number) for number in twice[:1]),
        *(_no_end(explored, number) for number in _endless(explored, {*still, *twice})[:1]),
        # Where something runs twice the case was not followed further, and what comes after it is not known; from a
        # state on, much lies behind it.
        *(_dead(explored) if not twice and first is None else ()),
    ]
    return Verdict(tuple(found), len(explored.seen))


def passing_tasks(model: Model) -> frozenset[int]:
    """The tasks to which nothing can happen while they are open, and that are in no circle of only such tasks."""
    passing = {
        place
        for place, node in enumerate(model.nodes)
        if node.kind in TASKS
        and node.kind not in (NodeKind.RECEIVE, NodeKind.SEND)
        and node.loop is None
        and node.handler < 0
        and not node.compensates
        and not model.boundary[place]
        and len(node.incoming) == 1
        and len(node.outgoing) == 1
        and _waits_alone(model, node.outgoing[0])
        and model.nodes[model.flows[node.incoming[0]].source].kind != NodeKind.EVENT_GATEWAY
        and not _watched(model, place)
    }
    resting = {place for place, node in enumerate(model.nodes) if _rests(model, place)} - passing
    while (circle := _circle(model, resting)) is not None:
        tasks = [place for place in circle if place in passing]
        if not tasks:
            break
        passing.discard(tasks[0])
        resting.add(tasks[0])
    return frozenset(passing)


def _waits_alone(model: Model, flow: int) -> bool:
    """Whether a token that comes along a flow rests where no other flow brings one."""
    target = model.flows[flow].target
    # Not before a gateway: it would go on at once, and nobody would see a second token come.
    return len(model.nodes[target].incoming) == 1 and _rests(model, target)


def _rests(model: Model, place: int) -> bool:
    kind = model.nodes[place].kind
    return kind.is_activity or kind in (NodeKind.CATCH, NodeKind.EVENT_GATEWAY)


def _watched(model: Model, place: int) -> bool:
    """Whether something around a node can be interrupted, or counts on it."""
    scope = model.nodes[place].scope
    while scope >= 0:
        kinds = {model.nodes[each].kind for each in model.members[scope]}
        if model.nodes[scope].kind != NodeKind.PROCESS or NodeKind.EVENT_SUBPROCESS in kinds:
            return True
        scope = model.nodes[scope].scope
    # A process that is called may be interrupted where it is called.
    return model.nodes[place].scope != model.processes[0]


def _circle(model: Model, resting: set[int]) -> list[int] | None:
    """A circle of flows that passes no resting node, if there is one."""
    done: set[int] = set()
    for first in range(len(model.nodes)):
        path: list[int] = []
        stack: list[tuple[int, int]] = [(first, 0)]
        while stack:
            place, k = stack.pop()
            if k == 0:
                if place in done or place in resting:
                    continue
                path.append(place)
            outgoing = model.nodes[place].outgoing
            if k < len(outgoing):
                stack.append((place, k + 1))
                target = model.flows[outgoing[k]].target
                if target in path:
                    return path[path.index(target) :]
                stack.append((target, 0))
            else:
                done.add(path.pop())
    return None


# What is wrong, and how it is said


def _deadlock(explored: Explored, number: int) -> Problem:
    model, state = explored.model, explored.seen[number].state
    gateways: dict[int, list[int]] = {}
    for token in state.tokens.values():
        if token.at < 0:
            gateways.setdefault(model.flows[~token.at].target, []).append(~token.at)
    events = [place for _, place in waited_for(model, state)]
    stuck = list(gateways) or events or [token.at for token in state.tokens.values() if token.at >= 0]
    trace = _trace(explored, number)
    waits = [
        gettext(
            "%(node)s waits for %(names)s, which can come no more",
            node=_name(model, gateway),
            names=listing(
                [
                    _name(model, model.flows[flow].source)
                    for flow in model.nodes[gateway].incoming
                    if flow not in flows
                ]
            ),
        )
        for gateway, flows in gateways.items()
    ] or [gettext("%(node)s waits for what nobody sends", node=_name(model, place)) for place in stuck]
    return Problem(
        ProblemKind.DEADLOCK,
        tuple(model.nodes[place].id for place in stuck),
        trace,
        gettext("%(after)s the case stands still: %(waits)s.", after=_after(trace), waits=commas(waits)),
    )


def _unsynchronised(explored: Explored, number: int) -> Problem:
    model, state = explored.model, explored.seen[number].state
    places = [(token.scope, token.at, token.index) for token in state.tokens.values()]
    twice = sorted({at for scope, at, index in places if places.count((scope, at, index)) > 1})
    nodes = [at if at >= 0 else model.flows[~at].target for at in twice]
    trace = _trace(explored, number)
    return Problem(
        ProblemKind.UNSYNCHRONISED,
        tuple(model.nodes[node].id for node in nodes),
        trace,
        gettext(
            "%(after)s a case can come to %(names)s twice at once: branches that run side by side are joined there "
            "without waiting for each other.",
            after=_after(trace),
            names=listing([_name(model, node) for node in nodes]),
        ),
    )


def _endless(explored: Explored, told: set[int]) -> list[int]:
    """The states from which no end can be reached, nor what is told already."""
    before: list[list[int]] = [[] for _ in explored.seen]
    for number, seen in enumerate(explored.seen):
        for each in seen.next:
            before[each].append(number)
    good = {number for number, seen in enumerate(explored.seen) if seen.state.ended} | told
    waiting = list(good)
    while waiting:
        for number in before[waiting.pop()]:
            if number not in good:
                good.add(number)
                waiting.append(number)
    return [number for number in range(len(explored.seen)) if number not in good]


def _no_end(explored: Explored, number: int) -> Problem:
    model, state = explored.model, explored.seen[number].state
    nodes = sorted({token.at for token in state.tokens.values() if token.at >= 0})
    trace = _trace(explored, number)
    return Problem(
        ProblemKind.NO_END,
        tuple(model.nodes[node].id for node in nodes),
        trace,
        gettext(
            "%(after)s the case can never end: it goes round in a circle without a way out.",
            after=_after(trace),
        ),
    )


WATCHED = frozenset({NodeKind.START, NodeKind.END, NodeKind.CATCH, NodeKind.THROW, NodeKind.BOUNDARY})


def _dead(explored: Explored) -> list[Problem]:
    model = explored.model
    return [
        Problem(
            ProblemKind.DEAD,
            (node.id,),
            (),
            gettext(
                "No case ever comes to %(node)s; take it out, or lead a flow there that can be taken.",
                node=_name(model, place),
            ),
        )
        for place, node in enumerate(model.nodes)
        if place not in explored.alive
        and (node.kind.is_activity or node.kind in WATCHED)
        and node.event.kind != EventKind.COMPENSATION
    ]


def _trace(explored: Explored, number: int) -> tuple[str, ...]:
    """The labels of all that is done on the way to a state."""
    model = explored.model
    return tuple(
        model.nodes[act.node].label
        for seen in explored.path(number)
        for act in seen.acts
        if act.kind == ActKind.DONE and (model.nodes[act.node].kind.is_activity or seen.move)
    )


def _after(trace: tuple[str, ...]) -> str:
    if not trace:
        return gettext("As soon as it begins,")
    shown = [quoted(name) for name in trace]
    if len(shown) > 8:
        more = gettext("%(n)s more", n=len(shown) - 6)
        shown = [*shown[:3], more, *shown[-3:]]
    return gettext("After %(names)s", names=commas(shown))


def _name(model: Model, place: int) -> str:
    node = model.nodes[place]
    if node.name:
        return quoted(node.name)
    if node.kind.is_gateway:
        near = [
            model.flows[flow].source for flow in node.incoming if model.nodes[model.flows[flow].source].name
        ]
        if near:
            return gettext(
                "the gateway after %(names)s (%(id)s)",
                names=listing([_name(model, each) for each in near]),
                id=node.id,
            )
    return quoted(node.id)
