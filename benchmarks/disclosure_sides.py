"""Disclosure control, timed: `disclosure_sides.py WORK`, each in a process of its own. Made-up rows, a fixed seed."""

from __future__ import annotations

import json
import resource
import sys
from typing import Any

import numpy as np
import polars as pl

from sides import counted


def residents(n: int = 1_000_000) -> pl.DataFrame:
    """A million people: three columns that say who they may be, one that is sensitive, one of free text."""
    random = np.random.default_rng(1)
    return pl.DataFrame(
        {
            "postcode": pl.Series([f"PA{a} {b}AB" for a in range(1, 40) for b in range(1, 9)]).sample(
                n, with_replacement=True, seed=1
            ),
            "age": random.integers(0, 95, n),
            "sex": random.choice(["f", "m"], n),
            "illness": random.choice(list("abcdefgh"), n),
            "note": random.choice(["lamp", "pothole near the school", "tree", "bin", "noise"], n),
        }
    )


def cases(n: int = 500_000) -> pl.DataFrame:
    """Half a million cases in 120 wards of 12 districts, 24 months and 12 kinds, as unevenly as such things are."""
    random = np.random.default_rng(2)
    ward = random.choice(120, n, p=random.dirichlet(np.full(120, 1.0)))
    kind = random.choice(12, n, p=random.dirichlet(np.full(12, 0.4)))
    return pl.DataFrame(
        {"ward": ward, "district": ward // 10, "month": random.integers(0, 24, n), "kind": kind}
    ).with_columns(year=pl.col("month") // 12)


def report_rows() -> tuple[list[float], Any]:
    """The whole report on a million rows: identifiers in values, k-anonymity, combinations, l-diversity."""
    from openhall.data.columns import Column, Kind, Tells
    from openhall.measure.disclosure import report

    rows = residents()
    tells = {
        "postcode": Tells.INDIRECT,
        "age": Tells.INDIRECT,
        "sex": Tells.INDIRECT,
        "illness": Tells.SENSITIVE,
    }
    columns = [Column(name, Kind.TEXT, tells=tells.get(name, Tells.NOTHING)) for name in rows.columns]
    seconds, seen = counted(lambda: report(rows, columns))
    return seconds, [seen.smallest, seen.classes, seen.below]


def protect_wards() -> tuple[list[float], Any]:
    """1,729 cells: wards in districts by kind."""
    return _protected([("ward", "district"), "kind"])


def protect_months() -> tuple[list[float], Any]:
    """3,591 cells: wards in districts by months in years."""
    return _protected([("ward", "district"), ("month", "year")])


def protect_three() -> tuple[list[float], Any]:
    """4,563 cells: district by kind by months in years."""
    return _protected(["district", "kind", ("month", "year")])


def _protected(by: list[Any]) -> tuple[list[float], Any]:
    from openhall.measure.disclosure import Rules, protect, tabulate

    rows = cases()
    seconds, safe = counted(lambda: protect(tabulate(rows, by), Rules(5)), runs=3)
    return seconds, [safe.table.n_cells, safe.n_small, safe.n_partners, safe.asked]


WORK = {each.__name__: each for each in (report_rows, protect_wards, protect_months, protect_three)}

if __name__ == "__main__":
    times, answer = WORK[sys.argv[1]]()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": times, "peak_mb": peak, "answer": answer}))
