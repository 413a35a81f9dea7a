"""Office hours and holidays as people write them: "Mon-Fri 8:00-12:00 13:00-17:00, Sat 9:00-12:00"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from openhall.mining.calendar import DAY_MINUTES, Calendar, Hours
from openhall.mining.errors import BadCalendar
from openhall.mining.words import quoted

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NAMES = {name: place for place, name in enumerate(DAYS)}
SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|to)\s*(\d{1,2})(?:[:.](\d{2}))?")
GROUP = re.compile(
    r"(?P<first>[a-z]{3,9})(?:\s*(?:-|–|to)\s*(?P<last>[a-z]{3,9}))?\s+(?P<hours>[\d:.\s–a-z-]+)",
    re.IGNORECASE,
)
MOST_HOLIDAYS = 2_000


def parse_calendar(hours: str, holidays: str = "") -> Calendar:
    """Read office hours and holidays.

    hours     groups of weekdays with their hours, commas between: "Mon-Fri 8:00-12:00 13:00-17:00, Sat 9-12"
    holidays  days, with commas or spaces between: "2024-12-25, 2024-12-26"

    Days that are not named are closed. Raises `BadCalendar` with what is wrong and how to write it.
    """
    found: list[Hours] = [()] * 7
    groups = [part.strip() for part in re.split(r"[,;\n]", hours) if part.strip()]
    if not groups:
        raise BadCalendar("Give the office hours, for example Mon-Fri 8:00-17:00.")
    for group in groups:
        match = GROUP.fullmatch(group)
        if match is None:
            raise BadCalendar(f"{quoted(group)} are no office hours; write them like Mon-Fri 8:00-17:00.")
        intervals = _intervals(match["hours"], group)
        for day in _weekdays(match["first"], match["last"] or match["first"], group):
            if found[day]:
                raise BadCalendar(
                    f"{quoted(group)} names a weekday that has hours already; name each day once."
                )
            found[day] = intervals
    return Calendar(tuple(found), frozenset(_holidays(holidays)))


def _weekdays(first: str, last: str, group: str) -> Iterable[int]:
    places = [NAMES.get(name.lower()[:3]) for name in (first, last)]
    if places[0] is None or places[1] is None:
        raise BadCalendar(
            f"{quoted(group)} does not begin with a weekday; write Mon, Tue, Wed, Thu, Fri, Sat or Sun."
        )
    # "Sat-Mon" goes over the end of the week.
    return [(places[0] + k) % 7 for k in range((places[1] - places[0]) % 7 + 1)]


def _intervals(text: str, group: str) -> Hours:
    rest = SPAN.sub("", text).strip()
    if rest or not SPAN.search(text):
        raise BadCalendar(f"{quoted(group)} has no hours like 8:00-17:00.")
    spans = []
    for start_hour, start_minute, end_hour, end_minute in SPAN.findall(text):
        start = int(start_hour) * 60 + int(start_minute or 0)
        end = int(end_hour) * 60 + int(end_minute or 0)
        if int(start_minute or 0) > 59 or int(end_minute or 0) > 59 or end > DAY_MINUTES:
            raise BadCalendar(f"{quoted(group)} names a time of day that there is not; the last is 24:00.")
        spans.append((start, end))
    return tuple(spans)


def _holidays(text: str) -> list[date]:
    words = [word for word in re.split(r"[,;\s]+", text) if word]
    if len(words) > MOST_HOLIDAYS:
        raise BadCalendar(f"{len(words):,} holidays; the limit is {MOST_HOLIDAYS:,}.")
    days = []
    for word in words:
        try:
            days.append(date.fromisoformat(word))
        except ValueError:
            raise BadCalendar(f"{quoted(word)} is no day; write holidays like 2024-12-25.") from None
    return days
