"""Dates, times and durations of FEEL (DMN 1.5, 10.3.2.3.4 to 10.3.2.3.8)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhall.process.feel.temporal import (
    Date,
    DateTime,
    DayTimeDuration,
    Time,
    YearMonthDuration,
    add,
    compare,
    divide,
    equal,
    months_between,
    multiply,
    negate,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
    property_of,
    subtract,
)
from openhall.process.feel.temporal.kinds import date_of_number, day_number
from openhall.process.feel.values import Undefined

ZONES = ["Europe/Paris", "Australia/Melbourne", "Asia/Dhaka", "America/New_York", "Etc/UTC"]
zones = st.one_of(st.none(), st.integers(-14 * 3600, 14 * 3600), st.sampled_from(ZONES))
dates = st.integers(-365_242_500_000, 364_520_000_000).map(date_of_number)
times = st.builds(
    Time, st.integers(0, 23), st.integers(0, 59), st.integers(0, 59), st.integers(0, 999_999_999), zones
)
moments = st.builds(DateTime, dates, times)
python_moments = st.datetimes(datetime(1800, 1, 1), datetime(2300, 1, 1))


def of_python(moment: datetime, zone: int | str | None = None) -> DateTime:
    day = Date(moment.year, moment.month, moment.day)
    nanosecond = moment.microsecond * 1000
    return DateTime(day, Time(moment.hour, moment.minute, moment.second, nanosecond, zone), moment.fold)


def of_timedelta(length: timedelta) -> DayTimeDuration:
    return DayTimeDuration(length // timedelta(microseconds=1) * 1000)


@given(st.dates())
def test_days_are_counted_as_python_counts_them(day):
    number = day_number(Date(day.year, day.month, day.day))
    assert number == (day - date(1970, 1, 1)).days
    assert date_of_number(number) == Date(day.year, day.month, day.day)
    assert property_of(Date(day.year, day.month, day.day), "weekday") == day.isoweekday()


@given(python_moments, st.timedeltas(timedelta(-90_000), timedelta(90_000)))
def test_a_local_moment_moves_as_in_python(moment, length):
    assert add(of_python(moment), of_timedelta(length)) == of_python(moment + length)
    assert subtract(of_python(moment), of_timedelta(length)) == of_python(moment - length)


@given(python_moments, st.timedeltas(timedelta(-90_000), timedelta(90_000)), st.sampled_from(ZONES))
def test_a_moment_in_a_zone_moves_along_real_time(moment, length, zone):
    here = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    later = (moment.replace(tzinfo=UTC) + length).astimezone(ZoneInfo(zone))
    assert add(of_python(here, zone), of_timedelta(length)) == of_python(later, zone)
    assert subtract(of_python(later, zone), of_python(here, zone)) == of_timedelta(length)


@given(python_moments, python_moments, st.sampled_from(ZONES), st.sampled_from(ZONES))
def test_moments_of_different_zones_are_ordered_as_in_python(a, b, zone_a, zone_b):
    a = a.replace(microsecond=0, tzinfo=UTC).astimezone(ZoneInfo(zone_a))
    b = b.replace(microsecond=0, tzinfo=UTC).astimezone(ZoneInfo(zone_b))
    assert compare(of_python(a, zone_a), of_python(b, zone_b)) == (a > b) - (a < b)
    assert equal(of_python(a, zone_a), of_python(b, zone_b)) is (a == b)


@given(moments, st.integers(-(10**15), 10**15).map(DayTimeDuration))
def test_what_is_added_comes_back_when_taken_away(moment, length):
    try:
        later = add(moment, length)
    except Undefined:
        return  # outside the years that there are
    if moment.time.zone is None or isinstance(moment.time.zone, int):
        assert subtract(later, length) == moment
    assert subtract(later, moment) == length or isinstance(moment.time.zone, str)


@given(dates, st.integers(-(10**6), 10**6))
def test_months_added_to_a_date_keep_the_day_or_take_the_last_one(day, months):
    try:
        later = add(day, YearMonthDuration(months))
    except Undefined:
        return  # outside the years that there are
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (
        later.day < day.day and later.month != add(later, parse_duration("P1D")).month
    )


def test_the_year_after_the_last_one_does_not_exist():
    last = parse_date_time("999999999-12-31T23:59:59.999999999@Europe/Paris")
    assert str(add(last, parse_duration("-PT1H"))) == "999999999-12-31T22:59:59.999999999@Europe/Paris"
    for step in ("PT1S", "P1M"):
        with pytest.raises(Undefined):
            add(last, parse_duration(step))
    with pytest.raises(Undefined):
        parse_date_time("999999999-12-31T24:00:00")


def test_far_years_keep_the_rules_of_their_zone():
    summer, winter = "123456789-07-01T12:00:00@Europe/Paris", "123456789-01-01T12:00:00@Europe/Paris"
    assert property_of(parse_date_time(summer), "time offset") == parse_duration("PT2H")
    assert property_of(parse_date_time(winter), "time offset") == parse_duration("PT1H")


def test_an_hour_that_comes_twice_is_told_apart_by_arithmetic():
    first = parse_date_time("2021-10-31T02:30:00@Europe/Paris")
    second = add(first, parse_duration("PT1H"))
    assert str(second) == str(first)
    assert second != first
    assert str(subtract(second, first)) == "PT1H"
    assert compare(first, second) == -1


def test_equality_looks_at_whole_seconds():
    assert equal(parse_time("10:30:00.0001"), parse_time("10:30:00.0002")) is True
    assert compare(parse_time("10:30:00.0001"), parse_time("10:30:00.0002")) == 0
    assert equal(parse_duration("PT0.1S"), parse_duration("PT0.2S")) is False


def test_a_local_moment_takes_the_zone_of_the_other_for_order_but_is_not_equal():
    local, zoned = parse_date_time("2021-01-01T10:00:00"), parse_date_time("2021-01-01T10:00:00+02:00")
    assert compare(local, zoned) == 0
    assert equal(local, zoned) is False
    assert compare(parse_time("09:00:00"), parse_time("10:00:00Z")) == -1


def test_values_of_different_kinds_are_neither_equal_nor_ordered():
    values = [
        parse_date("2021-01-01"),
        parse_time("10:00:00"),
        parse_date_time("2021-01-01"),
        parse_duration("P1D"),
        parse_duration("P1Y"),
    ]
    for a in values:
        for b in [*values, None, Decimal(1), "2021-01-01"]:
            if a is b:
                assert equal(a, b) is True
                continue
            assert equal(a, b) is None
            with pytest.raises(Undefined):
                compare(a, b)


@pytest.mark.parametrize(
    ("a", "b", "difference"),
    [
        ("2021-01-02T10:10:10@Europe/Paris", "2021-01-01T10:10:10@Asia/Dhaka", "P1DT5H"),
        ("2021-01-02T10:10:10", "2021-01-01T10:10:10", "P1D"),
        ("2021-03-28T12:00:00@Europe/Paris", "2021-03-27T12:00:00@Europe/Paris", "PT23H"),
    ],
)
def test_the_difference_of_moments_is_real_time(a, b, difference):
    assert str(subtract(parse_date_time(a), parse_date_time(b))) == difference


def test_a_date_beside_a_moment_is_its_midnight_in_utc():
    moment = parse_date_time("2021-01-02T10:10:10+01:00")
    assert str(subtract(moment, parse_date("2021-01-01"))) == "P1DT9H10M10S"
    assert str(subtract(parse_date("2021-01-01"), moment)) == "-P1DT9H10M10S"
    with pytest.raises(Undefined):
        subtract(parse_date_time("2021-01-02T10:10:10"), parse_date("2021-01-01"))


def test_local_and_zoned_have_no_difference():
    with pytest.raises(Undefined):
        subtract(parse_date_time("2021-01-02T10:00:00Z"), parse_date_time("2021-01-02T10:00:00"))
    with pytest.raises(Undefined):
        subtract(parse_time("10:00:00"), parse_time("10:00:00Z"))


def test_times_go_round_the_clock():
    assert str(add(parse_time("23:59:00Z"), parse_duration("PT2M"))) == "00:01:00Z"
    assert (
        str(subtract(parse_time("00:30:00@Europe/Paris"), parse_duration("P2DT1H")))
        == "23:30:00@Europe/Paris"
    )
    assert str(subtract(parse_time("10:00:00"), parse_time("11:00:00"))) == "-PT1H"
    assert str(subtract(parse_time("10:00:00+02:00"), parse_time("10:00:00Z"))) == "-PT2H"


def test_a_time_in_a_zone_has_the_zones_standard_time():
    assert property_of(parse_time("10:00:00@Europe/Paris"), "time offset") == parse_duration("PT1H")
    assert property_of(parse_time("10:00:00@Australia/Melbourne"), "time offset") == parse_duration("PT10H")


@pytest.mark.parametrize(
    ("a", "b", "sum_"),
    [
        ("2021-01-31", "P1M", "2021-02-28"),
        ("2020-02-29", "-P1Y", "2019-02-28"),
        ("2021-01-01", "-PT1S", "2020-12-31"),
    ],
)
def test_durations_are_added_to_dates_in_either_order(a, b, sum_):
    assert str(add(parse_date(a), parse_duration(b))) == sum_
    assert str(add(parse_duration(b), parse_date(a))) == sum_


@pytest.mark.parametrize(
    ("duration", "factor", "product", "quotient"),
    [
        ("P4DT1H", "1.5", "P6DT1H30M", "P2DT16H40M"),
        ("P10Y11M", "-2.5", "-P27Y3M", "-P4Y4M"),
        ("PT0.000000001S", "0.5", "PT0S", "PT0.000000002S"),
    ],
)
def test_durations_are_multiplied_and_divided_by_numbers(duration, factor, product, quotient):
    length, number = parse_duration(duration), Decimal(factor)
    assert str(multiply(length, number)) == str(multiply(number, length)) == product
    assert str(divide(length, number)) == quotient


def test_a_duration_divided_by_a_duration_of_its_kind_is_a_number():
    assert divide(parse_duration("P10D"), parse_duration("PT12H")) == 20
    assert divide(parse_duration("P1Y"), parse_duration("P5M")) == Decimal("2.4")
    for a, b in (("P1D", "PT0S"), ("P1Y", "P0M"), ("P1Y", "P1D")):
        with pytest.raises(Undefined):
            divide(parse_duration(a), parse_duration(b))


@pytest.mark.parametrize("factor", ["1E+6144", "-1E+6000", "1E+30"])
def test_a_product_that_is_too_long_is_refused(factor):
    for duration in ("P999999999D", "P999999999Y"):
        with pytest.raises(Undefined):
            multiply(parse_duration(duration), Decimal(factor))


def test_what_has_no_sum_product_or_negative_says_so():
    day, moment, time = parse_date("2021-01-01"), parse_date_time("2021-01-01"), parse_time("10:00:00")
    for a, b in ((day, day), (day, Decimal(1)), (moment, moment), (time, parse_duration("P1Y")), (None, day)):
        with pytest.raises(Undefined):
            add(a, b)
    for operation in (multiply, divide):
        with pytest.raises(Undefined):
            operation(day, Decimal(2))
    with pytest.raises(Undefined):
        divide(Decimal(2), parse_duration("P1D"))
    with pytest.raises(Undefined):
        subtract(parse_duration("P1D"), day)
    for each in (day, moment, time, Decimal(1), None):
        with pytest.raises(Undefined):
            negate(each)


@pytest.mark.parametrize(
    ("a", "b", "months"),
    [
        ("2011-12-22", "2013-08-24", "P1Y8M"),
        ("2013-08-24", "2011-12-22", "-P1Y8M"),
        ("2020-01-31", "2020-02-29", "P0M"),
        ("2020-02-29", "2020-01-31", "P0M"),
        ("-0001-01-01", "0001-01-01", "P2Y"),
    ],
)
def test_whole_months_lie_between_two_dates(a, b, months):
    assert str(months_between(parse_date(a), parse_date(b))) == months


def test_moments_have_their_properties():
    moment = parse_date_time("2018-12-10T10:30:05.25@Europe/Paris")
    expected = {
        "year": Decimal(2018),
        "month": Decimal(12),
        "day": Decimal(10),
        "weekday": Decimal(1),
        "hour": Decimal(10),
        "minute": Decimal(30),
        "second": Decimal("5.25"),
        "time offset": parse_duration("PT1H"),
        "timezone": "Europe/Paris",
    }
    assert {name: property_of(moment, name) for name in expected} == expected
    local = parse_time("10:30:00")
    assert property_of(local, "time offset") is None
    assert property_of(local, "timezone") is None
    assert property_of(parse_time("10:30:00-03:30"), "time offset") == parse_duration("-PT3H30M")


def test_durations_have_their_properties():
    length = parse_duration("-P1DT2H3M4.5S")
    assert [property_of(length, each) for each in ("days", "hours", "minutes")] == [-1, -2, -3]
    assert property_of(length, "seconds") == Decimal("-4.5")
    months = parse_duration("P26M")
    assert [property_of(months, each) for each in ("years", "months")] == [2, 2]


@pytest.mark.parametrize(("value", "name"), [("P1D", "years"), ("P1Y", "days"), ("P1D", "nonsense")])
def test_an_unknown_property_is_undefined(value, name):
    with pytest.raises(Undefined):
        property_of(parse_duration(value), name)


def test_a_date_has_no_hour_and_a_number_nothing():
    with pytest.raises(Undefined):
        property_of(parse_date("2021-01-01"), "hour")
    with pytest.raises(Undefined):
        property_of(Decimal(1), "year")
