"""Polars, DuckDB and Openhall's own kernels say the same of the same log."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pytest

from openhall.mining.log import ACTIVITY, CASE, TIME
from openhall.mining.portable import ORDER, portable_steps
from openhall.mining.read.build import Reading, build
from openhall.mining.steps import step_table


@pytest.fixture
def events() -> pl.DataFrame:
    rng = np.random.default_rng(3)
    n = 5_000
    return pl.DataFrame(
        {
            CASE: pl.Series(rng.integers(0, 400, n)).cast(pl.String),
            ACTIVITY: pl.Series(["a", "b", "c", "d"])[rng.integers(0, 4, n)],
            # Whole hours, so that many events of a case have the same time and the order of the file decides.
            TIME: pl.Series(rng.integers(0, 500, n) * 3_600_000_000).cast(pl.Datetime("us", "UTC")),
            ORDER: np.arange(n),
        }
    )


def rows(table: pl.DataFrame) -> dict[tuple[str, str], tuple[int, int, float]]:
    return {
        (row["from"], row["to"]): (row["count"], row["cases"], pytest.approx(row["mean_s"], rel=1e-9))
        for row in table.iter_rows(named=True)
    }


def test_polars_gives_the_steps_of_the_kernels(events: pl.DataFrame) -> None:
    ours = step_table(build(Reading(events.drop(ORDER))))
    assert rows(portable_steps(events.with_columns(pl.col(TIME).to_physical()).lazy()).collect()) == rows(
        ours
    )


def test_duckdb_gives_the_steps_of_the_kernels(events: pl.DataFrame, tmp_path: Path) -> None:
    path = tmp_path / "events.parquet"
    events.with_columns(pl.col(TIME).to_physical()).write_parquet(path)
    theirs = portable_steps(duckdb.connect().read_parquet(str(path))).pl()
    ours = step_table(build(Reading(events.drop(ORDER))))
    assert rows(theirs) == rows(ours)
