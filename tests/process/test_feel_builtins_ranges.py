"""How points and ranges lie to each other (DMN 1.5, table 78)."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.process.calling import call, call_named, is_undefined

from openhall.process.feel.temporal import parse_date
from openhall.process.feel.values import Range

# Examples of the standard, true ones before the bar.
EXAMPLES = """
before        1,10  1,(1..10]  1,[5..10]  [1..10),10  [1..10],15  [1..10],[15..20]  [1..10),[10..20]  [1..10],(10..20]
            | 10,1  1,[1..10]  [1..10],10  [1..10],[10..20]
after         10,5  12,[1..10]  10,[1..10)  [11..20],10  (11..20],11  [11..20],[1..10]  [11..20],[1..11)
              (11..20],[1..11]
            | 5,10  10,[1..10]  [11..20],12  [11..20],11  [1..10],[11..20]
meets         [1..5],[5..10] | [1..5),[5..10]  [1..5],(5..10]  [1..5],[6..10]
met~by        [5..10],[1..5] | [5..10],[1..5)  (5..10],[1..5]  [6..10],[1..5]
overlaps      [1..5],[3..8]  [3..8],[1..5]  [1..8],[3..5]  [3..5],[1..8]  [1..5],[5..8]  [5..8],[1..5]
            | [1..5],[6..8]  [6..8],[1..5]  [1..5],(5..8]  [1..5),[5..8]  [1..5),(5..8]  (5..8],[1..5]  (5..8],[1..5)
overlaps~before  [1..5],[3..8]  [1..5],[5..8]  [1..5),(1..5]  [1..5],(1..5]
            | [1..5],[6..8]  [1..5],(5..8]  [1..5),[5..8]  [1..5),[1..5]  [1..5],[1..5]
overlaps~after  [3..8],[1..5]  [5..8],[1..5]  (1..5],[1..5)  (1..5],[1..5]
            | [6..8],[1..5]  (5..8],[1..5]  [5..8],[1..5)  [1..5],[1..5)  [1..5],[1..5]
finishes      10,[1..10]  [5..10],[1..10]  [5..10),[1..10)  [1..10],[1..10]  (1..10],[1..10]
            | 10,[1..10)  [5..10),[1..10]
finished~by   [1..10],10  [1..10],[5..10]  [1..10),[5..10)  [1..10],[1..10]  [1..10],(1..10]
            | [1..10),10  [1..10],[5..10)
includes      [1..10],5  [1..10],1  [1..10],10  [1..10],[4..6]  [1..10],[1..5]  (1..10],(1..5]  [1..10],(1..10)
              [1..10),[5..10)  [1..10],[1..10)  [1..10],(1..10]  [1..10],[1..10]
            | [1..10],12  (1..10],1  [1..10),10
during        5,[1..10]  1,[1..10]  10,[1..10]  [4..6],[1..10]  [1..5],[1..10]  (1..5],(1..10]  (1..10),[1..10]
              [5..10),[1..10)  [1..10),[1..10]  (1..10],[1..10]  [1..10],[1..10]
            | 12,[1..10]  1,(1..10]  10,[1..10)
starts        1,[1..10]  [1..5],[1..10]  (1..5],(1..10]  [1..10],[1..10]  [1..10),[1..10]  (1..10),(1..10)
            | 1,(1..10]  2,[1..10]  (1..5],[1..10]  [1..5],(1..10]
started~by    [1..10],1  [1..10],[1..5]  (1..10],(1..5]  [1..10],[1..10]  [1..10],[1..10)  (1..10),(1..10)
            | (1..10],1  [1..10],2  [1..10],(1..5]  (1..10],[1..5]
