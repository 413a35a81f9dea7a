"""Search a register: entries in which a text, or what a pattern says, stands in a field."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.utils.translation import gettext as _

from openhall.process.errors import LimitReached
from openhall.process.feel.patterns import pattern_of
from openhall.process.feel.values import Budget, Limits, Undefined
from openhall.process.quoting import quoted
from openhall.site.registers.entries import BadEntry, matching
from openhall.site.registers.models import Entry, Register, Use
from openhall.site.registers.uses import Reader, record
from openhall.site.web.speech import say_error

MOST = 100
"""Entries of one page."""
MOST_READ = 20_000
"""Entries that a pattern is tried on."""
ORDERS = {"": "", "ascending": "", "asc": "", "descending": "-", "desc": "-"}
MOST_STEPS = 5_000_000
PLAIN = re.compile(r"[^\\^$.|?*+(){}\[\]]*")


@dataclass(frozen=True)
class Found:
    """One page of what was found, and how many there are in all."""

    entries: list[Entry]
    count: int


def search(
    register: Register,
    reader: Reader,
    text: str = "",
    field: str = "",
    order: str = "",
    page: int = 1,
    size: int = 10,
    values: Mapping[str, Any] | None = None,
) -> Found:
    """The entries in which `text` (a pattern as XPath has it) stands in `field`, or in any field.

    order   of that field: ascending or descending; "" for the order in which they were entered
    values  fields with the values that they must have
    Raises `BadEntry` for a field or order that is none, and for a pattern that is none or too much work.
    """
    if field and field not in register.schema["properties"]:
        raise BadEntry(_("%(name)s is no field of this register.") % {"name": quoted(field)})
    if order.casefold() not in ORDERS:
        raise BadEntry(_("%(name)s is no order; write ascending or descending.") % {"name": quoted(order)})
    found = matching(register, values or {})
    if order and field:
        found = found.alias(held=KeyTransform(field, "content"))
        found = found.order_by(f"{ORDERS[order.casefold()]}held", "made_at", "pk")
    elif ORDERS[order.casefold()] == "-":
        found = found.order_by("-made_at", "-pk")
    first = (page - 1) * size
    if text and field and PLAIN.fullmatch(text):
        # A plain text is found by the database, however many entries there are.
        found = found.alias(text=KeyTextTransform(field, "content")).filter(text__icontains=text)
    elif text:
        entries = list(_tried(found.iterator(chunk_size=1_000), text, field))
        return _shown(Found(entries[first : first + size], len(entries)), reader)
    return _shown(Found(list(found[first : first + size]), found.count()), reader)


def _shown(found: Found, reader: Reader) -> Found:
    record(found.entries, Use.Act.SEARCHED, reader)
    return found


def _tried(entries: Iterator[Entry], text: str, field: str) -> Iterator[Entry]:
    try:
        pattern = pattern_of(text, "i")
    except (Undefined, LimitReached) as error:
        raise BadEntry(
            _("The pattern %(text)s cannot be used: %(why)s")
            % {"text": quoted(text), "why": say_error(error)}
        ) from None
    budget = Budget(Limits(steps=MOST_STEPS))
    for count, entry in enumerate(entries):
        if count >= MOST_READ:
            raise BadEntry(
                _("The register is too large for a pattern; search for a plain text in one field.")
            )
        held = [entry.content.get(field)] if field else list(entry.content.values())
        try:
            if any(
                pattern.search(_as_text(each), 0, budget) is not None for each in held if each is not None
            ):
                yield entry
        except LimitReached:
            raise BadEntry(_("The pattern is too much work; make it simpler.")) from None


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
