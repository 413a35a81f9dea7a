"""Five million made requests to a city, like San Francisco's 311: how often values come is taken from its sample.

In the sample of 4,984 requests the details have 831 different texts, categories 26, neighbourhoods 120, agencies 122.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

ROWS = 5_000_000
SEED = 311
WORDS = [
    "graffiti", "on", "wall", "sidewalk", "broken", "tree", "fallen", "light", "out", "water", "leak", "car",
    "abandoned", "trash", "pile", "bin", "overflow", "noise", "loud", "dog", "pothole", "street", "sign", "missing",
    "dirty", "needle", "furniture", "mattress", "dumped",
]  # fmt: skip


def make_rows(path: Path, rows: int = ROWS) -> None:
    """Write the requests as Parquet, in the order in which they were opened."""
    chance = np.random.default_rng(SEED)

    def some(values: list[str], steep: float) -> pl.Series:
        weights = 1 / np.arange(1, len(values) + 1) ** steep
        return pl.Series(np.array(values)[chance.choice(len(values), rows, p=weights / weights.sum())])

    opened = np.datetime64("2019-01-01") + np.sort(chance.integers(0, 7 * 365 * 86_400, rows)).astype("m8[s]")
    hours = chance.exponential(140, rows).round(2)
    closed = chance.random(rows) < 0.9
    details = [
        f"{' '.join(chance.choice(WORDS, chance.integers(2, 9)))} {number}" for number in range(30_000)
    ]
    frame = pl.DataFrame(
        {
            "case_id": np.arange(10_000_000, 10_000_000 + rows),
            "opened": opened.astype("M8[us]"),
            "closed": np.where(closed, opened + (hours * 3600).astype("m8[s]"), np.datetime64("NaT")).astype(
                "M8[us]"
            ),
            "status": np.where(closed, "Closed", "Open"),
            "agency": some([f"Department {k}" for k in range(122)], 1.0),
            "category": some([f"Category {k}" for k in range(26)], 1.0),
            "neighborhood": some([f"Neighborhood {k}" for k in range(120)], 0.5),
            "source": some(["Mobile", "Phone", "Web", "Email"], 1.0),
            "details": some(details, 0.9),
            "hours": hours,
            "longitude": -122.51 + chance.random(rows) * 0.15,
            "latitude": 37.70 + chance.random(rows) * 0.13,
        }
    )
    frame.write_parquet(path)
