"""The lots that people of the play draw, on a day of theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from numpy.random import Generator

from openhall.demo.arrivals import pick


@dataclass(frozen=True)
class Draws:
    """A stream of draws, and the day on which they are made."""

    rng: Generator
    today: date

    def chance(self, share: float) -> bool:
        """True in so large a share of the draws."""
        return bool(self.rng.random() < share)

    def one(self, of: Sequence[str]) -> str:
        """One of several, each as likely."""
        return str(of[int(self.rng.integers(len(of)))])

    def by_share(self, shares: Mapping[str, float]) -> str:
        """One of several by their shares."""
        return pick(self.rng, shares, 1)[0]

    def whole(self, least: int, most: int) -> int:
        """A whole number from `least` to `most`."""
        return int(self.rng.integers(least, most + 1))

    def day(self, least: int, most: int) -> str:
        """A date so many days from today, as JSON has it."""
        return (self.today + timedelta(days=self.whole(least, most))).isoformat()
