"""What a person can say about a file so that it is read as they mean it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ReadOptions:
    """How to read a file; every field may be left out.

    case, activity, time, end, resource  names of columns, where the usual names do not fit
    milestones   columns of dates in a table with one row a case; each becomes an activity
    timezone     the zone of times that carry none (an IANA name); UTC when not given
    object_type  for OCEL: the type of object that a case is
    max_bytes    the most bytes of a file, unpacked, that are read
    """

    case: str | None = None
    activity: str | None = None
    time: str | None = None
    end: str | None = None
    resource: str | None = None
    milestones: tuple[str, ...] = ()
    timezone: str | None = None
    object_type: str | None = None
    max_bytes: int = 8_000_000_000
