"""Is a comparison over time a fair one? Cases that are not over, unlike seasons, and months that differ anyway.

Each of them can make a difference that looks sure and means nothing: the interval of a comparison counts cases as
independent, and knows neither of the end of the records nor of a queue that the cases of one month share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from openhall.mining.filter_text import filter_text
from openhall.mining.filters import TimeWindow
from openhall.mining.log import EventLog
from openhall.mining.words import days
from openhall.site.web.speech import say, say_day

DAY_US = 86_400_000_000
NEARLY_ALL = 0.95
"""Cases that started so long before the end of the records that this share would be over count as over."""
FEW_OPEN = 0.01
UNLIKE = 0.15
"""From this share of cases on that would have to start in other months, the sides lie in different seasons."""
BLOCK_DAYS = 28
LEAST_BLOCKS = 4
NORMAL = 1.959964


@dataclass(frozen=True)
class Care:
    """Why a comparison says less than it seems to, and the filter that mends it ("" where none can)."""

    words: str
    filter: str = ""


def last_sure_day(log: EventLog, records_end: int) -> date:
    """The last day whose cases are nearly all over when the records end (`records_end`: microseconds since 1970)."""
    usual = int(np.quantile(log.durations, NEARLY_ALL))
    return day_of(records_end - usual) - timedelta(days=1)


def day_of(microseconds: int) -> date:
    """The day (UTC) of an instant."""
    return date(1970, 1, 1) + timedelta(days=microseconds // DAY_US)


def fair_periods(log: EventLog, sure: date) -> tuple[date, date, date, date]:
    """First and last day of two periods to begin with: the last year and the one before, so that seasons are alike.

    Where the records are shorter than that: two halves by the count of cases. Both end where cases may not be over,
    unless that leaves less than half of the cases. `sure`: see `last_sure_day`.
    """
    starts = log.case_start
    first, last = day_of(int(starts.min())), sure
    kept = starts[starts < _midnight(last + timedelta(days=1))]
    if len(kept) * 2 < len(starts):
        last, kept = day_of(int(starts.max())), starts
    year = timedelta(days=364)  # Whole weeks: as many Mondays on each side.
    if last - first >= 2 * year - timedelta(days=1):
        middle = last - year + timedelta(days=1)
        return middle - year, middle - timedelta(days=1), middle, last
    last = min(last, day_of(int(kept.max())))
    middle = day_of(int(np.median(kept)))
    return first, middle - timedelta(days=1), middle, last


def _midnight(day: date) -> int:
    return (day - date(1970, 1, 1)).days * DAY_US


def cares_over_time(
    sides: Sequence[EventLog], records_end: int, sure: date, difference: float, *, clear: bool
) -> list[Care]:
    """What to take care of where two sides are two times.

    sure        the last day whose cases are nearly all over, of the log that the sides are cut from
    difference  days by which the cases of the second take longer, on average; clear: whether that is beyond chance
    """
    found = [*_open_cases(sides, records_end, sure), *_seasons(sides)]
    if clear and len(found) < 2:
        found += _restless_months(sides, difference)
    return found


def _open_cases(sides: Sequence[EventLog], records_end: int, sure: date) -> list[Care]:
    past = _midnight(sure + timedelta(days=1))
    late = [float((log.case_start >= past).mean()) for log in sides]
    if abs(late[0] - late[1]) <= FEW_OPEN:
        return []
    # A side that lies in that time as a whole cannot be mended by leaving it out.
    text = filter_text(TimeWindow(last=sure)) if max(late) < 0.5 else ""
    end = day_of(records_end)
    words = _(
        "The records end on %(end)s. Cases that started after %(day)s may not be over yet and look shorter than "
        "they are. Some of the difference comes from that, perhaps all of it."
    ) % {"end": say_day(end), "day": say_day(sure)}
    return [Care(words, text)]


def _seasons(sides: Sequence[EventLog]) -> list[Care]:
    first, second = (_months(log) for log in sides)
    if np.abs(first - second).sum() / 2 <= UNLIKE:
        return []
    return [
        Care(
            _(
                "The two sides lie in different months of the year. What comes back every year, like holidays or "
                "winter damage, looks like a change. Compare the same months of two years where the records reach "
                "so far."
            )
        )
    ]


def _months(log: EventLog) -> NDArray[np.float64]:
    """The share of cases that start in each month of the year."""
    months = log.case_start.astype("datetime64[us]").astype("datetime64[M]").astype(np.int64) % 12
    shares: NDArray[np.float64] = np.bincount(months, minlength=12) / len(months)
    return shares


def _restless_months(sides: Sequence[EventLog], difference: float) -> list[Care]:
    """Whether the time goes up and down within each side by as much as the sides differ.

    The error of a mean over clusters (Cochran, Sampling Techniques, 1977, section 9A), with stretches of four weeks
    as the clusters: the cases of one stretch share its queues.
    """
    parts = [_blocks(log) for log in sides]
    if min(len(counts) for counts, _totals in parts) < LEAST_BLOCKS:
        return []
    error = float(np.sqrt(sum(_cluster_variance(counts, totals) for counts, totals in parts)))
    if abs(difference) > NORMAL * error:
        return []
    return [
        Care(
            _(
                "Within each side the time goes up and down from month to month, so much that %(days)s between two "
                "periods can come about without any lasting change. The intervals below do not know of that."
            )
            % {"days": say(days(abs(difference)))}
        )
    ]


def _blocks(log: EventLog) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Cases that start in each stretch of four weeks, and the days that they take in all; without empty stretches."""
    number = (log.case_start - log.case_start.min()) // (BLOCK_DAYS * DAY_US)
    counts = np.bincount(number)
    totals = np.bincount(number, log.durations / DAY_US)
    return counts[counts > 0], totals[counts > 0]


def _cluster_variance(counts: NDArray[np.int64], totals: NDArray[np.float64]) -> float:
    """The variance of the mean time of a case."""
    k, n = len(counts), int(counts.sum())
    rest = totals - totals.sum() / n * counts
    return float(k / (k - 1) * (rest * rest).sum() / n**2)
