"""Functions of numbers (DMN 1.5, table 76) and totals of lists (table 75)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.process.calling import call, call_named, feel, is_undefined

from openhall.process.feel.temporal import parse_date, parse_duration
from openhall.process.feel.values import NUMBERS, Undefined


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("decimal", (0.3333, 2), "0.33"),
        ("decimal", (1.5, 0), "2"),
        ("decimal", (2.5, 0), "2"),
        ("decimal", (0.3333, 2.5), "0.33"),
        ("decimal", (1234, -2), "1200"),
        ("floor", (1.5,), "1"),
        ("floor", (-1.5,), "-2"),
        ("floor", (-1.56, 1), "-1.6"),
        ("ceiling", (1.5,), "2"),
        ("ceiling", (-1.56, 1), "-1.5"),
        ("round up", (5.5, 0), "6"),
        ("round up", (-5.5, 0), "-6"),
        ("round up", (1.121, 2), "1.13"),
        ("round up", (5.5, 6176), "5.5"),
        ("round down", (-1.126, 2), "-1.12"),
        ("round half up", (-5.5, 0), "-6"),
        ("round half down", (5.5, 0), "5"),
        ("round half down", (-1.126, 2), "-1.13"),
        ("abs", (-10,), "10"),
        ("modulo", (12, 5), "2"),
        ("modulo", (-12, 5), "3"),
        ("modulo", (12, -5), "-3"),
        ("modulo", (-12, -5), "-2"),
        ("modulo", (10.1, -4.5), "-3.4"),
        ("modulo", (-10, 5), "0"),
        ("sqrt", (16,), "4"),
        ("exp", (0,), "1"),
    ],
)
def test_numbers_are_rounded_and_computed_as_the_table_says(name, arguments, result):
    assert call(name, *arguments) == Decimal(result)


def test_logarithm_and_exponential_have_34_figures():
    assert call("log", 10) == Decimal("2.302585092994045684017991454684364")
    assert call("exp", 5) == Decimal("148.4131591025766034211155800405523")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        *(("decimal", (1, None)), ("decimal", (None, 1)), ("decimal", (1, 6177)), ("decimal", (1, -6112))),
        *(("floor", (1.56, None)), ("floor", ()), ("floor", ("1.5",)), ("ceiling", (1.5, 1, 2))),
        *(
            ("modulo", (10, 0)),
            ("sqrt", (-1,)),
            ("log", (0,)),
            ("log", (-1,)),
            ("exp", (10**9,)),
            ("exp", (None,)),
        ),
        *(("sqrt", (4, 4)), ("sqrt", (True,)), ("abs", ("1",)), ("odd", (None,)), ("even", ())),
    ],
)
def test_numbers_outside_the_domain_are_undefined(name, arguments):
    is_undefined(name, *arguments)


def test_an_absolute_value_is_that_of_a_duration_too():
    assert call("abs", parse_duration("-PT5H")) == parse_duration("PT5H")
    assert call("abs", parse_duration("-P5Y")) == parse_duration("P5Y")
    is_undefined("abs", parse_date("2021-01-01"))


@pytest.mark.parametrize(
    ("number", "odd"), [("5", True), ("2", False), ("-1", True), ("0", False), ("7E+30", False)]
)
def test_numbers_are_odd_or_even(number, odd):
    assert call("odd", Decimal(number)) is odd
    assert call("even", Decimal(number)) is not odd


@given(st.decimals(-(10**12), 10**12, places=4), st.decimals(1, 10**6, places=3))
def test_a_remainder_has_the_sign_of_the_divisor_and_is_smaller(dividend, divisor):
    for each in (divisor, -divisor):
        rest = call("modulo", dividend, each)
        assert rest == 0 or (rest > 0) == (each > 0)
        assert abs(rest) < abs(each)
        assert NUMBERS.remainder(NUMBERS.subtract(dividend, rest), each) == 0


@given(st.decimals(-(10**12), 10**12, places=6), st.integers(-3, 8))
def test_floor_and_ceiling_enclose_the_number(number, scale):
    low, high = call("floor", number, scale), call("ceiling", number, scale)
    assert low <= number <= high
    assert high - low in (0, Decimal(1).scaleb(-scale))


@pytest.mark.parametrize(
    ("name", "items", "result"),
    [
        ("sum", [1, 2, 3], 6),
        ("mean", [1, 2, 3], 2),
        ("product", [2, 3, 4], 24),
        ("median", [8, 2, 5, 3, 4], 4),
        ("median", [6, 1, 2, 3], 2.5),
        ("mode", [6, 3, 9, 6, 6], [6]),
        ("mode", [6, 1, 9, 6, 1], [1, 6]),
        ("min", [3, 1, 2], 1),
        ("max", [3, 1, 2], 3),
        ("all", [True, True], True),
        ("all", [False, None, True], False),
        ("all", [True, None], None),
        ("any", [False, None, True], True),
        ("any", [False, None], None),
    ],
)
def test_totals_are_taken_of_a_list_or_of_all_arguments(name, items, result):
    assert call(name, items) == feel(result)
    assert call(name, *items) == feel(result)
    assert call_named(name, list=items) == feel(result)


def test_a_standard_deviation_is_that_of_a_sample():
    assert call("stddev", 2, 4, 7, 5) == Decimal("2.081665999466132735282297706979931")
    for few in ([], [47], 47):
        is_undefined("stddev", few)


@pytest.mark.parametrize(
    ("name", "result"),
    [
        *(("sum", None), ("mean", None), ("product", None), ("median", None), ("min", None), ("max", None)),
        *(("mode", []), ("all", True), ("any", False)),
    ],
)
def test_the_empty_list_has_the_totals_of_the_table(name, result):
    assert call(name, []) == result


@pytest.mark.parametrize("name", ["sum", "mean", "product", "median", "stddev", "mode", "min", "max"])
def test_totals_of_what_is_no_number_are_undefined(name):
    is_undefined(name, [1, "two"])
    is_undefined(name, None)
    is_undefined(name)
    with pytest.raises(Undefined):
        call_named(name, list=None)


def test_the_least_of_texts_and_dates_is_found_too():
    assert call("min", "b", "a", "c") == "a"
    days = [parse_date("2021-01-02"), parse_date("2020-01-01")]
    assert call("max", days) == days[0]


def test_what_is_no_boolean_makes_all_and_any_null():
    for name in ("all", "any"):
        assert call(name, 0) is None
        assert call(name, [None]) is None


def test_negation_is_of_booleans_only():
    assert call("not", True) is False
    assert call("not", [False]) is True
    is_undefined("not", None)
    is_undefined("not", 0)