coincides     5,5  [1..5],[1..5] | 3,4  (1..5),[1..5]  [1..5],[2..6]
"""


def examples():
    for block in re.split(r"\n(?=\w)", EXAMPLES.strip()):
        name, rest = block.split(maxsplit=1)
        for part, result in zip(rest.split("|"), (True, False), strict=True):
            for pair in part.split():
                yield name.replace("~", " "), pair, result


def value(text):
    if ".." not in text:
        return Decimal(text)
    low, high = text[1:-1].split("..")
    return Range(Decimal(low), Decimal(high), text[0] == "[", text[-1] == "]")


@pytest.mark.parametrize(("name", "pair", "result"), list(examples()))
def test_the_examples_of_the_standard_hold(name, pair, result):
    a, b = pair.split(",")
    assert call(name, value(a), value(b)) is result


ENDS = st.integers(0, 6).map(Decimal)
RANGES = st.builds(
    lambda ends, low, high: Range(min(ends), max(ends), low, high),
    st.lists(ENDS, min_size=2, max_size=2, unique=True),
    st.booleans(),
    st.booleans(),
)


def points(each):
    """Halves of 0 to 6 that are within a range."""
    halves = [Decimal(i) / 2 for i in range(13)]
    return {
        p
        for p in halves
        if (each.low < p or (each.low == p and each.low_closed))
        and (each.high > p or (each.high == p and each.high_closed))
    }


@given(RANGES, RANGES)
def test_relations_of_ranges_are_those_of_their_points(a, b):
    assert call("overlaps", a, b) is bool(points(a) & points(b))
    assert call("includes", a, b) is (points(b) <= points(a))
    assert call("during", a, b) is (points(a) <= points(b))
    assert call("before", a, b) is all(p < q for p in points(a) for q in points(b))
    assert call("coincides", a, b) is (points(a) == points(b))


@given(RANGES, RANGES)
def test_each_relation_has_its_converse(a, b):
    for name, converse in (
        ("before", "after"),
        ("meets", "met by"),
        ("overlaps before", "overlaps after"),
        ("finishes", "finished by"),
        ("includes", "during"),
        ("starts", "started by"),
    ):
        assert call(name, a, b) is call(converse, b, a)


@given(RANGES, st.integers(0, 12).map(lambda i: Decimal(i) / 2))
def test_a_point_is_in_a_range_when_it_is_one_of_its_points(each, point):
    assert call("includes", each, point) is (point in points(each))
    assert call("during", point, each) is (point in points(each))
    assert call("before", point, each) is all(point < p for p in points(each))


def test_a_range_without_an_end_goes_on_for_ever():
    more, less = Range(Decimal(5), None, False, False), Range(None, Decimal(5), False, True)
    assert call("before", less, more) is True
    assert call("overlaps", more, less) is False
    assert call("includes", more, Decimal(10) ** 30) is True
    assert call("includes", more, Range(Decimal(6), None, True, False)) is True
    assert call("coincides", more, more) is True
    assert call("finishes", Range(Decimal(6), None, True, False), more) is True


@pytest.mark.parametrize(
    ("name", "pair"),
    [
        *(
            ("meets", "1,[1..5]"),
            ("overlaps", "[1..5],1"),
            ("finishes", "[1..5],5"),
            ("includes", "5,[1..5]"),
        ),
        *(("coincides", "5,[5..5]"), ("started by", "1,[1..5]")),
    ],
)
def test_a_point_where_a_range_is_asked_for_is_undefined(name, pair):
    a, b = pair.split(",")
    is_undefined(name, value(a), value(b))


def test_values_without_an_order_are_undefined():
    is_undefined("before", 1, "a")
    is_undefined("before", None, 1)
    is_undefined("before", True, False)
    is_undefined("includes", value("[1..5]"), parse_date("2021-01-01"))
    is_undefined("before", 1)


def test_parameters_are_named_as_in_the_standard():
    assert call_named("before", point1=1, point2=2) is True
    assert call_named("before", range=value("[1..5]"), point=6) is True
    assert call_named("during", range1=value("[2..3]"), range2=value("[1..5]")) is True
