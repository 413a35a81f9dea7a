"""The work that is timed, and how: one process a side, runs in turn, medians and ratios."""

from __future__ import annotations

import json
import statistics
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
HOME = ROOT / "var" / "bench"
EVENTS = 10_000_000


@dataclass(frozen=True)
class Timing:
    """What one side took: seconds of each counted run, the process's peak memory and what it answered."""

    seconds: tuple[float, ...]
    peak_mb: float
    answer: Any

    @property
    def median(self) -> float:
        """The median of the runs, in seconds."""
        return statistics.median(self.seconds)

    def quantile(self, q: float) -> float:
        """A quantile of the runs, in seconds (the next higher run)."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(q * len(ordered)))]


def time_in(python: Path | str, side: str, *arguments: str) -> Timing:
    """Run `sides.py` or `peer_sides.py` in a process of its own; it prints a JSON line with its times."""
    command = [str(python), str(ROOT / "benchmarks" / side), *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{side} {' '.join(arguments)} failed:\n{done.stderr}")
    line = json.loads(done.stdout.splitlines()[-1])
    return Timing(tuple(line["seconds"]), line["peak_mb"], line["answer"])


def say(what: str, timing: Timing, **ratios: float) -> None:
    """Print one row: what, median, range, peak memory, ratios to others."""
    tail = "  ".join(f"{name.replace('_', ' ')} {ratio:.2f}x" for name, ratio in ratios.items())
    spread = f"{min(timing.seconds):.3f} to {max(timing.seconds):.3f}"
    print(f"  {what:<46} {timing.median:8.3f} s  ({spread})  {timing.peak_mb:6.0f} MB  {tail}", flush=True)
