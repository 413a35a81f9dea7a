"""When a time limit ends: in calendar days, or in the working days of an office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from openhall.process.errors import BadCalendar
from openhall.process.office import DAY_MINUTES, OfficeHours
from openhall.process.saying import gettext
from openhall.process.service.spans import Within

LAST_MOMENT = time(23, 59, 59, 999_999)
MONDAY_TO_FRIDAY = (((0, DAY_MINUTES),),) * 5 + ((), ())


@dataclass(frozen=True)
class WorkingDays(OfficeHours):
    """The working days of an office; without hours of its own they are Monday to Friday, without holidays.

    Raises `BadCalendar` when the office never opens.
    """

    def __post_init__(self) -> None:
        super().__post_init__()
        if not any(self.hours):
            raise BadCalendar(gettext("The office never opens; give it hours on one weekday at least."))

    @staticmethod
    def usual() -> WorkingDays:
        """Monday to Friday, all day, without holidays."""
        return WorkingDays(MONDAY_TO_FRIDAY)

    def is_working_day(self, day: date) -> bool:
        """Whether the office opens on a day."""
        return bool(self.hours[day.weekday()]) and day not in self.holidays

    def closing(self, day: date) -> time:
        """When the office closes on a day (its last moment where it does not close); on a day without work, too."""
        minutes = self.hours[day.weekday()][-1][1] if self.hours[day.weekday()] else DAY_MINUTES
        return LAST_MOMENT if minutes == DAY_MINUTES else time(minutes // 60, minutes % 60)

    def after(self, start: datetime, within: Within) -> datetime:
        """When a time limit that begins at `start` ends. `start` is aware, on the office's own clock.

        The day of the start is not counted. Working days end as the office closes on the last of them, calendar days
        as that day ends.
        """
        day = start.date()
        if not within.working:
            return datetime.combine(day + timedelta(days=within.days), LAST_MOMENT, start.tzinfo)
        left = within.days
        while left:
            day += timedelta(days=1)
            left -= self.is_working_day(day)
        return datetime.combine(day, self.closing(day), start.tzinfo)
