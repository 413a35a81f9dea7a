"""Which pages are asked, what is wrong with the answers, and answers as plain JSON.

A page with a condition is asked when that is true of the answers to the pages before it that are asked: an answer to
a question that is no longer asked counts for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from openhall.process.errors import BadInput
from openhall.process.feel import temporal
from openhall.process.feel.evaluate import evaluate
from openhall.process.feel.temporal import Date
from openhall.process.feel.values import NUMBERS, Budget, Limits, Undefined, Value
from openhall.process.forms import sentences
from openhall.process.forms.answers import in_form_order
from openhall.process.forms.checks import problem_of
from openhall.process.forms.e_mails import clean_e_mail
from openhall.process.forms.model import Form, Page, Question, QuestionKind
from openhall.process.forms.numbers import MOST_DIGITS
from openhall.process.forms.signs import clean_text
from openhall.process.quoting import meant, quoted
from openhall.process.saying import gettext

LIMITS = Limits(steps=100_000, depth=100, size=20_000)
"""Bounds of all conditions of a form together."""
_MISSING = {
    QuestionKind.YES_NO: sentences.CHOOSE,
    QuestionKind.ONE_OF: sentences.CHOOSE,
    QuestionKind.SOME_OF: sentences.CHOOSE,
    QuestionKind.FILES: sentences.GIVE_FILE,
}
_ASKING = ("?", "؟", "？")
_NO_ANSWER: Value = {}
"""What is an answer to no question: the check of its kind says what is."""


def pages_to_ask(form: Form, answers: Mapping[str, Value]) -> list[Page]:
    """The pages that are asked, in order. Raises `LimitReached` for conditions that take too long."""
    asked: list[Page] = []
    seen: dict[str, Value] = dict.fromkeys(form.questions)
    scope: dict[str, Value] = {**seen, form.name: seen}
    budget = Budget(LIMITS)
    for page in form.pages:
        if page.condition is None or evaluate(page.condition, scope, budget) is True:
            asked.append(page)
            told = {name: answers.get(name) for name in page.questions}
            # What a scope holds never changes while it is looked at: the next condition gets another one.
            seen = seen | told
            scope = scope | told | {form.name: seen}
    return asked


def kept(form: Form, answers: Mapping[str, Value]) -> dict[str, Value]:
    """The answers to what is asked, in the form's order; the others, and those that are missing, are left out."""
    names = [name for page in pages_to_ask(form, answers) for name in page.questions]
    return {name: answers[name] for name in names if answers.get(name) is not None}


def problems(form: Form, answers: Mapping[str, Value], page: Page | None = None) -> dict[str, str]:
    """What is wrong with the answers to a page, or to all pages that are asked: question and problem, in order."""
    found: dict[str, str] = {}
    for each in [page] if page is not None else pages_to_ask(form, answers):
        for name in each.questions:
            question = form.questions[name]
            problem = _problem(question, answers.get(name))
            if problem is not None:
                found[name] = problem
    return found


def from_json(form: Form, data: Mapping[str, Any]) -> dict[str, Value]:
    """Answers that are given as plain JSON: dates as text, numbers as numbers. What is missing is not looked at.

    Raises `BadInput` with one sentence a line.
    """
    found: dict[str, Value] = {}
    wrong: list[str] = []
    for name, held in data.items():
        question = form.questions.get(name)
        if question is None:
            wrong.append(
                f"The form {quoted(form.name)} has no question {quoted(str(name))}; {meant(str(name), form.questions)}"
            )
            continue
        value = _from_plain(question, held)
        problem = None if value is None else problem_of(question, value)
        if problem is not None:
            wrong.append(f"{quoted(f'{form.name}.{name}')}: {problem}.")
        elif value is not None:
            found[name] = value
    if wrong:
        raise BadInput("\n".join(wrong))
    return found


def to_json(form: Form, answers: Mapping[str, Value]) -> dict[str, Any]:
    """Answers as plain JSON; `from_json` reads them. Numbers are int where they are whole, Decimal elsewhere."""
    return {name: _plain(answers[name]) for name in form.questions if answers.get(name) is not None}


def _problem(question: Question, value: Value) -> str | None:
    if value is not None:
        return problem_of(question, value)
    if not question.required:
        return None
    asks = question.title.rstrip().endswith(_ASKING)
    template = _MISSING.get(question.kind) or (sentences.ANSWER if asks else sentences.ENTER)
    return gettext(template, question=question.title)


def _from_plain(question: Question, held: Any) -> Value:
    """Plain JSON as a value in the shape that `parse_answer` gives; it is checked afterwards."""
    if held is None or held == "" or held == []:
        return None
    if isinstance(held, bool):
        return held
    if isinstance(held, int | float | Decimal):
        return _number(held)
    if isinstance(held, list):
        return _from_list(question, held)
    return _from_text(question, held) if isinstance(held, str) else _NO_ANSWER


def _from_list(question: Question, held: list[Any]) -> Value:
    """A list of plain values, each once."""
    found = [each if isinstance(each, str) else _from_plain(question, each) for each in held if _is_one(each)]
    if len(found) < len(held):
        return _NO_ANSWER
    if question.kind == QuestionKind.SOME_OF and all(question.choice(each) for each in found):
        return list(in_form_order(question, found))
    return list(dict.fromkeys(found)) if all(isinstance(each, str) and each for each in found) else found


def _is_one(held: Any) -> bool:
    """Whether it is one plain value; a list within a list answers nothing."""
    return isinstance(held, str | int | float | Decimal)


def _from_text(question: Question, held: str) -> Value:
    match question.kind:
        case QuestionKind.TEXT | QuestionKind.LINES:
            return clean_text(held, question.kind == QuestionKind.LINES) or None
        case QuestionKind.E_MAIL:
            return clean_e_mail(held) or None
        case QuestionKind.DATE:
            try:
                return temporal.parse_date(held)
            except Undefined:
                return held
    return held


def _number(held: int | float | Decimal) -> Value:
    number = Decimal(held) if isinstance(held, int) else Decimal(str(held))
    # Of no more digits than a page takes, so that it can be changed there.
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or number.adjusted() >= MOST_DIGITS or exponent < -MOST_DIGITS:
        return _NO_ANSWER
    return NUMBERS.create_decimal(number)


def _plain(value: Value) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value
    if isinstance(value, Date):
        return str(value)
    return [_plain(each) for each in value] if isinstance(value, list) else value
