"""Time zones: the offset from UTC that a zone has at a moment, for all the years that FEEL knows.

A zone is None (local), whole seconds east of UTC, or a name of the IANA database (DMN 1.5, 10.3.4.1).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import TypeAlias
from zoneinfo import ZoneInfo

Zone: TypeAlias = int | str | None

LARGEST_OFFSET = 14 * 3600
"""XML Schema part 2, 3.2.7.3: at most 14 hours."""

_EPOCH = datetime(1970, 1, 1)
_CYCLE = 400
# The years that Python's calendar holds, some years away from its ends so that no offset leads over them.
_FIRST, _LAST = 4, 9996


@cache
def zone_names() -> frozenset[str]:
    """The names of the IANA database that is installed with the software, not those of the machine."""
    return frozenset(files("tzdata").joinpath("zones").read_text("ascii").split())


def offset_at_local(zone: int | str, year: int, seconds: int, fold: int) -> int:
    """Seconds east of UTC in a zone at a local moment: seconds since 1970-01-01T00:00:00 on its clocks.

    `fold` is 1 for the second of two equal moments when clocks go back.
    """
    if isinstance(zone, int):
        return zone
    moment = _EPOCH + timedelta(seconds=_within(year, seconds))
    return _seconds(moment.replace(tzinfo=ZoneInfo(zone), fold=fold).utcoffset())


def offset_at_utc(zone: int | str, year: int, seconds: int) -> tuple[int, int]:
    """Seconds east of UTC in a zone at a moment, in seconds since 1970-01-01T00:00:00Z, and its fold."""
    if isinstance(zone, int):
        return zone, 0
    moment = (
        (_EPOCH + timedelta(seconds=_within(year, seconds))).replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    )
    return _seconds(moment.utcoffset()), moment.fold


@cache
def offset_of_time(zone: int | str) -> int:
    """Seconds east of UTC of a time of day, which has no date: the zone's standard time, not summer time."""
    if isinstance(zone, int):
        return zone
    rules = ZoneInfo(zone)
    return min(_seconds(datetime(2024, month, 1, tzinfo=rules).utcoffset()) for month in (1, 7))


def _within(year: int, seconds: int) -> int:
    """The same moment of a year that Python's calendar holds; calendars repeat every 400 years."""
    if _FIRST <= year <= _LAST:
        return seconds
    # Before the first rule of a zone its oldest offset holds, after the last one that rule goes on.
    cycles = (
        (_FIRST - year + _CYCLE - 1) // _CYCLE if year < _FIRST else -((year - _LAST + _CYCLE - 1) // _CYCLE)
    )
    return seconds + cycles * 146_097 * 86_400


def _seconds(offset: timedelta | None) -> int:
    return 0 if offset is None else offset // timedelta(seconds=1)
