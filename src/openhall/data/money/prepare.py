"""From the tables that a body gives for a year to the rows that are published: read, checked, people not named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from openhall.data.money import checks
from openhall.data.money.checks import Finding, Weight
from openhall.data.money.columns import CONTRACTS, PAYMENTS, RESULTS, MoneyColumn, Table
from openhall.data.money.mapping import find_columns
from openhall.data.money.names import NOT_SAID, key_of, keyed, keys
from openhall.data.money.persons import PEOPLE, PEOPLE_NAME, summed_up, told_kinds
from openhall.data.money.read import Given
from openhall.data.money.values import TYPES, Reading, typed
from openhall.process.saying import commas, gettext, gettext_noop

TOTALS = ("total", "totals", "grand-total", "sum", "all-departments")
REVENUE = ("revenue", "income", "receipts")
PLACES = ("department_key", "department", "programme_key", "programme", "account_key", "account")
BUDGET_ROW = ("year", *PLACES, "plan", "revised", "spent")
PAYMENT_ROW = (
    "year", "payment", "date", *PLACES, "supplier_key", "supplier", "kind", "contract_key", "contract",
    "amount", "payments", "description",
)  # fmt: skip
CONTRACT_ROW = (
    "contract_key", "contract", "title", "supplier_key", "supplier", "kind", "department_key", "department",
    "programme", "amount", "signed", "start", "end", "method", "category", "bids",
)  # fmt: skip
RESULT_ROW = ("department_key", "programme_key", "programme", "service", "address", "one", "cases", "line")


@dataclass(frozen=True)
class Asked:
    """What is told with the tables of a year.

    year      as which it counts; `first` is its first day (1 January where nobody said)
    reading   the currency, and how amounts are written
    said      which heading stands for which of our columns, by table
    """

    year: int
    reading: Reading
    first: date | None = None
    said: Mapping[Table, Mapping[str, str]] | None = None

    @property
    def begins(self) -> date:
        """The first day of the year."""
        return self.first or date(self.year, 1, 1)

    @property
    def ends(self) -> date:
        """The last day of the year."""
        begins = self.begins
        return begins.replace(year=begins.year + 1) - timedelta(days=1)


@dataclass(frozen=True, eq=False)
class Prepared:
    """A year that can be published, and what the checks found in it.

    budget, payments, contracts   rows with the columns BUDGET_ROW, PAYMENT_ROW and CONTRACT_ROW; amounts in minor units
    results   what services did: RESULT_ROW; `cases` is null where the table does not say
    """

    year: int
    currency: str
    first: date
    last: date
    budget: pl.DataFrame
    payments: pl.DataFrame
    contracts: pl.DataFrame
    results: pl.DataFrame
    findings: tuple[Finding, ...]

    @property
    def may_be_published(self) -> bool:
        """Whether nothing was found that must be mended first."""
        return all(each.weight != Weight.STOPS for each in self.findings)


@dataclass(frozen=True, eq=False)
class Tables:
    """The tables of a year as they were given; only the budget is needed."""

    budget: Given
    payments: Given | None = None
    contracts: Given | None = None
    results: Given | None = None


def prepare_year(asked: Asked, tables: Tables) -> Prepared:
    """Read, check and put in order the tables of one year.

    Raises `MissingColumns` and `UnreadableValues` of `openhall.data.money.errors`; what can be read and does not fit is
    among the findings.
    """
    planned, found = _budget(asked, tables.budget)
    bought, more = _contracts(asked, tables.contracts)
    found += more
    paid, more = _payments(asked, tables.payments)
    found += more
    results = _results(asked, tables.results)
    found += checks.check_results(results, planned)
    if paid.height:
        found += checks.check_places(paid, planned)
        if tables.contracts is not None:
            found += checks.check_contracts(paid, bought, asked.reading.currency)
        found += checks.check_accounts(planned, paid, asked.reading.currency)
    return Prepared(
        asked.year,
        asked.reading.currency,
        asked.begins,
        asked.ends,
        planned.select(BUDGET_ROW).sort("department_key", "programme_key", "account_key"),
        _without_people(paid).select(PAYMENT_ROW).sort("date", "payment"),
        _contracts_without_people(bought).select(CONTRACT_ROW).sort("contract_key"),
        results.select(RESULT_ROW),
        tuple(sorted(found, key=lambda each: each.weight != Weight.STOPS)),
    )


def _typed(asked: Asked, table: Table, given: Given) -> pl.DataFrame:
    said = (asked.said or {}).get(table)
    return typed(table, given, find_columns(table, given.headings, said), asked.reading)


def _budget(asked: Asked, given: Given) -> tuple[pl.DataFrame, list[Finding]]:
    rows = _typed(asked, Table.BUDGET, given)
    others = rows.filter(pl.col("year").is_not_null() & (pl.col("year") != asked.year))
    revenue = pl.col("direction").fill_null("").str.to_lowercase().is_in(REVENUE)
    rows = rows.join(others.select("line"), on="line", how="anti").filter(~revenue)
    is_total = keys(pl.col("department")).is_in(TOTALS)
    totals, rows = rows.filter(is_total), rows.filter(~is_total)
    found = checks.check_total(rows, totals, asked.reading.currency)
    if not rows.height:
        years = sorted(set(others["year"].to_list()))
        words = (
            gettext_noop("%(file)s has no budget line of %(year)s; it has %(years)s.")
            if years
            else gettext_noop("%(file)s has no budget line of %(year)s; it has no line of expenditure.")
        )
        named = commas([str(year) for year in years[:5]])
        said = gettext(words, file=given.name, year=str(asked.year), years=named)
        found.append(Finding("year", Weight.STOPS, said))
    rows = _placed(rows).with_columns(
        pl.lit(asked.year, pl.Int32).alias("year"), pl.col("revised").fill_null(pl.col("plan"))
    )
    return rows, found


def _payments(asked: Asked, given: Given | None) -> tuple[pl.DataFrame, list[Finding]]:
    if given is None:
        return _placed(_empty(PAYMENTS)).with_columns(_payment_extras(asked)).with_columns(
            kind=pl.lit("")
        ), []
    rows = _typed(asked, Table.PAYMENTS, given)
    currency = asked.reading.currency
    found = checks.check_dates(rows, asked.begins, asked.ends)
    found += checks.check_currency(rows, currency, Table.PAYMENTS)
    found += checks.check_numbers(rows)
    found += checks.check_negative(rows)
    told = told_kinds(rows)
    found += checks.check_guessed(told)
    by = ["supplier", "supplier_code", "supplier_kind"]
    rows = rows.join(told, on=by, how="left", nulls_equal=True, maintain_order="left")
    found += checks.check_alike(rows.filter(pl.col("kind") != "person"))
    # A payment that is split over lines keeps its number, and each line gets a place: each has a page of its own.
    place = pl.int_range(1, pl.len() + 1).over("payment")
    again = pl.col("payment").is_not_null() & (place > 1)
    rows = rows.with_columns(
        pl.when(again).then(pl.format("{} ({})", "payment", place)).otherwise("payment").alias("payment")
    )
    return _placed(rows).with_columns(_payment_extras(asked)), found


def _payment_extras(asked: Asked) -> list[pl.Expr]:
    contract = pl.col("contract").fill_null("")
    # A payment without a number gets that of its line, which is the same when the same file is given again.
    number = pl.when(pl.col("payment").fill_null("") != "").then(pl.col("payment"))
    return [
        pl.lit(asked.year, pl.Int32).alias("year"),
        pl.lit(asked.ends).alias("year_end"),
        number.otherwise(pl.format("line-{}", "line")).alias("payment"),
        pl.lit(1, pl.Int32).alias("payments"),
        pl.col("description").fill_null(""),
        pl.col("currency").fill_null(asked.reading.currency),
        contract.alias("contract"),
        pl.when(contract == "").then(pl.lit("")).otherwise(keys(contract)).alias("contract_key"),
    ]


def _contracts(asked: Asked, given: Given | None) -> tuple[pl.DataFrame, list[Finding]]:
    if given is None:
        rows = _empty(CONTRACTS).with_columns(kind=pl.lit(""))
        return rows.with_columns(
            supplier_key=pl.lit(""), contract_key=pl.lit(""), department_key=pl.lit("")
        ), []
    rows = _typed(asked, Table.CONTRACTS, given)
    found = checks.check_currency(rows, asked.reading.currency, Table.CONTRACTS)
    told = told_kinds(rows)
    found += checks.check_guessed(told)
    by = ["supplier", "supplier_code", "supplier_kind"]
    rows = rows.join(told, on=by, how="left", nulls_equal=True, maintain_order="left")
    return rows.with_columns(
        keyed(rows, "supplier", "supplier_code").alias("supplier_key"),
        keys(pl.col("contract")).alias("contract_key"),
        keys(pl.col("department")).alias("department_key"),
        pl.col("programme").fill_null(""),
        pl.col("method", "category").fill_null("").str.to_lowercase(),
    ), found


def _results(asked: Asked, given: Given | None) -> pl.DataFrame:
    rows = _empty(RESULTS) if given is None else _typed(asked, Table.RESULTS, given)
    return _below_department(rows).with_columns(
        pl.col("programme").fill_null("Not said"),
        pl.col("one").fill_null("case"),
        pl.col("address").fill_null(""),
    )


def _below_department(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with the keys of their department and, below it, of their programme."""
    with_keys = rows.with_columns(
        keyed(rows, "department", "department_code").alias("department_key"),
        keyed(rows, "programme", "programme_code").alias("programme_key"),
    )
    return with_keys.with_columns(
        pl.format("{}/{}", "department_key", "programme_key").alias("programme_key")
    )


