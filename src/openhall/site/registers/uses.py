"""Who used the entries of registers: written down with each use, and shown to the person whom an entry is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from openhall.site.people.models import User
from openhall.site.registers.models import Entry, Register, Use


@dataclass(frozen=True)
class Reader:
    """Who uses a register.

    name         the person, service or system, as people call it
    client       the system as an information mediator names it; "" for none
    institution  whose it is
    purpose      what for
    """

    name: str
    client: str = ""
    institution: str = ""
    purpose: str = ""


def record(entries: Iterable[Entry], act: str, reader: Reader) -> None:
    """Write down that entries were used."""
    Use.objects.bulk_create(
        Use(
            entry=entry,
            register_id=entry.register_id,
            key=entry.key,
            person_id=entry.person_id,
            act=act,
            by=reader.name[:100],
            client=reader.client[:200],
            institution=reader.institution[:150],
            purpose=reader.purpose[:200],
        )
        for entry in entries
    )


def uses_about(person: User) -> QuerySet[Use]:
    """Who used the entries about a person, the latest first."""
    return Use.objects.filter(person=person).select_related("register")


def uses_of_key(register: Register, key: str) -> QuerySet[Use] | None:
    """Who used the entry with a key, the latest first; None where the register neither has nor had such an entry."""
    found = Use.objects.filter(register__slug=register.slug, key=key).select_related("register")
    there = Entry.objects.filter(register__slug=register.slug, key=key).exists()
    return found if there or found.exists() else None
