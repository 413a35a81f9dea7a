"""The way through a model that comes nearest to what a case did: an optimal alignment.

Source: van der Aalst, Adriansyah, van Dongen (2012), Replaying history on process models, WIREs Data Mining 2(2). An
event that the model has no place for, and work of the model that no event shows, cost 1 each; what the log does not
show costs nothing. The search is a shortest path with costs of 0 and 1, over the states of the token game and the
events.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from openhall.mining.conformance.graph import Line, TokenGraph

MOST_LOOKED_AT = 300_000
"""Places of the search for one sequence."""


class StepKind(StrEnum):
    """How a case and the model go together at one step."""

    BOTH = "both"
    """The event is one that the model lets happen then."""
    EXTRA = "extra"
    """The event has no place in the model then."""
    MISSING = "missing"
    """The model wants something that no event shows."""


@dataclass(frozen=True, slots=True)
class AlignedStep:
    """One step of an alignment: what was done, or should have been."""

    kind: StepKind
    activity: str


@dataclass(frozen=True)
class Alignment:
    """The nearest way through the model. `cost` counts the steps that are not of the kind BOTH."""

    steps: tuple[AlignedStep, ...]

    @property
    def cost(self) -> int:
        """How many steps are on one side only."""
        return sum(step.kind != StepKind.BOTH for step in self.steps)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the search stands: so many events are explained, and names of a line of the game are left to be shown.

    line  the line that is being walked, with its names that are left as bits; at a state between lines it is None
    """

    events: int
    state: int
    line: Line | None = None
    left: int = 0


def align(graph: TokenGraph, trace: Sequence[str]) -> Alignment | None:
    """The alignment of a sequence of activities; None where no way through the model was found within the bound.

    Raises `LimitReached` where the model has too many states.
    """
    first = Place(0, -1)
    came: dict[Place, tuple[Place, AlignedStep | None]] = {}
    costs = {first: 0}
    done: set[Place] = set()
    waiting = deque([first])
    while waiting and len(done) < MOST_LOOKED_AT:
        here = waiting.popleft()
        if here in done:
            continue
        done.add(here)
        if here.line is None and here.events == len(trace) and here.state >= 0 and graph.ended(here.state):
            return _alignment(here, came)
        for step, there in _next(graph, trace, here):
            dear = step is not None and step.kind != StepKind.BOTH
            cost = costs[here] + dear
            if cost < costs.get(there, cost + 1):
                costs[there], came[there] = cost, (here, step)
                (waiting.append if dear else waiting.appendleft)(there)
    return None


def _next(graph: TokenGraph, trace: Sequence[str], here: Place) -> list[tuple[AlignedStep | None, Place]]:
    """The places after a place. Those without cost come last, so that they are looked at in the order of the model."""
    event = trace[here.events] if here.events < len(trace) else None
    found: list[tuple[AlignedStep | None, Place]] = []
    if event is not None:
        found.append(
            (
                AlignedStep(StepKind.EXTRA, event),
                Place(here.events + 1, here.state, here.line, here.left),
            )
        )
    if here.line is None:
        lines = graph.begin if here.state < 0 else graph.lines(here.state)
        found += [(None, _walked(here.events, line, (1 << len(line.names)) - 1)) for line in reversed(lines)]
        return found
    for number, name in enumerate(here.line.names):
        if here.left >> number & 1 and not here.left & here.line.before[number]:
            left = here.left & ~(1 << number)
            found.append((AlignedStep(StepKind.MISSING, name), _walked(here.events, here.line, left)))
            if name == event:
                found.append((AlignedStep(StepKind.BOTH, name), _walked(here.events + 1, here.line, left)))
    return found


def _walked(events: int, line: Line, left: int) -> Place:
    return Place(events, line.to, line, left) if left else Place(events, line.to)


def _alignment(last: Place, came: dict[Place, tuple[Place, AlignedStep | None]]) -> Alignment:
    steps: list[AlignedStep] = []
    while last in came:
        last, step = came[last]
        if step is not None:
            steps.append(step)
    return Alignment(tuple(reversed(steps)))
