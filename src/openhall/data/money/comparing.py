"""Amounts made comparable: per resident, at constant prices, and beside what a service did for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from openhall.data.money.amounts import at_prices, divide
from openhall.data.money.book import Book, Cut, Figures, Year


@dataclass(frozen=True)
class YearRow:
    """A year of a comparison, in minor units; figures that cannot be had are None."""

    year: int
    label: str
    figures: Figures
    real: Figures | None
    residents: int | None
    per_resident: int | None
    real_per_resident: int | None

    @property
    def spent(self) -> int:
        """What was spent, or paid where budgets do not know what is asked for."""
        return spent_of(self.figures)


def spent_of(figures: Figures) -> int:
    """What was spent, or paid where budgets do not know what is asked for."""
    return figures.paid if figures.spent is None else figures.spent


def compare_years(book: Book, cut: Cut, base: int | None = None) -> list[YearRow]:
    """Each year's figures as they were, at the prices of the year `base` (the last one), and per resident.

    Constant prices are the amount times the index of the base year divided by that of its own, rounded half to even.
    """
    rows = book.over_years(cut)
    prices = base_index(book.years, base)
    found = []
    for year, figures in rows:
        real = None if prices is None or year.index is None else _at(figures, year.index, prices)
        found.append(
            YearRow(
                year.year,
                year.label,
                figures,
                real,
                year.residents,
                divide(spent_of(figures), year.residents or 0),
                divide(spent_of(real), year.residents or 0) if real else None,
            )
        )
    return found


def base_index(years: Sequence[Year], base: int | None = None) -> Decimal | None:
    """The price index that others are brought to: of the year `base`, else of the last one that has an index."""
    known = [each for each in years if each.index is not None and base in (None, each.year)]
    return known[-1].index if known else None


def _at(figures: Figures, index: Decimal, base: Decimal) -> Figures:
    def moved(amount: int | None) -> int | None:
        return None if amount is None else at_prices(amount, index, base)

    return Figures(
        moved(figures.plan),
        moved(figures.revised),
        moved(figures.spent),
        at_prices(figures.paid, index, base),
        figures.payments,
    )


@dataclass(frozen=True)
class Decided:
    """How many cases of a service were decided in a year, and from which programme it is paid.

    service    the short name of the service, for addresses
    title      its name
    one        what one case is called: "permit"
    programme  the key of the programme: "planning/building-permits"
    """

    service: str
    title: str
    one: str
    programme: str
    year: int
    cases: int


@dataclass(frozen=True)
class CaseCost:
    """What one case cost, in minor units: spent on the programme divided by the cases decided; None without cases."""

    decided: Decided
    spent: int
    each: int | None
    real: int | None


def cost_of_cases(book: Book, decided: Sequence[Decided], fewest: int = 10) -> list[CaseCost]:
    """What a case cost in each year that the book has. Of fewer than `fewest` cases no cost is said."""
    prices = base_index(book.years)
    years = {each.year: each for each in book.years}
    found = []
    for row in decided:
        year = years.get(row.year)
        if year is None:
            continue
        spent = spent_of(book.figures(Cut(years=(row.year,), programme=row.programme)))
        each = divide(spent, row.cases) if row.cases >= fewest else None
        real = (
            at_prices(each, year.index, prices)
            if each is not None and prices and year.index is not None
            else None
        )
        found.append(CaseCost(row, spent, each, real))
    return found
