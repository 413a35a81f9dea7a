"""San Francisco's 311 cases, one row a case with dates in columns, mapped with the columns named by hand."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import sf_311_tables


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """Count with Python's own csv module and compare."""
    path = data / "sf-311" / "cases_sample.csv"
    if not path.exists():
        return
    with path.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    opened = sum(row["Opened"] not in ("", "NA") for row in rows)
    closed = sum(row["Closed"] not in ("", "NA") for row in rows)
    command = [sys.executable, "-m", "openhall.cli", "map", str(path), "--json", "--case", "CaseID"]
    done = subprocess.run(
        [*command, "--milestones", "Opened,Closed"], check=False, capture_output=True, text=True
    )
    yield "exit code", None if done.returncode == 0 else done.stderr.strip()
    if done.returncode:
        return
    numbers = json.loads(done.stdout)
    events = {row["name"]: row["events"] for row in numbers["activities"]}
    cases = len({row["CaseID"] for row in rows})
    for what, ours, theirs in (
        ("cases", numbers["cases"], cases),
        ("opened", events.get("Opened"), opened),
        ("closed", events.get("Closed"), closed),
    ):
        yield what, None if ours == theirs else f"{ours} here, {theirs} in the file"
    yield from sf_311_tables.checks(path.parent)
