"""A few of the hundred thousand queries of `make conformance SUITE=soql-fuzz`, with each run of the tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_random_and_hostile_queries_are_answered_or_refused_and_see_nothing_else() -> None:
    command = [sys.executable, str(ROOT / "conformance" / "soql_fuzz.py"), "311", "400"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "answered" in done.stdout
