"""One play in motion: where cases waited on each day, and how some of them went along the arrows of a map.

A play has hundreds of thousands of pieces of work, a picture that moves has room for a few thousand. So what waits is
counted of all cases, at noon of each day; moves are kept of a share of the cases only. The same cases are chosen today
and changed: whether a case is one of them follows from when it came, and from nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openhall.mining.draw.waiting import Plan, plan_of
from openhall.mining.log import EventLog
from openhall.mining.map import END, START, ProcessMap, build_map
from openhall.mining.simulation.parameters import Parameters
from openhall.mining.simulation.run import Run
from openhall.mining.simulation.week import DAY_US, MONDAY_US, WEEK_US
from openhall.mining.simulation.whatif import WARM, play_days
from openhall.mining.table import Table

PLACES = (14, 12, 10, 8)
"""Activities on the map: as many as there is room for, so that names can be read where two maps stand side by side."""
WIDEST = 640.0
MOST_WAYS = 26
"""Arrows between them, and as many more as join each to start and end."""
MOST_DAYS = 200
MOST_CASES = 400
MOST_MOVES = 3_000
"""Cases of one side that are shown, and their moves, at the most."""
MAP_CASES = 2_000
"""Cases of one side from which the map is made."""
DAY_PARTS = 100
"""Moves are told in hundredths of a day."""
LONGEST_NAME = 200

Rows = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Side:
    """What happened on one side: today, or changed.

    people, other  at each place of the plan, then at all other activities together: how many cases waited at noon of
                   each day, for somebody to have time, and for something else
    done           how often each was done, likewise
    ways           of each move the number of its arrow; after: hundredths of a day since the move before began (of the
                   first one, since the first midnight); lasts: hundredths of a day
    shown, cases   how many cases these moves are of, and how many came
    """

    people: Rows
    other: Rows
    done: tuple[int, ...]
    ways: tuple[int, ...]
    after: tuple[int, ...]
    lasts: tuple[int, ...]
    shown: int
    cases: int


@dataclass(frozen=True)
class Motion:
    """Today and changed in motion, on one map and one clock.

    plan     the map; its names are cut after `LONGEST_NAME` characters
    days     days that are shown; weekday: that of the first one, 0 is Monday; warm: days in which queues only fill
    staffed  whether the record says who does the work: if not, nobody waits for people
    hidden   how many activities are not on the map
    """

    plan: Plan
    days: int
    weekday: int
    warm: int
    staffed: bool
    hidden: int
    today: Side
    changed: Side

    @property
    def most(self) -> int:
        """The most cases that wait at any place on any day, on either side."""
        sums = (np.array(side.people)[:-1] + np.array(side.other)[:-1] for side in (self.today, self.changed))
        return max(1, *(int(each.max(initial=0)) for each in sums))

    def as_json(self) -> dict[str, Any]:
        """Everything as a JSON object; small whatever the log."""
        return asdict(self)

    @staticmethod
    def from_json(kept: Mapping[str, Any]) -> Motion:
        """What `as_json` wrote, as it was."""
        today, changed = (
            Side(**{
                **side,
                **{part: tuple(tuple(row) for row in side[part]) for part in ("people", "other")},
                **{part: tuple(side[part]) for part in ("done", "ways", "after", "lasts")},
            })
            for side in (kept["today"], kept["changed"])
        )  # fmt: skip
        sides = {"plan": Plan.from_json(kept["plan"]), "today": today, "changed": changed}
        return Motion(**{**kept, **sides})


def motion_of(
    today: Parameters, changed: Parameters, days: float, seed: int, named: Collection[str] = ()
) -> Motion:
    """Play both sides once for so many days, and keep of it what a picture needs.

    `named` are activities that are on the map in any case, as long as there is room: those that were changed.
    """
    runs = tuple(play_days(each, days, seed) for each in (today, changed))
    names = runs[0].activities
    if runs[1].activities != names:
        raise ValueError("Today and changed have the same activities, of which some may not be done.")
    for most in PLACES:
        shown = _shown(runs, named, most)
        plan = plan_of(_map_of(runs, shown))
        if plan.width <= WIDEST:
            break
    # A name that is that of a mark has a no-break space after it on the map.
    place_of = {
        name.rstrip("\u00a0"): number for number, name in enumerate(each.name for each in plan.places)
    }
    places = np.full(len(names), len(plan.places), np.int64)
    for code in np.flatnonzero(shown):
        places[code] = place_of.get(names[code].rstrip("\u00a0"), len(plan.places))
    first = today.until // DAY_US * DAY_US
    span = today.until + int(days * DAY_US) - first
    shown_days = int(min(MOST_DAYS, -(-span // DAY_US)))
    moves = [_moves_of(run, places, plan, first, shown_days) for run in runs]
    share = min(_share_of(run, *each[:2]) for run, each in zip(runs, moves, strict=True))
    sides = [
        _side_of(run, places, len(plan.places) + 1, each, share, first, shown_days)
        for run, each in zip(runs, moves, strict=True)
    ]
    return Motion(
        _cut(plan),
        shown_days,
        int((first + MONDAY_US) % WEEK_US // DAY_US),
        int(WARM * days),
        bool((today.staff.share > 0).any()),
        int((~shown & (_counted(runs) > 0)).sum()),
        sides[0],
        sides[1],
    )


def _counted(runs: tuple[Run, ...]) -> NDArray[np.int64]:
    """How often each activity was done, on both sides together."""
    count = np.zeros(len(runs[0].activities), np.int64)
    for run in runs:
        count += np.bincount(run.activity, minlength=len(count))
    return count


def _shown(runs: tuple[Run, ...], named: Collection[str], most: int) -> NDArray[np.bool_]:
    """The activities on the map: those that were named, the most frequent ones, those at which cases wait longest."""
    count = _counted(runs)
    many = len(count)
    waited = np.zeros(many)
    for run in runs:
        waited = np.maximum(waited, np.bincount(run.activity, weights=run.begun - run.open, minlength=many))
    wanted = [code for code, name in enumerate(runs[0].activities) if name in named]
    often, long = (np.argsort(-each, kind="stable") for each in (count, waited))
    order = dict.fromkeys([*wanted, *often[: most // 2], *long, *often])
    shown = np.zeros(many, np.bool_)
    shown[[code for code in order if count[code] > 0][:most]] = True
    return shown


def _map_of(runs: tuple[Run, ...], shown: NDArray[np.bool_]) -> ProcessMap:
    """The map of what cases of both sides did, as far as it is shown."""
    cases, activities, times = [], [], []
    for number, run in enumerate(runs):
        rank = np.argsort(_luck(run.arrivals), kind="stable")
        chosen = np.zeros(len(run.arrivals), np.bool_)
        chosen[rank[:MAP_CASES]] = True
        rows = np.flatnonzero(chosen[run.case] & shown[run.activity])
        rows = rows[np.lexsort((rows, run.done[rows], run.case[rows]))]
        cases.append(run.case[rows].astype(np.int64) + number * 2**32)
        activities.append(run.activity[rows])
        times.append(run.done[rows])
    _, sizes = np.unique(np.concatenate(cases), return_counts=True)
    nothing = Table(pl.LazyFrame())
    log = EventLog(
        np.concatenate(activities).astype(np.uint16), np.concatenate(times),
        np.concatenate(([0], np.cumsum(sizes))).astype(np.int64), runs[0].activities, nothing, nothing,
    )  # fmt: skip
    whole = build_map(log)
    return build_map(log, steps=min(1.0, MOST_WAYS / max(1, whole.total_steps)))


def _luck(arrivals: NDArray[np.int64]) -> NDArray[np.float64]:
    """A number in [0, 1) for each case that follows from when it came."""
    mixed = arrivals.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return (mixed >> np.uint64(11)).astype(np.float64) / 2.0**53


Moves = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
"""Of each move: its case, its arrow, when it begins, and how long it lasts, in parts of a day."""


def _moves_of(run: Run, places: NDArray[np.int64], plan: Plan, first: int, days: int) -> Moves:
    """The moves of all cases along the arrows of a plan that begin in these days, from the first to the last."""
    number = {box.name: place for place, box in enumerate(plan.places)}
    ends = {START: len(number), END: len(number)}
    way_of = np.full((len(number) + 1, len(number) + 1), -1, np.int64)
    for place, each in enumerate(plan.ways):
        way_of[{**number, **ends}[each.source], {**number, **ends}[each.target]] = place
    rows = np.flatnonzero(places[run.activity] < len(number))
    rows = rows[np.lexsort((rows, run.done[rows], run.case[rows]))]
    case, at = run.case[rows].astype(np.int64), places[run.activity[rows]]
    fresh = np.ones(len(rows), np.bool_)
    fresh[1:] = case[1:] != case[:-1]
    over = np.ones(len(rows), np.bool_)
    over[:-1] = fresh[1:]
    done, ready = run.done[rows], run.ready[rows]
    before, left = np.full(len(rows), len(number)), run.arrivals[case]
    before[1:][~fresh[1:]] = at[:-1][~fresh[1:]]
    left[1:][~fresh[1:]] = done[:-1][~fresh[1:]]
    way = np.concatenate((way_of[before, at], way_of[at[over], len(number)]))
    begin = np.concatenate((left, done[over]))
    end = np.concatenate((np.maximum(ready, left), done[over]))
    of = np.concatenate((case, case[over]))
    part = DAY_US // DAY_PARTS
    begin, lasts = (begin - first) // part, (end - begin) // part
    kept = np.flatnonzero((way >= 0) & (begin < days * DAY_PARTS))
    kept = kept[np.argsort(begin[kept], kind="stable")]
    return of[kept], way[kept], begin[kept], lasts[kept]


def _share_of(run: Run, case: NDArray[np.int64], way: NDArray[np.int64]) -> float:
    """Below which luck a case may be shown, so that cases and moves are not too many."""
    luck = _luck(run.arrivals)
    order = np.argsort(luck, kind="stable")
    moves = np.cumsum(np.bincount(case, minlength=len(luck))[order])
    fits = min(MOST_CASES, int(np.searchsorted(moves, MOST_MOVES, side="right")))
    return float(luck[order[fits]]) if fits < len(order) else 1.0


def _side_of(
    run: Run, places: NDArray[np.int64], many: int, moves: Moves, share: float, first: int, days: int
) -> Side:
    noons = first + np.arange(days, dtype=np.int64) * DAY_US + DAY_US // 2
    at = places[run.activity]
    people, other = [], []
    for place in range(many):
        here = at == place
        opened, ready, begun = (
            np.searchsorted(np.sort(column[here]), noons, side="right")
            for column in (run.open, run.ready, run.begun)
        )
        people.append(tuple((ready - begun).tolist()))
        other.append(tuple((opened - ready).tolist()))
    chosen = _luck(run.arrivals) < share
    of, way, begin, lasts = (column[chosen[moves[0]]] for column in moves)
    came = (run.arrivals - first) // DAY_US < days
    return Side(
        tuple(people),
        tuple(other),
        tuple(np.bincount(at, minlength=many).tolist()),
        tuple(way.tolist()),
        tuple(np.diff(begin, prepend=0).tolist()),
        tuple(lasts.tolist()),
        len(np.unique(of)),
        int(came.sum()),
    )


def _cut(plan: Plan) -> Plan:
    """The plan with names that can be kept: not too long, and without what databases cannot hold."""

    def kept(name: str) -> str:
        return name.replace("\0", "\ufffd")[:LONGEST_NAME]

    places = tuple(
        replace(each, name=kept(each.name), lines=tuple(kept(line) for line in each.lines))
        for each in plan.places
    )
    ways = tuple(replace(each, source=kept(each.source), target=kept(each.target)) for each in plan.ways)
    return replace(plan, places=places, ways=ways)
