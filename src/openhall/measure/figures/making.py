"""From published figures to measures: each figure is a typed-in value, and measures are computed as all others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from openhall.measure.definitions.builtin import builtin_text
from openhall.measure.definitions.computing import Moment, Typed, compute
from openhall.measure.definitions.model import Definition
from openhall.measure.definitions.text import read_definition
from openhall.measure.figures.headings import Quantity
from openhall.measure.figures.reading import Figure

BUILT_IN = {
    Quantity.VOLUME: "published-volume",
    Quantity.COST: "published-cost-per-transaction",
    Quantity.TOTAL_COST: "published-total-cost",
    Quantity.TAKE_UP: "published-digital-take-up",
}
"""The measures that are computed from typed-in volumes and costs."""


@cache
def definition_of(quantity: Quantity) -> Definition:
    """The built-in measure of a quantity. Raises `KeyError` for one that is not computed."""
    return read_definition(builtin_text(BUILT_IN[quantity]))


def typed_of(figures: Iterable[Figure], months: int) -> list[Typed]:
    """What measures need of figures that span `months`, a group a service: volume, digital volume, and total cost.

    The total cost is as published, else cost per transaction times volume. A figure of a year stands at the quarter in
    which the year began.
    """
    found: dict[tuple[str, date], dict[Quantity, float]] = {}
    for each in figures:
        if each.months == months:
            found.setdefault((each.service, each.start), {})[each.quantity] = each.number
    typed: list[Typed] = []
    for (service, start), numbers in found.items():
        volume, unit_cost = numbers.get(Quantity.VOLUME), numbers.get(Quantity.COST)
        cost = numbers.get(Quantity.TOTAL_COST)
        if cost is None and volume is not None and unit_cost is not None:
            cost = volume * unit_cost
        named = (("volume", volume), ("digital volume", numbers.get(Quantity.DIGITAL_VOLUME)), ("cost", cost))
        typed += [Typed(name, start, number, service) for name, number in named if number is not None]
    return typed


def values_of(quantity: Quantity, typed: list[Typed], now: Moment) -> dict[tuple[str, date], float]:
    """The values of a built-in measure by service and first day of the period; those without one are left out."""
    found = compute(definition_of(quantity), None, now, typed)
    return {
        (row["group"], row["period"]): row["value"]
        for row in found.iter_rows(named=True)
        if row["value"] is not None
    }
