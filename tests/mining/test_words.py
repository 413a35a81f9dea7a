"""Numbers are said as people say them."""

from __future__ import annotations

import math

import pytest

from openhall.mining.words import count, date, days, duration, share


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "no time"),
        (1, "1 second"),
        (30.4, "30 seconds"),
        (60, "1 minute"),
        (5_400, "1.5 hours"),
        (86_400, "1 day"),
        (86_400 * 3.2, "3.2 days"),
        (86_400 * 25, "25 days"),
        (86_400 * 1234.4, "1,234 days"),
        (math.nan, "not recorded"),
        (None, "not recorded"),
    ],
)
def test_a_duration_is_said_in_its_natural_unit(seconds: float | None, said: str) -> None:
    assert duration(seconds) == said


def test_one_is_singular() -> None:
    assert count(1, "case") == "1 case"
    assert count(1_434, "case") == "1,434 cases"
    assert count(2, "activity", "activities") == "2 activities"
    assert days(1) == "1 day"
    assert days(0.5) == "0.5 days"


def test_a_small_share_is_not_said_to_be_nothing() -> None:
    assert share(0.004) == "under 1%"
    assert share(0.0) == "0%"
    assert share(0.384) == "38%"


def test_a_date_is_said_in_words() -> None:
    assert date(0) == "1 January 1970"
