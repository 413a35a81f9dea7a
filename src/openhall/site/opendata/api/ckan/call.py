"""A call of an action: what was asked, and what of it is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from openhall.data.formats.form import Format
from openhall.site.opendata.api import addresses
from openhall.site.opendata.api.ckan.errors import not_found
from openhall.site.opendata.api.ckan.given import Given
from openhall.site.opendata.api.offered import FORM, Offer, all_offered, offered
from openhall.site.opendata.api.refusing import Refused
from openhall.site.opendata.models import Dataset


@dataclass(frozen=True)
class Call:
    """One call."""

    request: HttpRequest
    given: Given

    def offers(self) -> list[Offer]:
        """All datasets that are open."""
        return all_offered()

    def offer(self, name: str) -> Offer:
        """The dataset of a name or id. Raises `Refused`."""
        key = name
        if not FORM.fullmatch(name):
            key = Dataset.objects.filter(slug=name[:80]).values_list("identifier", flat=True).first() or ""
        try:
            return offered(key)
        except Refused:
            raise not_found(name) from None

    def resource(self, name: str) -> tuple[Offer, Format]:
        """The dataset and format of a file's id; the id of a dataset stands for its CSV. Raises `Refused`."""
        try:
            form = Format(name[10:] or "csv")
            offer = offered(name[:9])
        except (ValueError, Refused):
            raise not_found(name) from None
        if form not in addresses.forms_of(offer) or name[9:10] not in ("", "-"):
            raise not_found(name)
        return offer, form


Action = Callable[[Call], Any]
ACTIONS: dict[str, Action] = {}
"""All actions that are answered, by their names."""


def action(does: Action) -> Action:
    """Register an action by the name of its function. It gives what JSON can hold, or raises `Refused`."""
    ACTIONS[does.__name__] = does
    return does
