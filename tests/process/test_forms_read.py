"""A form that is not understood is refused by name, with the mend; none can reach out or hang."""

from __future__ import annotations

import json
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhall.process.errors import BadService
from openhall.process.forms.answers import BadAnswer, parse_answer, problem_of
from openhall.process.forms.model import Form, QuestionKind
from openhall.process.forms.read import read_form


def read(properties: Any, **schema: Any) -> Form:
    return read_form(json.dumps({"type": "object", "properties": properties} | schema).encode(), "try")


TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("properties", "schema", "words"),
    [
        ({}, {}, "from 1 to 500"),
        ({"a": {"type": "object"}}, {}, "the type “object” is not understood"),
        ({"a": TEXT | {"maxLenght": 3}}, {}, "“maxLenght” is not understood.*did you mean “maxLength”"),
        (
            {"a": {"type": "boolean", "minimum": 3}},
            {},
            "“minimum” is not understood for a question of the kind",
        ),
        ({"a": {"$ref": "https://elsewhere.example/x"}}, {}, "references are not followed"),
        ({"a": TEXT}, {"allOf": []}, "“allOf” is not understood|no JSON Schema"),
        ({"a": TEXT}, {"required": ["b"]}, "“required” names “b”"),
        ({"a": TEXT | {"format": "uri"}}, {}, "the format “uri”"),
        ({"a": TEXT | {"pattern": "("}}, {}, "the pattern|no JSON Schema"),
        ({"a": {"oneOf": [{"title": "x"}]}}, {}, "each choice needs a “const”"),
        ({"a": {"enum": ["x", "x"]}}, {}, "each value once|no JSON Schema"),
        ({"a": {"type": "array", "items": TEXT}}, {}, "a list is one of choices"),
        ({"a": TEXT | {"openhall:known": "email"}}, {}, "names a source and a field"),
        ({"a": TEXT | {"openhall:personal": "yes"}}, {}, "true or false"),
        (
            {"a": TEXT, "b": TEXT},
            {"openhall:pages": [{"name": "p", "questions": ["a"]}]},
            "“b” is on no page",
        ),
        ({"a": TEXT}, {"openhall:pages": [{"questions": ["a", "a"]}]}, "asked on two pages"),
        ({"a": TEXT}, {"openhall:pages": [{"questions": ["c"]}]}, "which is no question"),
        ({"a": TEXT}, {"openhall:pages": [{"questions": ["a"], "when": "b"}]}, "“when” is not understood"),
        ({"a": TEXT}, {"openhall:pages": [{"questions": ["a"], "if": "1 +"}]}, "is no FEEL"),
        (
            {"a": TEXT},
            {"openhall:pages": [{"name": "../x", "questions": ["a"]}]},
            "letters, digits and hyphens",
        ),
        ({"a": {"type": "number", "minimum": "3"}}, {}, "no JSON Schema 2020-12"),
        (
            {"a": TEXT},
            {"$schema": "http://json-schema.org/draft-07/schema#"},
            "a form is JSON Schema 2020-12",
        ),
        ({"a": TEXT}, {"$schema": 5}, "no JSON Schema 2020-12"),
        ({"a": TEXT}, {"additionalProperties": TEXT}, "take “additionalProperties” out"),
        ({"a": {"$dynamicRef": "#x"}}, {}, "references are not followed"),
        ({"": TEXT}, {}, "call a question with"),
        ({"../x": TEXT}, {}, "call a question with"),
        ({"try": TEXT}, {}, "is called as the form"),
        ({"a": TEXT | {"title": "x\0"}}, {}, "the sign U\\+0000, which nobody can read"),
        ({"a": TEXT | {"title": "\ud800"}}, {}, "the sign U\\+D800, which nobody can read"),
        ({"a": {"type": "number", "openhall:unit": 5}}, {}, "“openhall:unit” is a text"),
        ({"a": {"type": "number", "minimum": 5, "maximum": 4}}, {}, "no number is both"),
        ({"a": {"type": "number", "minimum": 5, "exclusiveMinimum": 4}}, {}, "leave one of them"),
        ({"a": {"type": "number", "minimum": 10**40}}, {}, "too many digits"),
        ({"a": TEXT | {"minLength": 9, "maxLength": 8}}, {}, "“minLength” is more"),
        ({"a": TEXT | {"maxLength": 10**9}}, {}, "“maxLength” is a whole number from 1 to 10,000"),
        ({"a": TEXT | {"openhall:lines": 0}}, {}, "“openhall:lines” is a whole number from 1"),
        ({"a": TEXT | {"openhall:known": ["person.email"]}}, {}, "“openhall:known” is a text"),
        ({"a": TEXT | {"pattern": "(?=a)b"}}, {}, "the pattern .* cannot be used"),
        (
            {"a": TEXT | {"pattern": "((a{1,1000}){1,1000}){1,1000}"}},
            {},
            "the pattern is too large|too large",
        ),
        ({"a": TEXT | {"pattern": "a{99999999999999999999}"}}, {}, "the pattern .* cannot be used"),
        ({"a": TEXT | {"pattern": "(" * 900}}, {}, "the pattern .* cannot be used"),
        ({"a": {"enum": ["x"], "oneOf": [{"const": "x"}]}}, {}, "“oneOf” and “enum”"),
        (
            {"a": {"oneOf": [{"const": "x", "description": "y"}]}},
            {},
            "“description” is not understood for a choice",
        ),
        ({"a": {"enum": ["x", 1], "type": "string"}}, {}, "“1” is not of the type “string”"),
        ({"a": {"enum": ["x"], "type": ["string", "null"]}}, {}, "is not of the type"),
        ({"a": {"enum": ["1", 1]}}, {}, "each value once"),
        ({"a": {"enum": [1, 1.5, 1e0]}}, {}, "each value once|no JSON Schema"),
        ({"a": {"enum": [" x"]}}, {}, "a value of one line"),
        (
            {"a": {"type": "array", "items": {"enum": ["x"], "contains": {}}}},
            {},
            "not understood for “items”",
        ),
        ({"a": {"type": "array", "items": {"enum": ["x"]}, "minItems": 2}}, {}, "“minItems” is more"),
        (
            {"a": {"type": "array", "items": {"enum": ["x"]}, "uniqueItems": False}},
            {},
            "take “uniqueItems” out",
        ),
        ({"a": TEXT}, {"openhall:pages": [{"questions": ["a"], "if": True}]}, "“if” is a text"),
        ({"a": TEXT}, {"openhall:pages": [{"questions": ["a"], "title": 5}]}, "“title” is a text"),
        ({"a": TEXT}, {"openhall:pages": [{"questions": ["a"] * 150_000}]}, "asked on two pages"),
        (
            {"a": TEXT},
            {"openhall:pages": [{"questions": ["a"], "if": 'a = "x"'}]},
            "“a”, which is not asked before",
        ),
        (
            {"a": TEXT},
            {"openhall:pages": [{"questions": ["a"], "if": "try.a = 1"}]},
            "which is not asked before",
        ),
        ({"a": TEXT}, {"openhall:pages": [{"questions": ["a"], "if": "(" * 4000}]}, "is no FEEL"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_place(properties: Any, schema: Any, words: str) -> None:
    with pytest.raises(BadService, match=words) as caught:
        read(properties, **schema)
    assert str(caught.value).startswith("forms/try.json")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xfe", "cannot be read"),
        (b"[]", "a form is a JSON object"),
        (b'{"type": "object",\n', "line 2: this is no JSON"),
        (b'{"type": "object", "type": "object"}', "stands twice"),
        (b'{"properties": {"a": {"minimum": NaN}}}', "NaN is no JSON"),
        (b"[" * 100_000, "cannot be read|no JSON|nested"),
        (b'{"a":' * 50 + b"1" + b"}" * 50, "nested more than 20 deep"),
        (b" " * 1_000_001, "at most 1,000,000"),
        (b'{"a": 1e999}', "a number that is too large"),
        (b'{"a": %s}' % (b"9" * 5000), "cannot be read as JSON"),
        (b'{"a": "\\', "no JSON"),
    ],
)
def test_a_broken_file_ends_in_one_sentence(data: bytes, words: str) -> None:
    with pytest.raises(BadService, match=words):
        read_form(data, "try")


