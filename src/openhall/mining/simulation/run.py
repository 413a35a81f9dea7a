"""Play the cases of a simulation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openhall.mining.log import ACTIVITY, CASE, END, RESOURCE, TIME, EventLog
from openhall.mining.read.build import Reading, build
from openhall.mining.simulation.arrivals import draw_arrivals
from openhall.mining.simulation.batching import OfSize, moments
from openhall.mining.simulation.clock import AHEAD_DAYS, Clock
from openhall.mining.simulation.kernel import FULL, play
from openhall.mining.simulation.week import DAY_US
from openhall.process.errors import LimitReached
from openhall.process.saying import gettext

if TYPE_CHECKING:
    from openhall.mining.simulation.parameters import Parameters

MOST_STEPS = 2_000
"""Steps of one case."""
MOST_ROWS = 200_000_000
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Run:
    """What was played, a row a piece of work, in the order in which it was over. Times are microseconds, wall clock.

    activity codes of `activities`; person codes of `people`, -1 for none
    open     since when the case waited for it; ready: since when people could take it; begun: when work began
    arrivals when each case came
    """

    case: NDArray[np.int32]
    activity: NDArray[np.int32]
    person: NDArray[np.int32]
    open: NDArray[np.int64]
    ready: NDArray[np.int64]
    begun: NDArray[np.int64]
    done: NDArray[np.int64]
    arrivals: NDArray[np.int64]
    activities: tuple[str, ...]
    people: tuple[str, ...]

    @cached_property
    def first(self) -> NDArray[np.int64]:
        """When the first event of each case was over; `NEVER` for a case that shows nothing."""
        first = np.full(len(self.arrivals), NEVER)
        np.minimum.at(first, self.case, self.done)
        return first

    @cached_property
    def last(self) -> NDArray[np.int64]:
        """When the last event of each case was over; -1 for a case that shows nothing."""
        last = np.full(len(self.arrivals), -1, np.int64)
        np.maximum.at(last, self.case, self.done)
        return last

    @property
    def durations(self) -> NDArray[np.int64]:
        """Throughput time of each case that shows anything, from its first event to its last, in microseconds."""
        durations: NDArray[np.int64] = (self.last - self.first)[self.last >= 0]
        return durations

    def log(self, source: str = "simulation") -> EventLog:
        """The run as an event log: the time of an event is when work began, its end when it was done."""
        names = pl.Series([f"case {number + 1}" for number in range(len(self.arrivals))], dtype=pl.String)
        people = pl.Series([*self.people, None], dtype=pl.String)
        frame = pl.DataFrame(
            {
                CASE: names[pl.Series(self.case)],
                ACTIVITY: pl.Series(self.activities, dtype=pl.String)[pl.Series(self.activity)],
                TIME: pl.Series(self.begun).cast(pl.Datetime("us")).dt.replace_time_zone("UTC"),
                END: pl.Series(self.done).cast(pl.Datetime("us")).dt.replace_time_zone("UTC"),
                RESOURCE: people[pl.Series(np.where(self.person < 0, len(self.people), self.person))],
            }
        )
        return build(Reading(frame, None, (), source))


def run(parameters: Parameters, cases: int, seed: int = 0, begin: int | None = None) -> Run:
    """Play so many cases from an instant on (the end of the record), until all are over."""
    random = np.random.default_rng([seed, 1])
    begin = parameters.until if begin is None else begin
    arrivals = draw_arrivals(parameters.arrivals, begin, cases, random)
    chosen = np.random.default_rng([seed, 2]).choice(len(parameters.drawn), cases, p=parameters.drawn)
    return play_arrivals(parameters, arrivals, parameters.values[chosen], seed)


def play_arrivals(
    parameters: Parameters,
    arrivals: NDArray[np.int64],
    values: NDArray[np.int64],
    seed: int = 0,
    names: NDArray[np.int64] | None = None,
) -> Run:
    """Play cases that come at given instants (in order) with given values of their attributes.

    What is drawn for a case follows from its number in `names` (its place, if not given): a case that two runs share
    has the same luck in both.
    """
    flow, staff = parameters.flow, parameters.staff
    names = np.arange(len(arrivals)) if names is None else names
    arrays = (
        flow.key_of, flow.split, flow.choice, flow.outcomes, flow.chance, flow.to, flow.items, flow.before,
        flow.kind, flow.kind_activity, flow.also, flow.also_activity, flow.slots,
    )  # fmt: skip
    times = (
        parameters.delay, staff.of_activity[np.maximum(flow.kind_activity, 0)], staff.work, parameters.likeness,
        parameters.manned,
    )  # fmt: skip
    begin, end = (int(arrivals[place]) if len(arrivals) else 0 for place in (0, -1))
    end += AHEAD_DAYS * DAY_US
    clock = staff.clock(begin, end)
    batches = _batches(parameters, clock, begin, end, seed)
    able = staff.share > 0
    of_activity, who = np.nonzero(able)
    of_person, does = np.nonzero(able.T)
    people = (
        np.searchsorted(of_activity, np.arange(len(able) + 1)), who, staff.share[able], staff.of_person,
        staff.at_once, np.searchsorted(of_person, np.arange(able.shape[1] + 1)), does, staff.order, staff.pace,
    )  # fmt: skip
    room = 64 + 24 * len(arrivals)
    while room <= MOST_ROWS:
        codes = [np.empty(room, np.int32) for _ in range(3)]
        instants = [np.empty(room, np.int64) for _ in range(4)]
        log = (*codes, *instants)
        rows = play(
            seed, arrivals, values, names, arrays, times, tuple(clock), batches, people, MOST_STEPS, log
        )
        if rows != FULL:
            case, activity, person = (column[:rows].copy() for column in codes)
            opened, ready, begun, done = (column[:rows].copy() for column in instants)
            return Run(
                case, activity, person, opened, ready, begun, done, arrivals, flow.activities, staff.people
            )
        room *= 3
    raise LimitReached(
        gettext(
            "The simulation makes more than %(most)s events; let fewer cases come, or look for a loop without end.",
            most=MOST_ROWS,
        )
    )


def _batches(
    parameters: Parameters, clock: Clock, begin: int, end: int, seed: int
) -> tuple[NDArray[Any], ...]:
    """The batches as the kernel takes them."""
    shown = parameters.flow.kind_activity
    of_kind = np.full(len(shown), -1, np.int64)
    when: list[NDArray[np.int64]] = []
    for number, batch in enumerate(parameters.batches):
        of_kind[(shown == batch.activity) & parameters.manned] = number
        calendar = int(parameters.staff.of_activity[batch.activity])
        # Batches of an activity are on the same days whatever else is changed.
        luck = np.random.default_rng([seed, 6, batch.activity])
        when.append(moments(batch.activation, begin, end, clock, calendar, luck))
    sizes = [
        each.activation.size if isinstance(each.activation, OfSize) else 0 for each in parameters.batches
    ]
    return (
        of_kind,
        np.array([each.share for each in parameters.batches], np.float64),
        np.array(sizes, np.int64),
        np.concatenate(([0], np.cumsum([len(each) for each in when], dtype=np.int64))),
        np.concatenate((*when, np.zeros(0, np.int64))),
    )
