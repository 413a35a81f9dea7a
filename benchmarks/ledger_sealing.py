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

OF_LEAVES = ("sealed", "published", "bodies")
BATCHES = 20
BATCH = 10_000
SMALL = 100
RUNS = 5
NOW = 1_790_000_000_000_000
NAMES = {
    "sealed": "sealed in the journal, event bodies aside",
    "published": "and published, all batches together",
    "bodies": "the same with event bodies, in bundles",
    "acts": "and acts made into leaves, times checked",
    "segments": "and Parquet segments of 50,000 rows",
    "folder": "as before them, each batch published by itself",
    "small": f"the same in batches of {SMALL}",
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
        if side == "sealed":
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


class _Side:
    """One way to seal a batch of acts, or of leaves, and what is done when all are sealed."""

    def __init__(self, side: str, home: Path) -> None:
        from openhall.proof import FolderStorage, JournaledFolder, Ledger, new_signer
        from openhall.proof.log_writer import LogWriter

        class WithoutBodies(JournaledFolder):
            """Event bodies lie elsewhere."""

            def write(self, files: Iterable[tuple[str, bytes]]) -> None:
                super().write(file for file in files if not file[0].startswith("tile/entries/"))

        signer = new_signer("bench.example/ledger")
        kinds = {
            "sealed": WithoutBodies,
            "published": WithoutBodies,
            "folder": FolderStorage,
            "small": FolderStorage,
        }
        storage = kinds.get(side, JournaledFolder)(home)
        self._end = (
            storage.settle if isinstance(storage, JournaledFolder) and side != "sealed" else lambda: None
        )
        if side in OF_LEAVES:
            self.seal: Callable[[list[Any]], object] = LogWriter(storage, signer).append
            return
        ledger = Ledger(storage, signer)
        segment_at = 50_000 if side == "segments" else 1 << 40
        self.seal = lambda acts: ledger.seal(acts, NOW, segment_at=segment_at)

    def end(self) -> None:
        """Publish what is sealed."""
        self._end()


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
    rows = leaves if side in OF_LEAVES else acts
    home = HOME / f"ledger-{side}"
    told: dict[str, list[float]] = {"ours": [], "floor": []}
    for run in range(RUNS + 1):
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        sealing = _Side(side, home)
        spent = {"ours": 0.0, "floor": 0.0}
        for at in range(0, len(rows), size):
            begun = time.perf_counter()
            floor(leaves[at : at + size])
            middle = time.perf_counter()
            sealing.seal(rows[at : at + size])
            spent["floor"] += middle - begun
            spent["ours"] += time.perf_counter() - middle
        begun = time.perf_counter()
        sealing.end()
        spent["ours"] += time.perf_counter() - begun
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