def test_every_kind_of_question_is_known_by_its_schema() -> None:
    form = read(
        {
            "text": TEXT,
            "lines": TEXT | {"openhall:lines": 3},
            "mail": TEXT | {"format": "email"},
            "date": TEXT | {"format": "date"},
            "whole": {"type": "integer"},
            "number": {"type": "number"},
            "yes": {"type": "boolean"},
            "one": {"enum": ["a", "b"]},
            "some": {"type": "array", "items": {"enum": ["a"]}},
            "files": {"type": "array", "items": {"type": "string", "format": "openhall-file"}},
        }
    )
    assert [question.kind for question in form.questions.values()] == list(QuestionKind)
    assert [page.questions for page in form.pages] == [(name,) for name in form.questions]


def test_a_form_is_said_in_another_language_and_what_is_missing_stays() -> None:
    form = read({"one": {"title": "Which?", "enum": ["a", "b"]}, "two": TEXT}, title="Try")
    other = form.in_words({"title": "جرب", "questions": {"one": {"title": "أي؟", "choices": {"a": "ألف"}}}})
    assert (other.title, other.questions["one"].title) == ("جرب", "أي؟")
    assert [choice.title for choice in other.questions["one"].choices] == ["ألف", "b"]
    assert other.questions["two"].title == "two"


