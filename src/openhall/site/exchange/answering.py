"""Answers to forms as another system sends them: JSON, in which a number or a choice may also be text."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from openhall.process.errors import BadInput
from openhall.process.feel.values import Value
from openhall.process.forms.answers import BadAnswer, parse_answer
from openhall.process.forms.asking import from_json, kept, problems, to_json
from openhall.process.forms.model import Form, QuestionKind
from openhall.site.exchange.refusing import Refused
from openhall.site.web.speech import say, say_error

FROM_TEXT = frozenset(
    {QuestionKind.WHOLE, QuestionKind.NUMBER, QuestionKind.YES_NO, QuestionKind.ONE_OF, QuestionKind.SOME_OF}
)


def answers_from(form: Form, data: Mapping[str, Any]) -> dict[str, Value]:
    """The answers in some JSON. Raises `Refused` with all that is wrong; what is missing is not looked at."""
    found: dict[str, Value] = {}
    wrong: list[str] = []
    for name, held in data.items():
        try:
            found |= _one(form, name, held)
        except BadAnswer as error:
            wrong.append(f"{form.name}.{name}: {say_error(error)}")
        except BadInput as error:
            wrong.append(str(error))
    if wrong:
        raise Refused(400, "\n".join(wrong))
    return found


def complete_answers(form: Form, answers: Mapping[str, Value]) -> dict[str, Value]:
    """The answers to what is asked, all of which are there. Raises `Refused` naming those that are not."""
    wrong = [f"{form.name}.{name}: {say(problem)}" for name, problem in problems(form, answers).items()]
    if wrong:
        raise Refused(400, "\n".join(wrong))
    return kept(form, answers)


def as_plain(form: Form, answers: Mapping[str, Value]) -> dict[str, Any]:
    """Answers as JSON."""
    return {name: plain(value) for name, value in to_json(form, answers).items()}


def plain(value: Any) -> Any:
    """A value of a case as JSON: dates as text, numbers as numbers."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value if value is None or isinstance(value, bool | str | int | float) else str(value)


def _one(form: Form, name: str, held: Any) -> dict[str, Value]:
    question = form.questions.get(name)
    if question is not None and question.kind in FROM_TEXT and isinstance(held, str):
        value = parse_answer(question, held)
        return {} if value is None else {name: value}
    return from_json(form, {name: held})
