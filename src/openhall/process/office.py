"""When an office works: hours of the week and holidays, and how people write them.

Hours are text such as "Mon-Fri 8:00-12:00 13:00-17:00, Sat 9:00-12:00".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from openhall.process.errors import BadCalendar
from openhall.process.quoting import quoted
from openhall.process.saying import Saying, commas, gettext, listing, ngettext

DAY_MINUTES = 1_440
WEEKDAYS = (
    gettext("Monday"), gettext("Tuesday"), gettext("Wednesday"), gettext("Thursday"), gettext("Friday"),
    gettext("Saturday"), gettext("Sunday"),
)  # fmt: skip
Hours = tuple[tuple[int, int], ...]
WHOLE_DAY: Hours = ((0, DAY_MINUTES),)

LONGEST = 2_000
"""Characters of the longest text of hours."""
MOST_HOLIDAYS = 2_000

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMES = {name: place for place, name in enumerate(_DAYS)}
_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|to)\s*(\d{1,2})(?:[:.](\d{2}))?")
_GROUP = re.compile(
    r"(?P<first>[a-z]{3,9})(?:\s*(?:-|–|to)\s*(?P<last>[a-z]{3,9}))?\s+(?P<hours>[\d:.\s–a-z-]+)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class OfficeHours:
    """When an office works, on its own clock.

    hours     for Monday to Sunday, the intervals of work as (from, to) in minutes since midnight; () is closed
    holidays  days on which nobody works, whatever the weekday

    Raises `BadCalendar` when there are not seven weekdays, or intervals overlap, are empty or leave the day.
    """

    hours: tuple[Hours, ...]
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if len(self.hours) != 7:
            raise BadCalendar(
                gettext(
                    "A calendar needs hours for 7 weekdays, Monday first; %(number)s were given.",
                    number=len(self.hours),
                )
            )
        for name, intervals in zip(WEEKDAYS, self.hours, strict=True):
            over = 0
            for start, end in intervals:
                if not over <= start < end <= DAY_MINUTES:
                    raise BadCalendar(
                        gettext(
                            "%(weekday)s: the hours %(first)s to %(last)s are empty, overlap others or leave the "
                            "day; give each interval once, in order, between 0:00 and 24:00.",
                            weekday=name,
                            first=_clock(start),
                            last=_clock(end),
                        )
                    )
                over = end

    def in_words(self) -> Saying:
        """The hours and holidays in a sentence: "Monday to Friday 8:00 to 17:00, 11 public holidays"."""
        groups: list[tuple[int, int, Hours]] = []
        for day, intervals in enumerate(self.hours):
            if groups and groups[-1][1] == day - 1 and groups[-1][2] == intervals:
                groups[-1] = (groups[-1][0], day, intervals)
            else:
                groups.append((day, day, intervals))
        parts = [
            gettext("%(days)s %(hours)s", days=_days_in_words(first, last), hours=_hours_in_words(intervals))
            for first, last, intervals in groups
            if intervals
        ]
        if len(parts) == 1 and groups[0][2] == WHOLE_DAY and groups[0][:2] == (0, 6):
            parts = [gettext("every day, all day")]
        held = len(self.holidays)
        days = [ngettext("%(number)s public holiday", "%(number)s public holidays", held)] if held else []
        return commas([*(parts or [gettext("never")]), *days])

    @property
    def keeps_hours(self) -> bool:
        """Whether it ever closes: if not, working time is calendar time."""
        return bool(self.holidays) or any(intervals != WHOLE_DAY for intervals in self.hours)


def parse_hours(text: str) -> tuple[Hours, ...]:
    """The hours of the week: groups of weekdays with their hours, commas between.

    Days that are not named are closed. Raises `BadCalendar` with what is wrong and how to write it.
    """
    if len(text) > LONGEST:
        raise BadCalendar(
            gettext(
                "Office hours of %(number)s characters are too long; write Mon-Fri 8:00-17:00.",
                number=len(text),
            )
        )
    found: list[Hours] = [()] * 7
    groups = [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]
    if not groups:
        raise BadCalendar(gettext("Give the office hours, for example Mon-Fri 8:00-17:00."))
    for group in groups:
        match = _GROUP.fullmatch(group)
        if match is None:
            raise BadCalendar(
                gettext(
                    "%(text)s are no office hours; write them like Mon-Fri 8:00-17:00.", text=quoted(group)
                )
            )
        intervals = _intervals(match["hours"], group)
        for day in _weekdays(match["first"], match["last"] or match["first"], group):
            if found[day]:
                raise BadCalendar(
                    gettext(
                        "%(text)s names a weekday that has hours already; name each day once.",
                        text=quoted(group),
                    )
                )
            found[day] = intervals
    return tuple(found)


def parse_holidays(days: Iterable[str]) -> frozenset[date]:
    """Holidays from days like "2024-12-25". Raises `BadCalendar`."""
    words = list(days)
    if len(words) > MOST_HOLIDAYS:
        raise BadCalendar(
            gettext("%(number)s holidays; the limit is %(most)s.", number=len(words), most=MOST_HOLIDAYS)
        )
    found = set()
    for word in words:
        try:
            found.add(date.fromisoformat(word))
        except ValueError:
            raise BadCalendar(
                gettext("%(text)s is no day; write holidays like 2024-12-25.", text=quoted(word))
            ) from None
    return frozenset(found)


def weekdays(first: str, last: str) -> list[int]:
    """The weekdays (0 is Monday) from one to another, by names such as "Mon" or "Monday"; "Sat" to "Mon" goes over the
    end of the week. Raises `KeyError` for what is no weekday."""
    begin, end = (_NAMES[name.lower()[:3]] for name in (first, last))
    return [(begin + k) % 7 for k in range((end - begin) % 7 + 1)]


def _weekdays(first: str, last: str, group: str) -> list[int]:
    try:
        return weekdays(first, last)
    except KeyError:
        raise BadCalendar(
            gettext(
                "%(text)s does not begin with a weekday; write Mon, Tue, Wed, Thu, Fri, Sat or Sun.",
                text=quoted(group),
            )
        ) from None


def _intervals(text: str, group: str) -> Hours:
    rest = _SPAN.sub("", text).strip()
    if rest or not _SPAN.search(text):
        raise BadCalendar(gettext("%(text)s has no hours like 8:00-17:00.", text=quoted(group)))
    spans = []
    for start_hour, start_minute, end_hour, end_minute in _SPAN.findall(text):
        start = int(start_hour) * 60 + int(start_minute or 0)
        end = int(end_hour) * 60 + int(end_minute or 0)
        if int(start_minute or 0) > 59 or int(end_minute or 0) > 59 or end > DAY_MINUTES:
            raise BadCalendar(
                gettext(
                    "%(text)s names a time of day that there is not; the last is 24:00.", text=quoted(group)
                )
            )
        spans.append((start, end))
    return tuple(spans)


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


def _days_in_words(first: int, last: int) -> Saying:
    if first == last:
        return WEEKDAYS[first]
    return gettext("%(first)s to %(last)s", first=WEEKDAYS[first], last=WEEKDAYS[last])


def _hours_in_words(intervals: Hours) -> Saying:
    if intervals == WHOLE_DAY:
        return gettext("all day")
    return listing(
        [gettext("%(first)s to %(last)s", first=_clock(start), last=_clock(end)) for start, end in intervals]
    )
