"""Counts by month that are published again and again: attacked together with all that was published before.

Whoever keeps every version has more than the newest: a count that was empty and is shown, one that was shown and is
empty, and the difference of two counts of the same month. So a month keeps the count that it was first published with,
unless so many came or went that the difference is no small count itself; what was left empty stays empty; and what is
left empty now is chosen with the earlier versions in the attacker's hands (`measure.disclosure`, linked tables).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from openhall.measure.disclosure import Earlier, Rules, Table, protect, table_of

FEWEST = 10
"""No count of fewer is published, and no difference of two versions is smaller."""
RULES = Rules(FEWEST)
AXIS = "month"
SECONDS = 30.0


@dataclass(frozen=True)
class Published:
    """A column of counts as it stands in a version: the publisher's own record, which no page shows.

    counts  of each month, also of those that were left empty
    hidden  the months that were left empty
    """

    counts: Mapping[date, int] = field(default_factory=dict)
    hidden: frozenset[date] = frozenset()

    def shown(self, month: date) -> int | None:
        """The count of a month as everybody sees it; None where it was left empty or waits."""
        return None if month in self.hidden else self.counts.get(month)


def publish_counts(counted: Mapping[date, int], earlier: Sequence[Published]) -> Published:
    """The counts as the next version has them. Raises `NoProtection`, where no choice of empty ones is safe.

    counted  of each month that is over, as they are now
    earlier  what was published before, oldest first, withdrawn versions too
    """
    before = _all_of(earlier)
    settled = settle(counted, before)
    months = sorted(settled)
    if not months:
        return Published()
    known = Published({month: settled[month] for month in before.counts}, before.hidden)
    table = _table(settled, months)
    also = np.array([*(month in known.hidden for month in months), False])
    safe = protect(table, RULES, earlier=[_public(known)] if known.counts else (), also=also, seconds=SECONDS)
    # The last cell is the total, which is not in the table; it is kept unknown only where nothing else helps.
    hidden = {month for month, gone in zip(months, safe.hidden.tolist(), strict=False) if gone}
    return Published(settled, frozenset(hidden | known.hidden))


def settle(counted: Mapping[date, int], before: Published) -> dict[date, int]:
    """The counts that the next version may have: those of earlier months stay, unless the difference is large."""
    settled = dict(before.counts)
    for month, now in counted.items():
        was = before.counts.get(month)
        if was is None or _may_follow(was, now, month in before.hidden):
            settled[month] = now
    return settled


def _may_follow(was: int, now: int, hidden: bool) -> bool:
    return not hidden and abs(now - was) >= FEWEST and (not now or now >= FEWEST)


def _all_of(earlier: Sequence[Published]) -> Published:
    """What is public after several versions: the newest count of each month; empty are those that all left empty."""
    counts: dict[date, int] = {}
    shown: set[date] = set()
    for each in earlier:
        counts |= each.counts
        shown |= set(each.counts) - each.hidden
    every = {month for each in earlier for month in each.hidden}
    return Published(counts, frozenset(every - shown))


def _public(known: Published) -> Earlier:
    """What is public, for the attack. Its total never was; that of the new table is taken to be known, if it can be."""
    months = sorted(known.counts)
    hidden = np.array([*(month in known.hidden for month in months), True])
    return Earlier(_table(known.counts, months), RULES, hidden)


def _table(counts: Mapping[date, int], months: Sequence[date]) -> Table:
    plain = table_of(np.array([counts[month] for month in months], np.int64), [AXIS], unit="applications")
    (axis,) = plain.dimensions
    named = replace(axis, labels=(*(month.isoformat() for month in months), axis.labels[-1]))
    return replace(plain, dimensions=(named,))
