"""What people type comes out as they meant it, whatever signs they type it in, and is never changed by the way."""

from __future__ import annotations

import json
import string
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from openhall.process.errors import BadInput
from openhall.process.feel.temporal import Date
from openhall.process.forms.answers import BadAnswer, clean_text, parse_answer, written
from openhall.process.forms.asking import from_json, problems, to_json
from openhall.process.forms.e_mails import clean_e_mail, is_e_mail
from openhall.process.forms.model import Form
from openhall.process.forms.numbers import read_number
from openhall.process.forms.read import read_form

QUESTIONS: dict[str, Any] = {
    "text": {"type": "string", "minLength": 1, "maxLength": 40},
    "lines": {"type": "string", "openhall:lines": 5},
    "mail": {"type": "string", "format": "email"},
    "date": {"type": "string", "format": "date"},
    "whole": {"type": "integer", "minimum": -5000},
    "number": {"type": "number", "openhall:unit": "m²"},
    "yes": {"type": "boolean"},
    "one": {"oneOf": [{"const": "a", "title": "A"}, {"const": "1"}, {"const": 2.5}, {"const": 1e3}]},
    "some": {"type": "array", "items": {"enum": ["b", "a", 7]}, "maxItems": 3},
    "files": {"type": "array", "items": {"type": "string", "format": "openhall-file"}},
    "code": {"type": "string", "pattern": "^[A-Z]{2}[0-9]+$"},
}
FORM: Form = read_form(json.dumps({"type": "object", "properties": QUESTIONS}).encode(), "try")

TEXT = st.text(max_size=40)
LABEL = st.text(string.ascii_letters + "äß中0", min_size=1, max_size=10)
PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "text": TEXT,
    "lines": TEXT,
    "mail": st.tuples(LABEL, st.lists(LABEL, min_size=1, max_size=3)).map(
        lambda parts: f"{parts[0]}@{'.'.join(parts[1])}.example"
    ),
    "date": st.dates().map(str),
    "whole": st.integers(-5000, 10**29),
    "number": st.decimals(-(10**12), 10**12, allow_nan=False, places=4) | st.floats(-1e9, 1e9),
    "yes": st.booleans(),
    "one": st.sampled_from(["a", "1", 2.5, 1000]),
    "some": st.lists(st.sampled_from(["a", "b", 7]), min_size=1, max_size=5),
    "files": st.lists(st.text("abc-_9", min_size=1), min_size=1, max_size=4),
    "code": st.from_regex(r"\A[A-Z]{2}[0-9]{1,9}\Z"),
}
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(
        ["a", "2026-02-29", "9" * 50, 10**4000, 10**29, 1e-40, Decimal("1e7000"), True, "a@b.c"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=6,
)


@given(st.sampled_from(sorted(PLAIN)), st.data())
@settings(deadline=None, max_examples=300)
def test_an_answer_of_every_kind_fills_its_page_again_and_goes_through_json(
    name: str, data: st.DataObject
) -> None:
    try:
        answers = from_json(FORM, {name: data.draw(PLAIN[name])})
    except BadInput as error:
        # Years before 1000, and texts that say less than they seem to.
        assert name in ("date", "text", "number"), error
        return
    assert from_json(FORM, to_json(FORM, answers)) == answers
    for value in answers.values():
        assert parse_answer(FORM.questions[name], written(FORM.questions[name], value)) == value


@given(st.dictionaries(st.sampled_from([*QUESTIONS, "other"]), JSON, max_size=4))
@settings(deadline=None, max_examples=300)
def test_any_json_gives_answers_that_the_schema_takes_or_a_sentence(data: dict[str, Any]) -> None:
    try:
        answers = from_json(FORM, data)
    except BadInput as error:
        assert all(line.endswith((".", "?")) for line in str(error).splitlines())
        return
    assert problems(FORM, answers) == {}
    # Another reading of the same rules: what is taken is what JSON Schema takes.
    plain = json.loads(json.dumps(to_json(FORM, answers), default=float))
    Draft202012Validator(FORM.schema).validate(plain)


def test_no_number_of_an_interface_is_too_large_for_a_sentence() -> None:
    nested: Any = []
    for _ in range(50_000):
        nested = [nested]
    for held in (10**5000, Decimal("1e7000"), float("inf"), float("nan"), Decimal("sNaN"), nested):
        with pytest.raises(BadInput, match="must be a number"):
            from_json(FORM, {"number": held})
    with pytest.raises(BadInput, match="Choose one of the answers"):
        from_json(FORM, {"some": [True]})
    assert from_json(FORM, {"some": [7, "b", 7, "a"]}) == {"some": ["b", "a", Decimal(7)]}


@given(st.sampled_from(sorted(QUESTIONS)), TEXT | st.lists(TEXT) | st.dictionaries(st.text(), TEXT))
@settings(deadline=None, max_examples=300)
def test_whatever_a_browser_sends_is_an_answer_or_a_sentence(name: str, raw: Any) -> None:
    try:
        value = parse_answer(FORM.questions[name], raw)
    except BadAnswer as error:
        assert str(error)
    else:
        assert value is None or problems(FORM, {name: value}) == {}


@given(st.text(), st.booleans())
def test_a_clean_text_stays_as_it_is(text: str, lines: bool) -> None:
    clean = clean_text(text, lines)
    assert clean_text(clean, lines) == clean
    assert not any(letter in clean for letter in "\x00\r\x1b\u202e\u2066\ufeff\ud800")
    assert lines or "\n" not in clean


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1,250", "1250"),
        ("1,250,000.5", "1250000.5"),
        ("1.250.000", "1250000"),
        ("1.250.000,5", "1250000.5"),
        ("1.250", "1.25"),
        ("12,50", "12.5"),
        ("0,500", "0.5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1 250,5", "1250.5"),
        ("1\u202f250", "1250"),
        ("1'250.50", "1250.5"),
        ("12,34,567", "1234567"),
        ("£ 1,200", "1200"),
        ("1.200 €", "1.2"),
        ("-£5", "-5"),
        ("£-5", "-5"),
        ("− 5", "-5"),
        ("１２３", "123"),
        ("١٬٢٥٠٫٥", "1250.5"),
        ("१२", "12"),
        ("40m2", "40"),
        ("40 M ²", "40"),
        ("007", "7"),
    ],
)
def test_a_number_is_known_however_it_is_written(typed: str, number: str) -> None:
    assert read_number(typed, "m²") == Decimal(number)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-",
        "£",
        "1.2,3.4",
        "12 34",
        "1,2,3",
        "5²",
        "2½",
        "1e5",
        "0x10",
        "NaN",
        "1_000",
        "5 kg",
        "--5",
        "1,250,00",
        "1 2",
        "+-5",
        "9" * 31,
        "1." + "9" * 31,
        "five",
        "1..2",
        "10%",
    ],
)
def test_what_may_be_two_numbers_is_none(typed: str) -> None:
    assert read_number(typed, "m²") is None


