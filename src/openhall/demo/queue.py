"""A small discrete simulation: cases move through desks, and each desk serves in the order of asking.

A case is a generator. It books work at a desk, yields the moment at which it wants to go on, and is resumed at
that moment; all cases share one clock, so a desk that is asked more than it can do lets everybody wait.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from openhall.demo.calendar import Hours

Process = Generator["float | Together", float, float]
"""A case, or a part of it: yields a moment (clock minutes) to go on at, or branches to wait for; is resumed with
the moment it has become, and returns the moment at which it is over."""


@dataclass(frozen=True)
class Together:
    """Branches of a case that run side by side; the case goes on when the last of them is over."""

    branches: tuple[Process, ...]


class Officer(NamedTuple):
    """Who does the work: a pseudonym, the role and the department."""

    name: str
    role: str
    department: str


def pseudonyms(first: int, count: int) -> list[str]:
    """Names for officers: numbers that are unique in the city, never a person's name."""
    return [f"Officer {number}" for number in range(first, first + count)]


class Desk:
    """Officers of one role who serve one queue: first asked, first served."""

    def __init__(self, hours: Hours, department: str, role: str, names: Iterable[str]) -> None:
        self.hours = hours
        self.officers = tuple(Officer(name, role, department) for name in names)
        # When each is free again, in minutes of work.
        self._free = [0.0] * len(self.officers)

    def first_free(self) -> int:
        """The seat (a number) of the officer who is free first."""
        return self._free.index(min(self._free))

    def book(
        self, now: float, minutes: float, lies: float = 0.0, seat: int | None = None
    ) -> tuple[float, int]:
        """Book work of so many minutes: by the officer who is free first, or by the one in `seat`.

        The case lies on the desk for `lies` more minutes of work, which keep nobody busy. Returns when it is over
        (clock minutes) and who does it (a seat).
        """
        asked = self.hours.worked(now)
        if seat is None:
            seat = self.first_free()
        over = max(asked, self._free[seat]) + minutes
        self._free[seat] = over
        return self.hours.moment(over + lies), seat


@dataclass
class _Branching:
    """A case that waits for its branches."""

    left: int
    process: Process
    parent: _Branching | None


@dataclass
class Timetable:
    """Everything that goes on, by the moment at which it goes on."""

    until: float
    _heap: list[tuple[float, int, Process, _Branching | None, bool]] = field(default_factory=list)
    _number: int = 0

    def run(self, starts: Iterable[tuple[float, Process]]) -> None:
        """Run the cases, each from its own start, until all are over or the time has come."""
        for at, process in starts:
            self._heap.append((at, self._next(), process, None, True))
        heapify(self._heap)
        while self._heap and self._heap[0][0] < self.until:
            at, _, process, parent, fresh = heappop(self._heap)
            try:
                wish = next(process) if fresh else process.send(at)
            except StopIteration:
                self._join(at, parent)
                continue
            if isinstance(wish, Together):
                waiting = _Branching(len(wish.branches), process, parent)
                for branch in wish.branches:
                    heappush(self._heap, (at, self._next(), branch, waiting, True))
            else:
                heappush(self._heap, (max(at, wish), self._next(), process, parent, False))

    def _join(self, at: float, waiting: _Branching | None) -> None:
        if waiting is None:
            return
        waiting.left -= 1
        if not waiting.left:
            heappush(self._heap, (at, self._next(), waiting.process, waiting.parent, False))

    def _next(self) -> int:
        self._number += 1
        return self._number
