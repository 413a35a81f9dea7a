"""Officers and workers are killed at work, 1,000 times on SQLite and on PostgreSQL; 8 workers share timers.

Each database is worked on in a process of its own (`kills_side.py`). OPENHALL_KILLS says how many are killed instead.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """What was looked at after the kills, and what was found to be wrong."""
    kills = int(os.environ.get("OPENHALL_KILLS", "1000"))
    for database, name in NAMES.items():
        told = _side(database, "killed", str(kills))
        counts, faults = told["counts"], told["faults"]
        wanted = [*faults["processes"]]
        if told["kills"] != kills:
            wanted.append(f"{told['kills']} were killed")
        yield f"{name}: {kills:,} processes were killed at work, and none ended by itself", _first(wanted)
        what = (
            f"all of {counts['cases']:,} cases are what the {counts['steps']:,} steps in their record lead to"
        )
        yield f"{name}: {what}", _first(faults["cases"])
        what = f"of {counts['acknowledged']:,} acknowledged acts none is lost, and none done twice"
        yield f"{name}: {what}", _first(faults["acts"])
        what = f"{counts['arrived']:,} calls and messages and {counts['mailed']:,} letters are those that were noted"
        yield f"{name}: {what}", _first(faults["outside"])
    told = _side("postgresql", "shared", "8", "2000")
    yield f"PostgreSQL: 8 workers fire {told['timers']:,} timers, each once", told["fault"]


def _side(database: str, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, str(HERE / "kills_side.py"), database, *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _first(faults: list[str]) -> str | None:
    return f"{len(faults)} faults; the first: {faults[0]}" if faults else None