@pytest.mark.parametrize(
    ("typed", "date"),
    [
        ("27/3/2026", Date(2026, 3, 27)),
        ("2026. 3. 27.", Date(2026, 3, 27)),
        ("March 27, 2026", Date(2026, 3, 27)),
        ("1st Sept. 2026", Date(2026, 9, 1)),
        ("٢٧ ٣ ٢٠٢٦", Date(2026, 3, 27)),
        ({"day": "２", "month": "feb", "year": "2024"}, Date(2024, 2, 2)),
        ({"day": "March", "month": "27", "year": "2026"}, Date(2026, 3, 27)),
        ({"day": " 27\u200f", "month": "مارس", "year": "٢٠٢٦"}, Date(2026, 3, 27)),
    ],
)
def test_a_date_is_known_however_it_is_written(typed: Any, date: Date) -> None:
    arabic = [
        "يناير",
        "فبراير",
        "مارس",
        "أبريل",
        "مايو",
        "يونيو",
        "يوليو",
        "أغسطس",
        "سبتمبر",
        "أكتوبر",
        "نوفمبر",
        "ديسمبر",
    ]
    assert parse_answer(FORM.questions["date"], typed, arabic) == date


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day": "27", "month": "3", "year": "26"}, "The year of “date” must have four digits, like 2026"),
        ({"day": "29", "month": "2", "year": "2025"}, "“date” must be a real date, like 27 3 2026"),
        ({"day": "27", "month": "ju", "year": "2026"}, "“date” must be a real date, like 27 3 2026"),
        ({"day": "27", "month": "3", "year": "20266"}, "“date” must be a real date, like 27 3 2026"),
        ("tomorrow", "“date” must be a real date, like 27 3 2026"),
    ],
)
def test_what_is_no_date_is_said_to_be_none(typed: Any, sentence: str) -> None:
    with pytest.raises(BadAnswer) as caught:
        parse_answer(FORM.questions["date"], typed)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" ada@example.org ", "ada@example.org"),
        ("ada @ example. org", "ada@example.org"),
        ("ａｄａ＠example.org", "ada@example.org"),
        ("ada\u200b@example.org", "ada@example.org"),
        ("o'neil+tag@post.example", "o'neil+tag@post.example"),
        ("用户@例子.广告", "用户@例子.广告"),
        ("a@हिन्दी.example", "a@हिन्दी.example"),
    ],
)
def test_an_address_is_known_with_its_slips(typed: str, kept: str) -> None:
    assert clean_e_mail(typed) == kept and is_e_mail(kept)


@pytest.mark.parametrize(
    "typed",
    [
        "ada",
        "ada@example",
        "ada alder@example.org",
        "a@b.c>",
        "a@-b.example",
        "a..b@c.example",
        ".a@b.example",
        "a@b@c.example",
        "a@b..c",
        "<a@b.example>",
        "a,b@c.example",
        "a@b.example,c@d.example",
        "a@1.2.3.4",
        "a@b.example\nBcc: c@d.example",
        "x" * 65 + "@b.example",
        "a@" + "b" * 64 + ".example",
        "a@b.exa mple",
    ],
)
def test_no_other_address_is_made_of_one_that_is_none(typed: str) -> None:
    assert not is_e_mail(clean_e_mail(typed))


def test_letters_of_all_scripts_stay_and_signs_that_steer_go() -> None:
    assert clean_text("نص  \u202eعربي\u200f", lines=False) == "نص عربي"
    assert clean_text("می\u200cخواهم", lines=False) == "می\u200cخواهم"
    assert clean_text("e\u200b\u0301", lines=False) == "é"
    assert clean_text("one\u2028two\x0bthree\x00", lines=True) == "one\ntwo\nthree"
    assert clean_text("山田\u3000太郎", lines=False) == "山田 太郎"
    # Nothing is to be seen of it: it would pass for an answer.
    assert clean_text("\u200d \u200c", lines=False) == ""
