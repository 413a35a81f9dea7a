"""Dates, times and durations of FEEL as text (DMN 1.5, 10.3.4.1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhall.process.feel.temporal import (
    DateTime,
    DayTimeDuration,
    Time,
    YearMonthDuration,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_temporal,
    parse_time,
)
from openhall.process.feel.temporal.kinds import date_of_number
from openhall.process.feel.values import Undefined

ZONES = ["Europe/Paris", "Australia/Melbourne", "Asia/Dhaka", "America/New_York", "Etc/UTC"]
zones = st.one_of(st.none(), st.integers(-14 * 3600, 14 * 3600), st.sampled_from(ZONES))
dates = st.integers(-365_242_500_000, 364_520_000_000).map(date_of_number)
times = st.builds(
    Time, st.integers(0, 23), st.integers(0, 59), st.integers(0, 59), st.integers(0, 999_999_999), zones
)
moments = st.builds(DateTime, dates, times)
day_times = st.integers(-(10**26), 10**26).map(DayTimeDuration)
year_months = st.integers(-(10**12), 10**12).map(YearMonthDuration)


@given(dates)
def test_a_date_reads_back_from_its_text(day):
    assert parse_date(str(day)) == day


@given(times)
def test_a_time_reads_back_from_its_text(time):
    assert parse_time(str(time)) == time


@given(moments)
def test_a_moment_reads_back_from_its_text(moment):
    assert parse_date_time(str(moment)) == moment


@given(st.one_of(day_times, year_months))
def test_a_duration_reads_back_from_its_text(duration):
    assert parse_duration(str(duration)) == duration


@given(st.one_of(dates, times, moments, day_times, year_months))
def test_a_literal_tells_by_its_text_what_it_is(value):
    assert parse_temporal(str(value)) == value


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " 2012-12-25",
            "2012-12-25 ",
            "2012-12-25\n",
            "2012/12/25",
            "2012-12-25T",
            "12-12-25",
            "01211-12-31",
        ),
        *(
            "+2012-12-02",
            "2017-13-10",
            "2017-12-32",
            "2017-00-10",
            "2017-02-29",
            "9999999999-12-25",
            "998-12-31",
        ),
        *("٢٠١٢-12-25", "2012-12-25+15:00", "2012-12-25@Europe/Paris"),
    ],
)
def test_text_that_is_no_date_is_refused(text):
    with pytest.raises(Undefined):
        parse_date(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "7:00:00",
            "07:1:00",
            "07:01",
            "07:01:2",
            "24:00:01",
            "25:00:00",
            "00:60:00",
            "00:00:60",
            "00:00:00.",
        ),
        *(
            "13:20:00+19:00",
            "13:20:00-14:01",
            "13:20:00+5:00",
            "13:20:00+05:0",
            "13:20:00+05:60",
            "13:20:00@xyz/abc",
        ),
        *("13:20:00+02:00@Europe/Paris", "13:20:00@../../etc/passwd", "13:20:00@localtime", "T13:20:00"),
        *("13:20:00.1234567891", "13:20:00 "),
    ],
)
def test_text_that_is_no_time_is_refused(text):
    with pytest.raises(Undefined):
        parse_time(text)
    with pytest.raises(Undefined):
        parse_date_time(f"2017-12-31T{text}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",
        "-P",
        "PT",
        "P1DT",
        "P1Y1D",
        "P1S",
        "PT1D",
        "1D",
        "P-1D",
        "P1.5D",
        "PT1.S",
        "+P1D",
        "P1D ",
        "P1M1Y",
    ],
)
def test_text_that_is_no_duration_is_refused(text):
    with pytest.raises(Undefined):
        parse_duration(text)


@pytest.mark.parametrize("text", ["P" + "9" * 100 + "Y", "PT" + "9" * 100 + "S", "P" + "1" * 100_000 + "D"])
def test_a_duration_that_is_too_long_is_refused(text):
    with pytest.raises(Undefined):
        parse_duration(text)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("PT49H", "P2DT1H"),
        ("P0D", "PT0S"),
        ("-P0D", "PT0S"),
        ("P0Y", "P0M"),
        ("P25M", "P2Y1M"),
        ("-PT36H0.50S", "-P1DT12H0.5S"),
        ("P1DT2H3M4.1234S", "P1DT2H3M4.1234S"),
        ("PT1000M", "PT16H40M"),
    ],
)
def test_a_duration_is_written_in_its_shortest_form(text, canonical):
    assert str(parse_duration(text)) == canonical


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("2017-12-31", "2017-12-31T00:00:00"),
        ("2012-03-07Z", "2012-03-07T00:00:00Z"),
        ("2021-01-01T24:00:00", "2021-01-02T00:00:00"),
        ("2017-12-31T11:22:33+00:00", "2017-12-31T11:22:33Z"),
        ("2017-12-31T11:22:33.100-01:35", "2017-12-31T11:22:33.1-01:35"),
        ("2018-12-10T10:30:00.0001+05:00:01", "2018-12-10T10:30:00.0001+05:00:01"),
        ("-0044-03-15T11:00:00", "-0044-03-15T11:00:00"),
    ],
)
def test_a_moment_is_written_canonically(text, canonical):
    assert str(parse_date_time(text)) == canonical
