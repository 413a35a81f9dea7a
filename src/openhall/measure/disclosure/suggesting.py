"""A plan that makes a table safe at row level, as a first proposal to the publisher."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from openhall.measure.disclosure.findings import Report, Severity
from openhall.measure.disclosure.plan import Plan
from openhall.measure.disclosure.reporting import Described, K, report
from openhall.measure.disclosure.search import propose
from openhall.measure.disclosure.steps import Drop, Step

NAMING = frozenset({"direct", "title", "values", "own-value"})
TRIES = 4


def report_after(
    plan: Plan,
    frame: pl.DataFrame,
    columns: Sequence[Described],
    *,
    k: int = K,
    who: str | None = None,
    cleared: Collection[str] = (),
    secret: bytes | None = None,
) -> Report:
    """The report on a table as it is after a plan. Raises `BadPlan` and `BadTable`."""
    left = [each for each in columns if each.name not in plan.dropped()]
    return report(plan.apply(frame, secret), left, k=k, who=who, cleared=cleared)


def suggest(
    frame: pl.DataFrame,
    columns: Sequence[Described],
    *,
    k: int = K,
    who: str | None = None,
    cleared: Collection[str] = (),
) -> Plan:
    """A plan after which the report says publish: what names people is left out, the rest coarser as far as needed.

    Where groups are large enough and still all alike, larger groups are tried, and then the column in which they are
    alike is left out. Raises `BadPlan` when there are fewer than k people.
    """
    before = report(frame, columns, k=k, who=who, cleared=cleared)
    naming = {
        name
        for each in before.findings
        if each.kind in NAMING and each.severity is Severity.REFUSE
        for name in each.columns
    }
    drops: tuple[Step, ...] = tuple(Drop(each.name) for each in columns if each.name in naming)
    quasi = [name for name in before.quasi if name not in naming]
    plan, asked = Plan(drops), k
    for _ in range(TRIES):
        if quasi:
            most = 0.01 if who is None else 0.0
            made = propose(frame, quasi, min(asked, frame.height), who=who, most_dropped=most).plan
            plan = Plan(drops + made.steps, made.rows)
        after = report_after(plan, frame, columns, k=k, who=who, cleared=cleared)
        if after.safe_at_row_level:
            return plan
        asked *= 2
    alike = {each.columns[-1] for each in after.findings if each.kind == "alike"}
    return Plan((*plan.steps, *(Drop(name) for name in sorted(alike))), plan.rows)
