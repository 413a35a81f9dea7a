"""The log of cases under way: the ledger's rows of a service, read as they come and laid out as an event log.

Only rows that are new are read. Rows get their numbers before their transactions end, so the numbers just before the
last one seen are looked at again, until nothing older can still appear.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import polars as pl
from django.conf import settings
from django.utils import timezone

from openhall.mining.instances import has_instances, pair_lifecycle
from openhall.mining.log import ACTIVITY, CASE, LIFECYCLE, OFFSET, RESOURCE, TIME, EventLog
from openhall.mining.read.build import Reading, build
from openhall.site.cases.models import Case
from openhall.site.ledger.models import Event

AGAIN = 3.0
"""Seconds for which what was read is new enough."""
LOOK_BACK = 2_000
"""Numbers before the last one that are looked at again."""
MOST_SERVICES = 20
"""Services of which a process keeps the rows."""
ROLE, DEPARTMENT = "org:role", "department"
STEPS = {Event.Lifecycle.COMPLETED: "complete", Event.Lifecycle.CLAIMED: "start"}
"""What of the record is an event of a map, and how XES calls it. That a person took work is its start."""
FIELDS = ("id", "at", "case", "activity", "node", "lifecycle", "department", "role", "actor")
SCHEMA: dict[str, Any] = {
    "id": pl.Int64,
    "at": pl.Datetime("us", "UTC"),
    **dict.fromkeys(FIELDS[2:], pl.String),
}


@dataclass
class Rows:
    """What a process has read of one service's rows, and the logs that were made of them."""

    service: str
    frame: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SCHEMA))
    last: int = 0
    read_at: float = 0.0
    logs: dict[bool, EventLog] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def refresh(self) -> None:
        """Read what is new, unless that was done just now."""
        if time.monotonic() - self.read_at < AGAIN:
            return
        since = max(0, self.last - LOOK_BACK)
        found = Event.objects.filter(service=self.service, id__gt=since, lifecycle__in=STEPS)
        new = pl.DataFrame(list(found.values_list(*FIELDS)), schema=SCHEMA, orient="row")
        new = new.join(self.frame.tail(LOOK_BACK + 1).select("id"), on="id", how="anti")
        self.read_at = time.monotonic()
        if len(new):
            self.frame = pl.concat([self.frame, new]).sort("id")
            self.last = int(self.frame["id"].max())  # type: ignore[arg-type]
            self.logs = {}

    def log(self, by_event: bool) -> EventLog:
        """The rows as a log: what was completed, or pieces of work with the time from when somebody took them."""
        if by_event not in self.logs:
            self.logs[by_event] = _made(self.service, self.frame, by_event)
        return self.logs[by_event]


def _made(service: str, frame: pl.DataFrame, by_event: bool) -> EventLog:
    rows = frame.filter(pl.col("lifecycle") == Event.Lifecycle.COMPLETED) if by_event else _pieces(frame)
    zone = timezone.get_default_timezone_name()
    local = rows["at"].dt.convert_time_zone(zone)
    offset = (local.dt.base_utc_offset() + local.dt.dst_offset()).dt.total_minutes().cast(pl.Int16)
    events = rows.select(
        pl.col("case").alias(CASE),
        pl.col("activity").alias(ACTIVITY),
        pl.col("at").alias(TIME),
        offset.alias(OFFSET),
        *([] if by_event else [pl.col("lifecycle").replace_strict(STEPS).alias(LIFECYCLE)]),
        *(
            _text(name).alias(key)
            for name, key in (("actor", RESOURCE), ("role", ROLE), ("department", DEPARTMENT))
        ),
    )
    log = build(Reading(events, _cases(service), source=service))
    return pair_lifecycle(log) if not by_event and has_instances(log) else log


def _text(name: str) -> pl.Expr:
    return pl.when(pl.col(name) != "").then(pl.col(name))


def _pieces(frame: pl.DataFrame) -> pl.DataFrame:
    """Completions, and of the times a person took the work the last one before each: that is when it began."""
    taken = frame.filter(pl.col("lifecycle") == Event.Lifecycle.CLAIMED)
    work = frame.sort("case", "node", "id").with_columns(
        following=pl.col("lifecycle").shift(-1).over("case", "node"),
    )
    begun = work.filter(
        (pl.col("lifecycle") == Event.Lifecycle.CLAIMED) & (pl.col("following") == Event.Lifecycle.COMPLETED)
    )
    kept = taken.join(begun.select("id"), on="id", how="semi")
    return pl.concat([frame.filter(pl.col("lifecycle") == Event.Lifecycle.COMPLETED), kept]).sort("id")


def _cases(service: str) -> pl.DataFrame:
    """What may be asked of cases: nothing of it is about a person."""
    rows = Case.objects.filter(version__service__slug=service).values_list(
        "pseudonym", "version__number", "channel", "language", "outcome"
    )
    schema = {
        CASE: pl.String,
        "version": pl.Int64,
        "channel": pl.String,
        "language": pl.String,
        "outcome": pl.String,
    }
    return pl.DataFrame(list(rows), schema=schema, orient="row").with_columns(
        pl.col("version").cast(pl.String), pl.when(pl.col("outcome") != "").then(pl.col("outcome"))
    )


class LiveRows:
    """The rows that a process has read, by service; those not asked for the longest make room."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.held: dict[tuple[str, str], Rows] = {}

    def of(self, service: str) -> Rows:
        """The rows of a service as they are now (`AGAIN` seconds at the most ago)."""
        key = (str(settings.DATABASES["default"]["NAME"]), service)
        with self.lock:
            rows = self.held.pop(key, None) or Rows(service)
            self.held[key] = rows
            while len(self.held) > MOST_SERVICES:
                del self.held[next(iter(self.held))]
        with rows.lock:
            rows.refresh()
        return rows

    def forget(self) -> None:
        """Read everything anew when it is next asked for."""
        with self.lock:
            self.held.clear()


live_rows = LiveRows()


def live_log(service: str, *, by_event: bool = True) -> EventLog:
    """The log of a service's cases as they are now. Raises `EmptyLog` while there is none."""
    rows = live_rows.of(service)
    with rows.lock:
        return rows.log(by_event)
