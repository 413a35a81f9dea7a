"""A form that is not understood is refused by name, with the mend; none can reach out or hang."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhall.process.errors import BadService
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


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "title", "enum", "oneOf", "const", "items", "minimum", "pattern"]), inner
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from("ab"), JSON), JSON)
def test_any_json_is_a_form_or_a_sentence(properties: Any, pages: Any) -> None:
    try:
        read(properties, **{"openhall:pages": pages})
    except BadService as error:
        assert str(error).startswith("forms/try.json")