@given(st.binary(max_size=300))
def test_any_bytes_are_a_form_or_a_sentence(data: bytes) -> None:
    try:
        read_form(data, "try")
    except BadService as error:
        assert str(error).startswith("forms/try.json")


@pytest.mark.parametrize(
    "data",
    [
        # Each takes minutes or memory where work grows with the square of a file, or before it is bounded.
        "{" + ",".join(f'"{each}": 1' for each in range(90_000)) + ', "89999": 2}',
        json.dumps({"properties": {f"q{each}": {} for each in range(60_000)}}),
        json.dumps({"properties": {"a": {"enum": [{"a": each} for each in range(50_000)]}}}),
        json.dumps({"properties": {"a": {"enum": [str(each) for each in range(90_000)]}}}),
        json.dumps({"properties": {"a": TEXT}, "required": [str(each) for each in range(80_000)]}),
        json.dumps({"properties": {"a": TEXT | {"title": "a" * 900_000}}}),
        json.dumps({"properties": {"a" * 900_000: TEXT}}),
    ],
    ids=["name twice", "questions", "objects", "choices", "required", "title", "name"],
)
def test_a_large_file_is_refused_soon(data: str) -> None:
    with pytest.raises(BadService, match=r"forms/try\.json") as caught:
        read_form(data.encode(), "try")
    assert len(str(caught.value)) < 400


def test_the_largest_form_is_read() -> None:
    form = read({f"q{each}": TEXT for each in range(500)})
    assert len(form.pages) == 500
    assert read({f"q{each}": {"enum": [str(k) for k in range(1000)]} for each in range(100)}).questions


def test_a_pattern_is_xpath_and_none_makes_an_answer_wait() -> None:
    form = read({"a": TEXT | {"pattern": "^\\p{L}+$"}, "b": TEXT | {"pattern": "^((a|aa)+b?)+c$"}})
    assert parse_answer(form.questions["a"], "Größe") == "Größe"
    with pytest.raises(BadAnswer, match="is not written as it must be"):
        parse_answer(form.questions["b"], "a" * 1000)


def test_numbers_of_choices_are_written_out() -> None:
    form = read({"a": {"enum": [1e3, 0.5, 2.0]}})
    assert [str(choice.value) for choice in form.questions["a"].choices] == ["1000", "0.5", "2"]
    assert parse_answer(form.questions["a"], "1000") == Decimal(1000)


def test_a_question_may_be_called_with_blanks_and_its_page_has_an_address() -> None:
    form = read({"floor area": {"type": "number"}, "größe": TEXT})
    assert [(page.name, page.questions) for page in form.pages] == [
        ("page-1", ("floor area",)),
        ("page-2", ("größe",)),
    ]


WORDS = [
    "type",
    "title",
    "enum",
    "oneOf",
    "const",
    "items",
    "minimum",
    "pattern",
    "maxLength",
    "maxItems",
    "minItems",
]
WORDS += [
    "format",
    "openhall:unit",
    "openhall:lines",
    "openhall:known",
    "openhall:accept",
    "openhall:megabytes",
]
WORDS += [
    "string",
    "number",
    "integer",
    "boolean",
    "array",
    "email",
    "date",
    "openhall-file",
    "openhall:personal",
]
WORDS += [
    "questions",
    "name",
    "if",
    "required",
    "$schema",
    "uniqueItems",
    "exclusiveMinimum",
    "description",
    "a",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=5),
    max_leaves=12,
)


SCHEMA = st.fixed_dictionaries(
    {"type": st.sampled_from(["string", "number", "integer", "boolean", "array"])},
    optional=dict.fromkeys(WORDS[1:], JSON),
)


@given(
    st.dictionaries(st.sampled_from("ab"), JSON | SCHEMA, min_size=1),
    st.fixed_dictionaries({}, optional={"openhall:pages": JSON, "required": JSON, "title": JSON}),
)
@settings(deadline=None, max_examples=400)
def test_any_json_is_a_form_or_a_sentence(properties: Any, schema: Any) -> None:
    try:
        form = read(properties, **schema)
    except BadService as error:
        assert str(error).startswith("forms/try.json") and "\n" not in str(error)
        return
    for question in form.questions.values():
        for raw in ("a", "1", ["a"], {"day": "1", "month": "1", "year": "2026"}):
            with suppress(BadAnswer):
                value = parse_answer(question, raw)
                assert value is None or problem_of(question, value) is None
