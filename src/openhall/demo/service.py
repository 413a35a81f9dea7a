"""The records of one service of the city, and the causes of delay that were built into them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from openhall.mining.findings.limits import Limit
from openhall.mining.log import EventLog
from openhall.mining.read.build import Reading, build


@dataclass(frozen=True)
class Planted:
    """A cause of delay that the simulation contains, so that a search for it can be judged.

    kind   the kind of finding it should be (`openhall.mining.findings`)
    where  the names that a finding about it speaks of: activities, departments, attribute values
    words  the cause in a plain sentence
    also   other findings that would tell the same cause, as (kind, where): each day is counted for one finding only
    """

    kind: str
    where: tuple[str, ...]
    words: str
    also: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, eq=False)
class ServiceRecords:
    """Three years of records of one service.

    key          a short name for addresses; title, description: for people
    department   the department that answers for the service
    limit        how long a case may take, by law or by promise; None when nobody said
    events       a row an event, in the order of time: `case:concept:name`, `concept:name`, `time:timestamp`
                 (Datetime us, UTC), `openhall:offset` (Int16, minutes ahead of UTC), `org:resource` (a pseudonym,
                 missing now and then), `org:role`, `department`
    cases        a row a case: `case:concept:name`, and what is known of the case
    planted      the causes of delay built in
    """

    key: str
    title: str
    description: str
    department: str
    limit: Limit | None
    events: pl.DataFrame
    cases: pl.DataFrame
    planted: tuple[Planted, ...]

    def log(self) -> EventLog:
        """The records as an event log."""
        return build(Reading(self.events, self.cases, source=self.title))
