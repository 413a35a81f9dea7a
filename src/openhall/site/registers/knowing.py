"""What the registers know of a person, so that it is not asked again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from openhall.site.people.models import User
from openhall.site.registers.models import Entry


@dataclass(frozen=True)
class Known:
    """A value that a register holds of a person, where from in words, and the entry that it stands in."""

    value: Any
    source: str
    entry: Entry


def known(person: User) -> dict[str, Known]:
    """What registers hold of a person, by "register.field"; of several entries in a register the one changed last."""
    entries = Entry.objects.filter(person=person, register__archived_at=None).select_related("register")
    found: dict[str, Known] = {}
    for entry in entries.order_by("changed_at", "pk"):
        for name, value in entry.content.items():
            if value not in (None, "", []):
                found[f"{entry.register.slug}.{name}"] = Known(value, entry.register.name, entry)
    return found
