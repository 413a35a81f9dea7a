"""`make bench`: Openhall beside its peer and the floor on the same work, in turn, in one run.

Each side runs in a process of its own. The log of ten million events is made once, in `var/bench`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from case_steps import time_case_steps
from disclosure_control import time_disclosure_control
from ledger_sealing import time_ledger_sealing
from make_log import make_log
from measures import time_measures
from open_data import time_open_data
from peers import python_with
from simulation import time_simulation
from work import EVENTS, HOME, ROOT, say, time_in
from writers import time_writers

OURS = Path(sys.executable)


def main() -> None:
    """Run every benchmark and print its rows."""
    raw, prepared = HOME / "raw.parquet", HOME / "prepared"
    if not raw.exists():
        print(f"Making {EVENTS:,} events ...", flush=True)
        make_log(raw, EVENTS)
    if not prepared.exists():
        from openhall.mining.read import read_log
        from openhall.mining.store import write_log

        write_log(read_log(raw), prepared)
    peer = python_with("peers")
    print(f"Step statistics of {EVENTS:,} prepared events: count, mean, median, 90th percentile")
    floor = time_in(OURS, "sides.py", "floor", str(prepared))
    ours = time_in(OURS, "sides.py", "steps", str(prepared))
    again = time_in(OURS, "sides.py", "floor", str(prepared))
    memory = time_in(OURS, "sides.py", "steps_in_memory", str(prepared))
    working = time_in(OURS, "sides.py", "working_steps", str(prepared))
    sql = time_in(OURS, "sides.py", "duckdb_steps", str(prepared))
    theirs = time_in(peer, "peer_sides.py", "steps", str(raw))
    base = (floor.median + again.median) / 2
    say("floor: DuckDB scans the three columns", floor)
    say("floor, once more", again)
    say("Openhall, from the file", ours, of_the_floor=ours.median / base)
    say("Openhall, log open", memory, of_the_floor=memory.median / base)
    say("Openhall, log open, in working time", working, of_calendar_time=working.median / memory.median)
    say("DuckDB's SQL", sql, of_ours=sql.median / ours.median)
    say("pm4py, table in memory", theirs, of_ours=theirs.median / ours.median)

    print("A filter and its new map, 10 kinds of filter")
    narrowed = time_in(OURS, "sides.py", "filters", str(prepared))
    say("Openhall", narrowed)
    print(f"  95th percentile {narrowed.quantile(0.95):.3f} s")

    print("Raw strings in shuffled order to map, variants, rework and hand-overs")
    ours = time_in(OURS, "sides.py", "raw", str(raw))
    theirs = time_in(peer, "peer_sides.py", "raw", str(raw))
    say("Openhall", ours)
    say("pm4py", theirs, of_ours=theirs.median / ours.median)

    million = HOME / "raw1m.parquet"
    if not million.exists():
        make_log(million, 1_000_000)
    print("A filter over 1,000,000 events on the web page, from the request to the whole answer")
    pages = time_in(OURS, "web_pages.py", str(million))
    say("Openhall, the map", pages)
    for page, seconds in pages.answer.items():
        if isinstance(seconds, list):
            print(f"  95th percentile of the {page} page {seconds[int(0.95 * len(seconds))]:.3f} s")

    fines = (
        Path(os.environ.get("OPENHALL_DATA", ROOT.parent / "shared" / "data"))
        / "logs"
        / "road_traffic_fines.xes.gz"
    )
    if fines.exists():
        print("Reading road_traffic_fines.xes.gz with every attribute")
        ours = time_in(OURS, "sides.py", "read_xes", str(fines))
        theirs = time_in(peer, "peer_sides.py", "read_xes", str(fines))
        say("Openhall", ours)
        say("pm4py", theirs, of_ours=theirs.median / ours.median)
    else:
        print(f"Not found, so not timed: {fines.name} (name its folder with OPENHALL_DATA)")

    time_case_steps()
    time_writers()
    time_ledger_sealing()
    time_open_data()
    time_disclosure_control()
    time_simulation()
    time_measures()

    print("Reports of 50 services as PDF/UA: four charts with their tables each")
    reports = time_in(OURS, "reports.py")
    say("Openhall", reports)
    print(f"  {reports.answer:,.0f} bytes a report")


if __name__ == "__main__":
    main()
