"""5,000 open cases in all kinds of states move to a changed process while officers act on them.

Each database is worked on in a process of its own (`moves_side.py`). OPENHALL_MOVES says how many there are instead.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """What was looked at after the move, and what was found to be wrong."""
    cases = os.environ.get("OPENHALL_MOVES", "5000")
    for database, name in NAMES.items():
        command = [sys.executable, str(HERE / "moves_side.py"), database, cases]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
        told = json.loads(done.stdout.splitlines()[-1])
        for what, fault in told["checks"]:
            yield f"{name}: {what}", fault
        for reason, stayed in told["reasons"]:
            yield f"{name}: {stayed:,} cases stay, and it is said why: {reason}", None
