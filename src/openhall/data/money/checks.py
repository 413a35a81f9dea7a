"""What is told to a publisher before the tables of a year are published: what does not fit, and where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import polars as pl

from openhall.data.money.amounts import exact

SHOWN = 5


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
    words   one sentence: what, how often, and what to do
    lines   the first lines of the file that it is about
    """

    kind: str
    weight: Weight
    words: str
    lines: tuple[int, ...] = ()


def check_total(rows: pl.DataFrame, totals: pl.DataFrame, currency: str) -> list[Finding]:
    """A line of totals in the budget must be the sum of the others; it is left out of the sums."""
    found = []
    for total in totals.iter_rows(named=True):
        for column in ("plan", "revised", "spent"):
            said, summed = total[column], int(rows[column].sum() or 0)
            if said is not None and said != summed:
                found.append(
                    Finding(
                        "sums",
                        Weight.STOPS,
                        f"Line {total['line']} says that {column} is {exact(said, currency)} in all; "
                        f"the lines sum up to {exact(summed, currency)}.",
                        (int(total["line"]),),
                    )
                )
    return found


def check_dates(payments: pl.DataFrame, first: date, last: date) -> list[Finding]:
    """Every payment lies in the year."""
    outside = payments.filter((pl.col("date") < first) | (pl.col("date") > last))
    return _found(
        outside, "dates", Weight.STOPS,
        f"{_count(outside, 'payment')} not between {first.isoformat()} and {last.isoformat()}. "
        "Give each payment with the year it was made in.",
    )  # fmt: skip


def check_currency(rows: pl.DataFrame, currency: str, what: str) -> list[Finding]:
    """One currency in a year: others are converted by whoever kept the accounts, not by us."""
    other = rows.filter(pl.col("currency").fill_null(currency) != currency)
    names = ", ".join(sorted(set(other["currency"].to_list()))[:SHOWN])
    return _found(
        other, "currency", Weight.STOPS,
        f"{_count(other, what)} in {names} and not in {currency}. Give what the accounts say in {currency}.",
    )  # fmt: skip


def check_numbers(payments: pl.DataFrame) -> list[Finding]:
    """A number is that of one payment, and a payment is there once."""
    numbered = payments.filter(pl.col("payment").is_not_null())
    same = ["payment", "date", "supplier", "amount", "description", "account", "programme", "contract"]
    twice = numbered.filter(pl.struct(same).is_duplicated())
    doubled = twice.filter(~pl.struct(same).is_first_distinct())
    return _found(
        doubled, "duplicates", Weight.STOPS,
        f"{_count(doubled, 'payment')} in the table twice with the same number. Take the second one out.",
    )  # fmt: skip


def check_alike(payments: pl.DataFrame) -> list[Finding]:
    """Payments that are the same but for their number may be one that was paid twice."""
    alike = ["date", "supplier", "amount", "description", "account", "programme", "contract"]
    again = payments.filter(pl.struct(alike).is_duplicated() & ~pl.struct(alike).is_first_distinct())
    same_number = pl.struct("payment", *alike).is_duplicated() & pl.col("payment").is_not_null()
    again = again.join(payments.filter(same_number).select("line"), on="line", how="anti")
    return _found(
        again, "alike", Weight.LOOK,
        f"{_count(again, 'payment')} the same as another one in day, supplier, amount and description. "
        "Were they paid twice?",
    )  # fmt: skip


def check_negative(payments: pl.DataFrame) -> list[Finding]:
    """Money that comes back says why."""
    bare = payments.filter(
        (pl.col("amount") < 0) & (pl.col("description").fill_null("").str.len_chars() == 0)
    )
    return _found(
        bare, "negative", Weight.LOOK,
        f"{_count(bare, 'negative payment')} without a description. Say in it why the money came back.",
    )  # fmt: skip


def check_places(payments: pl.DataFrame, budget: pl.DataFrame) -> list[Finding]:
    """Departments and programmes of payments are in the budget."""
    found = []
    for key, name in (("department_key", "department"), ("programme_key", "programme")):
        known = set(budget[key].to_list())
        unknown = payments.filter(~pl.col(key).is_in(known))
        if name == "programme":
            unknown = unknown.filter(pl.col("department_key").is_in(budget["department_key"].to_list()))
        names = unknown[name].fill_null("no name").unique(maintain_order=True).to_list()
        found += _found(
            unknown, f"unknown {name}", Weight.LOOK,
            f"{_count(unknown, 'payment')} of a {name} that the budget does not have: {_listed(names)}. "
            "Without a plan they show as spent only.",
        )  # fmt: skip
    return found


