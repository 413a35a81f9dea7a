"""The columns that a body's money tables have, with the words other publishers use for them.

Terms of the Fiscal Data Package 1.0 (`columnType`, frictionlessdata.io) are known beside plain headings as spending
lists of councils have them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from openhall.data.columns import Column, Kind, Tells
from openhall.process.saying import gettext_noop as _


class Table(StrEnum):
    """The tables of a year."""

    BUDGET = "budget"
    PAYMENTS = "payments"
    CONTRACTS = "contracts"
    RESULTS = "results"
    """What the services did for the money: cases decided, by programme."""


class Holds(StrEnum):
    """What the values of a column are when they are read."""

    TEXT = "text"
    AMOUNT = "amount"
    DATE = "date"
    YEAR = "year"


@dataclass(frozen=True)
class MoneyColumn:
    """A column of a money table: its place in the catalogue, how it is read, and what else it may be called.

    needed  whether a table without it is refused
    known   headings it is found by, in small letters; terms of the Fiscal Data Package among them
    """

    name: str
    holds: Holds
    title: str
    description: str
    needed: bool = False
    known: tuple[str, ...] = ()

    def column(self, unit: str = "") -> Column:
        """The column as the catalogue describes it; `unit` is the currency."""
        kind = {
            Holds.AMOUNT: Kind.NUMBER,
            Holds.YEAR: Kind.NUMBER,
            Holds.DATE: Kind.CALENDAR_DATE,
            Holds.TEXT: Kind.TEXT,
        }[self.holds]
        return Column(
            self.name,
            kind,
            self.title,
            self.description,
            unit if self.holds == Holds.AMOUNT else "",
            Tells.NOTHING,
        )


_ADMIN = "administrative-classification:generic:"
_ECONOMIC = "economic-classification:generic:"


def _department() -> tuple[MoneyColumn, ...]:
    return (
        MoneyColumn(
            "department", Holds.TEXT, _("Department"), _("The department that answers for the money."), True,
            ("department", "directorate", "service area", "body", "organisation unit", "portfolio",
             f"{_ADMIN}label", f"{_ADMIN}level1:label", "administrator:generic:name"),
        ),
        MoneyColumn(
            "department_code", Holds.TEXT, _("Department code"),
            _("Its code in the accounts; made from its name if it has none."), False,
            ("department code", "department id", "directorate code", "cost centre group",
             f"{_ADMIN}code", f"{_ADMIN}level1:code:full", f"{_ADMIN}level1:code:part", f"{_ADMIN}level1:code",
             "administrator:generic:id"),
        ),
        MoneyColumn(
            "programme", Holds.TEXT, _("Programme"), _("What the money is for."), False,
            ("programme", "program", "service", "purpose", "activity", "cost centre", "division",
             "activity:generic:program:label", f"{_ADMIN}level2:label", "functional-classification:generic:label",
             "functional-classification:generic:level1:label"),
        ),
        MoneyColumn(
            "programme_code", Holds.TEXT, _("Programme code"), _("Its code in the accounts."), False,
            ("programme code", "program code", "service code", "cost centre code",
             "activity:generic:program:code", f"{_ADMIN}level2:code:full", f"{_ADMIN}level2:code:part",
             "functional-classification:generic:code", "functional-classification:generic:level1:code:full"),
        ),
        MoneyColumn(
            "account", Holds.TEXT, _("Account"),
            _("The kind of spending (economic classification): pay, goods, building."), False,
            ("account", "expense type", "expense area", "expenditure category", "category", "subjective",
             "economic classification",
             f"{_ECONOMIC}label", f"{_ECONOMIC}level1:label", "expenditure-type:label"),
        ),
        MoneyColumn(
            "account_code", Holds.TEXT, _("Account code"), _("Its code in the accounts."), False,
            ("account code", "gl code", "subjective code", f"{_ECONOMIC}code", f"{_ECONOMIC}level1:code:full",
             f"{_ECONOMIC}level1:code:part", "expenditure-type:code"),
        ),
    )  # fmt: skip


BUDGET = (
    MoneyColumn(
        "year", Holds.YEAR, _("Year"), _("The year of the budget, as it begins."), False,
        ("year", "fiscal year", "financial year", "budget year", "date:fiscal-year"),
    ),
    *_department(),
    MoneyColumn(
        "plan", Holds.AMOUNT, _("Plan"), _("What was planned: the budget as it was adopted."), True,
        ("plan", "planned", "budget", "original budget", "approved", "approved budget", "adopted", "adopted budget",
         "amount", "value"),
    ),
    MoneyColumn(
        "revised", Holds.AMOUNT, _("Revised"),
        _("The budget after the changes of the year; the plan where nothing changed."), False,
        ("revised", "revised budget", "adjusted", "adjusted budget", "current budget", "latest budget"),
    ),
    MoneyColumn(
        "spent", Holds.AMOUNT, _("Spent"),
        _("What the accounts say was spent; without it, the sum of the payments."), False,
        ("spent", "actual", "actuals", "executed", "outturn", "expenditure"),
    ),
    MoneyColumn(
        "direction", Holds.TEXT, _("Direction"), _("expenditure or revenue."), False,
        ("direction", "type", "budget direction"),
    ),
)  # fmt: skip

PAYMENTS = (
    MoneyColumn(
        "payment", Holds.TEXT, _("Payment"),
        _("The number of the payment; given by its place in the file if it has none."), False,
        ("payment", "payment id", "payment number", "transaction", "transaction number", "transaction id",
         "transaction no", "voucher number", "document no", "reference", "transaction-id:code",
         "transaction-id:budget-code"),
    ),
    MoneyColumn(
        "date", Holds.DATE, _("Date"), _("The day on which it was paid."), True,
        ("date", "payment date", "paid on", "date paid", "transaction date", "posting date", "date:generic"),
    ),
    *_department(),
    MoneyColumn(
        "supplier", Holds.TEXT, _("Supplier"), _("Who was paid. People are not named."), True,
        ("supplier", "supplier name", "vendor", "vendor name", "payee", "beneficiary", "beneficiary name", "creditor",
         "recipient", "recipient:generic:name", "supplier:generic:name"),
    ),
    MoneyColumn(
        "supplier_code", Holds.TEXT, _("Supplier number"),
        _("The number of a company in its register, or of the supplier in the accounts."), False,
        ("supplier number", "supplier no", "supplier id", "supplier code", "company number", "vendor id",
         "vendor number", "recipient:generic:id", "supplier:generic:id"),
    ),
    MoneyColumn(
        "supplier_kind", Holds.TEXT, _("Kind of supplier"),
        _("company, charity, public body; or sole trader, person, recipient, staff."), False,
        ("supplier kind", "supplier type", "kind of supplier", "vendor type", "beneficiary type",
         "recipient:generic:legal-entity:type"),
    ),
    MoneyColumn(
        "contract", Holds.TEXT, _("Contract"), _("The number of the contract it was paid under."), False,
        ("contract", "contract number", "contract id", "contract reference", "activity:generic:contract:code:full",
         "activity:generic:contract:code"),
    ),
    MoneyColumn(
        "amount", Holds.AMOUNT, _("Amount"), _("What was paid; negative where money came back."), True,
        ("amount", "net amount", "amount paid", "payment amount", "total", "value", "paid"),
    ),
    MoneyColumn("currency", Holds.TEXT, _("Currency"), _("ISO 4217."), False, ("currency", "currency code")),
    MoneyColumn(
        "description", Holds.TEXT, _("Description"), _("What was bought, or why money came back."), False,
        ("description", "purpose of payment", "details", "narrative", "text", "summary"),
    ),
)  # fmt: skip

CONTRACTS = (
    MoneyColumn(
        "contract", Holds.TEXT, _("Contract"), _("The number of the contract."), True,
        ("contract", "contract number", "contract id", "contract reference", "reference"),
    ),
    MoneyColumn("title", Holds.TEXT, _("Title"),
                _("What it is for."), True, ("title", "contract title", "subject", "name")),
    MoneyColumn(
        "supplier", Holds.TEXT, _("Supplier"), _("With whom it was made."), True,
        ("supplier", "supplier name", "vendor", "contractor", "vendor name"),
    ),
    MoneyColumn(
        "supplier_code", Holds.TEXT, _("Supplier number"), _("The number of the supplier."), False,
        ("supplier number", "supplier no", "supplier id", "supplier code", "company number", "vendor id"),
    ),
    MoneyColumn(
        "supplier_kind", Holds.TEXT, _("Kind of supplier"),
        _("company, charity, public body; or sole trader, person."), False,
        ("supplier kind", "supplier type", "kind of supplier", "vendor type"),
    ),
    MoneyColumn(
        "department", Holds.TEXT, _("Department"),
        _("Who bought."), True, ("department", "directorate", "buyer", "procurer"),
    ),
    MoneyColumn(
        "programme", Holds.TEXT, _("Programme"), _("What it is paid from."), False, ("programme", "program", "service"),
    ),
    MoneyColumn("amount", Holds.AMOUNT, _("Value"), _("What it is worth in all."), True,
                ("amount", "value", "contract value", "total value")),
    MoneyColumn("currency", Holds.TEXT, _("Currency"), _("ISO 4217."), False, ("currency", "currency code")),
    MoneyColumn("signed", Holds.DATE, _("Signed"), _("The day on which it was signed."), True,
                ("signed", "date signed", "signature date", "award date", "awarded", "date")),
    MoneyColumn("start", Holds.DATE, _("Start"), _("Its first day."), False, ("start", "start date", "from")),
    MoneyColumn("end", Holds.DATE, _("End"), _("Its last day."), False, ("end", "end date", "until", "expiry date")),
    MoneyColumn(
        "method", Holds.TEXT, _("Method"), _("How the supplier was found: open, selective, limited or direct."), False,
        ("method", "procurement method", "procedure", "procedure type"),
    ),
    MoneyColumn(
        "category", Holds.TEXT, _("Category"), _("goods, works or services."), False,
        ("category", "procurement category", "contract type"),
    ),
    MoneyColumn("bids", Holds.YEAR, _("Bids"), _("How many bids came in."), False,
                ("bids", "number of bids", "tenders received", "bids received")),
)  # fmt: skip

RESULTS = (
    *(each for each in _department() if each.name.startswith(("department", "programme"))),
    MoneyColumn("service", Holds.TEXT, _("Service"), _("Its name."), True, ("service name", "result", "output")),
    MoneyColumn("address", Holds.TEXT, _("Address"),
                _("Its address on this site, from which its cases are counted."), False,
                ("service address", "slug")),
    MoneyColumn("one", Holds.TEXT, _("One case"), _("What one case is called: permit."), False,
                ("one case", "case", "unit")),
    MoneyColumn("cases", Holds.YEAR, _("Cases decided"), _("How many were decided in the year."), False,
                ("cases", "cases decided", "decided", "number", "count")),
)  # fmt: skip

TABLES = {
    Table.BUDGET: BUDGET,
    Table.PAYMENTS: PAYMENTS,
    Table.CONTRACTS: CONTRACTS,
    Table.RESULTS: RESULTS,
}
