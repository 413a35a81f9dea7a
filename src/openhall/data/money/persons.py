"""Who among those that are paid is a person: they are not named, and their payments are summed up.

The rule, in a sentence for the pages, is `RULE`. A table says of each supplier what kind it is; where it does not, a
supplier without a number whose name looks like a person's is taken for one: in doubt nobody is named. The publisher
sees who was taken for a person, and gives the kind to have a firm named.
"""

from __future__ import annotations

import hashlib
import re

import polars as pl

from openhall.data.money.names import key_of
from openhall.process.saying import gettext_noop

PEOPLE = "people"
"""The key under which all payments to people lie."""
PEOPLE_NAME = "People (not named)"
FEWEST = 10
"""Fewer payments than this are not shown by month, and not counted."""


RULE = gettext_noop(
    "People are not named: payments to staff, sole traders and people who receive a benefit or a grant are summed up "
    "by month, programme and account, and over the whole year where a month has fewer than 10 of them."
)

PERSONAL = {
    "person", "persons", "people", "individual", "private-individual", "natural-person", "sole-trader",
    "sole-proprietor", "self-employed", "freelancer", "recipient", "benefit-recipient", "beneficiary", "claimant",
    "staff", "employee", "employees", "payroll", "pensioner", "foster-carer", "carer", "tenant", "landlord", "student",
    "redacted", "redacted-personal-data",
}  # fmt: skip
NAMED = {
    "company": "company", "limited-company": "company", "plc": "company", "private-company": "company",
    "firm": "company",
    "partnership": "company", "cooperative": "company", "social-enterprise": "company", "legal-entity": "company",
    "charity": "charity", "voluntary": "charity", "non-profit": "charity", "association": "charity",
    "foundation": "charity",
    "public-body": "public body", "public": "public body", "government": "public body", "council": "public body",
    "local-authority": "public body", "school": "public body", "university": "public body",
}  # fmt: skip
"""Kinds of supplier as tables have them, and the three kinds by which we call them."""

TITLE = re.compile(
    r"^(mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|cllr|rev|herr|frau|madame|señora?)\.?\s", re.I
)
FIRM = re.compile(
    r"\b(ltd|limited|plc|llp|llc|inc|corp|corporation|gmbh|ag|kg|ug|bv|nv|sa|sas|sarl|srl|spa|oy|oyj|ab|as|aps|a/s|co|company|"
    r"group|holdings?|partners|partnership|services?|solutions|systems|supplies|consult\w*|contractors?|"
    r"engineer\w*|build\w*|construction|software|technolog\w*|logistics|transport|energy|water|gas|power|electric\w*|"
    r"telecom\w*|media|press|bank|insurance|council|county|city|borough|district|ministry|department|authority|agency|"
    r"commission|office|police|fire|hospital|clinic|pharmacy|health|care|home|homes|school|academy|college|university|"
    r"trust|foundation|association|society|institute|union|club|church|parish|museum|library|charity|hotel|motors|"
    r"garage|garden\w*|farm|foods?|catering|print\w*|security|cleaning|waste|recycling|housing|estates?|properties|"
    r"architects?|solicitors|accountants|international|europe|uk|the|and|of|for|&)\b|&|\d",
    re.I,
)
WORD = re.compile(r"^[^\W\d_][\w'’.-]*$")


def kind_of(kind: str | None, name: str, number: str | None) -> tuple[str, str]:
    """What kind a supplier is, and why if it was guessed.

    Returns ("person", "") where the table says so; ("person", why) where the name looks like one; else ("company" |
    "charity" | "public body" | "", "").
    """
    given = key_of(kind) if kind else ""
    if given in PERSONAL:
        return "person", ""
    if given in NAMED:
        return NAMED[given], ""
    if number:
        return "", ""
    if TITLE.match(name):
        return "person", "begins with a title"
    words = name.replace(",", " ").split()
    looks = 2 <= len(words) <= 4 and all(WORD.match(word) for word in words) and not FIRM.search(name)
    return ("person", "looks like the name of a person and has no number") if looks else ("", "")


def told_kinds(rows: pl.DataFrame) -> pl.DataFrame:
    """The distinct suppliers of a table (supplier, supplier_code, supplier_kind) with `kind` and `why`."""
    distinct = rows.select("supplier", "supplier_code", "supplier_kind").unique(maintain_order=True)
    told = [kind_of(kind, name or "", number) for name, number, kind in distinct.iter_rows()]
    return distinct.with_columns(
        pl.Series("kind", [kind for kind, _ in told], dtype=pl.String),
        pl.Series("why", [why for _, why in told], dtype=pl.String),
    )


def _number_of(words: str) -> str:
    """The number of a sum: the same for the same programme, account and day, and a word of no language."""
    return f"S-{hashlib.sha256(words.encode()).hexdigest()[:10]}"


def summed_up(people: pl.DataFrame) -> pl.DataFrame:
    """The payments to people, summed up by the rule; same columns, `payments` counts those in each row.

    Where fewer than `FEWEST` are summed up even over the year, the row has no count and the year's last day.
    """
    group = ["year", "department_key", "department", "programme_key", "programme", "account_key", "account"]
    by_month = people.with_columns(pl.col("date").dt.month_end().alias("until"))
    counted = by_month.with_columns(pl.len().over([*group, "until"]).alias("n"))
    few = pl.col("n") < FEWEST
    # A year with one small month would give that month back by subtraction: then all its months are one sum.
    some_few = few.any().over(group)
    last = pl.col("year_end")
    dated = counted.with_columns(pl.when(some_few).then(last).otherwise(pl.col("until")).alias("date"))
    sums = dated.group_by([*group, "date", "currency"], maintain_order=True).agg(
        pl.col("amount").sum(), pl.len().cast(pl.Int32).alias("payments"), pl.col("line").min()
    )
    words = pl.when(pl.col("payments") < FEWEST).then(None).otherwise(pl.col("payments"))
    return sums.with_columns(
        words.alias("payments"),
        pl.format("{} {} {}", "programme_key", "account_key", "date")
        .map_elements(_number_of, return_dtype=pl.String)
        .alias("payment"),
        pl.lit(PEOPLE).alias("supplier_key"),
        pl.lit(PEOPLE_NAME).alias("supplier"),
        pl.lit(None, pl.String).alias("supplier_code"),
        pl.lit("person").alias("kind"),
        pl.lit("").alias("contract"),
        pl.lit("").alias("contract_key"),
        pl.col("account").alias("description"),
    )
