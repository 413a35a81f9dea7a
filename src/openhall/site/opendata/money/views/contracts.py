"""Contracts: which were made with whom, and what was paid under them."""

from __future__ import annotations

import polars as pl
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhall.data.money.book import Cut
from openhall.site.opendata.money.page import link, nothing, opened, show
from openhall.site.opendata.money.sheets import Holds, Sheet, SheetColumn
from openhall.site.opendata.money.tables import contracts_sheet, payments_sheet
from openhall.site.opendata.money.words import named, said, share
from openhall.site.people.audience import PUBLIC, visible_to

ROWS = 50
LATEST = 20
METHODS = {
    "open": gettext_lazy("Open to all bidders"),
    "selective": gettext_lazy("Among bidders who qualified"),
    "limited": gettext_lazy("Among a few who were asked"),
    "direct": gettext_lazy("Given directly"),
}


@visible_to(PUBLIC)
def contracts(request: HttpRequest) -> HttpResponse:
    """All contracts, or those with some words in title, number or supplier; the newest first."""
    found = opened(request)
    words = " ".join(request.GET.get("q", "").split())[:200]
    if not found.versions:
        return nothing(request)
    rows = found.book.all_contracts.sort("signed", "contract", descending=[True, False])
    for word in words.lower().split():
        anywhere = [
            pl.col(name).str.to_lowercase().str.contains(word, literal=True)
            for name in ("title", "supplier", "contract", "department")
        ]
        rows = rows.filter(pl.any_horizontal(anywhere))
    sheet = contracts_sheet(found.book, rows, "contracts", _("Contracts"))
    page = Paginator(range(sheet.frame.height), ROWS).get_page(request.GET.get("page"))
    part = sheet.part(page.start_index() - 1 if page.object_list else 0, ROWS)
    return show(
        request, "opendata/money/contracts.html", found, sheet,
        page=page, words=words, count=sheet.frame.height,
        lines=list(part.lines(lambda row: link(found, "contract", row["contract_key"]))),
    )  # fmt: skip


@visible_to(PUBLIC)
def contract(request: HttpRequest, contract: str) -> HttpResponse:
    """One contract: what it is for, with whom, and what was paid under it in each year."""
    found = opened(request)
    rows = found.book.all_contracts if found.versions else pl.DataFrame()
    rows = rows.filter(pl.col("contract_key") == contract) if rows.height else rows
    if not rows.height:
        raise Http404
    row = rows.row(0, named=True)
    currency = found.book.currency
    paid = found.book.payments(Cut(contract=contract))
    total = int(paid["amount"].sum() or 0)
    columns = (
        SheetColumn("label", _("Year")),
        SheetColumn("year", _("Year"), Holds.YEAR, hidden=True),
        SheetColumn("paid", _("Paid"), Holds.MONEY),
        SheetColumn("payments", _("Payments"), Holds.COUNT),
    )
    by_year = pl.DataFrame(
        [
            (year.year, year.label, figures.paid, figures.payments)
            for year, figures in found.book.over_years(Cut(contract=contract))
            if figures.payments
        ],
        schema={"year": pl.Int64, "label": pl.String, "paid": pl.Int64, "payments": pl.Int64},
        orient="row",
    )
    title = _("Paid under contract %(number)s, by year") % {"number": row["contract"]}
    sheet = Sheet(f"contract-{contract}", title, columns, by_year, currency)
    latest = payments_sheet(
        found.book,
        paid.sort("date", descending=True).head(LATEST),
        "payments",
        _("Payments"),
        known=("supplier", "department"),
    )

    def day(name: str) -> str:
        return formats.date_format(row[name], "j F Y") if row[name] else ""

    facts = [
        (_("Supplier"), named(row["supplier"]), link(found, "supplier", row["supplier_key"])),
        (_("Department"), row["department"], ""),
        (_("Programme"), row["programme"], ""),
        (_("Signed"), day("signed"), ""),
        (_("Runs from"), day("start"), ""),
        (_("until"), day("end"), ""),
        (_("How the supplier was found"), METHODS.get(row["method"], row["method"]), ""),
        (_("Bids that came in"), row["bids"] if row["bids"] is not None else "", ""),
    ]
    return show(
        request, "opendata/money/contract.html", found, sheet, crumbs=[(_("Contracts"), link(found, "contracts"))],
        row=row, facts=[(words, str(text), href) for words, text, href in facts if text != ""],
        value=said(row["amount"], currency), paid=said(total, currency), used=share(total, row["amount"]),
        lines=list(sheet.lines(lambda each: link(found, "payments", contract=contract, year=each["year"]))),
        latest_lines=list(latest.lines(lambda each: link(found, "payment", each["year"], each["payment"]))),
        ocds=link(found, "record", contract) if settings.OPENHALL_OCID_PREFIX else "",
        latest=latest, payments_link=link(found, "payments", contract=contract),
    )  # fmt: skip
