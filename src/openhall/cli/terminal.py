"""The summary of a log on a terminal."""

from __future__ import annotations

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

from openhall.mining.headline import how_long
from openhall.mining.summary import Summary
from openhall.mining.words import count, date, duration, share

SHOWN = 10


def print_summary(summary: Summary, console: Console) -> None:
    """Print cases, activities, steps, variants and findings, the most important rows of each."""
    log = summary.log
    days = summary.duration_days
    console.print(
        Text(log.source, "bold"),
        f": {count(log.n_cases, 'case')}, {count(log.n_events, 'event')}, "
        f"{date(int(log.case_start.min()))} to {date(int(log.case_end.max()))}.",
        sep="",
    )
    median, eighth = np.quantile(days, [0.5, 0.8])
    console.print(how_long(float(median) * 86_400, float(eighth) * 86_400, "the cases"))
    for problem in log.problems:
        note = f" {problem.what}: {problem.count:,}, first at {problem.where}."
        console.print(Text("Note:", "yellow"), note, sep="")
    _print_activities(summary, console)
    _print_steps(summary, console)
    _print_variants(summary, console)
    _print_findings(summary, console)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for k, name in enumerate(columns):
        table.add_column(name, justify="left" if k == 0 else "right", overflow="fold")
    return table


def _more(shown: int, total: int, what: str) -> str | None:
    return f"and {total - shown:,} more {what}; --json or --out shows all" if total > shown else None


def _print_activities(summary: Summary, console: Console) -> None:
    rows = summary.activities
    table = _table("\nActivities", "activity", "events", "cases", "starts", "ends", "median work")
    for row in rows.head(SHOWN).iter_rows(named=True):
        table.add_row(
            row["name"],
            *(f"{row[key]:,}" for key in ("events", "cases", "starts", "ends")),
            duration(row["service_median_s"]),
        )
    table.caption = _more(SHOWN, len(rows), "activities")
    console.print(table)


def _print_steps(summary: Summary, console: Console) -> None:
    table = _table("\nSteps", "step", "count", "cases", "median wait", "90% within", "days in all")
    for row in summary.steps.head(SHOWN).iter_rows(named=True):
        table.add_row(
            f"{row['from']} → {row['to']}",
            f"{row['count']:,}",
            f"{row['cases']:,}",
            duration(row["median_s"]),
            duration(row["p90_s"]),
            f"{row['total_s'] / 86_400:,.0f}",
        )
    table.caption = _more(SHOWN, len(summary.steps), "steps")
    console.print(table)


def _print_variants(summary: Summary, console: Console) -> None:
    variants = summary.variants
    table = _table(f"\nVariants: {variants.count:,}", "sequence", "cases", "share")
    for k in range(min(5, variants.count)):
        table.add_row(
            " → ".join(variants.activities(summary.log, k)),
            f"{variants.cases[k]:,}",
            share(variants.cases[k] / summary.log.n_cases),
        )
    console.print(table)


def _print_findings(summary: Summary, console: Console) -> None:
    console.print(Text("\nWhere the days go", "bold"))
    findings = list(summary.findings)
    if not findings:
        console.print("Nothing stands out: no wait, loop or queue is larger than chance would make it.")
    for place, finding in enumerate(findings[:SHOWN], start=1):
        console.print(
            f"{place}. ",
            Text(finding.where, "bold"),
            f" ({finding.kind}): {finding.days:,.0f} days, {share(finding.share)} of all",
            sep="",
        )
        console.print(f"   {finding.evidence}")
        console.print(f"   Try: {finding.attempt}")
    if findings:
        console.print(summary.findings.explanation)
