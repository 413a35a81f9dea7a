"""Years beside each other: as they were, at constant prices, per resident; and what one case of a service cost."""

from __future__ import annotations

from typing import Any

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhall.data.money.book import Cut
from openhall.data.money.comparing import YearRow, base_index, compare_years, cost_of_cases, spent_of
from openhall.site.opendata.money.drawing import draw_years
from openhall.site.opendata.money.page import link, nothing, opened, show
from openhall.site.opendata.money.results import decided_of
from openhall.site.opendata.money.sheets import Holds, Sheet, SheetColumn
from openhall.site.opendata.money.shelf import Opened
from openhall.site.opendata.money.views.glance import name_of
from openhall.site.opendata.money.words import about, as_float, named
from openhall.site.people.audience import PUBLIC, visible_to

SHOWN = {
    "spent": gettext_lazy("Spent, at the prices of each year"),
    "real": gettext_lazy("Spent, at the same prices"),
    "resident": gettext_lazy("Spent per resident"),
    "real_resident": gettext_lazy("Spent per resident, at the same prices"),
}


@visible_to(PUBLIC)
def years(request: HttpRequest) -> HttpResponse:
    """The whole body, a department or a programme over the years."""
    found = opened(request)
    if not found.versions:
        return nothing(request)
    department, programme = request.GET.get("department", "")[:200], request.GET.get("programme", "")[:200]
    cut = Cut(department="" if programme else department, programme=programme)
    name = _("The whole budget")
    if programme or department:
        by, key = ("programme", programme) if programme else ("department", department)
        name = name_of(found.book, by, key)
    base = _base(request, found)
    rows = compare_years(found.book, cut, base)
    wanted = request.GET.get("show", "spent")
    wanted = wanted if wanted in SHOWN else "spent"
    sheet = _sheet(found, rows, name)
    return show(
        request, "opendata/money/years.html", found, sheet,
        name=name, rows=rows, department=department, programme=programme,
        lines=list(sheet.lines(lambda row: _leads(found, row["year"], cut))),
        chart=_chart(found, rows, wanted, name), wanted=wanted, chart_title=SHOWN[wanted],
        ways=[(key, words, key == wanted) for key, words in SHOWN.items()],
        bases=[each.year for each in found.book.years if each.index is not None], base=base,
        choices=_choices(found),
    )  # fmt: skip


def _base(request: HttpRequest, found: Opened) -> int | None:
    """The year at whose prices others are shown: the one that is asked for, else the last that has an index."""
    known = [each.year for each in found.book.years if each.index is not None]
    asked = request.GET.get("prices", "")
    if asked.isdecimal() and len(asked) <= 4 and int(asked) in known:
        return int(asked)
    return known[-1] if known else None


def _leads(found: Opened, year: int, cut: Cut) -> str:
    if cut.programme:
        return link(found, "programme", year, *cut.programme.split("/", 1))
    return (
        link(found, "department", year, cut.department)
        if cut.department
        else link(found, "glance_year", year)
    )


def _choices(found: Opened) -> list[tuple[str, str]]:
    sums = found.book.sums("department", Cut())
    return sorted(
        ((key, named(name)) for key, name in sums.select("key", "name").iter_rows()), key=lambda each: each[1]
    )


def _sheet(found: Opened, rows: list[YearRow], name: str) -> Sheet:
    columns = (
        SheetColumn("label", _("Year")),
        SheetColumn("year", _("Year"), Holds.YEAR, hidden=True),
        SheetColumn("plan", _("Plan"), Holds.MONEY),
        SheetColumn("revised", _("Revised"), Holds.MONEY),
        SheetColumn("spent", _("Spent"), Holds.MONEY),
        SheetColumn("spent_same_prices", _("Spent, at the same prices"), Holds.MONEY),
        SheetColumn("residents", _("Residents"), Holds.COUNT),
        SheetColumn("per_resident", _("Per resident"), Holds.MONEY),
        SheetColumn("per_resident_same_prices", _("Per resident, at the same prices"), Holds.MONEY),
    )
    frame = pl.DataFrame(
        [
            (
                row.label, row.year, row.figures.plan, row.figures.revised, row.spent,
                spent_of(row.real) if row.real else None, row.residents, row.per_resident, row.real_per_resident,
            )
            for row in rows
        ],
        schema={each.name: pl.String if each.name == "label" else pl.Int64 for each in columns},
        orient="row",
    )  # fmt: skip
    return Sheet("years", _("%(name)s over the years") % {"name": name}, columns, frame, found.book.currency)


def _chart(found: Opened, rows: list[YearRow], wanted: str, name: str) -> SafeString:
    def value(row: YearRow) -> int | None:
        return {
            "spent": row.spent,
            "real": spent_of(row.real) if row.real else None,
            "resident": row.per_resident,
            "real_resident": row.real_per_resident,
        }[wanted]

    currency = found.book.currency
    drawn = [
        (
            row.label,
            None if value(row) is None else as_float(value(row), currency),
            about(value(row), currency),
        )
        for row in rows
    ]
    return draw_years(drawn, f"{name}: {SHOWN[wanted]}")


@visible_to(PUBLIC)
def results(request: HttpRequest) -> HttpResponse:
    """What one case of each service cost: spent on its programme, divided by the cases that were decided."""
    found = opened(request)
    if not found.versions:
        return nothing(request)
    costs = cost_of_cases(found.book, decided_of(found))
    columns = (
        SheetColumn("title", _("Service")),
        SheetColumn("service", _("Address of the service"), hidden=True),
        SheetColumn("year", _("Year"), Holds.YEAR),
        SheetColumn("cases", _("Cases decided"), Holds.COUNT),
        SheetColumn("spent", _("Spent on the programme"), Holds.MONEY),
        SheetColumn("each", _("One case cost"), Holds.MONEY),
        SheetColumn("each_same_prices", _("At the same prices"), Holds.MONEY),
        SheetColumn("programme", _("Programme"), hidden=True),
    )
    rows: list[Any] = [
        (
            each.decided.title, each.decided.service, each.decided.year, each.decided.cases, each.spent, each.each,
            each.real, each.decided.programme,
        )
        for each in sorted(costs, key=lambda each: (each.decided.title, -each.decided.year))
    ]  # fmt: skip
    texts = ("title", "service", "programme")
    frame = pl.DataFrame(
        rows,
        schema={each.name: pl.String if each.name in texts else pl.Int64 for each in columns},
        orient="row",
    )
    sheet = Sheet("results", _("What one case cost"), columns, frame, found.book.currency)
    newest = {each.decided.service: each for each in sorted(costs, key=lambda each: each.decided.year)}
    return show(
        request, "opendata/money/results.html", found, sheet,
        lines=list(sheet.lines(lambda row: link(found, "programme", row["year"], *row["programme"].split("/", 1)))),
        cards=[
            (each.decided, about(each.each, found.book.currency))
            for each in newest.values() if each.each is not None
        ],
        has_index=base_index(found.book.years) is not None,
    )  # fmt: skip
