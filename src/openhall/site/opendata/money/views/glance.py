"""A year at a glance, a department, a programme: plan, revised and spent, and where each leads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from openhall.data.money.book import Book, Cut
from openhall.data.money.comparing import cost_of_cases
from openhall.data.money.persons import PEOPLE
from openhall.site.opendata.money.drawing import draw_sums
from openhall.site.opendata.money.page import link, nothing, opened, show
from openhall.site.opendata.money.results import decided_of
from openhall.site.opendata.money.sheets import Sheet
from openhall.site.opendata.money.shelf import Opened
from openhall.site.opendata.money.tables import paid_sheet, sums_sheet
from openhall.site.opendata.money.words import about, as_float, named, said, share
from openhall.site.people.audience import PUBLIC, visible_to

DRAWN = 12
TOP = 10


@visible_to(PUBLIC)
def glance(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """A year, the newest where none is named: its departments."""
    found = opened(request)
    if not found.versions:
        if year is not None:
            raise Http404
        return nothing(request)
    year = year or found.book.years[-1].year
    label = _label(found, year)
    cut = Cut(years=(year,))
    title = _("Budget and spending in %(year)s, by department") % {"year": label}
    sheet = sums_sheet(found.book, "department", cut, f"departments-{year}", title, _("Department"))
    return show(
        request, "opendata/money/glance.html", found, sheet, years=(year,),
        year=year, label=label, years_there=_years(found, year),
        lines=list(sheet.lines(lambda row: link(found, "department", year, row["key"]))),
        chart=_chart(sheet), **_figures(found.book, cut), **_suppliers(found, cut, year),
        payments_link=link(found, "payments", year=year),
    )  # fmt: skip


@visible_to(PUBLIC)
def department(request: HttpRequest, year: int, department: str) -> HttpResponse:
    """A department in a year: its programmes."""
    found = opened(request)
    label = _label(found, year)
    cut = Cut(years=(year,), department=department)
    name = name_of(found.book, "department", department, year)
    title = _("%(department)s in %(year)s, by programme") % {"department": name, "year": label}
    sheet = sums_sheet(found.book, "programme", cut, f"{department}-{year}", title, _("Programme"))
    return show(
        request, "opendata/money/department.html", found, sheet, years=(year,), crumbs=[_year_crumb(found, year)],
        year=year, label=label, name=name,
        years_there=[(each, link(found, "department", each, department)) for each, _href in _years(found, year)],
        lines=list(sheet.lines(lambda row: link(found, "programme", year, *row["key"].split("/", 1)))),
        chart=_chart(sheet), **_figures(found.book, cut), **_suppliers(found, cut, year),
        payments_link=link(found, "payments", year=year, department=department),
        years_link=link(found, "years", department=department),
    )  # fmt: skip


@visible_to(PUBLIC)
def programme(request: HttpRequest, year: int, department: str, programme: str) -> HttpResponse:
    """A programme in a year: its accounts, its suppliers, and what a case of its service cost."""
    found = opened(request)
    label, key = _label(found, year), f"{department}/{programme}"
    cut = Cut(years=(year,), programme=key)
    name = name_of(found.book, "programme", key, year)
    title = _("%(programme)s in %(year)s, by account") % {"programme": name, "year": label}
    sheet = sums_sheet(found.book, "account", cut, f"{department}-{programme}-{year}", title, _("Account"))
    costs = [
        {
            "title": each.decided.title,
            "one": each.decided.one,
            "cases": each.decided.cases,
            "each": None if each.each is None else said(each.each, found.book.currency),
        }
        for each in cost_of_cases(found.book, [row for row in decided_of(found) if row.programme == key])
        if each.decided.year == year
    ]
    parent = (
        name_of(found.book, "department", department, year),
        link(found, "department", year, department),
    )
    return show(
        request, "opendata/money/programme.html", found, sheet, years=(year,),
        crumbs=[_year_crumb(found, year), parent],
        year=year, label=label, name=name, costs=costs,
        years_there=[
            (each, link(found, "programme", each, department, programme)) for each, _href in _years(found, year)
        ],
        lines=list(sheet.lines(lambda row: link(found, "payments", year=year, programme=key, account=row["key"]))),
        chart=_chart(sheet), **_figures(found.book, cut), **_suppliers(found, cut, year),
        payments_link=link(found, "payments", year=year, programme=key),
        years_link=link(found, "years", programme=key),
        results_link=link(found, "results"),
    )  # fmt: skip


def name_of(book: Book, by: str, key: str, year: int | None = None) -> str:
    """The name of a department, programme or account; 404 where no row of the book (or of the year) has its key."""
    for rows in (book.all_budget, book.all_payments):
        if rows.height:
            of_it = rows.filter(rows[f"{by}_key"] == key)
            if year is not None:
                of_it = of_it.filter(of_it["year"] == year)
            if of_it.height:
                return named(str(of_it[by].to_list()[-1]))
    raise Http404


def _label(found: Opened, year: int) -> str:
    for each in found.book.years:
        if each.year == year:
            return each.label
    raise Http404


def _years(found: Opened, year: int) -> list[tuple[int, str]]:
    return [(each.year, link(found, "glance_year", each.year)) for each in found.book.years]


def _year_crumb(found: Opened, year: int) -> tuple[str, str]:
    return _label(found, year), link(found, "glance_year", year)


def _figures(book: Book, cut: Cut) -> dict[str, Any]:
    figures = book.figures(cut)
    currency = book.currency
    return {
        "figures": [
            (_("planned"), about(figures.plan, currency)),
            (_("revised"), about(figures.revised, currency)),
            (_("spent"), about(figures.spent, currency)),
            (_("spent of revised"), share(figures.spent, figures.revised)),
        ],
        "whole": [
            (_("Plan"), said(figures.plan, currency)),
            (_("Revised"), said(figures.revised, currency)),
            (_("Spent"), said(figures.spent, currency)),
            (_("In the list of payments"), said(figures.paid, currency)),
        ],
        "payments": figures.payments,
    }


def _suppliers(found: Opened, cut: Cut, year: int) -> dict[str, Any]:
    sheet = paid_sheet(
        found.book, "supplier", cut, "suppliers", _("Suppliers who were paid most"), _("Supplier")
    )
    top = sheet.part(0, TOP)
    return {
        "suppliers": list(top.lines(lambda row: link(found, "supplier", row["key"]))),
        "suppliers_sheet": top,
        "suppliers_link": link(
            found, "suppliers", year=year, department=cut.department, programme=cut.programme
        ),
        "suppliers_count": sheet.frame.filter(sheet.frame["key"] != PEOPLE).height,
    }


def _chart(sheet: Sheet) -> SafeString:
    """The largest rows of a table of sums as bars."""
    rows = sheet.frame.head(DRAWN)
    currency = sheet.currency
    names: Sequence[str] = [named(name) for name in rows["name"].to_list()]
    groups = list(zip(rows["plan"], rows["revised"], rows["spent"], strict=True))
    return draw_sums(
        [
            (name, [as_float(each, currency) for each in group])
            for name, group in zip(names, groups, strict=True)
        ],
        [_("Plan"), _("Revised"), _("Spent")],
        [[about(each, currency) for each in group] for group in groups],
        sheet.title,
    )
