"""Sealing rows into the ledger, durable, beside the floor: the two SHA-256 that a leaf of a Merkle tree costs.

Run by itself with the name of a side it times that side and prints one JSON line; `time_ledger_sealing` runs all of
them, each in a process of its own. Floor and side take turns batch by batch, so that both meet the same disk and cores.
"""

from __future__ import annotations

import json
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from work import HOME, ROOT

BATCHES = 20
BATCH = 10_000
SMALL = 100
RUNS = 5
NOW = 1_790_000_000_000_000
NAMES = {
    "tiles": "tiles and checkpoint, event bodies aside",
    "leaves": "and the entries in bundles",
    "acts": "and acts made into leaves, times checked",
    "segments": "and Parquet segments of 50,000 rows",
    "small": f"all of it in batches of {SMALL}",
}


def time_ledger_sealing() -> None:
    """Print the rows: how many rows a second are sealed, and how much of the floor's speed that is."""
    print(f"Rows sealed a second in batches of {BATCH:,}; a batch survives a power cut when it is answered")
    for side, name in NAMES.items():
        command = [sys.executable, str(ROOT / "benchmarks" / "ledger_sealing.py"), side]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
        told = json.loads(done.stdout.splitlines()[-1])
        if side == "tiles":
            say("floor: two SHA-256 a leaf", told["floor"], "")
        shares = [ours / floor for ours, floor in zip(told["ours"], told["floor"], strict=True)]
        say(name, told["ours"], f"{statistics.median(shares):.2f}x the speed of the floor beside it")


def say(what: str, rates: list[float], tail: str) -> None:
    """One row."""
    spread = f"{min(rates):,.0f} to {max(rates):,.0f}"
    print(f"  {what:<46} {statistics.median(rates):9,.0f} a second  ({spread})  {tail}", flush=True)


def floor(leaves: list[bytes]) -> None:
    """What no Merkle log can do without: one hash of each leaf, and one node for each."""
    for leaf in leaves:
        hashed = sha256(b"\x00" + leaf).digest()
        sha256(b"\x01" + hashed + hashed).digest()


def _side(side: str, home: Path) -> Callable[[list[Any]], object]:
    """What seals one batch of acts, or of leaves."""
    from openhall.proof import FolderStorage, Ledger, new_signer
    from openhall.proof.log_writer import LogWriter

    class TilesOnly(FolderStorage):
        """Event bodies lie elsewhere."""

        def write(self, files: Iterable[tuple[str, bytes]]) -> None:
            super().write(file for file in files if not file[0].startswith("tile/entries/"))

    signer = new_signer("bench.example/ledger")
    if side == "tiles":
        return LogWriter(TilesOnly(home), signer).append
    if side == "leaves":
        return LogWriter(FolderStorage(home), signer).append
    ledger = Ledger(FolderStorage(home), signer)
    segment_at = 50_000 if side == "segments" else 1 << 40
    return lambda acts: ledger.seal(acts, NOW, segment_at=segment_at)


def _acts(count: int) -> list[Any]:
    from openhall.proof import Act

    steps = ("Receive", "Check the plans", "Ask for more", "Decide", "Inform the applicant")
    return [
        Act(
            NOW,
            "building-permit",
            3,
            steps[k % 5],
            f"Activity_{k % 5}",
            "complete",
            "Building control",
            "officer",
            sha256(k.to_bytes(8, "big")).digest(),
        )
        for k in range(count)
    ]


def _time(side: str) -> None:
    from openhall.proof.leaf import write_act

    size = SMALL if side == "small" else BATCH
    acts = _acts(BATCHES * size)
    leaves = [write_act(number, act.encoded()) for number, act in enumerate(acts)]
    rows = leaves if side in ("tiles", "leaves") else acts
    home = HOME / f"ledger-{side}"
    told: dict[str, list[float]] = {"ours": [], "floor": []}
    for run in range(RUNS + 1):
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        seal = _side(side, home)
        spent = {"ours": 0.0, "floor": 0.0}
        for at in range(0, len(rows), size):
            begun = time.perf_counter()
            floor(leaves[at : at + size])
            middle = time.perf_counter()
            seal(rows[at : at + size])
            spent["floor"] += middle - begun
            spent["ours"] += time.perf_counter() - middle
        if run:  # The first warms up.
            for name, seconds in spent.items():
                told[name].append(len(rows) / seconds)
    shutil.rmtree(home)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**told, "peak_mb": peak}))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _time(sys.argv[1])
    else:
        time_ledger_sealing()
