"""A time limit ends when the law or the promise says: in calendar days, or in the working days of the office."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhall.process.errors import BadCalendar
from openhall.process.office import parse_hours
from openhall.process.service.calendar import WorkingDays
from openhall.process.service.spans import Within

DUBLIN = ZoneInfo("Europe/Dublin")
OFFICE = WorkingDays(
    parse_hours("Mon-Thu 8:00-12:00 13:00-17:00, Fri 8:00-12:00"),
    frozenset({date(2026, 12, 25), date(2026, 12, 28)}),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=DUBLIN)


def test_calendar_days_end_as_the_last_day_ends():
    assert OFFICE.after(at("2026-12-24 09:00"), Within(28)) == at("2027-01-21 23:59:59.999999")


def test_working_days_end_as_the_office_closes_on_the_last_one():
    assert OFFICE.after(at("2026-12-21 09:00"), Within(3, working=True)) == at("2026-12-24 17:00")


def test_weekends_and_holidays_do_not_count():
    assert OFFICE.after(at("2026-12-24 16:59"), Within(1, working=True)) == at("2026-12-29 17:00")


def test_the_day_of_the_start_is_not_counted_even_when_it_is_a_holiday():
    assert OFFICE.after(at("2026-12-25 00:00"), Within(1, working=True)) == at("2026-12-29 17:00")
    assert OFFICE.after(at("2026-12-26 23:00"), Within(1)) == at("2026-12-27 23:59:59.999999")


def test_a_short_day_ends_when_it_closes():
    assert OFFICE.after(at("2026-12-17 10:00"), Within(1, working=True)) == at("2026-12-18 12:00")


def test_without_hours_monday_to_friday_count_as_whole_days():
    assert WorkingDays.usual().after(at("2026-12-24 10:00"), Within(2, working=True)) == at(
        "2026-12-28 23:59:59.999999"
    )


def test_limits_keep_the_clock_of_the_wall_when_it_changes():
    ends = OFFICE.after(at("2026-03-27 10:00"), Within(1, working=True))
    assert ends == at("2026-03-30 17:00") and ends.utcoffset() != at("2026-03-27 10:00").utcoffset()


def test_an_office_that_never_opens_is_refused():
    with pytest.raises(BadCalendar, match="never opens"):
        WorkingDays(((),) * 7)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)), st.integers(1, 400))
def test_a_limit_of_n_working_days_has_n_working_days_in_it(start: datetime, days: int):
    start = start.replace(tzinfo=DUBLIN)
    ends = OFFICE.after(start, Within(days, working=True))
    between = (date.fromordinal(k) for k in range(start.date().toordinal() + 1, ends.date().toordinal() + 1))
    assert sum(OFFICE.is_working_day(day) for day in between) == days
    assert OFFICE.is_working_day(ends.date())
