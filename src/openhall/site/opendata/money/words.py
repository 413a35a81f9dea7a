"""Amounts in the words of the reader's language, and names that we gave ourselves."""

from __future__ import annotations

from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from openhall.data.money.amounts import as_decimal, exact, rounded
from openhall.data.money.persons import PEOPLE_NAME

MILLION, BILLION = 10**6, 10**9


def said(minor: int | None, currency: str) -> SafeString:
    """An amount to the cent, its sign on the left in every language; a dash where there is none."""
    return format_html('<bdi dir="ltr">{}</bdi>', "–" if minor is None else exact(minor, currency))


def about(minor: int | None, currency: str) -> str:
    """An amount to look over: "€12.3 million"."""
    if minor is None:
        return "–"
    text = rounded(minor, currency)
    for unit, template in ((" million", _("%(amount)s million")), (" billion", _("%(amount)s billion"))):
        if text.endswith(unit):
            return template % {"amount": text.removesuffix(unit)}
    return text


def share(part: int | None, whole: int | None) -> str:
    """A share in percent of what was planned: "98%"; a dash where nothing was planned."""
    if part is None or not whole:
        return "–"
    return f"{Decimal(part) * 100 / Decimal(whole):.0f}%"


def named(name: str) -> str:
    """A name as it stands in the accounts; those that we gave ourselves in the reader's language."""
    ours = {PEOPLE_NAME: _("People (not named)"), "Not said": _("Not said")}
    return ours.get(name, name)


def as_float(minor: int | None, currency: str) -> float:
    """An amount as a length on a picture; the table beside it has the exact one."""
    return 0.0 if minor is None else float(as_decimal(minor, currency))
