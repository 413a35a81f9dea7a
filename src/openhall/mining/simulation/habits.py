"""What a record shows of a process beyond single waits: batches, days off, and months with fewer people."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from openhall.mining.batches import Clocked, rhythms
from openhall.mining.simulation.batching import FoundBatch, found_batch, within_days
from openhall.mining.simulation.days_off import days_off_of
from openhall.mining.simulation.history import History
from openhall.mining.simulation.presence import presence_of
from openhall.mining.simulation.season import ALL_THERE, USUAL, DaysOff, Season
from openhall.mining.simulation.week import DAY_US

DAYS_OFF, PRESENCE, BATCH = "days off", "presence", "batch: "
"""Keys of what is found; that of a batch ends with the name of its activity."""
LEAST_SHARE = 0.005
"""An activity before which less than this share of all time is waited is not looked at."""


@dataclass(frozen=True, eq=False)
class Habits:
    """What was found in one history; the rows of its batches are rows of that one.

    batches   activities that are done in batches
    off       days off as they recur; seen: those on record (days since 1970)
    presence  a month: the share of the people that is there
    until     when the record ends (microseconds, wall clock)
    names     of the activities
    """

    batches: tuple[FoundBatch, ...] = ()
    off: tuple[DaysOff, ...] = ()
    seen: tuple[int, ...] = ()
    presence: tuple[float, ...] = ALL_THERE
    until: int = 0
    names: tuple[str, ...] = field(default=())

    @property
    def keys(self) -> tuple[str, ...]:
        """What there is."""
        return (
            *((DAYS_OFF,) if self.seen else ()),
            *((PRESENCE,) if min(self.presence) < 1.0 else ()),
            *(BATCH + self.names[each.batch.activity] for each in self.batches),
        )

    def only(self, keys: Collection[str]) -> Habits:
        """What is named by its key, and nothing else."""
        return replace(
            self,
            batches=tuple(each for each in self.batches if BATCH + self.names[each.batch.activity] in keys),
            off=self.off if DAYS_OFF in keys else (),
            seen=self.seen if DAYS_OFF in keys else (),
            presence=self.presence if PRESENCE in keys else ALL_THERE,
        )

    def told(self, key: str) -> dict[str, Any]:
        """One thing that was found, as plain values."""
        if key == DAYS_OFF:
            return {"kind": key, "yearly": [each.told() for each in self.off], "seen": len(self.seen)}
        if key == PRESENCE:
            fewer = {str(month + 1): there for month, there in enumerate(self.presence) if there < 1.0}
            return {"kind": key, "months": fewer}
        batch = next(each.batch for each in self.batches if BATCH + self.names[each.batch.activity] == key)
        return {"kind": "batch", "activity": self.names[batch.activity], **batch.told()}

    @property
    def season(self) -> Season:
        """The days of the years: on record as they were seen, later as they recur."""
        if not self.seen and min(self.presence) >= 1.0:
            return USUAL
        return Season(self.off, self.presence, self.seen, self.until // DAY_US + 1)


NOTHING = Habits()


def habits_of(history: History) -> Habits:
    """Everything that a record shows."""
    names = history.log.activities
    held = np.maximum(history.done - history.enabled, 0)
    events = Clocked(history.activity, history.enabled, history.done, held, ~history.first)
    least = LEAST_SHARE * float(held.sum(dtype=np.float64))
    batches = tuple(
        found_batch(history, activity, work, rhythm)
        for activity, work, rhythm in rhythms(events, len(names), least)
        if not within_days(work, rhythm)
    )
    off, seen = days_off_of(history)
    return Habits(batches, off, seen, presence_of(history, seen), history.until, names)


@dataclass(frozen=True)
class Find:
    """One thing that was found, and whether it is played.

    key    as `Habits.keys` has it
    told   what it is, as plain values
    used   whether it is played; why: BETTER, NO_BETTER, UNTRIED or ASKED
    off    how many hours a case was off where it was tried, with it and without; None where it was not
    """

    key: str
    told: dict[str, Any]
    used: bool
    why: str
    off: tuple[float, float] | None = None

    def as_json(self) -> dict[str, Any]:
        """All of it as plain values; `with` and `without` are hours."""
        sides = {} if self.off is None else {"with": round(self.off[0], 4), "without": round(self.off[1], 4)}
        return {**self.told, "used": self.used, "why": self.why, **sides}


BETTER, NO_BETTER, UNTRIED, ASKED = "better", "no better", "untried", "asked"
"""Why something is played or not: it foretold what came later better, or not for certain; there was too little to try
it on; a change is about it."""
