"""The clocks of an example: its timers, and the machine's own, which says when it takes too long."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from openhall.process.errors import LimitReached
from openhall.process.feel.values import Budget
from openhall.process.running import Case, Running
from openhall.process.saying import gettext
from openhall.process.timers import Due

if TYPE_CHECKING:
    from openhall.process.service.folder import ServiceFolder

LONGEST = 20.0
"""Seconds that one example, or all of a folder together, may take."""

Key = tuple[int, int]
"""A timer that runs: the number of its token or scope, and its place."""


class Deadline:
    """Until when work has to be done, by the machine's own clock: bounds of steps cannot say how long they take."""

    def __init__(self, seconds: float = LONGEST) -> None:
        self.seconds = seconds
        self.ends = time.monotonic() + seconds

    def check(self) -> None:
        """Raises `LimitReached` when it is over."""
        if time.monotonic() > self.ends:
            raise LimitReached(
                gettext(
                    "It takes more than %(seconds)s seconds; make its loops, waits or decisions shorter.",
                    seconds=f"{self.seconds:g}",
                )
            )


class Timed(Running):
    """Runs a case until its deadline: each evaluation asks first."""

    deadline: Deadline

    @staticmethod
    def of(folder: ServiceFolder, deadline: Deadline) -> Timed:
        """What runs the cases of a service, with a deadline."""
        timed = Timed(folder.model, folder.decisions, folder.names)
        timed.deadline = deadline
        return timed

    def budget(self, now: datetime) -> Budget:
        """What one evaluation may use."""
        self.deadline.check()
        return super().budget(now)


@dataclass
class Clock:
    """A timer that runs: when it fires next (None: never again), and how often it has fired."""

    due: Due
    at: datetime | None
    fired: int = 0


class Clocks:
    """The timers of one case, by the time of the example."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.clocks: dict[Key, Clock] = {}

    @property
    def places(self) -> list[int]:
        """The places of the timers that run."""
        return [place for _, place in self.clocks]

    def set(self, case: Case, now: datetime) -> None:
        """Start the timers that a step has started, and stop those that it has stopped."""
        timers = self.running.timers(case)
        self.clocks = {key: clock for key, clock in self.clocks.items() if key in timers}
        for number, place in timers:
            if (number, place) not in self.clocks:
                due = self.running.due(case, number, place, now)
                self.clocks[number, place] = Clock(due, due.at)

    def fire(self, until: datetime) -> tuple[Key, datetime] | None:
        """Let the next timer fire that is due by a moment: which, and when; None where none is.

        Of several at one moment it is the one that began to run first.
        """
        due = [
            (clock.at, key)
            for key, clock in self.clocks.items()
            if clock.at is not None and clock.at <= until
        ]
        if not due:
            return None
        at, key = min(due, key=lambda each: each[0])
        clock = self.clocks[key]
        clock.fired += 1
        clock.at = clock.due.next(clock.fired)
        return key, at
