"""`case_steps.py`: committed steps of cases per second, beside the floor and SpiffWorkflow, on both databases."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys

from peers import python_with
from work import ROOT

NAMES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}


def time_case_steps() -> None:
    """Print the rows of both databases, and the bytes of a case's state."""
    peer = python_with("spiff")
    for database, name in NAMES.items():
        command = [sys.executable, str(ROOT / "benchmarks" / "case_sides.py"), database, str(peer)]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
        told = json.loads(done.stdout.splitlines()[-1])
        print(
            f"Committed steps of a building permit on {name}, one process, what is committed survives a power cut"
        )
        ours = statistics.median(told["ours"])
        for what, key in (
            ("floor: INSERT and UPDATE by the driver", "floor"),
            ("Openhall, with permission checks", "ours"),
            ("SpiffWorkflow, in memory, written each step", "peer"),
            ("SpiffWorkflow, read and written each step", "peer_reading"),
        ):
            rates = told[key]
            ratio = f"Openhall makes {ours / statistics.median(rates):.2f}x as many" if key != "ours" else ""
            spread = f"{min(rates):,.0f} to {max(rates):,.0f}"
            print(f"  {what:<46} {statistics.median(rates):8,.0f} a second  ({spread})  {ratio}", flush=True)
        print(
            f"  bytes of the longest state: Openhall {told['state_bytes']:,}, SpiffWorkflow {told['peer_bytes']:,}"
        )


if __name__ == "__main__":
    time_case_steps()
