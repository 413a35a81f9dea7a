"""The list of payments with its filters, and the single payment."""

from __future__ import annotations

import polars as pl
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import formats
from django.utils.translation import gettext as _

from openhall.data.money.book import Cut
from openhall.data.money.persons import PEOPLE, RULE
from openhall.site.opendata.money.asking import Ask, asked_payments
from openhall.site.opendata.money.page import link, nothing, opened, show
from openhall.site.opendata.money.sheets import Sheet
from openhall.site.opendata.money.shelf import Opened
from openhall.site.opendata.money.tables import payments_sheet
from openhall.site.opendata.money.words import about, named, said
from openhall.site.people.audience import PUBLIC, visible_to

ROWS = 50
ORDERS = {
    "newest": ("date", True),
    "oldest": ("date", False),
    "largest": ("amount", True),
    "smallest": ("amount", False),
}


@visible_to(PUBLIC)
def payments(request: HttpRequest) -> HttpResponse:
    """The payments that the address asks for, the newest first."""
    found = opened(request)
    if not found.versions:
        return nothing(request)
    ask = asked_payments(request.GET, found.book)
    order = request.GET.get("order", "newest")
    sheet = _listed(found, ask, order if order in ORDERS else "newest")
    page = Paginator(range(sheet.frame.height), ROWS).get_page(request.GET.get("page"))
    part = sheet.part(page.start_index() - 1 if page.object_list else 0, ROWS)
    total = int(sheet.frame["amount"].sum() or 0) if sheet.frame.height else 0
    return show(
        request, "opendata/money/payments.html", found, sheet, years=ask.cut.years,
        page=page, ask=ask, given=ask.given, count=sheet.frame.height,
        total=about(total, found.book.currency), exact_total=said(total, found.book.currency),
        years_there=[each.year for each in found.book.years],
        departments=_choices(found, "department", Cut()),
        programmes=_choices(found, "programme", Cut(department=ask.cut.department)),
        chips=_chips(found, ask),
        q_words=_("Words in supplier, description, contract or number"),
        since_words=_("Paid from"), until_words=_("until"), least_words=_("At least"), most_words=_("At most"),
        orders=[("newest", _("newest first")), ("oldest", _("oldest first")),
                ("largest", _("largest first")), ("smallest", _("smallest first"))],
        order=order,
        lines=list(part.lines(lambda row: link(found, "payment", row["year"], row["payment"]))),
        wrong=dict(ask.problems),
        problems=[{"words": sentence, "href": f"#{name}"} for name, sentence in ask.problems],
    )  # fmt: skip


def _listed(found: Opened, ask: Ask, order: str) -> Sheet:
    rows = found.book.payments(ask.cut)
    column, down = ORDERS[order]
    rows = rows.sort(column, "payment", descending=[down, False])
    return payments_sheet(found.book, rows, "payments", _("Payments"))


def _choices(found: Opened, by: str, cut: Cut) -> list[tuple[str, str]]:
    sums = found.book.sums(by, cut)
    return sorted(
        ((key, named(name)) for key, name in sums.select("key", "name").iter_rows()), key=lambda each: each[1]
    )


def _chips(found: Opened, ask: Ask) -> list[str]:
    """What restricts the list without a question of its own on the page, in words."""
    told = []
    for name, words in (("supplier", _("Supplier")), ("contract", _("Contract")), ("account", _("Account"))):
        key = getattr(ask.cut, name)
        if key:
            of_it = found.book.payments(Cut(**{name: key}))
            shown = named(str(of_it[name].to_list()[-1])) if of_it.height else key
            told.append(f"{words}: {shown}")
    return told


@visible_to(PUBLIC)
def payment(request: HttpRequest, year: int, payment: str) -> HttpResponse:
    """One payment: all that is known of it, and where it belongs."""
    found = opened(request)
    version = found.version(year)
    if version is None:
        raise Http404
    rows = found.book.payments(Cut(years=(year,))).filter(pl.col("payment") == payment)
    if not rows.height:
        raise Http404
    sheet = payments_sheet(
        found.book, rows, f"payment-{year}-{payment}", _("Payment %(number)s") % {"number": payment}
    )
    row = rows.row(0, named=True)
    programme = row["programme_key"].split("/", 1)
    facts = [
        (_("Date"), formats.date_format(row["date"], "j F Y"), ""),
        (_("Supplier"), named(row["supplier"]), link(found, "supplier", row["supplier_key"])),
        (_("Department"), named(row["department"]), link(found, "department", year, row["department_key"])),
        (_("Programme"), named(row["programme"]), link(found, "programme", year, *programme)),
        (_("Account"), named(row["account"]), ""),
        (_("Contract"), row["contract"], _contract_link(found, row["contract_key"])),
        (_("Description"), row["description"], ""),
    ]  # fmt: skip
    return show(
        request, "opendata/money/payment.html", found, sheet, years=(year,),
        crumbs=[(_("Payments"), link(found, "payments", year=year))],
        number=payment, amount=said(row["amount"], found.book.currency),
        facts=[each for each in facts if each[1]], is_people=row["supplier_key"] == PEOPLE, rule=_(RULE),
    )  # fmt: skip


def _contract_link(found: Opened, contract: str) -> str:
    known = contract and found.book.all_contracts.filter(pl.col("contract_key") == contract).height > 0
    return link(found, "contract", contract) if known else ""
