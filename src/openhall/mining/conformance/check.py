"""How a log and a model go together: the alignment of each variant, fitness, and what is done otherwise how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from openhall.mining.conformance.align import Alignment, StepKind, align
from openhall.mining.conformance.graph import TokenGraph
from openhall.mining.errors import NoWayThrough
from openhall.mining.log import EventLog
from openhall.mining.variants import find_variants
from openhall.process.model import Model


@dataclass(frozen=True)
class VariantFit:
    """How the cases of one variant fit.

    alignment  None where none was found within the bounds; then `fitness` is None, too
    fitness    1 where all fits, 0 where nothing does: 1 - cost / (events + steps of the shortest way through the model)
    example    the first case that takes the variant
    """

    activities: tuple[str, ...]
    cases: int
    example: str
    alignment: Alignment | None
    fitness: float | None


@dataclass(frozen=True)
class Deviation:
    """What is done otherwise than the model says: an activity, in so many cases, so many times in all."""

    kind: StepKind
    activity: str
    cases: int
    times: int


@dataclass(frozen=True)
class Conformance:
    """What was found of a log and a model.

    variants    the variants of the log, the most frequent first
    shortest    how many steps the shortest way through the model shows
    unknown     activities of the log that the model does not have
    """

    variants: tuple[VariantFit, ...]
    shortest: int
    unknown: tuple[str, ...]

    @property
    def cases(self) -> int:
        """How many cases were compared: all but those of variants without a result."""
        return sum(each.cases for each in self.variants if each.fitness is not None)

    @property
    def undecided(self) -> int:
        """How many cases have no result within the bounds."""
        return sum(each.cases for each in self.variants if each.fitness is None)

    @property
    def fitting(self) -> int:
        """How many cases fit wholly."""
        return sum(each.cases for each in self.variants if each.alignment and not each.alignment.cost)

    @property
    def fitness(self) -> float:
        """The mean fitness of the cases that were compared; 0 where none was."""
        total = sum(each.fitness * each.cases for each in self.variants if each.fitness is not None)
        return total / self.cases if self.cases else 0.0

    @property
    def conforms(self) -> bool:
        """Whether every case fits wholly, for certain."""
        return self.fitting == sum(each.cases for each in self.variants)

    @property
    def deviations(self) -> tuple[Deviation, ...]:
        """What is done otherwise, in the most cases first."""
        cases, times = Counter[tuple[StepKind, str]](), Counter[tuple[StepKind, str]]()
        for each in self.variants:
            steps = Counter(
                (step.kind, step.activity)
                for step in (each.alignment.steps if each.alignment else ())
                if step.kind != StepKind.BOTH
            )
            for what, count in steps.items():
                cases[what] += each.cases
                times[what] += each.cases * count
        order = sorted(cases, key=lambda what: (-cases[what], what))
        return tuple(Deviation(*what, cases[what], times[what]) for what in order)


def check_conformance(
    log: EventLog, model: Model, progress: Callable[[float], None] | None = None
) -> Conformance:
    """Compare a log with a model, case by case; each variant is aligned once. Events are told by the names of nodes.

    Tasks are always looked for in the log; events, sub-processes and calls where the log has something of their name.
    `progress` is told the share of the cases that is done. Raises `NoWayThrough` for a model that never comes to an
    end, and `LimitReached` for one with too many states.
    """
    variants = find_variants(log)
    traces = [variants.activities(log, number) for number in range(variants.count)]
    most = max((max(Counter(trace).values()) for trace in traces), default=1)
    graph = TokenGraph(model, log.activities, most)
    shortest = align(graph, ())
    if shortest is None:
        raise NoWayThrough(
            "No way was found through the model to its end, so no case can be compared with it; openhall check says "
            "where it stands still."
        )
    found: list[VariantFit] = []
    done = 0
    for number, trace in enumerate(traces):
        alignment = align(graph, trace)
        fitness = None if alignment is None else fitness_of(alignment, len(trace), shortest.cost)
        cases = int(variants.cases[number])
        example = str(log.case_ids[int(variants.example[number])])
        found.append(VariantFit(trace, cases, example, alignment, fitness))
        done += cases
        if progress is not None:
            progress(done / log.n_cases)
    labels = {node.label for node in model.nodes}
    unknown = tuple(name for name in log.activities if name not in labels)
    return Conformance(tuple(found), shortest.cost, unknown)


def fitness_of(alignment: Alignment, events: int, shortest: int) -> float:
    """1 - cost / the worst cost there can be: all events extra, and the shortest way through the model missing."""
    worst = events + shortest
    return 1.0 - alignment.cost / worst if worst else 1.0
