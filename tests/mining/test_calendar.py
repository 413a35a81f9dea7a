"""Working time is exact, and office hours and holidays are found from what people did."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from handmade import DAY, HOUR, MINUTE, handmade, micros
from hypothesis import given, settings
from hypothesis import strategies as st

from openhall.mining.calendar import Calendar, find_calendar, working_waits
from openhall.mining.errors import BadCalendar
from openhall.mining.steps import waits

OFFICE = Calendar.office(9 * 60, 17 * 60, holidays=[date(2024, 5, 1)])


def oracle(calendar: Calendar, start: int, end: int) -> int:
    """Interval by interval, day by day, with the calendar of the standard library."""
    total = 0
    day = (datetime(1970, 1, 1) + timedelta(microseconds=start)).date()
    last = (datetime(1970, 1, 1) + timedelta(microseconds=end)).date()
    while day <= last:
        if day not in calendar.holidays:
            midnight = micros(datetime(day.year, day.month, day.day, tzinfo=UTC))
            for opens, closes in calendar.hours[day.weekday()]:
                total += max(0, min(end, midnight + closes * MINUTE) - max(start, midnight + opens * MINUTE))
        day += timedelta(days=1)
    return total if end > start else 0


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    hours = []
    for _ in range(7):
        edges = sorted(draw(st.sets(st.integers(0, 1440), max_size=6)))
        hours.append(tuple(zip(edges[0::2], edges[1::2], strict=False)))
    held = draw(st.sets(st.dates(date(2023, 12, 20), date(2024, 2, 10)), max_size=5))
    return Calendar(tuple(hours), frozenset(held))


moments = st.integers(
    micros(datetime(2023, 12, 20, tzinfo=UTC)), micros(datetime(2024, 2, 10, tzinfo=UTC))
) | st.integers(-40 * DAY, 40 * DAY)


@settings(max_examples=150, deadline=None)
@given(calendars(), st.lists(st.tuples(moments, moments), min_size=1, max_size=8))
def test_working_time_equals_a_slow_oracle_to_the_microsecond(
    calendar: Calendar, pairs: list[tuple[int, int]]
) -> None:
    near = [(a, b) for a, b in pairs if abs(a - b) < 100 * DAY] or [(0, DAY)]
    start, end = (np.array(column, np.int64) for column in zip(*near, strict=True))
    assert calendar.working_time(start, end).tolist() == [oracle(calendar, a, b) for a, b in near]


@settings(max_examples=60, deadline=None)
@given(
    calendars(), st.lists(st.lists(moments, min_size=1, max_size=5), min_size=1, max_size=4), st.booleans()
)
def test_working_waits_equal_the_oracle_with_and_without_ends(
    calendar: Calendar, cases: list[list[int]], with_ends: bool
) -> None:
    rows = [
        (f"c{k}", "a", at, at + (at % (3 * HOUR) if with_ends else 0))
        for k, times in enumerate(cases)
        for at in times
    ]
    log = handmade(rows)
    found = working_waits(log, calendar)
    for i in range(log.n_events):
        if i in log.offsets:
            assert found[i] == 0
        else:
            assert found[i] == oracle(calendar, int(log.done[i - 1]), int(log.time[i]))


def test_a_wait_over_a_weekend_and_a_holiday_counts_only_the_hours_of_work() -> None:
    friday = datetime(2024, 4, 26, 16, tzinfo=UTC)
    log = handmade(
        [("c", "a", micros(friday), 0), ("c", "b", micros(datetime(2024, 5, 2, 10, tzinfo=UTC)), 0)]
    )
    # An hour on Friday, two whole days, none on 1 May, an hour on Thursday.
    assert working_waits(log, OFFICE).tolist() == [0, (1 + 8 + 8 + 1) * HOUR]


def test_office_hours_are_those_of_the_records_own_clock() -> None:
    nine_in_madrid = micros(datetime(2024, 1, 8, 8, tzinfo=UTC))
    log = handmade([("c", "a", nine_in_madrid, 0), ("c", "b", nine_in_madrid + 2 * HOUR, 0)], offset=60)
    assert working_waits(log, OFFICE).tolist() == [0, 2 * HOUR]
    assert working_waits(
        handmade([("c", "a", nine_in_madrid, 0), ("c", "b", nine_in_madrid + 2 * HOUR, 0)]), OFFICE
    ).tolist() == [0, HOUR]


def test_a_calendar_that_never_closes_gives_calendar_waits() -> None:
    rng = np.random.default_rng(1)
    rows = [(f"c{k}", "a", int(at), 0) for k in range(20) for at in rng.integers(0, 90 * DAY, 5)]
    log = handmade(rows)
    always = Calendar((((0, 1440),),) * 7)
    assert np.array_equal(working_waits(log, always), waits(log))


@pytest.mark.parametrize(
    "hours",
    [((),) * 6, (((600, 500),), *((),) * 6), (((0, 100), (50, 200)), *((),) * 6), (((0, 1500),), *((),) * 6)],
)
def test_hours_that_contradict_themselves_are_refused_in_words(hours: tuple) -> None:
    with pytest.raises(BadCalendar, match=r"weekdays|Monday: the hours"):
        Calendar(hours)


def office_log(seed: int, *, closed: set[date], whole_days: bool = False, around_the_clock: bool = False):
    """A year of 600 cases: applied for at any hour, then worked on five times in office hours."""
    rng = np.random.default_rng(seed)
    days = [date(2023, 1, 2) + timedelta(days=k) for k in range(364)]
    open_days = [d for d in days if around_the_clock or (d.weekday() < 5 and d not in closed)]
    rows = []
    for k in range(1_500):
        at = sorted(rng.integers(0, len(open_days), 5))
        first = datetime(2023, 1, 1, tzinfo=UTC) + timedelta(days=int(rng.integers(0, 2)))
        rows.append((f"c{k}", "apply", micros(first), 0))
        for j in at:
            day = open_days[int(j)]
            minute = rng.integers(0, 1440) if around_the_clock else rng.integers(8 * 60, 16 * 60 + 30)
            clock = 0 if whole_days else int(minute) * MINUTE + 7
            rows.append(
                (f"c{k}", "work", micros(datetime(day.year, day.month, day.day, tzinfo=UTC)) + clock, 0)
            )
    return handmade(rows)


def test_hours_and_holidays_are_found_from_the_records() -> None:
    closed = {date(2023, 4, 10), date(2023, 5, 1), date(2023, 8, 15)}
    calendar = find_calendar(office_log(3, closed=closed))
    assert calendar.hours == (*(((8 * 60, 16 * 60 + 30),),) * 5, (), ())
    assert calendar.holidays == closed
    assert calendar.in_words() == "Monday to Friday 8:00 to 16:30, 3 public holidays"


def test_records_without_a_time_of_day_give_whole_working_days() -> None:
    calendar = find_calendar(office_log(4, closed={date(2023, 5, 1)}, whole_days=True))
    assert calendar.hours == (*(((0, 1440),),) * 5, (), ())
    assert calendar.holidays == {date(2023, 5, 1)}


def test_work_around_the_clock_has_no_office_hours() -> None:
    calendar = find_calendar(office_log(5, closed=set(), around_the_clock=True))
    assert calendar.hours == (((0, 1440),),) * 7
    assert not calendar.holidays
    assert calendar.in_words() == "every day, all day"
