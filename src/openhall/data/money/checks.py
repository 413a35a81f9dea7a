"""What is told to a publisher before the tables of a year are published: what does not fit, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import polars as pl

from openhall.data.money.amounts import exact
from openhall.data.money.columns import Table
from openhall.process.saying import Value, commas, gettext, gettext_noop

SHOWN = 5
TWICE = gettext_noop("Contract numbers are there more than once: %(names)s.")


class Weight(StrEnum):
    """How much a finding weighs."""

    STOPS = "stops"
    """It must be mended before the tables are published."""
    LOOK = "look"
    """Somebody should look at it; it may be right."""


@dataclass(frozen=True)
class Finding:
    """Something that a check found.

    kind    the name of the check, for machines
    said    one sentence: what, how often, and what to do
    lines   the first lines of the file that it is about
    """

    kind: str
    weight: Weight
    said: str
    lines: tuple[int, ...] = ()


TOTALS = {
    "plan": gettext_noop("Line %(line)s says that plan is %(said)s in all; the lines sum up to %(summed)s."),
    "revised": gettext_noop(
        "Line %(line)s says that revised is %(said)s in all; the lines sum up to %(summed)s."
    ),
    "spent": gettext_noop(
        "Line %(line)s says that spent is %(said)s in all; the lines sum up to %(summed)s."
    ),
}


def check_total(rows: pl.DataFrame, totals: pl.DataFrame, currency: str) -> list[Finding]:
    """A line of totals in the budget must be the sum of the others; it is left out of the sums."""
    found = []
    for total in totals.iter_rows(named=True):
        for column, words in TOTALS.items():
            said, summed = total[column], int(rows[column].sum() or 0)
            if said is not None and said != summed:
                line = int(total["line"])
                wrong = gettext(words, line=line, said=exact(said, currency), summed=exact(summed, currency))
                found.append(Finding("sums", Weight.STOPS, wrong, (line,)))
    return found


def check_dates(payments: pl.DataFrame, first: date, last: date) -> list[Finding]:
    """Every payment lies in the year."""
    outside = payments.filter((pl.col("date") < first) | (pl.col("date") > last))
    return _found(
        outside, "dates", Weight.STOPS,
        gettext_noop(
            "1 payment is not between %(first)s and %(last)s. Give each payment with the year it was made in."
        ),
        gettext_noop(
            "%(n)s payments are not between %(first)s and %(last)s. Give each payment with the year it was made in."
        ),
        first=first.isoformat(), last=last.isoformat(),
    )  # fmt: skip


OTHER_CURRENCY = {
    Table.PAYMENTS: (
        gettext_noop(
            "1 payment is in %(others)s and not in %(currency)s. Give what the accounts say in %(currency)s."
        ),
        gettext_noop(
            "%(n)s payments are in %(others)s and not in %(currency)s. Give what the accounts say in %(currency)s."
        ),
    ),
    Table.CONTRACTS: (
        gettext_noop(
            "1 contract is in %(others)s and not in %(currency)s. Give what the accounts say in %(currency)s."
        ),
        gettext_noop(
            "%(n)s contracts are in %(others)s and not in %(currency)s. Give what the accounts say in %(currency)s."
        ),
    ),
}


def check_currency(rows: pl.DataFrame, currency: str, table: Table) -> list[Finding]:
    """One currency in a year: others are converted by whoever kept the accounts, not by us."""
    other = rows.filter(pl.col("currency").fill_null(currency) != currency)
    names = ", ".join(sorted(set(other["currency"].to_list()))[:SHOWN])
    return _found(other, "currency", Weight.STOPS, *OTHER_CURRENCY[table], others=names, currency=currency)


def check_numbers(payments: pl.DataFrame) -> list[Finding]:
    """A number is that of one payment, and a payment is there once."""
    numbered = payments.filter(pl.col("payment").is_not_null())
    same = ["payment", "date", "supplier", "amount", "description", "account", "programme", "contract"]
    twice = numbered.filter(pl.struct(same).is_duplicated())
    doubled = twice.filter(~pl.struct(same).is_first_distinct())
    return _found(
        doubled, "duplicates", Weight.STOPS,
        gettext_noop("1 payment is in the table twice with the same number. Take the second one out."),
        gettext_noop("%(n)s payments are in the table twice with the same number. Take the second one out."),
    )  # fmt: skip


def check_alike(payments: pl.DataFrame) -> list[Finding]:
    """Payments that are the same but for their number may be one that was paid twice."""
    alike = ["date", "supplier", "amount", "description", "account", "programme", "contract"]
    again = payments.filter(pl.struct(alike).is_duplicated() & ~pl.struct(alike).is_first_distinct())
    same_number = pl.struct("payment", *alike).is_duplicated() & pl.col("payment").is_not_null()
    again = again.join(payments.filter(same_number).select("line"), on="line", how="anti")
    return _found(
        again, "alike", Weight.LOOK,
        gettext_noop(
            "1 payment is the same as another one in day, supplier, amount and description. Were they paid twice?"
        ),
        gettext_noop(
            "%(n)s payments are the same as another one in day, supplier, amount and description. "
            "Were they paid twice?"
        ),
    )  # fmt: skip


def check_negative(payments: pl.DataFrame) -> list[Finding]:
    """Money that comes back says why."""
    bare = payments.filter(
        (pl.col("amount") < 0) & (pl.col("description").fill_null("").str.len_chars() == 0)
    )
    return _found(
        bare, "negative", Weight.LOOK,
        gettext_noop("1 negative payment is without a description. Say in it why the money came back."),
        gettext_noop("%(n)s negative payments are without a description. Say in it why the money came back."),
    )  # fmt: skip


UNKNOWN_PLACE = {
    "department": (
        gettext_noop(
            "1 payment is of a department that the budget does not have: %(names)s. "
            "Without a plan they show as spent only."
        ),
        gettext_noop(
            "%(n)s payments are of a department that the budget does not have: %(names)s. "
            "Without a plan they show as spent only."
        ),
    ),
    "programme": (
        gettext_noop(
            "1 payment is of a programme that the budget does not have: %(names)s. "
            "Without a plan they show as spent only."
        ),
        gettext_noop(
            "%(n)s payments are of a programme that the budget does not have: %(names)s. "
            "Without a plan they show as spent only."
        ),
    ),
}


def check_places(payments: pl.DataFrame, budget: pl.DataFrame) -> list[Finding]:
    """Departments and programmes of payments are in the budget."""
    found = []
    for name, (one, many) in UNKNOWN_PLACE.items():
        key = f"{name}_key"
        known = set(budget[key].to_list())
        unknown = payments.filter(~pl.col(key).is_in(known))
        if name == "programme":
            unknown = unknown.filter(pl.col("department_key").is_in(budget["department_key"].to_list()))
        names = unknown[name].fill_null("no name").unique(maintain_order=True).to_list()
        found += _found(unknown, f"unknown {name}", Weight.LOOK, one, many, names=_listed(names))
    return found


def check_results(results: pl.DataFrame, budget: pl.DataFrame) -> list[Finding]:
    """Services are paid from programmes that the budget has, so that their cases can be set beside money."""
    unknown = results.filter(~pl.col("programme_key").is_in(budget["programme_key"].to_list()))
    names = unknown["programme"].unique(maintain_order=True).to_list()
    return _found(
        unknown, "unknown result", Weight.LOOK,
        gettext_noop(
            "1 result is of a programme that the budget does not have: %(names)s. "
            "What a case costs cannot be said of it."
        ),
        gettext_noop(
            "%(n)s results are of a programme that the budget does not have: %(names)s. "
            "What a case costs cannot be said of it."
        ),
        names=_listed(names),
    )  # fmt: skip


def check_contracts(payments: pl.DataFrame, contracts: pl.DataFrame, currency: str) -> list[Finding]:
    """Contracts are there once, payments name those that are there, and no more is paid than a contract is worth."""
    doubled = contracts.filter(pl.col("contract_key").is_duplicated())
    twice = doubled["contract"].unique(maintain_order=True).to_list()
    found = _found(doubled, "contract twice", Weight.STOPS, *2 * (TWICE,), names=_listed(twice))
    named = payments.filter(pl.col("contract_key") != "")
    unknown = named.filter(~pl.col("contract_key").is_in(contracts["contract_key"].to_list()))
    found += _found(
        unknown, "unknown contract", Weight.LOOK,
        gettext_noop("1 payment is under a contract that is not in the table of contracts: %(names)s."),
        gettext_noop("%(n)s payments are under a contract that is not in the table of contracts: %(names)s."),
        names=_listed(unknown["contract"].unique(maintain_order=True).to_list()),
    )  # fmt: skip
    paid = named.group_by("contract_key").agg(pl.col("amount").sum().alias("paid"))
    over = contracts.join(paid, on="contract_key").filter(pl.col("paid") > pl.col("amount"))
    words = [
        gettext(
            "%(name)s (%(paid)s of %(worth)s)",
            name=row["contract"],
            paid=exact(row["paid"], currency),
            worth=exact(row["amount"], currency),
        )
        for row in over.iter_rows(named=True)
    ]
    return found + _found(
        over, "over contract", Weight.LOOK,
        gettext_noop("1 contract is paid more than its worth in this year alone: %(names)s."),
        gettext_noop("%(n)s contracts are paid more than its worth in this year alone: %(names)s."),
        names=_listed(words),
    )  # fmt: skip


def check_accounts(budget: pl.DataFrame, payments: pl.DataFrame, currency: str) -> list[Finding]:
    """Where the accounts say what was spent, payments do not come to more in any department."""
    if budget["spent"].null_count() == budget.height:
        return []
    said = budget.group_by("department_key", "department", maintain_order=True).agg(pl.col("spent").sum())
    paid = payments.group_by("department_key").agg(pl.col("amount").sum().alias("paid"))
    more = said.join(paid, on="department_key").filter(pl.col("paid") > pl.col("spent"))
    words = [
        gettext(
            "%(name)s (paid %(paid)s, accounts %(spent)s)",
            name=row["department"],
            paid=exact(row["paid"], currency),
            spent=exact(row["spent"], currency),
        )
        for row in more.iter_rows(named=True)
    ]
    return _found(
        more.with_columns(line=pl.lit(None, pl.Int64)), "accounts", Weight.LOOK,
        *2 * (gettext_noop("Payments come to more than the accounts say was spent: %(names)s."),),
        names=_listed(words),
    )  # fmt: skip


def check_guessed(told: pl.DataFrame) -> list[Finding]:
    """Who was taken for a person though the table does not say so."""
    guessed = told.filter(pl.col("why") != "")
    if not guessed.height:
        return []
    one = gettext_noop(
        "1 supplier is taken for a person and not named: %(names)s. Give the kind or the number of a firm to have it "
        "named."
    )
    many = gettext_noop(
        "%(n)s suppliers are taken for people and not named: %(names)s. Give the kind or the number of a firm to have "
        "it named."
    )
    names = _listed(guessed["supplier"].to_list())
    words = gettext(one if guessed.height == 1 else many, n=guessed.height, names=names)
    return [Finding("guessed people", Weight.LOOK, words)]


def _found(
    rows: pl.DataFrame, kind: str, weight: Weight, one: str, many: str, **parts: Value
) -> list[Finding]:
    """A finding on rows, if there are any. `one` says it of one row, `many` of `n`."""
    if not rows.height:
        return []
    lines = tuple(int(line) for line in rows["line"].drop_nulls().head(SHOWN).to_list())
    words = gettext(one if rows.height == 1 else many, n=rows.height, **parts)
    return [Finding(kind, weight, words, lines)]


def _listed(names: Sequence[str]) -> str:
    shown = commas(names[:SHOWN])
    if len(names) <= SHOWN:
        return shown
    return gettext("%(names)s and %(more)s more", names=shown, more=len(names) - SHOWN)
