"""A log in numbers: what `openhall map --json` prints and what every report starts from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openhall.mining.calendar import Calendar
from openhall.mining.findings import Findings, find
from openhall.mining.findings.limits import Limit
from openhall.mining.log import EventLog
from openhall.mining.steps import activity_table, step_table
from openhall.mining.variants import Variants, find_variants

DAY = 86_400.0
TOP_VARIANTS = 20


@dataclass(frozen=True, eq=False)
class Summary:
    """The numbers of one log; each part is worked out when first asked for."""

    log: EventLog
    limits: tuple[Limit, ...] = ()
    calendar: Calendar | None = None

    @cached_property
    def activities(self) -> pl.DataFrame:
        """`steps.activity_table` of the log."""
        return activity_table(self.log)

    @cached_property
    def steps(self) -> pl.DataFrame:
        """`steps.step_table` of the log."""
        return step_table(self.log)

    @cached_property
    def variants(self) -> Variants:
        """The variants of the log."""
        return find_variants(self.log)

    @cached_property
    def findings(self) -> Findings:
        """What to change, in order of days lost."""
        return find(self.log, limits=self.limits, calendar=self.calendar)

    @property
    def duration_days(self) -> NDArray[np.float64]:
        """Throughput time of each case in days."""
        return self.log.durations / 1e6 / DAY

    def as_json(self, findings: Findings | None = None) -> dict[str, Any]:
        """The log as the JSON object that `openhall map --json` documents. Times are in seconds, or days."""
        variants = self.variants
        n_cases = self.log.n_cases
        return {
            "cases": n_cases,
            "events": self.log.n_events,
            "activities": self.activities.select("name", "events", "cases", "starts", "ends").to_dicts(),
            "steps": [_step(row) for row in self.steps.iter_rows(named=True)],
            "variants": {
                "count": variants.count,
                "top": [
                    {
                        "activities": list(variants.activities(self.log, k)),
                        "cases": int(variants.cases[k]),
                        "share": float(variants.cases[k]) / n_cases,
                    }
                    for k in range(min(TOP_VARIANTS, variants.count))
                ],
            },
            "findings": [finding.as_json() for finding in findings or self.findings],
            "problems": [{"what": p.what, "count": p.count, "where": p.where} for p in self.log.problems],
        }


def _step(row: dict[str, Any]) -> dict[str, Any]:
    wait = {key: finite(row[key]) for key in ("mean_s", "median_s", "p90_s", "total_s")}
    return {"from": row["from"], "to": row["to"], "count": row["count"], "cases": row["cases"], "wait": wait}


def finite(number: float | None) -> float | None:
    """The number, or None where it is missing or not finite (JSON has no NaN)."""
    return number if number is not None and math.isfinite(number) else None
