"""Simulated against real throughput times on held-out cases, beside Prosimos on the same known part, and the speeds.

Both learn from what was known when the last fifth of the cases began, and simulate as many cases from then on. A case
is followed for as long as the held-out case at its place was. The peer is run in two settings (waits as timers, or as
work), and the better one counts for it. Its parameters take minutes to find, so what it simulated is kept in
`var/bench/simulation`; remove that folder to run it again.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from peers import python_with
from work import HOME, ROOT, time_in

LOGS = ("receipt", "bpic2020_DomesticDeclarations", "bpic2012")
SETTINGS = ("timers", "none")
RUNS = 25
PEER_RUNS = 5


@dataclass(frozen=True)
class Side:
    """Earth mover's distance of throughput times in hours, a run each; and cases simulated per second."""

    distances: tuple[float, ...]
    per_second: float

    @property
    def distance(self) -> float:
        """The mean of the runs."""
        return statistics.mean(self.distances)


def time_simulation() -> None:
    """Print the table."""
    folder = Path(os.environ.get("OPENHALL_DATA", ROOT.parent / "shared" / "data")) / "logs"
    print(
        "Simulated throughput times of held-out cases: earth mover's distance in hours, and cases per second"
    )
    for name in LOGS:
        log = folder / f"{name}.xes.gz"
        if not log.exists():
            print(f"  not found, so not compared: {log.name} (name its folder with OPENHALL_DATA)")
            continue
        ours, theirs, past = compare(log, HOME / "simulation" / name)
        for who, side in (
            ("Openhall", ours),
            *((f"Prosimos, waits as {how}", side) for how, side in theirs.items()),
        ):
            print(
                f"  {name:<30} {who:<24} {side.distance:7.1f} h ({min(side.distances):.1f} to "
                f"{max(side.distances):.1f})  {side.per_second:10,.0f} cases/s",
                flush=True,
            )
        print(f"  {name:<30} {'the past as it was':<24} {past:7.1f} h", flush=True)
        if theirs:
            fastest = max(side.per_second for side in theirs.values())
            print(
                f"  {name:<30} Openhall is {ours.per_second / fastest:,.0f} times as fast as the faster setting"
            )


def compare(log: Path, folder: Path) -> tuple[Side, dict[str, Side], float]:
    """Our side, the peer's sides, and the distance of the known cases themselves."""
    from openhall.mining.log import EventLog
    from openhall.mining.simulation.calibrate import fit_best, split_at
    from openhall.mining.simulation.choose import followed, later_cases
    from openhall.mining.simulation.distance import emd_hours
    from openhall.mining.simulation.parameters import history_of
    from openhall.mining.simulation.run import run

    history = history_of(EventLog.read(log))
    split = split_at(history)
    known, later = history.before(split), later_cases(history, split)
    parameters, cases = fit_best(known), len(later.starts)
    found, seconds = [], []
    for seed in range(RUNS):
        begun = time.perf_counter()
        played = run(parameters, cases, seed, split + 1)
        seconds.append(time.perf_counter() - begun)
        found.append(emd_hours(followed(played, later, history.until).durations, later.durations))
    ours = Side(tuple(found), cases / statistics.median(seconds))
    folder.mkdir(parents=True, exist_ok=True)
    write_known(known, folder / "known.csv")
    windows = history.until - np.sort(later.starts)
    theirs = {}
    for how in SETTINGS:
        kept = folder / f"{how}.json"
        if not kept.exists():
            begin = f"{np.datetime64(split + 1, 'us')}+00:00"
            arguments = (str(folder / "known.csv"), str(folder), str(cases), begin, str(PEER_RUNS), how)
            try:
                timed = time_in(python_with("prosimos"), "simulation_peer.py", *arguments)
            except RuntimeError as error:
                print(f"  Prosimos, waits as {how}, on {log.name}: {str(error).splitlines()[-1]}")
                continue
            kept.write_text(json.dumps({"seconds": timed.seconds, "logs": timed.answer}))
        told = json.loads(kept.read_text())
        off = [emd_hours(peer_durations(Path(path), windows), later.durations) for path in told["logs"]]
        theirs[how] = Side(tuple(off), cases / statistics.median(told["seconds"]))
    past = emd_hours(later_cases(known, 0).durations, later.durations)
    return ours, theirs, past


def write_known(known, path: Path) -> None:
    """The known part as the CSV that the peer reads: times on the wall clock."""
    names = known.log.activities
    frame = pl.DataFrame(
        {
            "case_id": [f"c{case}" for case in known.case],
            "activity": [names[code] for code in known.activity],
            "resource": [known.resources[code] if code >= 0 else None for code in known.resource],
            "start_time": pl.Series([at if at >= 0 else None for at in known.begun.tolist()], dtype=pl.Int64),
            "end_time": known.done,
        }
    )
    times = (
        pl.col("start_time", "end_time").cast(pl.Datetime("us")).dt.strftime("%Y-%m-%dT%H:%M:%S%.6f+00:00")
    )
    frame.with_columns(times).write_csv(path)


def peer_durations(path: Path, windows: np.ndarray) -> np.ndarray:
    """Throughput times of the peer's cases in microseconds, each followed for as long as ours are."""
    # Names of people may look like numbers.
    log = pl.read_csv(path, schema_overrides={"resource": pl.String}).with_columns(
        at=pl.col("end_time")
        .str.to_datetime(time_unit="us", time_zone="UTC", strict=False)
        .dt.timestamp("us")
    )
    log = log.with_columns(first=pl.col("at").min().over("case_id"))
    place = log.select("case_id", "first").unique().sort("first").with_row_index("place")
    log = log.join(place.select("case_id", "place"), on="case_id")
    limit = np.maximum(windows, 0)[np.minimum(log["place"].to_numpy(), len(windows) - 1)]
    kept = log.filter(pl.Series((log["at"] - log["first"]).to_numpy() <= limit))
    return kept.group_by("case_id").agg(pl.col("at").max() - pl.col("at").min())["at"].to_numpy()


if __name__ == "__main__":
    time_simulation()
