"""A timer fires when its text says: dates, durations, repetitions, FEEL; and what says no time is refused."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from openhall.process.errors import BadInput
from openhall.process.feel.temporal import parse_date, parse_date_time, parse_duration
from openhall.process.model import Timer, TimerKind
from openhall.process.timers import due, is_iso

NOW = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)


def when(text: str, value: object = None, kind: TimerKind = TimerKind.DURATION, since: datetime = NOW):
    return due(Timer(kind, text), value, since, "wait")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("P7D", datetime(2026, 2, 7, 9, 30, tzinfo=UTC)),
        ("PT90M", datetime(2026, 1, 31, 11, 0, tzinfo=UTC)),
        ("P2W", datetime(2026, 2, 14, 9, 30, tzinfo=UTC)),
        ("P1M", datetime(2026, 2, 28, 9, 30, tzinfo=UTC)),
        ("P1Y1M", datetime(2027, 2, 28, 9, 30, tzinfo=UTC)),
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-03-01T12:00:00+02:00", datetime(2026, 3, 1, 10, tzinfo=UTC)),
    ],
)
def test_iso_8601_says_when(text: str, at: datetime):
    assert is_iso(text)
    found = when(text)
    assert found.at == at and found.next(1) is None


def test_a_repetition_fires_again_and_again_as_often_as_it_says():
    found = when("R3/P1D", kind=TimerKind.CYCLE)
    assert [found.next(k) for k in range(4)] == [*(NOW + timedelta(days=1 + k) for k in range(3)), None]
    endless = when("R/2026-02-01T00:00:00Z/P1W", kind=TimerKind.CYCLE)
    assert endless.next(0) == datetime(2026, 2, 1, tzinfo=UTC) and endless.next(100) == datetime(
        2028, 1, 2, tzinfo=UTC
    )


def test_months_are_counted_from_the_first_date_and_do_not_drift():
    found = when("R/2026-01-31T00:00:00Z/P1M", kind=TimerKind.CYCLE)
    days = [found.next(k).date().isoformat() for k in range(3)]  # type: ignore[union-attr]
    assert days == ["2026-01-31", "2026-02-28", "2026-03-31"]


def test_feel_gives_a_date_a_duration_or_text():
    assert not is_iso("apply.until")
    assert when("apply.until", parse_date("2026-05-01")).at == datetime(2026, 5, 1, tzinfo=UTC)
    assert when("x", parse_date_time("2026-05-01T08:00:00@Europe/Paris")).at == datetime(
        2026, 5, 1, 6, tzinfo=UTC
    )
    assert when("x", parse_duration("PT1H")).at == NOW + timedelta(hours=1)
    assert when("x", "P1D").at == NOW + timedelta(days=1)
    assert when("x", parse_duration("P1D"), TimerKind.CYCLE).next(9) == NOW + timedelta(days=10)


def test_a_date_without_a_zone_is_one_of_the_service():
    here = timezone(timedelta(hours=2))
    assert when("2026-03-01", since=NOW.astimezone(here)).at == datetime(2026, 2, 28, 22, tzinfo=UTC)


@pytest.mark.parametrize("value", [None, True, "soon", [], parse_duration("P999999999D")])
def test_what_says_no_time_is_refused_by_name(value: object):
    with pytest.raises(BadInput, match=r"The timer “wait” \(apply.until\) gives no"):
        when("apply.until", value)
