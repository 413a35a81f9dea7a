"""What all offices of the city share: they draw lots, do work, and write it down."""

from __future__ import annotations

from numpy.random import Generator

from openhall.demo.arrivals import ONLINE, Arrivals, skewed
from openhall.demo.queue import Desk, Officer, Process
from openhall.demo.records import Register


class Office:
    """An office with its register. The services build their desks and their ways of working on it."""

    def __init__(self, rng: Generator, arrivals: Arrivals) -> None:
        self.rng, self.arrivals = rng, arrivals
        self.register = Register()

    def chance(self, share: float) -> bool:
        """True in so large a share of the draws."""
        return bool(self.rng.random() < share)

    def receive(self, case: int, activity: str, portal: Officer, clerks: Desk) -> float:
        """Write down that a case has come in, by the portal or over the counter; returns when."""
        now = float(self.arrivals.at[case])
        online = self.arrivals.channel[case] in ONLINE
        receiver = portal if online else clerks.officers[case % len(clerks.officers)]
        self.register.note(case, activity, now, receiver)
        return now

    def step(
        self,
        case: int,
        now: float,
        desk: Desk,
        activity: str,
        minutes: float,
        lies: float = 0.1,
        seat: int | None = None,
    ) -> Process:
        """A piece of work of typically so many minutes, after lying on the desk for `lies` working days.

        It is written down when it is done. By the officer who is free first, or by the one in `seat`.
        """
        lying = skewed(self.rng, lies * desk.hours.length, 0.55)
        over, seat = desk.book(now, skewed(self.rng, minutes, 0.5), lying, seat)
        now = yield over
        self.register.note(case, activity, now, desk.officers[seat])
        return now

    def outside(self, now: float, days: float, spread: float = 0.7) -> float:
        """The moment at which somebody outside the offices has answered, typically after so many days."""
        return now + skewed(self.rng, days * 1_440.0, spread)
