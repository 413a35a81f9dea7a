"""The sides of `measures.py`: a process each. `measure_sides.py one|values|daily|events` prints a JSON line."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl

from sides import counted

CASES = 1_000_000
RUNS = 3
NOW = datetime(2026, 1, 1, tzinfo=UTC)
A_YEAR = 365 * 86_400_000_000
MEASURES = (
    "time-to-decision", "decided-within-legal-limit", "first-time-right", "backlog", "backlog-age", "demand", "channel",
    "digital-take-up", "completion-rate", "cost-per-transaction", "equality-of-outcome", "decisions",
)  # fmt: skip


def facts() -> pl.DataFrame:
    """A year of a million cases, some of which are open."""
    from openhall.measure.facts import CASES as SCHEMA
    from openhall.measure.facts import derived

    rng = np.random.default_rng(1)
    begun = np.sort(rng.integers(0, A_YEAR, CASES)) + int(datetime(2025, 1, 1, tzinfo=UTC).timestamp() * 1e6)
    took = (rng.lognormal(2.5, 0.8, CASES) * 86_400e6).astype(np.int64)
    over = begun + took
    decided = over <= int(NOW.timestamp() * 1e6)
    given_up = rng.random(CASES) < 0.05
    moment = pl.Datetime("us", "UTC")

    def times(values: np.ndarray, known: np.ndarray | None = None) -> pl.Series:
        series = pl.Series(values).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
        return series if known is None else pl.select(pl.when(pl.Series(known)).then(series)).to_series()

    frame = pl.DataFrame(
        {
            "case": [f"c{k}" for k in range(CASES)],
            "started": times(begun),
            "begun": times(begun, ~given_up),
            "closed": times(begun),
            "decided": times(over, decided & ~given_up),
            "ended": times(over, decided),
            "outcome": pl.select(pl.when(pl.Series(decided)).then(pl.lit("Done"))).to_series(),
            "meaning": pl.Series(rng.choice(["approved", "rejected"], CASES, p=[0.8, 0.2])),
            "channel": pl.Series(rng.choice(["online", "assisted", "paper"], CASES, p=[0.7, 0.1, 0.2])),
            "language": pl.Series(rng.choice(["en", "ar"], CASES, p=[0.9, 0.1])),
            "version": 1.0,
            "department": pl.Series(rng.choice([f"office {k}" for k in range(12)], CASES)),
            "due_legal": times(begun + 28 * 86_400_000_000),
            "due_promised": times(begun + 20 * 86_400_000_000),
            "returns": rng.poisson(0.3, CASES).astype(float),
            "handovers": rng.poisson(2.0, CASES).astype(float),
            "steps": rng.poisson(6.0, CASES).astype(float),
        },
        schema_overrides={name: kind for name, kind in SCHEMA.items() if kind != moment},
    )
    return derived(frame, "Europe/London")


def values() -> Callable[[], object]:
    """Every measure over the year, with its groups, disclosure control included."""
    from openhall.measure.definitions import Moment, Typed, builtin_text, compute, read_definition

    table = facts()
    definitions = [read_definition(builtin_text(name)) for name in MEASURES]
    moment = Moment(NOW - timedelta(seconds=1), "Europe/London")
    typed = [Typed("cost", datetime(2025, month, 1).date(), 1e7) for month in (1, 4, 7, 10)]
    return lambda: sum(compute(each, table, moment, typed).height for each in definitions)


def one() -> Callable[[], object]:
    """One measure by month and by department: the share decided within the limit."""
    from openhall.measure.definitions import Moment, builtin_text, compute, read_definition

    table = facts()
    definition = read_definition(builtin_text("decided-within-legal-limit"))
    moment = Moment(NOW - timedelta(seconds=1), "Europe/London")
    return lambda: compute(definition, table, moment).height


def daily() -> Callable[[], object]:
    """The backlog at the end of every day of the year."""
    from openhall.measure.definitions import Moment, compute, read_definition

    table = facts()
    definition = read_definition("built in: backlog\ngrain: day\n")
    moment = Moment(NOW - timedelta(seconds=1), "Europe/London")
    return lambda: compute(definition, table, moment).height


def events() -> Callable[[], object]:
    """From eight million events to the facts of a million cases."""
    from openhall.measure.history import facts_of_events

    rng = np.random.default_rng(2)
    count = 8 * CASES
    frame = pl.DataFrame(
        {
            "case": pl.Series(np.repeat(np.arange(CASES), 8)).cast(pl.String),
            "activity": pl.Series(np.tile([f"step {k}" for k in range(8)], CASES)),
            "at": pl.Series(np.arange(count, dtype=np.int64))
            .cast(pl.Datetime("us"))
            .dt.replace_time_zone("UTC"),
            "department": pl.Series(rng.choice(["a", "b", "c"], count)),
            "staff": pl.Series(rng.random(count) < 0.8),
        }
    )
    return lambda: facts_of_events(frame, ("step 6",)).height


SIDES = {"values": values, "one": one, "daily": daily, "events": events}


def main(side: str) -> None:
    """Run one side a few times and print what it took."""
    seconds, answer = counted(SIDES[side](), RUNS)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak, "answer": answer}))


if __name__ == "__main__":
    main(sys.argv[1])