def check_results(results: pl.DataFrame, budget: pl.DataFrame) -> list[Finding]:
    """Services are paid from programmes that the budget has, so that their cases can be set beside money."""
    unknown = results.filter(~pl.col("programme_key").is_in(budget["programme_key"].to_list()))
    names = unknown["programme"].unique(maintain_order=True).to_list()
    return _found(
        unknown, "unknown result", Weight.LOOK,
        f"{_count(unknown, 'result')} of a programme that the budget does not have: {_listed(names)}. "
        "What a case costs cannot be said of it.",
    )  # fmt: skip


def check_contracts(payments: pl.DataFrame, contracts: pl.DataFrame, currency: str) -> list[Finding]:
    """Contracts are there once, payments name those that are there, and no more is paid than a contract is worth."""
    doubled = contracts.filter(pl.col("contract_key").is_duplicated())
    twice = doubled["contract"].unique(maintain_order=True).to_list()
    found = _found(
        doubled, "contract twice", Weight.STOPS, f"Contract numbers are there more than once: {_listed(twice)}.",
    )  # fmt: skip
    named = payments.filter(pl.col("contract_key") != "")
    unknown = named.filter(~pl.col("contract_key").is_in(contracts["contract_key"].to_list()))
    found += _found(
        unknown, "unknown contract", Weight.LOOK,
        f"{_count(unknown, 'payment')} under a contract that is not in the table of contracts: "
        f"{_listed(unknown['contract'].unique(maintain_order=True).to_list())}.",
    )  # fmt: skip
    paid = named.group_by("contract_key").agg(pl.col("amount").sum().alias("paid"))
    over = contracts.join(paid, on="contract_key").filter(pl.col("paid") > pl.col("amount"))
    words = [
        f"{row['contract']} ({exact(row['paid'], currency)} of {exact(row['amount'], currency)})"
        for row in over.iter_rows(named=True)
    ]
    return found + _found(
        over, "over contract", Weight.LOOK,
        f"{_count(over, 'contract')} paid more than its worth in this year alone: {_listed(words)}.",
    )  # fmt: skip


def check_accounts(budget: pl.DataFrame, payments: pl.DataFrame, currency: str) -> list[Finding]:
    """Where the accounts say what was spent, payments do not come to more in any department."""
    if budget["spent"].null_count() == budget.height:
        return []
    said = budget.group_by("department_key", "department", maintain_order=True).agg(pl.col("spent").sum())
    paid = payments.group_by("department_key").agg(pl.col("amount").sum().alias("paid"))
    more = said.join(paid, on="department_key").filter(pl.col("paid") > pl.col("spent"))
    words = [
        f"{row['department']} (paid {exact(row['paid'], currency)}, accounts {exact(row['spent'], currency)})"
        for row in more.iter_rows(named=True)
    ]
    return _found(
        more.with_columns(line=pl.lit(None, pl.Int64)), "accounts", Weight.LOOK,
        f"Payments come to more than the accounts say was spent: {_listed(words)}.",
    )  # fmt: skip


def check_guessed(told: pl.DataFrame) -> list[Finding]:
    """Who was taken for a person though the table does not say so."""
    guessed = told.filter(pl.col("why") != "")
    if not guessed.height:
        return []
    names = _listed(guessed["supplier"].to_list())
    one = guessed.height == 1
    return [
        Finding(
            "guessed people",
            Weight.LOOK,
            f"{guessed.height:,} supplier{' is' if one else 's are'} taken for {'a person' if one else 'people'} "
            f"and not named: {names}. Give the kind or the number of a firm to have it named.",
        )
    ]


def _found(rows: pl.DataFrame, kind: str, weight: Weight, words: str) -> list[Finding]:
    if not rows.height:
        return []
    lines = tuple(int(line) for line in rows["line"].drop_nulls().head(SHOWN).to_list())
    return [Finding(kind, weight, words, lines)]


def _count(rows: pl.DataFrame, what: str) -> str:
    one = rows.height == 1
    return f"{rows.height:,} {what}{'' if one else 's'} {'is' if one else 'are'}"


def _listed(names: list[str]) -> str:
    shown = ", ".join(str(name) for name in names[:SHOWN])
    return shown + (f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else "")
