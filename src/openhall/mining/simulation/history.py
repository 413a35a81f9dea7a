"""What is on record of each event, laid out for estimation: what it waited for, and what its case had seen by then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openhall.mining.calendar import local_done
from openhall.mining.log import NO_END, EventLog

DEEPEST = 8
"""Activities that a case remembers of its past."""
MOST_VALUES = 12
"""Values of an attribute that choices may depend on."""
RANKS = 4
"""Groups of about one size that a number is cut into."""


@dataclass(frozen=True, eq=False)
class History:
    """The events of a log, case by case in the order in which they were over.

    log       what it is of
    activity  int64 codes; resource likewise, -1 unknown; case: the case of each
    done      when each was over (microseconds, wall clock); begun: when its work began, -1 where not recorded
    offsets   int64, cases + 1
    until     when the record ends
    opened    when what was done became open, where a model says so; None: when the event before was over
    """

    log: EventLog
    activity: NDArray[np.int64]
    resource: NDArray[np.int64]
    resources: tuple[str, ...]
    case: NDArray[np.int64]
    done: NDArray[np.int64]
    begun: NDArray[np.int64]
    offsets: NDArray[np.int64]
    until: int
    opened: NDArray[np.int64] | None = None

    @staticmethod
    def of(log: EventLog) -> History:
        """The history of a log, as far as it is known at its end."""
        done = local_done(log)
        order = np.lexsort((np.arange(log.n_events), done, log.case))
        if log.resources is None:
            codes, names = np.full(log.n_events, -1, np.int64), tuple[str, ...]()
        else:
            found, names = log.codes(log.resources)
            codes = found.astype(np.int64)
        begun = np.full(log.n_events, -1, np.int64)
        if log.end is not None:
            begun = np.where(log.end == NO_END, -1, log.local_time)
        return History(
            log,
            log.activity[order].astype(np.int64),
            codes[order],
            names,
            log.case[order].astype(np.int64),
            done[order],
            begun[order],
            log.offsets.astype(np.int64),
            int(done.max()) if len(done) else 0,
        )

    def before(self, until: int) -> History:
        """What of it was known at an instant: cases that had begun, and what had been done by then."""
        kept = self.done <= until
        sizes = np.bincount(self.case[kept], minlength=len(self.offsets) - 1)
        there = sizes > 0
        number = np.cumsum(there) - 1
        return replace(
            self,
            log=self.log.take(there),
            activity=self.activity[kept],
            resource=self.resource[kept],
            case=number[self.case[kept]],
            done=self.done[kept],
            begun=self.begun[kept],
            offsets=np.concatenate(([0], np.cumsum(sizes[there]))),
            until=until,
        )

    @property
    def n_cases(self) -> int:
        """How many cases."""
        return len(self.offsets) - 1

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """When the first event of each case was over."""
        return self.done[self.offsets[:-1]]

    @cached_property
    def first(self) -> NDArray[np.bool_]:
        """Whether an event is the first one of its case."""
        first = np.zeros(len(self.done), np.bool_)
        first[self.offsets[:-1]] = True
        return first

    @cached_property
    def last(self) -> NDArray[np.bool_]:
        """Whether an event is the last one of its case."""
        last = np.zeros(len(self.done), np.bool_)
        last[self.offsets[1:] - 1] = True
        return last

    @cached_property
    def enabled(self) -> NDArray[np.int64]:
        """When each became open: when the event before was over, for the first one of a case when it was itself."""
        if self.opened is not None:
            return self.opened
        enabled = self.done.copy()
        enabled[1:] = np.where(self.first[1:], self.done[1:], self.done[:-1])
        return enabled

    @cached_property
    def contexts(self) -> list[NDArray[np.int64]]:
        """For each depth from 0 on, a number for the last so many activities up to and with each event."""
        wide = len(self.log.activities) + 1
        found = [np.zeros(len(self.done), np.int64)]
        for _ in range(DEEPEST):
            earlier = np.zeros(len(self.done), np.int64)
            earlier[1:] = np.where(self.first[1:], 0, found[-1][:-1] + 1)
            pairs = earlier * wide + self.activity
            found.append(np.unique(pairs, return_inverse=True)[1].astype(np.int64))
        return found

    @cached_property
    def attributes(self) -> tuple[tuple[str, NDArray[np.int64], tuple[str, ...]], ...]:
        """What of the cases choices may depend on: name, code of each case (-1 unknown), what the codes mean.

        Texts with few values; numbers in groups of about one size. Names, numbers of files and dates tell cases apart
        and are left out.
        """
        found = []
        frame = self.log.cases.frame()
        for name in frame.columns:
            column = frame[name]
            if column.dtype.is_numeric():
                if column.n_unique() < 2 * RANKS:
                    continue
                bounds = np.unique(
                    np.quantile(column.drop_nulls().to_numpy().astype(float), [0.25, 0.5, 0.75])
                )
                values = column.cast(pl.Float64).fill_null(np.nan).to_numpy()
                codes = np.where(np.isnan(values), -1, np.searchsorted(bounds, values)).astype(np.int64)
                words = tuple(f"group {number + 1} of {len(bounds) + 1}" for number in range(len(bounds) + 1))
            elif column.dtype == pl.String or column.dtype == pl.Categorical:
                counts = column.drop_nulls().value_counts(sort=True)
                if not 2 <= len(counts) <= MOST_VALUES:
                    continue
                words = tuple(str(value) for value in counts[name])
                places = {word: place for place, word in enumerate(words)}
                codes = np.array([places.get(str(value), -1) for value in column], np.int64)
            else:
                continue
            found.append((name, codes, words))
        return tuple(found)
