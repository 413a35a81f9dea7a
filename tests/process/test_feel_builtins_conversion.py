"""Functions that convert, functions of dates, and identity (DMN 1.5, tables 72, 77 and 79)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.process.calling import call, call_named, feel, is_undefined

from openhall.process.errors import LimitReached
from openhall.process.feel.builtins import BUILTINS
from openhall.process.feel.temporal import Date, parse_date, parse_date_time, parse_duration, parse_time
from openhall.process.feel.values import Budget, Range, Undefined


def test_dates_are_made_of_text_moments_and_numbers():
    day = parse_date("2012-12-25")
    assert call("date", "2012-12-25") == call("date", 2012, 12, 25) == call("date", day) == day
    assert call("date", parse_date_time("2012-12-25T23:30:00-05:00")) == day
    assert call_named("date", year=2012, month=12, day=25) == day
    assert call_named("date", **{"from": "2012-12-25"}) == day
    for wrong in (
        (),
        (None,),
        (1,),
        ([],),
        (2017, 13, 1),
        (2017, 1),
        (2017, None, 1),
        (10**9, 1, 1),
        ("2012-12-25T",),
    ):
        is_undefined("date", *wrong)


def test_moments_are_made_of_text_or_of_a_date_and_a_time():
    assert str(call("date and time", "2012-12-24")) == "2012-12-24T00:00:00"
    day, time = parse_date("2017-01-01"), parse_time("23:59:01@Europe/Paris")
    assert str(call("date and time", day, time)) == "2017-01-01T23:59:01@Europe/Paris"
    moment = parse_date_time("2017-08-10T10:20:00+02:00")
    assert str(call("date and time", moment, parse_time("23:59:01"))) == "2017-08-10T23:59:01"
    for wrong in ((), (None,), (2017,), ("11:00:00",), (day, None), (None, time), (day, day)):
        is_undefined("date and time", *wrong)


def test_times_are_made_of_text_moments_and_numbers():
    assert str(call("time", "23:59:00z")) == "23:59:00Z"
    assert str(call("time", parse_date_time("2012-12-25T11:00:00Z"))) == "11:00:00Z"
    assert str(call("time", parse_date("2012-12-25"))) == "00:00:00Z"
    assert str(call("time", 23, 59, 0, parse_duration("PT0H"))) == "23:59:00Z"
    assert str(call("time", 11, 59, 45.25, parse_duration("-PT2H45M55S"))) == "11:59:45.25-02:45:55"
    assert str(call("time", 11, 59, 45)) == str(call("time", 11, 59, 45, None)) == "11:59:45"
    hour = parse_duration("PT1H")
    for wrong in (
        (),
        (None,),
        (1,),
        (24, 0, 0),
        (1, 60, 0),
        (1, 0, 60),
        (1, 2),
        (1, 2, "3"),
        (1, 2, 3, "PT1H"),
    ):
        is_undefined("time", *wrong)
    for offset in (parse_duration("PT15H"), parse_duration("P1Y"), parse_duration("PT0.5S")):
        is_undefined("time", 1, 2, 3, offset)
    assert call_named("time", hour=1, minute=2, second=3, offset=hour) == parse_time("01:02:03+01:00")


@pytest.mark.parametrize(
    ("arguments", "result"),
    [
        (("1 000,0", " ", ","), "1000.0"),
        (("1.000.000,01", ".", ","), "1000000.01"),
        (("1,000,000", ",", None), "1000000"),
        (("1000000.01", None, "."), "1000000.01"),
        (("-.5", None, None), "-0.5"),
        (("1.5e3", None, None), "1500"),
    ],
)
def test_numbers_are_read_with_their_separators(arguments, result):
    assert call("number", *arguments) == Decimal(result)


@pytest.mark.parametrize(
    "arguments",
    [
        *((), ("1", " "), ("1,000", " ", "."), ("1,000", ":", "."), ("1,000", ",", ":"), ("1,0", ",", ",")),
        *(
            ("1,000", 1, "."),
            (None, ".", ","),
            (123, ".", ","),
            ("", ",", "."),
            (" 1", ",", "."),
            ("1.", ",", "."),
        ),
        *(
            ("NaN", ",", "."),
            ("Infinity", ",", "."),
            ("1_000", ",", "."),
            ("٣", ",", "."),
            ("1e999999", ",", "."),
        ),
        ("1" * 1_001, ",", "."),
    ],
)
def test_text_that_is_no_number_is_undefined(arguments):
    is_undefined("number", *arguments)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *(
            ("foo", "foo"),
            (123.45, "123.45"),
            (True, "true"),
            (Decimal("1E+3"), "1000"),
            (Decimal("-0"), "0"),
        ),
        *(
            (Decimal("1E-7"), "0.0000001"),
            ([1, 2, [3, "foo"]], '[1, 2, [3, "foo"]]'),
            (['"foo"'], '["\\"foo\\""]'),
        ),
        *(
            ({"a": "foo", "b": {"bar": None}}, '{a: "foo", b: {bar: null}}'),
            ({"{": 1}, '{"{": 1}'),
            ([], "[]"),
        ),
        *((parse_duration("P0Y"), "P0M"), ([parse_date("2021-01-01")], '[@"2021-01-01"]'), ({}, "{}")),
        (Range(Decimal(1), Decimal(5), False, True), "(1..5]"),
        (Range(Decimal(1), None, True, False), "[1..)"),
    ],
)
def test_every_value_has_a_text(value, text):
    assert call("string", value) == text


def test_null_has_no_text():
    assert call("string", None) is None
    is_undefined("string")
    is_undefined("string", "a", "b")


def test_the_text_of_a_value_is_bounded_in_length_and_depth():
    nested = "x"
    for _ in range(1_000):
        nested = [nested]
    with pytest.raises(LimitReached):
        BUILTINS["string"].call([nested], Budget())
    big = ["x" * 1_000] * 90
    with pytest.raises(LimitReached):
        call("string", [big, big])


def test_durations_are_made_of_text_and_between_dates():
    assert call("duration", "P1DT2H") == parse_duration("PT26H")
    for wrong in ((), (None,), (1,), ("P",), ("P1Y1D",)):
        is_undefined("duration", *wrong)
    a, b = parse_date("2011-12-22"), parse_date_time("2013-08-24T00:00:00")
    assert call("years and months duration", a, b) == parse_duration("P1Y8M")
    assert call_named("years and months duration", **{"from": b, "to": a}) == parse_duration("-P1Y8M")
    is_undefined("years and months duration", a, None)
    is_undefined("years and months duration", "2011-12-22", b)


@pytest.mark.parametrize(
    ("text", "low", "high", "low_closed", "high_closed"),
    [
        ("[18..21)", 18, 21, True, False),
        ("]18..21[", 18, 21, False, False),
        ("(18..21]", 18, 21, False, True),
        (" [ -1.5 .. 3 ] ", -1.5, 3, True, True),
        ("[2..)", 2, None, True, False),
        ("(..2)", None, 2, False, False),
        ('["a".."c"]', "a", "c", True, True),
        ('["\\"\\u0061".."c"]', '"a', "c", True, True),
        (
            '[@"1970-01-01"..date("1970-01-02")]',
            parse_date("1970-01-01"),
            parse_date("1970-01-02"),
            True,
            True,
        ),
        ('[@"00:00:00"..time( "01:00:00" )]', parse_time("00:00:00"), parse_time("01:00:00"), True, True),
        ('[@"P1D"..duration("P2D")]', parse_duration("P1D"), parse_duration("P2D"), True, True),
        (
            '[date and time("1970-01-01T00:00:00")..@"1970-01-02T00:00:00@Europe/Paris")',
            parse_date_time("1970-01-01T00:00:00"),
            parse_date_time("1970-01-02T00:00:00@Europe/Paris"),
            True,
            False,
        ),
    ],
)
def test_a_range_is_read_from_its_text(text, low, high, low_closed, high_closed):
    assert call("range", text) == Range(feel(low), feel(high), low_closed, high_closed)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "[..]",
            "(..)",
            "[..2]",
            "[1..]",
            ">=10",
            "[1..3",
            "1..3",
            "[3..1]",
            '[1.."b"]',
            "[null..null]",
        ),
        *(
            '["z".."a"]',
            '[@"P1D"..@"P1Y"]',
            "[a..b]",
            "[1+1..3]",
            '[date(string("1970-01-01"))..@"1970-01-02"]',
        ),
        *(
            "[1..3] x",
            "[1...3]",
            ")1..3]",
            "[1..3(",
            '[@"nonsense"..@"1970-01-02"]',
            '[date("1970-01-01"..3]',
        ),
        *('["a".."\\ud83d"]', '["\\U110000".."z"]', "[" + "1" * 3_000 + "..2]", "[" + " " * 1_900),
    ],
)
def test_text_that_is_no_range_is_undefined(text):
    is_undefined("range", text)


@given(st.dates())
def test_days_and_weeks_are_those_of_the_calendar(day):
    value = Date(day.year, day.month, day.day)
    assert call("day of year", value) == day.timetuple().tm_yday
    assert call("day of week", value) == day.strftime("%A")
    assert call("month of year", value) == day.strftime("%B")
    assert call("week of year", value) == day.isocalendar().week


@pytest.mark.parametrize("name", ["day of year", "day of week", "month of year", "week of year"])
def test_functions_of_dates_take_moments_but_nothing_else(name):
    day = date(2019, 9, 17)
    assert call(name, parse_date_time("2019-09-17T10:10:10")) == call(
        name, Date(day.year, day.month, day.day)
    )
    assert call_named(name, date=parse_date("2019-09-17")) is not None
    for wrong in ((), (None,), ("2019-09-17",), (parse_time("10:00:00"),)):
        is_undefined(name, *wrong)
    with pytest.raises(Undefined):
        call_named(name, value=parse_date("2019-09-17"))


def test_the_present_moment_is_told_from_outside():
    now = parse_date_time("2026-11-24T04:20:00@Europe/Paris")
    assert call("now", budget=Budget(now=now)) == now
    assert call("today", budget=Budget(now=now)) == parse_date("2026-11-24")
    assert "time" in is_undefined("now")
    is_undefined("today")
    is_undefined("today", 123)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (parse_date("2012-12-25"), parse_time("23:00:50"), False),
        (parse_date("2012-12-25"), parse_date("2012-12-25"), True),
        (parse_time("23:00:50z"), parse_time("23:00:50"), False),
        (parse_time("23:00:50z"), parse_time("23:00:50+00:00"), True),
        (parse_time("23:00:50@Australia/Sydney"), parse_time("23:00:50@Australia/Melbourne"), False),
        (parse_date_time("2021-01-01T00:00:00Z"), parse_date_time("2021-01-01T01:00:00+01:00"), False),
        *((1, 1.0, True), (1, "1", False), (None, None, True), (None, 1, False), (True, 1, False)),
        *(([1, [2]], [1, [2]], True), ([1], 1, False), ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True)),
        (parse_duration("P1D"), parse_duration("PT24H"), True),
        (parse_duration("P0D"), parse_duration("P0Y"), False),
    ],
)
def test_identity_never_is_null(a, b, same):
    assert call("is", a, b) is same
    assert call_named("is", value1=a, value2=b) is same
