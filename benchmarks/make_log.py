"""Make the records that are timed: ten million events of an imaginary permit service, the same every time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

ACTIVITIES = (
    "Receive", "Check", "Ask for documents", "Receive documents", "Assess", "Ask fire service",
    "Fire advice", "Draft decision", "Sign", "Send", "Pay", "Close",
)  # fmt: skip
NEXT = {
    0: ((1, 0.95), (11, 0.05)), 1: ((4, 0.6), (2, 0.4)), 2: ((3, 0.9), (11, 0.1)), 3: ((1, 0.35), (4, 0.65)),
    4: ((5, 0.45), (7, 0.55)), 5: ((6, 1.0),), 6: ((4, 0.3), (7, 0.7)), 7: ((8, 0.92), (4, 0.08)),
    8: ((9, 1.0),), 9: ((10, 0.7), (11, 0.3)), 10: ((11, 1.0),),
}  # fmt: skip


def make_log(path: Path, n_events: int) -> None:
    """Write raw strings in shuffled order: case, activity, time, resource."""
    rng = np.random.default_rng(10)
    n_cases = int(
        n_events / 8
    )  # a few more than are needed; whole cases are kept until there are enough events
    state = np.zeros(n_cases, np.int64)
    alive = np.arange(n_cases)
    at = rng.integers(0, 3 * 365 * 86_400, n_cases) * 1_000_000 + 1_600_000_000_000_000
    cases, activities, times = [], [], []
    while len(alive):
        cases.append(alive.copy())
        activities.append(state[alive].copy())
        times.append(at[alive].copy())
        draw, here = rng.random(len(alive)), state[alive]
        following = np.full(len(alive), -1)
        for source, targets in NEXT.items():
            bounds = np.cumsum([share for _, share in targets])
            mask = here == source
            pick = np.minimum(np.searchsorted(bounds, draw[mask], side="right"), len(targets) - 1)
            following[mask] = np.array([target for target, _ in targets])[pick]
        state[alive] = following
        at[alive] += (rng.lognormal(11, 1.3, len(alive)) * 1e6).astype(np.int64)
        alive = alive[following >= 0]
    case, activity, time = (np.concatenate(parts) for parts in (cases, activities, times))
    if len(case) < n_events:
        raise ValueError(f"{n_cases} cases gave only {len(case)} events; begin more cases")
    by_case = np.argsort(case, kind="stable")[:n_events]
    order = rng.permutation(by_case)
    case, activity, time = case[order], activity[order], time[order]
    names = pl.Series(ACTIVITIES)
    frame = pl.DataFrame(
        {
            "case": case,
            "activity": activity,
            "time": time,
            "officer": (case * 7 + activity * 13) % 180,
        }
    ).select(
        pl.format("PERMIT-{}", "case").alias("case:concept:name"),
        names.gather(activity).alias("concept:name"),
        pl.col("time").cast(pl.Datetime("us", "UTC")).alias("time:timestamp"),
        pl.format("Officer {}", "officer").alias("org:resource"),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    frame.write_parquet(partial, row_group_size=1_000_000)
    partial.replace(path)
