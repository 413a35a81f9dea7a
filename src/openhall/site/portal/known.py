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
from openhall.site.registers.models import Entry, Use

PERSON = "person"
READ = "read"


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
    entries: dict[str, Entry | None] = {}
    for question in form.questions.values():
        place, _dot, field = (question.known or "").partition(".")
        if not field:
            continue
        if place != PERSON and place not in entries:
            entries[place] = _entry(person, place)
        entry = entries.get(place)
        content: Mapping[str, Any] = _account(person) if place == PERSON else entry.content if entry else {}
        value = _as_answer(form, question.name, content.get(field))
        if value is not None:
            found[question.name] = Known(
                value, str(entry.register.name) if entry else _("your account"), entry
            )
    return found


def record_use(known: Mapping[str, Known], person: User, service: str) -> None:
    """Write down that entries were read, for which service: the person may see it."""
    entries = {each.entry.pk: each.entry for each in known.values() if each.entry is not None}
    Use.objects.bulk_create(
        Use(
            entry=entry,
            register=entry.register,
            person=person,
            act=READ,
            by=service[:100],
            purpose="To fill in an application that the person began",
        )
        for entry in entries.values()
    )


def _account(person: User) -> dict[str, str]:
    return {"name": person.name, "email": person.email}


def _entry(person: User, register: str) -> Entry | None:
    entries = Entry.objects.filter(person=person, register__slug=register).select_related("register")
    return entries.order_by("-changed_at").first()


def _as_answer(form: Form, question: str, held: Any) -> Value:
    if held in (None, "", []):
        return None
    try:
        return from_json(form, {question: held}).get(question)
    except BadInput:
        return None
