"""What the body knows of a person already, so that it does not ask again: from their account and its registers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from openhall.process.errors import BadInput
from openhall.process.feel.values import Value
from openhall.process.forms.asking import from_json
from openhall.process.forms.model import Form
from openhall.site.people.models import User
from openhall.site.registers.knowing import known
from openhall.site.registers.models import Entry, Use
from openhall.site.registers.uses import Reader, record

PURPOSE = "To fill in an application that the person began"


@dataclass(frozen=True)
class Known:
    """An answer that is known, where from in words, and the entry that it stands in."""

    value: Value
    source: str
    entry: Entry | None = None


def known_of(person: User | None, form: Form) -> dict[str, Known]:
    """The answers to a form's questions that are known of a person, by question.

    What a register holds and the form cannot take is not known: the question is asked.
    """
    if person is None:
        return {}
    found = {}
    account, registers = {"person.name": person.name, "person.email": person.email}, known(person)
    for question in form.questions.values():
        place = question.known or ""
        held = registers.get(place)
        value = _as_answer(form, question.name, held.value if held else account.get(place))
        if value is not None:
            found[question.name] = Known(
                value, str(held.source) if held else _("your account"), held.entry if held else None
            )
    return found


def record_use(answers: Mapping[str, Known], service: str) -> None:
    """Write down that entries were read, for which service: the person may see it."""
    entries = {each.entry.pk: each.entry for each in answers.values() if each.entry is not None}
    record(entries.values(), Use.Act.READ, Reader(service, purpose=PURPOSE))


def _as_answer(form: Form, question: str, held: Any) -> Value:
    if held in (None, "", []):
        return None
    try:
        return from_json(form, {question: held}).get(question)
    except BadInput:
        return None
