"""What an example gives: answers as the forms take them, and other data as values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from openhall.process.errors import BadInput, FeelSyntaxError
from openhall.process.feel.evaluate import evaluate
from openhall.process.feel.parser import parse_expression
from openhall.process.feel.temporal import TEMPORAL, parse_date_time
from openhall.process.feel.values import NUMBERS, Budget, Value
from openhall.process.forms.asking import from_json, kept, problems
from openhall.process.forms.model import Form
from openhall.process.model import Node
from openhall.process.quoting import listed, meant, quoted
from openhall.process.saying import gettext, lines, message_of, ngettext
from openhall.process.service.example import Plain

if TYPE_CHECKING:
    from openhall.process.service.folder import ServiceFolder


class Given:
    """Reads what the steps of an example give, for one service. All raise `BadInput`."""

    def __init__(self, folder: ServiceFolder) -> None:
        self.folder = folder

    def at_start(self, start: Node | None, given: Mapping[str, Plain], now: datetime) -> dict[str, Value]:
        """The data that a case begins with, by a start event or plainly."""
        form = self.folder.text.form if start is None else start.work.form
        return self._data(given, form or None, "the beginning", None, now)

    def at_node(self, node: Node, gives: Mapping[str, Plain], now: datetime) -> dict[str, Value]:
        """The data that the work at a node gives, or that an event brings."""
        name = node.event.name or node.work.message
        asked = next(
            (each.form for each in self.folder.text.may_happen if each.message == name and name), None
        )
        return self._data(gives, node.work.form or asked, quoted(node.id), node.work.result, now)

    def _data(
        self, gives: Mapping[str, Plain], form: str | None, where: str, result: str | None, now: datetime
    ) -> dict[str, Value]:
        if form is None:
            return {name: value_of(held, now) for name, held in gives.items()}
        known = [each for each in (form, result) if each]
        for name in gives:
            if name not in known:
                raise BadInput(
                    gettext(
                        "%(name)s is given at %(where)s, which asks the form %(form)s; %(mend)s",
                        name=quoted(name),
                        where=where,
                        form=quoted(form),
                        mend=meant(name, known),
                    )
                )
        data = {name: value_of(held, now) for name, held in gives.items() if name != form}
        return data | {form: answers_of(self.folder.forms[form], gives.get(form), now)}


def answers_of(form: Form, given: Plain, now: datetime) -> dict[str, Value]:
    """The answers to a form, all that are asked and no others."""
    if given is not None and not isinstance(given, dict):
        raise BadInput(
            gettext(
                "The form %(name)s takes names with answers, such as %(example)s.",
                name=quoted(form.name),
                example=f"{form.name}: {{name: …}}",
            )
        )
    plain = {name: _evaluated(held, now) for name, held in (given or {}).items()}
    answers = from_json(form, plain)
    wrong = problems(form, answers)
    if wrong:
        raise BadInput(
            lines(
                [
                    gettext("%(name)s: %(what)s.", name=quoted(f"{form.name}.{name}"), what=problem)
                    for name, problem in wrong.items()
                ]
            )
        )
    fitting = kept(form, answers)
    lost = [f"{form.name}.{name}" for name in plain if name not in fitting and plain[name] is not None]
    if lost:
        raise BadInput(
            ngettext(
                "%(names)s is not asked of this case; take it out.",
                "%(names)s are not asked of this case; take it out.",
                len(lost),
                names=listed(lost),
            )
        )
    return fitting


def value_of(held: Plain, now: datetime) -> Value:
    """A value of a file as a value of FEEL; text after `=` is evaluated."""
    if isinstance(held, bool) or held is None:
        return held
    if isinstance(held, int | Decimal):
        return NUMBERS.create_decimal(held)
    if isinstance(held, list):
        return [value_of(each, now) for each in held]
    if isinstance(held, dict):
        return {name: value_of(each, now) for name, each in held.items()}
    return _feel(held, now) if held.startswith("=") else held


def plain_of(value: Value) -> Plain:
    """A value as a file has it: numbers as numbers, dates and the like as text."""
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value
    if isinstance(value, list):
        return [plain_of(each) for each in value]
    if isinstance(value, dict):
        return {name: plain_of(each) for name, each in value.items()}
    if isinstance(value, TEMPORAL):
        return str(value)
    raise BadInput(gettext("A range or a function is no answer; give a value."))


def _evaluated(held: Plain, now: datetime) -> Plain:
    if isinstance(held, list):
        return [_evaluated(each, now) for each in held]
    if isinstance(held, dict):
        return {name: _evaluated(each, now) for name, each in held.items()}
    if isinstance(held, str) and held.startswith("="):
        return plain_of(_feel(held, now))
    return held


def _feel(text: str, now: datetime) -> Value:
    budget = Budget(now=parse_date_time(now.isoformat()))
    try:
        value = evaluate(parse_expression(text[1:]), {}, budget)
    except FeelSyntaxError as error:
        raise BadInput(
            gettext("%(text)s is no FEEL: %(why)s", text=quoted(text), why=message_of(error))
        ) from None
    if value is None and budget.notes:
        raise BadInput(gettext("%(text)s has no value: %(why)s", text=quoted(text), why=budget.notes[0]))
    return value
