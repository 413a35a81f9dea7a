"""Entries of a register: made, found, changed, taken away. Each use is written down with who it was.

An entry is found by its fields: `{"LastName": "Alder"}` finds the entries in which that field has that value.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.db.models.fields.json import KeyTransform
from django.utils.translation import gettext as _

from openhall.process.quoting import quoted
from openhall.site.people.models import User
from openhall.site.registers.models import Entry, Register, Use
from openhall.site.registers.schema import PERSON, problems
from openhall.site.registers.uses import Reader, record

MOST_AT_ONCE = 10_000
"""Entries that one act changes."""


class BadEntry(Exception):
    """What was given cannot be taken or asked; the message says why."""


class Clash(Exception):
    """It stands against what is there already; the message says what."""


def matching(register: Register, content: Mapping[str, Any]) -> QuerySet[Entry]:
    """The entries whose fields have these values, the oldest first. Raises `BadEntry` for a field that is none."""
    found = Entry.objects.filter(register=register).select_related("register")
    for k, (name, value) in enumerate(content.items()):
        if name not in register.schema["properties"]:
            raise BadEntry(_("%(name)s is no field of this register.") % {"name": quoted(name)})
        # A name from outside is never a part of a look-up's own name: “a__isnull” would be one.
        found = found.alias(**{f"value_{k}": KeyTransform(name, "content")}).filter(**{f"value_{k}": value})
    return found.order_by("made_at", "pk")


def by_key(register: Register, key: str) -> Entry | None:
    """The entry with this key, or with this number where it is one."""
    entries = Entry.objects.filter(register=register).select_related("register")
    found = entries.filter(key=key).first() if key else None
    if found is not None:
        return found
    try:
        number = uuid.UUID(key)
    except ValueError:
        return None
    return entries.filter(pk=number).first()


def read(entry: Entry, reader: Reader) -> dict[str, Any]:
    """What an entry holds; that it was read is written down."""
    record([entry], Use.Act.READ, reader)
    return entry.content


def is_there(register: Register, content: Mapping[str, Any], reader: Reader) -> bool:
    """Whether an entry has these values. To ask is a use: it tells something about somebody."""
    entry = matching(register, content).first()
    if entry is None:
        return False
    record([entry], Use.Act.CHECKED, reader)
    return True


def create(register: Register, content: Mapping[str, Any], reader: Reader) -> Entry:
    """A new entry. Without a value for the register's one key field it gets the next number.

    Raises `BadEntry` when it does not fit the schema, and `Clash` when its key is taken.
    """
    with transaction.atomic():
        held = _numbered(register, dict(content))
        _must_fit(register, held)
        entry = Entry(register=register, content=held, person=_person(register, held))
        _save(entry)
        record([entry], Use.Act.CREATED, reader)
    return entry


def change(entry: Entry, content: Mapping[str, Any], reader: Reader) -> Entry:
    """Give fields of an entry other values; the other fields stay. Raises `BadEntry` and `Clash`."""
    with transaction.atomic():
        row = Entry.objects.select_for_update().select_related("register").get(pk=entry.pk)
        row.content = {**row.content, **content}
        _must_fit(row.register, row.content)
        row.person = _person(row.register, row.content) or row.person
        _save(row)
        record([row], Use.Act.CHANGED, reader)
    return row


def change_one(
    register: Register, query: Mapping[str, Any], content: Mapping[str, Any], reader: Reader
) -> Entry:
    """Change the one entry that a query finds. Raises `Entry.DoesNotExist`, `BadEntry`, and `Clash` for several."""
    found = list(matching(register, query)[:2])
    if not found:
        raise Entry.DoesNotExist
    if len(found) > 1:
        raise Clash(_("More than one entry is like this; say more about the one that is meant."))
    return change(found[0], content, reader)


def change_all(
    register: Register, query: Mapping[str, Any], content: Mapping[str, Any], reader: Reader
) -> int:
    """Change all entries that a query finds, or none of them; how many. Raises `BadEntry` and `Clash`."""
    with transaction.atomic():
        found = list(matching(register, query)[: MOST_AT_ONCE + 1])
        if len(found) > MOST_AT_ONCE:
            raise BadEntry(
                _("More than %(most)s entries are like this; say more about them.") % {"most": MOST_AT_ONCE}
            )
        for entry in found:
            change(entry, content, reader)
    return len(found)


def change_or_create(
    register: Register, query: Mapping[str, Any], content: Mapping[str, Any], reader: Reader
) -> Entry:
    """Change the one entry that a query finds, or make a new one. Raises `BadEntry` and `Clash`."""
    with transaction.atomic():
        # Two who ask at the same moment would both find nothing: the second waits for the first.
        Register.objects.select_for_update().get(pk=register.pk)
        try:
            return change_one(register, query, content, reader)
        except Entry.DoesNotExist:
            return create(register, content, reader)


def delete(entry: Entry, reader: Reader) -> None:
    """Take an entry away; who used it stays."""
    with transaction.atomic():
        record([entry], Use.Act.DELETED, reader)
        entry.delete()


def _numbered(register: Register, content: dict[str, Any]) -> dict[str, Any]:
    """The content with a key of its own where its key field came without a value, such as MCR7."""
    if len(register.key_fields) != 1 or content.get(register.key_fields[0]) not in (None, ""):
        return content
    (name,) = register.key_fields
    wanted = register.schema["properties"][name].get("type", "string")
    if wanted not in ("string", "integer"):
        return content
    Register.objects.filter(pk=register.pk).update(last_number=F("last_number") + 1)
    register.refresh_from_db(fields=["last_number"])
    number = register.last_number
    return content | {name: number if wanted == "integer" else f"{register.slug}{number}"}


def _must_fit(register: Register, content: dict[str, Any]) -> None:
    wrong = problems(register.schema, content)
    if wrong:
        raise BadEntry("\n".join(wrong[:20]))


def _person(register: Register, content: Mapping[str, Any]) -> User | None:
    """The person whom an entry is about, known by the e-mail address that the schema says it holds."""
    held = content.get(register.schema.get(PERSON, ""))
    return (
        User.objects.filter(email=User.objects.normalize_email(held)).first()
        if isinstance(held, str)
        else None
    )


def _save(entry: Entry) -> None:
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError:
        raise Clash(
            _("There is an entry with the key %(key)s already.") % {"key": quoted(entry.key)}
        ) from None