def _placed(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with the keys of where they belong: department, programme (below its department) and account."""
    with_keys = _below_department(rows).with_columns(
        keyed(rows, "account", "account_code").alias("account_key"),
        *([keyed(rows, "supplier", "supplier_code").alias("supplier_key")] if "supplier" in rows else []),
    )
    return with_keys.with_columns(
        pl.col("department").fill_null("Not said"),
        pl.col("programme").fill_null("Not said"),
        pl.col("account").fill_null("Not said"),
    )


def _without_people(paid: pl.DataFrame) -> pl.DataFrame:
    person = pl.col("kind") == "person"
    named = paid.filter(~person).select(PAYMENT_ROW)
    people = paid.filter(person)
    if not people.height:
        return named
    return pl.concat([named, summed_up(people).select(PAYMENT_ROW).cast(named.schema)])


def _contracts_without_people(bought: pl.DataFrame) -> pl.DataFrame:
    person = pl.col("kind") == "person"
    return bought.with_columns(
        pl.when(person).then(pl.lit(PEOPLE)).otherwise("supplier_key").alias("supplier_key"),
        pl.when(person).then(pl.lit(PEOPLE_NAME)).otherwise("supplier").alias("supplier"),
    )


def _empty(columns: tuple[MoneyColumn, ...]) -> pl.DataFrame:
    return pl.DataFrame(schema={each.name: TYPES[each.holds] for each in columns} | {"line": pl.UInt32})


__all__ = ["NOT_SAID", "Asked", "Prepared", "Tables", "key_of", "prepare_year"]
