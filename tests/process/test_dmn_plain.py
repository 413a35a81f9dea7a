"""JSON in and out keeps every digit, every date and every type of the model."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from dmn_models import decision, input_data, literal, read
from hypothesis import given
from hypothesis import strategies as st

from openhall.process.dmn.plain import read_inputs, write_json, write_number, write_text
from openhall.process.errors import BadInput
from openhall.process.feel.temporal import parse_date, parse_date_time, parse_duration, parse_time
from openhall.process.feel.values import NUMBERS, Range

MODEL = read(
    '<itemDefinition name="tPerson"><itemComponent name="born"><typeRef>date</typeRef></itemComponent>'
    '<itemComponent name="moves" isCollection="true"><typeRef>date</typeRef></itemComponent></itemDefinition>',
    '<itemDefinition name="tUse"><typeRef>string</typeRef><allowedValues><text>"home","shop"</text></allowedValues>'
    "</itemDefinition>",
    input_data("Born", "date"),
    input_data("At", "dateTime"),
    input_data("Hour", "time"),
    input_data("Term", "years and months duration"),
    input_data("Person", "tPerson"),
    input_data("Fee", "number"),
    input_data("Use", "tUse"),
    input_data("Free"),
    decision("D", literal("1")),
)


def test_text_becomes_a_date_or_duration_where_the_type_is_one() -> None:
    text = json.dumps(
        {
            "Born": "2001-02-03",
            "At": "2026-05-01T10:00:00Z",
            "Hour": "10:00:00",
            "Term": "P1Y",
            "Person": {"born": "1999-12-31", "moves": ["2020-01-01"], "more": "2020-01-01"},
            "Free": "2001-02-03",
        }
    )
    assert read_inputs(text, MODEL) == {
        "Born": parse_date("2001-02-03"),
        "At": parse_date_time("2026-05-01T10:00:00Z"),
        "Hour": parse_time("10:00:00"),
        "Term": parse_duration("P1Y"),
        "Person": {
            "born": parse_date("1999-12-31"),
            "moves": [parse_date("2020-01-01")],
            "more": "2020-01-01",
        },
        "Free": "2001-02-03",
    }


def test_numbers_keep_their_digits() -> None:
    assert read_inputs('{"Fee": 0.10000000000000000000000001}', MODEL) == {
        "Fee": Decimal("0.10000000000000000000000001")
    }
    assert read_inputs('{"Fee": 12345678901234567890}', MODEL) == {"Fee": Decimal("12345678901234567890")}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "is no JSON: .* in line 1, column"),
        ("[1]", "must be a JSON object"),
        ('{"Fee": "x"}', "'Fee' cannot be used, for 'x' is no number"),
        ('{"Born": "2001-02-30"}', "'Born' cannot be used"),
        ('{"Use": "farm"}', "'farm' is not one of the allowed values"),
        ('{"Fee": NaN}', "NaN is no number"),
        ('{"Fee": 1e99999}', "too large for FEEL"),
        ('{"Fee": 1, "Fee": 2}', "'Fee' stands twice"),
        ('{"Fee": ' + "[" * 100_000 + "}", "nested too deep"),
        ('{"Person": {"born": "x"}}', "'Person' cannot be used"),
        (" " * 5_000_000, "at most 4,000,000"),
    ],
)
def test_input_that_cannot_be_used_is_refused_with_the_place(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words) as refused:
        read_inputs(text, MODEL, "case.json")
    assert str(refused.value).startswith("case.json")


def test_values_are_written_as_json() -> None:
    value = {
        "fee": Decimal("120.50"),
        "day": parse_date("2026-05-01"),
        "term": parse_duration("P2D"),
        "all": [None, True, 'say "yes"'],
        "range": Range(Decimal(1), None, True, False),
    }
    assert json.loads(write_json(value)) == {
        "fee": 120.5,
        "day": "2026-05-01",
        "term": "P2D",
        "all": [None, True, 'say "yes"'],
        "range": "[1..)",
    }
    assert write_text(parse_date("2026-05-01")) == "2026-05-01"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("1E+3", "1000"),
        ("120.50", "120.5"),
        ("0E-10", "0"),
        ("-0.000001", "-0.000001"),
        ("1E-7", "0.0000001"),
        ("1E+6000", "1E+6000"),
        ("-1.5E-6000", "-1.5E-6000"),
    ],
)
def test_numbers_are_written_in_plain_digits(number: str, text: str) -> None:
    assert write_number(Decimal(number)) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=None))
def test_every_number_comes_back_as_it_was(number: Decimal) -> None:
    value = NUMBERS.create_decimal(number)
    assert json.loads(write_number(value), parse_float=Decimal, parse_int=Decimal) == value
