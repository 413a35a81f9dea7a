"""service.yaml, translations and their YAML: what is wrong is said at once, with its line; nothing in it can hurt."""

from decimal import Decimal

import pytest

from openhall.process.errors import BadService
from openhall.process.feel.temporal import year_month_of
from openhall.process.service.spans import Within, parse_span, parse_within
from openhall.process.service.text import Happening, Stage, read_text
from openhall.process.service.translation import read_translation
from openhall.process.service.yaml_text import Part, read_yaml

TEXT = """name: Dog licence
summary: Keep a dog.
owner: animals
legal basis: Dogs Act 1990
who may apply: Anybody.
retention: 2 years
"""


def refused(data: bytes) -> str:
    with pytest.raises(BadService) as error:
        read_text(data)
    return str(error.value)


def test_all_that_a_service_says_is_read():
    text = read_text(
        (
            TEXT
            + """keywords: [dog, puppy]
needed: [A photo]
fee: 12
form: apply
sign in: required
person: {name: apply.name, e-mail: apply.email}
subject: apply.dog
languages: [en, "no"]
standards:
  legal: 8 weeks
  promised: 10 working days
  decided by: [decide]
  tasks: {check: 1 working day}
calendar: {hours: "Mon-Thu 8:00-16:00", holidays: [2026-12-25]}
may happen:
  appeal: {label: Appeal, form: appeal, until: 28 days}
tell: {more: We need something.}
steps: [{name: We look, nodes: [check, more]}]
access: {vets: [apply.dog]}
"""
        ).encode()
    )
    assert (text.name, text.owner, text.legal_basis, text.fee) == (
        "Dog licence",
        "animals",
        ("Dogs Act 1990",),
        "12",
    )
    assert (text.sign_in, text.person_name, text.person_e_mail) == ("required", "apply.name", "apply.email")
    assert text.languages == ("en", "no")
    assert text.standards.legal == Within(56) and text.standards.promised == Within(10, working=True)
    assert text.standards.decided_by == ("decide",) and text.standards.tasks == {
        "check": Within(1, working=True)
    }
    assert text.may_happen == (Happening("appeal", "Appeal", "appeal", Within(28)),)
    assert text.stages == (Stage("We look", ("check", "more")),)
    assert text.access == {"vets": ("apply.dog",)} and text.tell == {"more": "We need something."}
    assert text.retention == year_month_of(24)
    assert text.calendar.in_words() == "Monday to Thursday 8:00 to 16:00, 1 public holiday"


def test_what_is_left_out_has_a_plain_meaning():
    text = read_text(TEXT.encode())
    assert (text.form, text.sign_in, text.languages, text.fee) == ("", "optional", ("en",), "")
    assert text.calendar.in_words() == "Monday to Friday all day"


def test_everything_wrong_is_said_at_once_each_with_its_line():
    wrong = (
        TEXT.replace("summary", "sumary").replace("2 years", "[2]")
        + """standards: {legal: 56 moons, promissed: 3 days}
calendar: {hours: "Mon 8-25"}
may happen: {appeal: {lable: Appeal}}
sign in: maybe
languages: [english please]
"""
    )
    assert refused(wrong.encode()).splitlines() == [
        "service.yaml: “summary” is missing; add it.",
        "service.yaml, line 2: “sumary” is not known; did you mean “summary”?",
        "service.yaml, line 6: “retention” has to be text; put it in quotes if it has signs in it.",
        "service.yaml, line 7: “promissed” is not known in “standards”; did you mean “promised”?",
        "service.yaml, line 7: “standards.legal”: “56 moons” is no time limit; write it like 56 days or "
        "40 working days.",
        "service.yaml, line 8: “calendar”: “Mon 8-25” names a time of day that there is not; the last is 24:00.",
        "service.yaml, line 9: “lable” is not known in “may happen.appeal”; did you mean “label”?",
        "service.yaml, line 9: “label” is missing in “may happen.appeal”; add it.",
        "service.yaml, line 10: “sign in” is “maybe”; write optional or required.",
        "service.yaml, line 11: “english please” is no language; write its code, such as en, ar or pt-BR.",
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]",
            "line 1: an anchor or alias (& or *) is not read",
        ),
        (b"name: *other", "line 1: an anchor or alias"),
        (b"name: !!python/object/apply:os.system [ls]", "line 1: the tag"),
        (b"name: [\n", "this is no YAML"),
        (b"name: Tax: the service", "line 1: this is no YAML"),
        (b"\xff\xfename", "line 1: the file is not in UTF-8"),
        (b"name: a\nname: b", "line 2: “name” stands here a second time"),
        (b"", "is empty"),
        (b"- a\n- b", "has to be names with values"),
        (b"[" * 200_000, "more than 30 deep"),
        (b"{a: " * 50_000, "more than 30 deep"),
        (b"- " * 100_000, "more than 30 deep"),
        (b"- a\n" * 50_000, "more than 20,000 values"),
        (b"x" * 500_000, "500,000 bytes"),
        (b"name: " + b"x" * 300_000, "more than 4,000 characters"),
        (b"? [a]\n: b", "a name is to be one word or text"),
        (b"a: 1\n---\nb: 2", "this is no YAML"),
    ],
)
def test_hostile_yaml_is_refused_in_a_sentence_and_soon(data: bytes, words: str):
    assert words in refused(data)


def test_plain_words_of_yaml_mean_what_they_say():
    part = read_yaml(b"[no, on, 012, +44, 12:30, 2026-12-25, 0x1f, 1e9, true, -12, 0, 1.50, ~, '7']", "x")
    assert isinstance(part.value, list)
    said = [each.value for each in part.value if isinstance(each, Part)]
    assert said[:8] == ["no", "on", "012", "+44", "12:30", "2026-12-25", "0x1f", "1e9"]
    assert said[8:] == [True, -12, 0, Decimal("1.50"), None, "7"] and said[8] is True


@pytest.mark.parametrize(
    "text", ["", "soon", "-3 days", "0 days", "3 Days", "999999 days", "1.5 days", "3 working weeks"]
)
def test_what_is_no_time_limit_is_refused(text: str):
    with pytest.raises(BadService, match="is no time limit"):
        parse_within(text)


@pytest.mark.parametrize("text", ["forever", "101 years", "999999 days", "8"])
def test_what_is_no_span_is_refused(text: str):
    with pytest.raises(BadService):
        parse_span(text)


def test_a_translation_is_read_with_all_that_is_wrong_in_it():
    words, wrong = read_translation(
        b"service: {name: Hund, steps: [Wir schauen]}\n"
        b"forms: {apply: {titel: x, questions: {dog: {choices: {a: 1}}}}}\n"
        b"proces: {}\n",
        "translations/de.yaml",
    )
    assert words is not None and (words.name, words.stages, words.forms["apply"]) == (
        "Hund",
        ("Wir schauen",),
        {"questions": {"dog": {"choices": {"a": "1"}}}},
    )
    assert wrong == [
        "translations/de.yaml, line 2: “titel” is not known in “forms.apply”; did you mean “title”?",
        "translations/de.yaml, line 3: “proces” is not known; did you mean “process”?",
    ]


def test_the_purposes_of_a_service_are_read_and_each_is_named_once():
    named = read_text((TEXT + "purposes: [Visiting  the dog, Talking to the vet]\n").encode())
    assert named.purposes == ("Visiting the dog", "Talking to the vet")
    assert "names one twice" in refused((TEXT + "purposes: [A visit, A visit]\n").encode())
    assert "more than 200 characters" in refused((TEXT + f"purposes: [{'x' * 201}]\n").encode())
