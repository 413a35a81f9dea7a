"""What the address of a money page asks for, taken apart within bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from openhall.data.money.amounts import MOST, digits_of
from openhall.data.money.book import Book, Cut

LONGEST = 200
NO_DAY = gettext_noop("Enter a real day, like 2026-03-27")
NO_AMOUNT = gettext_noop("Enter an amount, like 1200 or 37.50")
NO_YEAR = gettext_noop("Choose a year that is published")
WRONG_ORDER = gettext_noop("The last day must not lie before the first one")
KEPT = (
    "year",
    "department",
    "programme",
    "account",
    "supplier",
    "contract",
    "q",
    "since",
    "until",
    "least",
    "most",
)
"""What a list of payments is asked by; also the names of its questions."""


@dataclass(frozen=True)
class Ask:
    """A cut, the answers as they were given, and what was wrong with them: (name of the question, sentence)."""

    cut: Cut
    given: dict[str, str]
    problems: tuple[tuple[str, str], ...] = ()

    @property
    def is_everything(self) -> bool:
        """Whether nothing was asked for."""
        return not any(self.given.values())


def asked_payments(query: Mapping[str, str], book: Book) -> Ask:
    """The payments that an address asks for; what makes no sense is left out and named."""
    given = {name: str(query.get(name, "")).strip()[:LONGEST] for name in KEPT}
    problems: list[tuple[str, str]] = []
    years = tuple(each.year for each in book.years)
    chosen: tuple[int, ...] = ()
    if given["year"]:
        if given["year"].isdecimal() and int(given["year"]) in years:
            chosen = (int(given["year"]),)
        else:
            problems.append(("year", _(NO_YEAR)))
    days: dict[str, date | None] = {}
    for name in ("since", "until"):
        days[name] = None
        if given[name]:
            try:
                days[name] = date.fromisoformat(given[name])
            except ValueError:
                problems.append((name, _(NO_DAY)))
    if days["since"] and days["until"] and days["until"] < days["since"]:
        problems.append(("until", _(WRONG_ORDER)))
    amounts: dict[str, int | None] = {}
    for name in ("least", "most"):
        amounts[name] = _minor(given[name], book.currency) if given[name] else None
        if given[name] and amounts[name] is None:
            problems.append((name, _(NO_AMOUNT)))
    cut = Cut(
        chosen, given["department"], given["programme"], given["account"], given["supplier"], given["contract"],
        given["q"], days["since"], days["until"], amounts["least"], amounts["most"],
    )  # fmt: skip
    return Ask(cut, given, tuple(problems))


def _minor(text: str, currency: str) -> int | None:
    """An amount as people type it in minor units; None where it is none."""
    bare = text.replace(",", "").replace(" ", "").lstrip("€£$¥")
    sign, digits = (-1, bare[1:]) if bare[:1] in ("-", "−") else (1, bare)
    whole, _point, part = digits.partition(".")
    places = digits_of(currency)
    if not whole.isdecimal() or not whole.isascii() or (part and not (part.isdecimal() and part.isascii())):
        return None
    if len(whole) > 14 or len(part) > places:
        return None
    found = int(whole + part.ljust(places, "0"))
    return sign * found if found <= MOST else None
