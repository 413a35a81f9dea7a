"""What a simulated office writes down, and the tables that come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.random import Generator
from numpy.typing import NDArray

from openhall.demo.calendar import day_of, to_utc
from openhall.demo.queue import Officer
from openhall.mining.log import ACTIVITY, CASE, OFFSET, RESOURCE, TIME
from openhall.mining.table import as_times

ROLE = "org:role"
DEPARTMENT = "department"
FORGOTTEN = 0.004
"""In this share of the events nobody wrote down who did it, as in any real register."""


@dataclass
class Register:
    """The register of a service while it is written: an event a line, and what became of each case."""

    case: list[int] = field(default_factory=list)
    activity: list[str] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    by: list[Officer] = field(default_factory=list)
    facts: dict[str, dict[int, Any]] = field(default_factory=dict)

    def note(self, case: int, activity: str, at: float, by: Officer) -> None:
        """Write down that something was done, at a moment in clock minutes."""
        self.case.append(case)
        self.activity.append(activity)
        self.at.append(at)
        self.by.append(by)

    def set(self, case: int, name: str, value: Any) -> None:
        """Write down a fact about a case; the last word stands."""
        self.facts.setdefault(name, {})[case] = value

    def get(self, case: int, name: str) -> Any:
        """A fact about a case, None where nothing was written down."""
        return self.facts.get(name, {}).get(case)

    def fact(self, name: str, n_cases: int) -> list[Any]:
        """A fact of every case, None where nothing was written down."""
        known = self.facts.get(name, {})
        return [known.get(case) for case in range(n_cases)]


def event_table(register: Register, names: Sequence[str], rng: Generator) -> pl.DataFrame:
    """The events of a register, a row each, in the order of time; columns as `Reading.events` wants them."""
    time, offset = to_utc(np.array(register.at))
    kept = rng.random(len(time)) >= FORGOTTEN
    case = pl.Series(names, dtype=pl.String)[np.array(register.case)]
    officers = {officer: number for number, officer in enumerate(dict.fromkeys(register.by))}
    by = np.array([officers[officer] for officer in register.by])
    name, role, department = (pl.Series(part, dtype=pl.String)[by] for part in zip(*officers, strict=True))
    return pl.DataFrame(
        {
            CASE: case,
            ACTIVITY: pl.Series(register.activity, dtype=pl.String),
            TIME: as_times(time),
            OFFSET: pl.Series(offset, dtype=pl.Int16),
            RESOURCE: name,
            ROLE: role,
            DEPARTMENT: department,
        }
    ).with_columns(pl.when(pl.Series(kept)).then(pl.col(RESOURCE)).otherwise(None).alias(RESOURCE))


def number_cases(prefix: str, at: NDArray[np.float64]) -> list[str]:
    """The numbers that an office gives its cases, counted anew each year: "BP-2024-00017"."""
    years = [day_of(int(moment // 1_440)).year for moment in at]
    first = {year: years.index(year) for year in dict.fromkeys(years)}
    return [f"{prefix}-{year}-{k - first[year] + 1:05d}" for k, year in enumerate(years)]


def case_table(rng: Generator, columns: Mapping[str, Any], gaps: Mapping[str, float]) -> pl.DataFrame:
    """The cases, a row each; of the columns in `gaps` that share of the values was never filled in."""
    frame = pl.DataFrame(dict(columns))
    forgotten = {name: pl.Series(rng.random(len(frame)) < share) for name, share in gaps.items()}
    return frame.with_columns(
        pl.when(empty).then(None).otherwise(pl.col(name)).alias(name) for name, empty in forgotten.items()
    )
