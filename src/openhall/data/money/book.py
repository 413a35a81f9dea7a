"""The books of several years together, and what is asked of them: sums by department, programme, supplier, contract.

    book = Book((year_2025, year_2026))
    book.sums("department", Cut(years=(2026,)))      # plan, revised, spent, paid of each
    book.sums("supplier", Cut(years=(2026,), programme="planning/building-permits"))
    book.payments(Cut(supplier="brightway-lighting"))

All amounts are minor units in 64-bit integers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

import polars as pl

from openhall.data.money.errors import NotPublished
from openhall.process.saying import gettext

DIMENSIONS = {
    "department": ("department_key", "department"),
    "programme": ("programme_key", "programme"),
    "account": ("account_key", "account"),
    "supplier": ("supplier_key", "supplier"),
    "contract": ("contract_key", "contract"),
}
"""What sums are asked by: its key and its name. The budget knows the first three; payments know all."""
PLANNED = ("department", "programme", "account")
FIGURES = ("plan", "revised", "spent", "paid", "payments")
SUM_SCHEMA = {"key": pl.String, "name": pl.String} | dict.fromkeys(FIGURES, pl.Int64)


@dataclass(frozen=True, eq=False)
class Year:
    """The published tables of a year, with what it is compared by.

    residents  how many people lived there, for amounts per resident; None where nobody said
    index      a price index of the year (any base), for constant prices; None where nobody said
    source     words that name the file and its version
    """

    year: int
    currency: str
    first: date
    last: date
    budget: pl.DataFrame
    payments: pl.DataFrame
    contracts: pl.DataFrame
    residents: int | None = None
    index: Decimal | None = None
    source: str = ""

    @property
    def label(self) -> str:
        """The year as people say it: "2026", or "2026–27" where it does not begin in January."""
        return (
            str(self.year) if self.last.year == self.first.year else f"{self.year}–{self.last.year % 100:02}"
        )


@dataclass(frozen=True)
class Cut:
    """Which rows are asked for; what is empty does not restrict.

    words  letters in the name of the supplier, the description, the contract or the number of a payment
    since, until  days, both included
    least, most   amounts in minor units, both included
    """

    years: tuple[int, ...] = ()
    department: str = ""
    programme: str = ""
    account: str = ""
    supplier: str = ""
    contract: str = ""
    words: str = ""
    since: date | None = None
    until: date | None = None
    least: int | None = None
    most: int | None = None

    def of_budget(self) -> list[pl.Expr]:
        """The conditions on budget lines."""
        found = [pl.col("year").is_in(list(self.years))] if self.years else []
        return found + [
            pl.col(DIMENSIONS[name][0]) == getattr(self, name) for name in PLANNED if getattr(self, name)
        ]

    def of_payments(self) -> list[pl.Expr]:
        """The conditions on payments."""
        found = self.of_budget()
        found += [
            pl.col(DIMENSIONS[name][0]) == getattr(self, name)
            for name in ("supplier", "contract")
            if getattr(self, name)
        ]
        for word in self.words.lower().split():
            anywhere = [
                pl.col(name).str.to_lowercase().str.contains(word, literal=True)
                for name in ("supplier", "description", "contract", "payment", "programme")
            ]
            found.append(pl.any_horizontal(anywhere))
        bounds = (
            ("date", "since", "ge"),
            ("date", "until", "le"),
            ("amount", "least", "ge"),
            ("amount", "most", "le"),
        )
        for column, name, way in bounds:
            if getattr(self, name) is not None:
                found.append(getattr(pl.col(column), way)(getattr(self, name)))
        return found

    def of_payments_only(self) -> bool:
        """Whether it asks for something that budgets do not know."""
        beside = (self.supplier, self.contract, self.words, self.since, self.until, self.least, self.most)
        return any(each not in ("", None) for each in beside)


@dataclass(frozen=True)
class Figures:
    """Sums of a cut, in minor units. Figures are None where the budget does not know what is asked for."""

    plan: int | None
    revised: int | None
    spent: int | None
    paid: int
    payments: int


@dataclass(frozen=True, eq=False)
class Book:
    """Years of one body in one currency, the first first."""

    years: tuple[Year, ...] = field(default=())

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.years, key=lambda each: each.year))
        object.__setattr__(self, "years", ordered)
        if len({each.currency for each in ordered}) > 1:
            raise NotPublished(gettext("Years in different currencies cannot be one book."))

    @property
    def currency(self) -> str:
        """ISO 4217; "" for an empty book."""
        return self.years[-1].currency if self.years else ""

    def year(self, number: int) -> Year:
        """The year of that number; raises `NotPublished`."""
        for each in self.years:
            if each.year == number:
                return each
        raise NotPublished(gettext("Nothing is published for %(number)s.", number=str(number)))

    @cached_property
    def all_budget(self) -> pl.DataFrame:
        """The budget lines of all years."""
        return _joined(each.budget for each in self.years)

    @cached_property
    def all_payments(self) -> pl.DataFrame:
        """The payments of all years, by date."""
        return _joined(each.payments for each in self.years)

    @cached_property
    def all_contracts(self) -> pl.DataFrame:
        """The contracts of all years; of one that is in several, the newest word."""
        found = _joined(each.contracts for each in self.years)
        return found.unique("contract_key", keep="last", maintain_order=True) if found.height else found

    def payments(self, cut: Cut) -> pl.DataFrame:
        """The payments of a cut, by date."""
        return _where(self.all_payments, cut.of_payments())

    def figures(self, cut: Cut) -> Figures:
        """The sums of a cut."""
        paid = self.payments(cut) if self.years else None
        amount = int(paid["amount"].sum() or 0) if paid is not None else 0
        count = int(paid["payments"].sum() or 0) if paid is not None else 0
        if cut.of_payments_only() or not self.years:
            return Figures(None, None, None, amount, count)
        sums = self.sums("department", cut)
        return Figures(
            int(sums["plan"].sum()), int(sums["revised"].sum()), int(sums["spent"].sum()), amount, count
        )

    def sums(self, by: str, cut: Cut) -> pl.DataFrame:
        """Plan, revised, spent, paid and the number of payments of each `by` of `DIMENSIONS` in a cut.

        Columns: key, name (the newest one), plan, revised, spent (null where budgets do not know what is asked for),
        paid, payments. The most spent first.
        """
        key, name = DIMENSIONS[by]
        if not self.years:
            return pl.DataFrame(schema=SUM_SCHEMA)
        paid = self.payments(cut).filter(pl.col(key) != "")
        sums = paid.group_by(pl.col(key).alias("key")).agg(
            pl.col(name).last().alias("name"),
            pl.col("amount").sum().alias("paid"),
            pl.col("payments").sum().cast(pl.Int64).alias("payments"),
        )
        if by in PLANNED and not cut.of_payments_only():
            sums = self._with_plan(sums, key, name, cut)
        else:
            nothing = pl.lit(None, pl.Int64)
            sums = sums.with_columns(plan=nothing, revised=nothing, spent=nothing)
        shown = sums.select(pl.col(each).cast(kind) for each, kind in SUM_SCHEMA.items())
        return shown.sort(pl.coalesce("spent", "paid"), "name", descending=[True, False])

    def _with_plan(self, paid: pl.DataFrame, key: str, name: str, cut: Cut) -> pl.DataFrame:
        lines = _where(self.lines, cut.of_budget())
        planned = lines.group_by(pl.col(key).alias("key")).agg(
            pl.col(name).last().alias("planned"), pl.col("plan", "revised", "spent").sum()
        )
        return (
            planned.join(paid, on="key", how="full", coalesce=True)
            .with_columns(pl.coalesce("planned", "name").alias("name"))
            .with_columns(pl.col("plan", "revised", "spent", "paid", "payments").fill_null(0))
        )

    @cached_property
    def lines(self) -> pl.DataFrame:
        """Plan, revised and spent by year, department, programme and account.

        What was spent is what the accounts of a year say; where they say nothing, it is the sum of the payments.
        """
        place = ["year", "department_key", "programme_key", "account_key"]
        names = ["department", "programme", "account"]
        lines = self.all_budget
        told = lines.filter(pl.col("spent").is_not_null())["year"].unique().to_list()
        planned = lines.group_by(place, maintain_order=True).agg(
            *(pl.col(each).last() for each in names), pl.col("plan", "revised", "spent").sum()
        )
        paid = (
            self.all_payments.filter(~pl.col("year").is_in(told))
            .group_by(place, maintain_order=True)
            .agg(*(pl.col(each).last().alias(f"{each}_paid") for each in names), pl.col("amount").sum())
        )
        joined = planned.join(paid, on=place, how="full", coalesce=True, maintain_order="left_right")
        by_accounts = pl.col("year").is_in(told)
        return joined.with_columns(
            *(pl.coalesce(each, f"{each}_paid").alias(each) for each in names),
            pl.col("plan", "revised").fill_null(0),
            pl.when(by_accounts).then("spent").otherwise("amount").fill_null(0).alias("spent"),
        )

    def over_years(self, cut: Cut) -> list[tuple[Year, Figures]]:
        """The sums of a cut in each year of the book."""
        return [(each, self.figures(replace(cut, years=(each.year,)))) for each in self.years]


def _where(rows: pl.DataFrame, conditions: list[pl.Expr]) -> pl.DataFrame:
    return rows.filter(pl.all_horizontal(conditions)) if conditions else rows


def _joined(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    found = list(frames)
    return pl.concat(found, how="vertical_relaxed") if found else pl.DataFrame()
