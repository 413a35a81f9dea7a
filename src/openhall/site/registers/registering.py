"""Registers are made, changed and closed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from openhall.process.quoting import quoted
from openhall.site.people.models import Department
from openhall.site.registers.entries import Clash
from openhall.site.registers.models import Register
from openhall.site.registers.schema import checked, key_fields, problems

FIRST = "1.0"


def registers() -> QuerySet[Register]:
    """All registers that are not closed."""
    return Register.objects.filter(archived_at=None).select_related("owner")


def find(slug: str, version: str = "") -> Register | None:
    """A register by its short name; without a version the one that was made last."""
    found = registers().filter(slug=slug)
    return (found.filter(version=version) if version else found.order_by("-made_at", "-pk")).first()


def register(
    slug: str,
    schema: Any,
    *,
    version: str = "",
    name: str = "",
    group: str = "",
    owner: Department | None = None,
    key: Sequence[str] | None = None,
) -> Register:
    """Make a register, or give one that is there another schema, which all its entries must fit.

    version  the one that is meant; "" for the last one, or the first of a new register
    key      the key fields, where the schema does not mark them
    Raises `BadSchema`, and `Clash` when entries do not fit.
    """
    taken = checked(schema)
    keys = list(key) if key is not None else key_fields(taken)
    with transaction.atomic():
        known = find(slug, version)
        made = known or Register(slug=slug, version=version or FIRST, owner=owner)
        if known is not None:
            _must_fit(known, taken, keys)
        made.name = (name or made.name or slug)[:150]
        made.group = (group or made.group)[:150]
        made.schema, made.key_fields = taken, keys
        made.save()
    return made


def archive(made: Register) -> None:
    """Close a register that holds nothing; who used it stays. Raises `Clash` while it holds entries."""
    with transaction.atomic():
        row = Register.objects.select_for_update().get(pk=made.pk)
        count = row.entries.count()
        if count:
            raise Clash(_("The register holds %(count)s entries; take them away first.") % {"count": count})
        row.archived_at = timezone.now()
        row.save(update_fields=["archived_at"])


def _must_fit(known: Register, schema: dict[str, Any], keys: list[str]) -> None:
    entries = known.entries.all()
    if keys != list(known.key_fields) and entries.exists():
        raise Clash(_("The key of a register that holds entries does not change; make a new version of it."))
    for entry in entries.iterator(chunk_size=1_000):
        wrong = problems(schema, entry.content)
        if wrong:
            raise Clash(
                _("An entry does not fit the new schema (%(key)s): %(why)s")
                % {"key": quoted(entry.key or str(entry.pk)), "why": wrong[0]}
            )
