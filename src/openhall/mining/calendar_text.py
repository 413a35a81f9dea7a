"""Office hours and holidays as people write them: "Mon-Fri 8:00-12:00 13:00-17:00, Sat 9:00-12:00"."""

from __future__ import annotations

import re

from openhall.mining.calendar import Calendar
from openhall.mining.errors import BadCalendar
from openhall.process import errors
from openhall.process.office import parse_holidays, parse_hours
from openhall.process.saying import message_of


def parse_calendar(hours: str, holidays: str = "") -> Calendar:
    """Read office hours and holidays.

    hours     groups of weekdays with their hours, commas between: "Mon-Fri 8:00-12:00 13:00-17:00, Sat 9-12"
    holidays  days, with commas or spaces between: "2024-12-25, 2024-12-26"

    Days that are not named are closed. Raises `BadCalendar` with what is wrong and how to write it.
    """
    days = [word for word in re.split(r"[,;\s]+", holidays) if word]
    try:
        week = parse_hours(hours)
        return Calendar(week, parse_holidays(days))
    except errors.BadCalendar as error:
        raise BadCalendar(message_of(error)) from None
