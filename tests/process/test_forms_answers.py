"""Answers are taken as people type them, and what is wrong is said in one plain sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from openhall.process.errors import BadInput
from openhall.process.feel.temporal import Date
from openhall.process.forms.answers import BadAnswer, parse_answer, shown
from openhall.process.forms.asking import from_json, kept, pages_to_ask, problems, to_json
from openhall.process.forms.model import Form
from openhall.process.forms.read import read_form
from openhall.process.saying import ENGLISH, message_of

PROPERTIES: dict[str, Any] = {
    "name": {"title": "Full name", "type": "string", "maxLength": 20},
    "why": {"title": "Why do you ask?", "type": "string", "openhall:lines": 5},
    "email": {"title": "E-mail address", "type": "string", "format": "email"},
    "born": {"title": "Date of birth", "type": "string", "format": "date"},
    "rooms": {"title": "How many rooms?", "type": "integer", "minimum": 1, "maximum": 40},
    "area": {
        "title": "Floor area",
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 2000,
        "openhall:unit": "m²",
    },
    "pets": {"title": "Do you have pets?", "type": "boolean"},
    "kind": {
        "title": "What is it?",
        "oneOf": [{"const": "a", "title": "A flat"}, {"const": 2, "title": "Two"}],
    },
    "days": {
        "title": "Which days?",
        "type": "array",
        "items": {"oneOf": [{"const": "mo", "title": "Monday"}, {"const": "tu", "title": "Tuesday"}]},
        "maxItems": 1,
    },
    "plans": {
        "title": "Plans",
        "type": "array",
        "items": {"type": "string", "format": "openhall-file"},
        "maxItems": 2,
    },
    "code": {"title": "Postcode", "description": "Like PA1.", "type": "string", "pattern": "^PA[0-9]$"},
}


def form(**schema: Any) -> Form:
    whole = {
        "type": "object",
        "title": "Try",
        "properties": PROPERTIES,
        "required": list(PROPERTIES),
    } | schema
    return read_form(json.dumps(whole).encode(), "try")


QUESTIONS = form().questions


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("area", " 1,250.5 m² ", Decimal("1250.5")),
        ("area", "12,5", Decimal("12.5")),
        ("area", "1.250,5", Decimal("1250.5")),
        ("area", "£ 1 200", Decimal(1200)),
        ("area", "١٢٫٥", Decimal("12.5")),
        ("rooms", "４", Decimal(4)),
        ("rooms", "", None),
        ("born", {"day": "27", "month": "3", "year": "2026"}, Date(2026, 3, 27)),
        ("born", {"day": "2", "month": "Sept", "year": "1999"}, Date(1999, 9, 2)),
        ("born", {"day": "", "month": " ", "year": ""}, None),
        ("born", "2026-03-27", Date(2026, 3, 27)),
        ("born", "27 March 2026", Date(2026, 3, 27)),
        ("name", "  Ada \u202e\x00 Alder\n", "Ada Alder"),
        ("why", "one\r\ntwo", "one\ntwo"),
        ("email", " ada@example.org ", "ada@example.org"),
        ("pets", "yes", True),
        ("pets", "no", False),
        ("kind", "2", Decimal(2)),
        ("days", ["mo"], ["mo"]),
        ("days", [], None),
        ("plans", ["k1", "k2"], ["k1", "k2"]),
    ],
)
def test_answers_are_read_as_people_write_them(name: str, raw: Any, value: Any) -> None:
    assert parse_answer(QUESTIONS[name], raw) == value


@pytest.mark.parametrize(
    ("name", "raw", "sentence"),
    [
        ("area", "many", "“Floor area” must be a number, like 120 or 37.5"),
        ("area", "0", "“Floor area” must be more than 0"),
        ("area", "2001", "“Floor area” must be 2,000 or less"),
        ("rooms", "1.5", "“How many rooms?” must be a whole number, like 12"),
        ("rooms", "0", "“How many rooms?” must be 1 or more"),
        (
            "born",
            {"day": "31", "month": "2", "year": "2026"},
            "“Date of birth” must be a real date, like 27 3 2026",
        ),
        (
            "born",
            {"day": "31", "month": "", "year": "2026"},
            "“Date of birth” must have a day, a month and a year",
        ),
        (
            "born",
            {"day": "1", "month": "ma", "year": "2026"},
            "“Date of birth” must be a real date, like 27 3 2026",
        ),
        ("email", "ada at home", "“E-mail address” must look like name@example.org"),
        ("name", "x" * 21, "“Full name” must have 20 letters or fewer; yours has 21"),
        ("kind", "b", "Choose one of the answers to “What is it?”"),
        ("days", ["mo", "tu"], "“Which days?”: choose at most 1"),
        ("plans", ["a", "b", "c"], "“Plans”: give at most 2 files"),
        ("code", "XX1", "“Postcode” is not written as it must be. Like PA1."),
        ("pets", "perhaps", "Choose yes or no for “Do you have pets?”"),
    ],
)
def test_what_is_wrong_is_said_plainly(name: str, raw: Any, sentence: str) -> None:
    with pytest.raises(BadAnswer) as caught:
        parse_answer(QUESTIONS[name], raw)
    assert str(caught.value) == sentence
    loud = replace(ENGLISH, gettext=lambda text: text.replace("must", "shall"))
    assert loud.say(message_of(caught.value)) == sentence.replace("must", "shall")


def test_missing_answers_are_asked_for_by_what_they_are() -> None:
    found = {name: str(problem) for name, problem in problems(form(), {}).items()}
    assert found["name"] == "Enter “Full name”"
    assert found["why"] == "Answer “Why do you ask?”"
    assert found["kind"] == "Choose an answer to “What is it?”"
    assert found["plans"] == "Choose a file for “Plans”"
    assert problems(form(required=[]), {}) == {}


def test_a_page_is_asked_when_its_condition_holds_and_its_answers_count_only_then() -> None:
    names = [name for name in PROPERTIES if name not in ("pets", "why")]
    pages = [
        {"name": "pets", "questions": ["pets"]},
        {"name": "why", "questions": ["why"], "if": "pets"},
        {"name": "rest", "questions": names, "if": 'why = "many"'},
    ]
    made = form(**{"openhall:pages": pages})
    assert [page.name for page in pages_to_ask(made, {})] == ["pets"]
    told: dict[str, Any] = {"pets": True, "why": "many", "name": "Ada"}
    assert [page.name for page in pages_to_ask(made, told)] == ["pets", "why", "rest"]
    # The answer to a question that is no longer asked makes no other one asked.
    told["pets"] = False
    assert [page.name for page in pages_to_ask(made, told)] == ["pets"]
    assert kept(made, told) == {"pets": False}
    assert problems(made, told) == {}


def test_a_condition_that_never_ends_is_stopped() -> None:
    endless = "count(for a in 1..99999, b in 1..99999 return a) > 0"
    pages = [{"name": "all", "questions": list(PROPERTIES), "if": endless}]
    from openhall.process.errors import LimitReached

    with pytest.raises(LimitReached):
        pages_to_ask(form(**{"openhall:pages": pages}), {})


def test_plain_json_is_taken_and_what_does_not_fit_is_named_at_once() -> None:
    given: dict[str, Any] = {
        "born": "2026-03-27",
        "area": 12.5,
        "rooms": 3,
        "pets": True,
        "days": ["tu"],
        "kind": 2,
    }
    answers = from_json(form(), given)
    assert answers["born"] == Date(2026, 3, 27) and answers["area"] == Decimal("12.5")
    assert to_json(form(), answers) == given | {"area": Decimal("12.5")}
    with pytest.raises(BadInput) as caught:
        from_json(form(), {"rooms": "three", "nmae": "Ada", "born": {"x": 1}, "pets": "yes"})
    assert "“nmae”; did you mean “name”?" in str(caught.value)
    assert len(str(caught.value).splitlines()) == 4


def test_answers_are_shown_in_words() -> None:
    words = {
        name: shown(QUESTIONS[name], value)
        for name, value in {
            "born": Date(2026, 3, 1),
            "area": Decimal("1250.5"),
            "pets": False,
            "kind": Decimal(2),
            "days": ["mo", "tu"],
            "plans": ["k"],
            "name": None,
        }.items()
    }
    assert words == {
        "born": "1 March 2026",
        "area": "1,250.5 m²",
        "pets": "No",
        "kind": "Two",
        "days": "Monday, Tuesday",
        "plans": "1 file",
        "name": "",
    }
