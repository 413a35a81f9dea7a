"""What a case knows comes back from the database as it was."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhall.process.errors import BadInput
from openhall.process.feel.temporal import parse_date, parse_date_time, parse_duration, parse_time
from openhall.process.feel.values import Range
from openhall.process.storing import from_stored, to_stored

TIMES = st.sampled_from(
    [
        parse_date("2024-02-29"),
        parse_date("-0044-03-15"),
        parse_time("08:15:00.000000001+01:00"),
        parse_date_time("2026-10-25T02:30:00@Europe/Paris"),
        parse_duration("P1DT2H"),
        parse_duration("-P14M"),
    ]
)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=3) | st.integers().map(Decimal)
VALUES = st.recursive(
    st.none() | st.booleans() | st.text() | NUMBERS | TIMES,
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["$d", "$n"]), inner),
    max_leaves=20,
)


@given(VALUES)
def test_every_value_comes_back_as_it_was(value: object):
    back = from_stored(json.loads(json.dumps(to_stored(value))))
    assert back == value
    # 1.0 and 1.00 are equal, and still not the same number.
    assert repr(back) == repr(value)


def test_whole_numbers_and_text_stand_for_themselves():
    value = {"cost": Decimal(1200), "name": "Ada", "urgent": True, "none": None}
    assert to_stored(value) == {"cost": 1200, "name": "Ada", "urgent": True, "none": None}
    assert to_stored(parse_date("2026-11-24")) == {"$d": "2026-11-24"}


def test_a_range_comes_back():
    value = Range(Decimal(1), Decimal(5), True, False)
    assert from_stored(to_stored(value)) == value


@pytest.mark.parametrize(
    "stored", [{"$d": "soon"}, {"$n": "x"}, {"$x": 1}, {"$d": 5}, {"$r": [1]}, {"$c": 3}, 1.5]
)
def test_what_was_never_written_is_refused(stored: object):
    with pytest.raises(BadInput, match="data of this case hold"):
        from_stored(stored)


def test_what_is_nested_too_deep_is_refused():
    deep: list[object] = []
    for _ in range(200):
        deep = [deep]
    with pytest.raises(BadInput, match="nested"):
        to_stored(deep)
    with pytest.raises(BadInput, match="nested"):
        from_stored(deep)
