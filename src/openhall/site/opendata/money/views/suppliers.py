"""Suppliers: found by name, each with its years, its contracts and its payments."""

from __future__ import annotations

import polars as pl
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from openhall.data.money.book import Cut
from openhall.data.money.persons import PEOPLE, RULE
from openhall.site.opendata.money.asking import Ask, asked_payments
from openhall.site.opendata.money.drawing import draw_years
from openhall.site.opendata.money.page import link, nothing, opened, show
from openhall.site.opendata.money.sheets import Holds, Line, Sheet, SheetColumn
from openhall.site.opendata.money.shelf import Opened
from openhall.site.opendata.money.tables import contracts_sheet, first_of, paid_sheet, payments_sheet
from openhall.site.opendata.money.words import about, as_float, named
from openhall.site.people.audience import PUBLIC, visible_to

ROWS = 50
LATEST = 20


@visible_to(PUBLIC)
def suppliers(request: HttpRequest) -> HttpResponse:
    """All suppliers, or those whose name has the words that are looked for; the most paid first."""
    found = opened(request)
    if not found.versions:
        return nothing(request)
    ask = asked_payments({**request.GET.dict(), "q": ""}, found.book)
    words = " ".join(request.GET.get("q", "").split())[:200]
    sheet = paid_sheet(found.book, "supplier", ask.cut, "suppliers", _title(ask, words), _("Supplier"))
    for word in words.lower().split():
        name = pl.col("name").str.to_lowercase()
        kept = sheet.frame.filter(name.str.contains(word, literal=True))
        sheet = Sheet(sheet.name, sheet.title, sheet.columns, kept, sheet.currency)
    page = Paginator(range(sheet.frame.height), ROWS).get_page(request.GET.get("page"))
    part = sheet.part(page.start_index() - 1 if page.object_list else 0, ROWS)
    return show(
        request, "opendata/money/suppliers.html", found, sheet, years=ask.cut.years,
        page=page, words=words, ask=ask, count=sheet.frame.height,
        years_there=[each.year for each in found.book.years],
        lines=list(part.lines(lambda row: link(found, "supplier", row["key"]))),
        problems=[{"words": sentence, "href": f"#{name}"} for name, sentence in ask.problems if name == "year"],
    )  # fmt: skip


def _title(ask: Ask, words: str) -> str:
    year = str(ask.cut.years[0]) if ask.cut.years else _("all years")
    if words:
        return _("Suppliers with “%(words)s” in their name, %(year)s") % {"words": words, "year": year}
    return _("Suppliers, %(year)s") % {"year": year}


@visible_to(PUBLIC)
def supplier(request: HttpRequest, supplier: str) -> HttpResponse:
    """One supplier: what it was paid in each year, by whom, under which contracts, and its latest payments."""
    found = opened(request)
    cut = Cut(supplier=supplier)
    rows = found.book.payments(cut) if found.versions else pl.DataFrame()
    bought = found.book.all_contracts if found.versions else pl.DataFrame()
    bought = bought.filter(pl.col("supplier_key") == supplier) if bought.height else bought
    if not rows.height and not bought.height:
        raise Http404
    name = named(first_of(rows, first_of(bought, supplier, "supplier"), "supplier"))
    sheet = _by_year(found, cut, supplier, name)
    contracts = contracts_sheet(found.book, bought, "contracts", _("Contracts")) if bought.height else None
    latest = payments_sheet(
        found.book,
        rows.sort("date", descending=True).head(LATEST),
        "payments",
        _("Payments"),
        known=("supplier",),
    )
    departments = paid_sheet(
        found.book, "department", cut, "departments", _("By department"), _("Department")
    )
    figures = found.book.figures(cut)
    return show(
        request, "opendata/money/supplier.html", found, sheet, crumbs=[(_("Suppliers"), link(found, "suppliers"))],
        name=name, is_people=supplier == PEOPLE, rule=_(RULE),
        total=about(figures.paid, found.book.currency), count=figures.payments,
        contracts_count=bought.height,
        lines=list(sheet.lines(lambda row: link(found, "payments", supplier=supplier, year=row["year"]))),
        chart=_chart(sheet),
        departments=departments,
        department_lines=list(
            departments.lines(lambda row: link(found, "payments", supplier=supplier, department=row["key"]))
        ),
        contracts=contracts,
        contract_lines=_contract_lines(found, contracts),
        latest=latest,
        latest_lines=list(latest.lines(lambda row: link(found, "payment", row["year"], row["payment"]))),
        payments_link=link(found, "payments", supplier=supplier),
        payments_csv=link(found, "payments", supplier=supplier, format="csv"),
    )  # fmt: skip


def _contract_lines(found: Opened, contracts: Sheet | None) -> list[Line]:
    if contracts is None:
        return []
    return list(contracts.lines(lambda row: link(found, "contract", row["contract_key"])))


def _by_year(found: Opened, cut: Cut, supplier: str, name: str) -> Sheet:
    rows = [
        {"year": year.year, "label": year.label, "paid": figures.paid, "payments": figures.payments}
        for year, figures in found.book.over_years(cut)
    ]
    columns = (
        SheetColumn("label", _("Year")),
        SheetColumn("year", _("Year"), Holds.YEAR, hidden=True),
        SheetColumn("paid", _("Paid"), Holds.MONEY),
        SheetColumn("payments", _("Payments"), Holds.COUNT),
    )
    title = _("Paid to %(supplier)s, by year") % {"supplier": name}
    schema = {"year": pl.Int64, "label": pl.String, "paid": pl.Int64, "payments": pl.Int64}
    return Sheet(
        f"supplier-{supplier}", title, columns, pl.DataFrame(rows, schema=schema), found.book.currency
    )


def _chart(sheet: Sheet) -> str:
    rows = [
        (row["label"], as_float(row["paid"], sheet.currency), about(row["paid"], sheet.currency))
        for row in sheet.frame.iter_rows(named=True)
    ]
    return draw_years(rows, sheet.title)
