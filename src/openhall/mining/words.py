"""Numbers in words that people read: durations, dates, counts and shares; in English, to be said in any language."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from openhall.process.quoting import listed, quoted
from openhall.process.saying import Saying, day, figure, gettext, ngettext, pgettext

__all__ = [
    "activities", "cases", "count", "date", "days", "duration", "events", "listed", "objects", "quoted",
    "share", "signed", "signed_days", "times",
]  # fmt: skip

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0


def duration(seconds: float | None) -> Saying:
    """A duration in its natural unit, "12 days" or "3.5 hours"; "not recorded" when there is none."""
    if seconds is None or math.isnan(seconds):
        return gettext("not recorded")
    if seconds >= DAY:
        return days(seconds / DAY)
    if seconds >= HOUR:
        return _hours(seconds / HOUR)
    if seconds >= MINUTE:
        return _minutes(seconds / MINUTE)
    return gettext("no time") if seconds == 0 else _seconds(seconds)


def days(number: float) -> Saying:
    """A number of days: "1 day", "12,345 days"; one decimal below ten."""
    whole = _whole(number)
    if whole is None:
        return pgettext("a fraction", "%(number)s days", number=figure(number, 1))
    return ngettext("%(number)s day", "%(number)s days", whole)


def _hours(number: float) -> Saying:
    whole = _whole(number)
    if whole is None:
        return pgettext("a fraction", "%(number)s hours", number=figure(number, 1))
    return ngettext("%(number)s hour", "%(number)s hours", whole)


def _minutes(number: float) -> Saying:
    whole = _whole(number)
    if whole is None:
        return pgettext("a fraction", "%(number)s minutes", number=figure(number, 1))
    return ngettext("%(number)s minute", "%(number)s minutes", whole)


def _seconds(number: float) -> Saying:
    whole = _whole(number)
    if whole is None:
        return pgettext("a fraction", "%(number)s seconds", number=figure(number, 1))
    return ngettext("%(number)s second", "%(number)s seconds", whole)


def _whole(number: float) -> int | None:
    """The number without decimals, where it is said without: from ten on, and where there are hardly any."""
    return round(number) if number >= 10 or abs(number - round(number)) < 0.05 else None


def signed_days(number: float) -> Saying:
    """A difference in days: "+12 days", "−3.5 days"; "0 days" where it would round to nothing."""
    whole = _whole(abs(number))
    if whole is None:
        return pgettext("a fraction", "%(number)s days", number=signed(number))
    return ngettext("%(number)s day", "%(number)s days", whole, number=signed(number))


def signed(number: float) -> Saying:
    """A difference without its unit: "+12", "−3.5"; "0" where it would round to nothing."""
    whole = _whole(abs(number))
    if whole is None:
        return figure(number, 1, signed=True)
    return figure(math.copysign(whole, number) if whole else 0.0, signed=True)


def count(number: int, one: str, many: str | None = None) -> str:
    """A count with its noun, for those who write in English alone: "1 case", "1,434 cases"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def cases(number: int) -> Saying:
    """So many cases."""
    return ngettext("%(number)s case", "%(number)s cases", number)


def events(number: int) -> Saying:
    """So many events."""
    return ngettext("%(number)s event", "%(number)s events", number)


def objects(number: int) -> Saying:
    """So many objects."""
    return ngettext("%(number)s object", "%(number)s objects", number)


def activities(number: int) -> Saying:
    """So many activities."""
    return ngettext("%(number)s activity", "%(number)s activities", number)


def times(number: int) -> Saying:
    """So many times."""
    return ngettext("%(number)s time", "%(number)s times", number)


def share(part: float) -> Saying:
    """A share as a percentage: "38%"; "under 1%" and "over 99%" where it would round to nothing or all."""
    if 0 < part < 0.01:
        return gettext("under 1%")
    if 0.99 < part < 1:
        return gettext("over 99%")
    return gettext("%(number)s%%", number=figure(part * 100))


def date(microseconds: int) -> Saying:
    """The day of an instant (microseconds since 1970 UTC): "3 May 2024"."""
    return day(datetime.fromtimestamp(microseconds / 1e6, tz=UTC).date())
