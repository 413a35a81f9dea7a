"""The facts that measures are computed from: a table with one row a case, and one with an answer of feedback a row.

A fact that is not known is null, and is never guessed. Times are aware, on the clock of the office.

| fact           | what it is |
|----------------|---------------------------------------------------------------------------------------------------|
| `case`         | the pseudonym of the case; of an application that was never sent, a name of its own |
| `started`      | when the form was begun; when it was sent, where that is not known |
| `begun`        | when the application was sent, which is when the case begins; null where it never was |
| `closed`       | when the applicant was done with the form: it was sent, or given up; null while it is filled in |
| `decided`      | when the service decided, whatever the decision: a no is a decision |
| `ended`        | when the case was over |
| `over`         | when it was decided, or ended without a decision: work no longer waits for the service |
| `outcome`      | the name of the ending |
| `meaning`      | "approved" or "rejected", where the service says what its endings mean |
| `channel`      | "online", "assisted" (staff filled in the form for the applicant), "paper" or "api" |
| `language`     | code of the language of the application |
| `version`      | number of the service's version |
| `department`   | short name of the department that did the last work |
| `due_legal`, `due_promised`  | by when the case had to be decided by law, and by the service's promise |
| `returns`      | how often work was done once more that had been done in the case before (rework) |
| `handovers`    | how often work went on in another department than the one before |
| `steps`        | pieces of work that staff completed |
| `days`         | days from `begun` to `decided`, weekends included, to the second |
| `age`          | days from `begun` to the end of the period; only in measures of what is open |
| `as_of`        | the moment up to which the record is known |

A definition may add facts of its own from the answers of the form (`groups`). Feedback has the facts `at` (when),
`score` (1 to 5), `ending` (after which ending: "sent", "decided", "withdrawn", "left"), `channel`, `version`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

TEXT, NUMBER, MOMENT = pl.String(), pl.Float64(), pl.Datetime("us", "UTC")
CASES: dict[str, pl.DataType] = {
    "case": TEXT,
    "started": MOMENT,
    "begun": MOMENT,
    "closed": MOMENT,
    "decided": MOMENT,
    "ended": MOMENT,
    "outcome": TEXT,
    "meaning": TEXT,
    "channel": TEXT,
    "language": TEXT,
    "version": NUMBER,
    "department": TEXT,
    "due_legal": MOMENT,
    "due_promised": MOMENT,
    "returns": NUMBER,
    "handovers": NUMBER,
    "steps": NUMBER,
}
"""The facts of a case that are kept."""
FEEDBACK: dict[str, pl.DataType] = {
    "at": MOMENT,
    "score": NUMBER,
    "ending": TEXT,
    "channel": TEXT,
    "version": NUMBER,
}
DERIVED: dict[str, pl.DataType] = {"over": MOMENT, "days": NUMBER, "age": NUMBER, "as_of": MOMENT}
"""Facts that follow from the others, or from the moment that is asked about."""
OF_CASES: dict[str, pl.DataType] = {**CASES, **DERIVED}
OF_FEEDBACK: dict[str, pl.DataType] = {**FEEDBACK, "as_of": MOMENT}


@dataclass(frozen=True)
class Source:
    """Where the rows of a measure come from: its name, its facts, and the date that places a row unless told."""

    name: str
    facts: Mapping[str, pl.DataType]
    date: str


SOURCES = {
    "cases": Source("cases", OF_CASES, "decided"),
    "feedback": Source("feedback", OF_FEEDBACK, "at"),
}
"""Sources with facts that are known beforehand; a dataset has columns of its own, typed-in values have none."""


def cases_frame(
    rows: Iterable[Mapping[str, Any]], groups: Iterable[str] = (), *, zone: str = "UTC"
) -> pl.DataFrame:
    """Rows of facts as the table of cases, with what follows from them; times on the clock of `zone`."""
    schema: dict[str, pl.DataType] = {**CASES, **dict.fromkeys(groups, TEXT)}
    return derived(pl.DataFrame(list(rows), schema=schema, orient="row"), zone)


def feedback_frame(rows: Iterable[Mapping[str, Any]], *, zone: str = "UTC") -> pl.DataFrame:
    """Rows of feedback as a table; times on the clock of `zone`."""
    frame = pl.DataFrame(list(rows), schema=FEEDBACK, orient="row")
    return frame.with_columns(pl.col("at").dt.convert_time_zone(zone))


def derived(cases: pl.DataFrame, zone: str) -> pl.DataFrame:
    """A table of cases with `over` and `days`, and its times on the clock of `zone`."""
    times = [name for name, kind in CASES.items() if kind == MOMENT]
    return cases.with_columns(pl.col(times).dt.convert_time_zone(zone)).with_columns(
        over=pl.coalesce("decided", "ended"),
        days=days_between(pl.col("begun"), pl.col("decided")),
    )


def days_between(first: pl.Expr, last: pl.Expr) -> pl.Expr:
    """Days from one moment to another, with the parts of a day that are left."""
    return (last - first).dt.total_microseconds() / 86_400e6
