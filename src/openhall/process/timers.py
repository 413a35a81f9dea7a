"""When a timer fires: ISO 8601 dates, durations and repetitions, or FEEL that gives one (BPMN 2.0, 10.5.5.13)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from openhall.process.errors import BadInput
from openhall.process.feel import temporal
from openhall.process.feel.temporal import Date, DateTime, DayTimeDuration, YearMonthDuration
from openhall.process.feel.temporal.kinds import DAY, moment_at_utc
from openhall.process.feel.values import Undefined, Value
from openhall.process.model import Timer, TimerKind
from openhall.process.saying import gettext, message_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Duration = DayTimeDuration | YearMonthDuration


@dataclass(frozen=True)
class Cycle:
    """A repetition: how often (None: without end), from when (None: from now), and after what time again."""

    times: int | None
    start: datetime | None
    every: Duration


_ISO = re.compile(
    r"\s*[-+]?P[0-9.YMWDTHS]{1,60}\s*|\s*[-+]?[0-9]{4,9}-[0-9]{2}-[0-9]{2}(T[0-9:.]{1,20}(Z|[-+][0-9:]{1,6})?)?\s*"
)
_CYCLE = re.compile(
    r"\s*R(?P<times>[0-9]{0,6})(?:/(?P<start>[^/PR]{1,40}))?/(?P<every>P[0-9.YMWDTHS]{1,60})\s*"
)
_WEEKS = re.compile(r"P([0-9]{1,9})W")


@dataclass(frozen=True)
class Due:
    """When a timer fires first, after what time again, and how often in all (None: without end)."""

    at: datetime
    every: Duration | None = None
    times: int | None = 1

    def next(self, fired: int) -> datetime | None:
        """When it fires after it has fired so many times; None when that was all."""
        if self.every is None or (self.times is not None and fired >= self.times):
            return None
        # Counted from the first time, so that months do not drift to their shortest.
        if isinstance(self.every, DayTimeDuration):
            return later(self.at, temporal.day_time_of(self.every.nanoseconds * fired))
        return later(self.at, temporal.year_month_of(self.every.months * fired))


def is_iso(text: str) -> bool:
    """Whether the text of a timer is ISO 8601 as it stands, and no FEEL."""
    return bool(_ISO.fullmatch(text) or _CYCLE.fullmatch(text))


def due(timer: Timer, value: Value, since: datetime, label: str) -> Due:
    """When a timer fires that runs since some time; `value` is what its FEEL gives, None where it is ISO 8601.

    Raises `BadInput` when that is no date, duration or repetition; `label` names the event in it.
    """
    try:
        given = timer.text if is_iso(timer.text) else value
        read = _read(given) if isinstance(given, str) else given
        if isinstance(read, Cycle):
            return Due(read.start or later(since, read.every), read.every, read.times)
        if isinstance(read, DayTimeDuration | YearMonthDuration):
            every = read if timer.kind == TimerKind.CYCLE else None
            return Due(later(since, read), every, None if every else 1)
        if isinstance(read, Date | DateTime):
            return Due(_instant(read, since))
    except (Undefined, OverflowError) as error:
        raise BadInput(
            gettext(
                "The timer “%(label)s” (%(text)s) gives no time: %(why)s",
                label=label,
                text=timer.text,
                why=message_of(error),
            )
        ) from None
    raise BadInput(
        gettext(
            "The timer “%(label)s” (%(text)s) gives no date, duration or repetition; write one like P7D or R3/P1D, or "
            "FEEL that gives one.",
            label=label,
            text=timer.text,
        )
    )


def later(at: datetime, duration: Duration) -> datetime:
    """A time later by a duration; months keep the day where the month has it."""
    if isinstance(duration, DayTimeDuration):
        return at + timedelta(microseconds=duration.nanoseconds // 1_000)
    months = at.year * 12 + at.month - 1 + duration.months
    year, month = divmod(months, 12)
    for day in range(at.day, at.day - 4, -1):
        try:
            return at.replace(year=year, month=month + 1, day=day)
        except ValueError:
            if day <= 28:
                raise OverflowError(gettext("the date lies outside the years 1 to 9999.")) from None
    raise OverflowError(gettext("the date lies outside the calendar."))


def _read(text: str) -> Value | Cycle:
    text = text.strip()
    if cycle := _CYCLE.fullmatch(text):
        times = int(cycle["times"]) if cycle["times"] else None
        every = _duration(cycle["every"])
        start = _instant(temporal.parse_date_time(cycle["start"]), EPOCH) if cycle["start"] else None
        return Cycle(times, start, every)
    if text.lstrip("+-").startswith("P"):
        return _duration(text)
    return temporal.parse_date_time(text) if "T" in text else temporal.parse_date(text)


def _duration(text: str) -> Duration:
    if weeks := _WEEKS.fullmatch(text):
        return temporal.day_time_of(int(weeks[1]) * 7 * DAY)
    return temporal.parse_duration(text)


def _instant(value: Date | DateTime, since: datetime) -> datetime:
    """The instant of a date or a date and time; without a zone they are those of `since`."""
    moment = value if isinstance(value, DateTime) else DateTime(value, temporal.time_of(0, 0, 0, 0, None))
    if moment.time.zone is None:
        day, time = moment.date, moment.time
        if not 1 <= day.year <= 9999:
            raise OverflowError(gettext("the date lies outside the years 1 to 9999."))
        return datetime(
            day.year,
            day.month,
            day.day,
            time.hour,
            time.minute,
            time.second,
            time.nanosecond // 1_000,
            since.tzinfo,
        )
    gap = temporal.subtract(moment, moment_at_utc(0, 0))
    assert isinstance(gap, DayTimeDuration)
    return later(EPOCH, gap)
