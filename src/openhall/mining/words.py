"""Numbers in words that people read: durations, dates, counts and shares."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from openhall.process.quoting import listed, quoted

__all__ = ["count", "date", "days", "duration", "listed", "quoted", "share", "signed_days"]

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0


def duration(seconds: float | None) -> str:
    """A duration in its natural unit, "12 days" or "3.5 hours"; "not recorded" when there is none."""
    if seconds is None or math.isnan(seconds):
        return "not recorded"
    for size, unit in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        if seconds >= size:
            return _with_unit(seconds / size, unit)
    return "no time" if seconds == 0 else _with_unit(seconds, "second")


def _with_unit(number: float, unit: str) -> str:
    text = f"{number:,.0f}" if number >= 10 or abs(number - round(number)) < 0.05 else f"{number:.1f}"
    return f"{text} {unit}" if text == "1" else f"{text} {unit}s"


def days(number: float) -> str:
    """A number of days: "1 day", "12,345 days"; one decimal below ten."""
    return _with_unit(number, "day")


def signed_days(number: float) -> str:
    """A difference in days: "+12 days", "−3.5 days"; "0 days" where it would round to nothing."""
    if abs(number) < 0.05:
        return "0 days"
    return f"{'+' if number > 0 else '−'}{days(abs(number))}"


def count(number: int, one: str, many: str | None = None) -> str:
    """A count with its noun: "1 case", "1,434 cases"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def share(part: float) -> str:
    """A share as a percentage: "38%"; "under 1%" and "over 99%" where it would round to nothing or all."""
    if 0 < part < 0.01:
        return "under 1%"
    if 0.99 < part < 1:
        return "over 99%"
    return f"{part:.0%}"


def date(microseconds: int) -> str:
    """The day of an instant (microseconds since 1970 UTC): "3 May 2024"."""
    day = datetime.fromtimestamp(microseconds / 1e6, tz=UTC)
    return f"{day.day} {day:%B %Y}"
