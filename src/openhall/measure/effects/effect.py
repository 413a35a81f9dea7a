"""What a change did: an estimate with its interval, and when it is called a change."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scipy.special import stdtr, stdtrit

ALPHA = 0.05
RESERVED = 0.8
"""Of the 5% that an interval may miss, the share that is spent by the method.

Promised is that at most 5 in 100 series without an effect are called changes. A method that is exact misses that
promise as often as it keeps it, and real noise is never quite what a method assumes. So intervals are worked out at 96%
and said to be 95%.
"""


@dataclass(frozen=True)
class Effect:
    """How much a measure is higher (above 0) or lower than it would have been without the change.

    low, high  the ends of the 95% interval
    p          two-sided, of there being no effect; below 0.05 just where the interval leaves 0 out
    without    what the measure would have been, on average over the same time; NaN where that is not asked
    n_before, n_after  values or cases that were counted
    method     what it was worked out by, in words
    sentence   what it says, in words for everybody
    """

    estimate: float
    low: float
    high: float
    p: float
    without: float
    n_before: int
    n_after: int
    method: str
    sentence: str = ""

    @property
    def clear(self) -> bool:
        """Whether it is called a change: the interval leaves 0 out."""
        return self.low > 0 or self.high < 0

    @property
    def share(self) -> float | None:
        """The estimate as a share of what would have been; None where that is 0 or not known."""
        if self.without != self.without or abs(self.without) < 1e-12:
            return None
        return self.estimate / abs(self.without)

    def saying(self, sentence: str) -> Effect:
        """The same effect with its sentence."""
        return replace(self, sentence=sentence)


def farthest(free: float, alpha: float = ALPHA) -> float:
    """How many standard errors the ends of an interval lie from the estimate, by a t distribution."""
    return float(stdtrit(free, 1 - alpha * RESERVED / 2))


def chance(estimate: float, error: float, free: float) -> float:
    """The two-sided p of there being no effect, by the t distribution that `farthest` takes its ends from."""
    return min(1.0, 2 * float(stdtr(free, -abs(estimate) / error)) / RESERVED)
