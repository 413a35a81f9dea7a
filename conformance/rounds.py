"""Rounds of a suite, each in a process of its own, which may hang or be killed without ending the others."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent


def in_rounds(script: str, words: str, rounds: int, patience: int) -> Iterator[tuple[str, str | None]]:
    """Run `script K` for each round K: what it was (`words` and what it printed), and the end of what went wrong.

    patience  seconds after which a round counts as hanging
    """
    for number in range(rounds):
        what = f"{words}, seed {number}"
        try:
            done = subprocess.run(
                [sys.executable, script, str(number)],
                check=False, capture_output=True, text=True, timeout=patience, cwd=ROOT,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            yield what, f"hangs: not done after {patience} s"
            continue
        what += f": {done.stdout.strip()}"
        yield what, None if done.returncode == 0 else done.stderr.strip()[-3000:] or f"exit {done.returncode}"
