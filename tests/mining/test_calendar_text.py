"""Office hours are read as people write them, and what is none is refused in a sentence."""

from datetime import date

import pytest

from openhall.mining.calendar import Calendar
from openhall.mining.calendar_text import parse_calendar
from openhall.mining.errors import BadCalendar


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mon-Fri 8:00-17:00", "Monday to Friday 8:00 to 17:00"),
        ("mon - fri 8-17", "Monday to Friday 8:00 to 17:00"),
        ("Monday to Friday 8.30 to 17", "Monday to Friday 8:30 to 17:00"),
    ],
)
def test_hours_are_read(text: str, words: str) -> None:
    assert parse_calendar(text).in_words() == words


def test_days_go_over_the_end_of_the_week() -> None:
    found = parse_calendar("Sat-Mon 0:00-24:00")
    assert [bool(hours) for hours in found.hours] == [True, False, False, False, False, True, True]


def test_breaks_and_short_days() -> None:
    found = parse_calendar("Mon-Thu 8:00-12:00 13:00-17:00, Fri 8-12", "2024-12-25 2024-12-26,2025-01-01")
    assert found == Calendar(
        (((480, 720), (780, 1020)),) * 4 + (((480, 720),), (), ()),
        frozenset({date(2024, 12, 25), date(2024, 12, 26), date(2025, 1, 1)}),
    )


@pytest.mark.parametrize(
    ("hours", "holidays", "words"),
    [
        ("", "", "Give the office hours"),
        ("always", "", "are no office hours"),
        ("Foo 8-17", "", "does not begin with a weekday"),
        ("Mon 8:00", "", "has no hours like"),
        ("Mon 8-17 lunch", "", "has no hours like"),
        ("Mon 8-25", "", "a time of day that there is not"),
        ("Mon 17-8", "", "Monday: the hours 17:00 to 8:00 are empty"),
        ("Mon 8-12 11-17", "", "overlap others"),
        ("Mon-Fri 8-17, Wed 9-12", "", "has hours already"),
        ("Mon 8-17", "Christmas", "“Christmas” is no day"),
    ],
)
def test_what_is_no_calendar_is_refused(hours: str, holidays: str, words: str) -> None:
    with pytest.raises(BadCalendar, match=words):
        parse_calendar(hours, holidays)
