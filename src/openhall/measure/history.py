"""The facts of cases from the events of another system: a past that measures may begin with."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

EVENTS: dict[str, pl.DataType] = {
    "case": pl.String(),
    "activity": pl.String(),
    "at": pl.Datetime("us", "UTC"),
    "department": pl.String(),
    "staff": pl.Boolean(),
}
"""What is asked of an event. staff: whether a person of the office did it; else it is no work."""


def facts_of_events(events: pl.DataFrame, decided_by: Collection[str]) -> pl.DataFrame:
    """The facts of each case, a row a case: case, begun, decided, ended, steps, returns, handovers, department.

    events      rows with the columns of `EVENTS`, in the order in which things happened
    decided_by  the activities that are the decision; () where the last event is
    A case is ended by its last event; whether it really was is for who gives the events to know.
    """
    own = events.select(*EVENTS)
    decided = pl.col("at").filter(pl.col("activity").is_in(list(decided_by))).first()
    work = (
        own.filter("staff")
        .group_by("case", maintain_order=True)
        .agg(
            steps=pl.len().cast(pl.Float64),
            returns=(pl.len() - pl.col("activity").n_unique()).cast(pl.Float64),
            handovers=(pl.col("department").drop_nulls().ne(pl.col("department").drop_nulls().shift(1)))
            .sum()
            .cast(pl.Float64),
            department=pl.col("department").drop_nulls().last(),
        )
    )
    return (
        own.group_by("case", maintain_order=True)
        .agg(
            begun=pl.col("at").first(),
            decided=decided if decided_by else pl.col("at").last(),
            ended=pl.col("at").last(),
        )
        .join(work, on="case", how="left")
        .with_columns(pl.col("steps", "returns", "handovers").fill_null(0.0))
    )
