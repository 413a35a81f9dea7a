"""Our side and the floor of each benchmark; run in a process of its own: `sides.py WORK ARGUMENTS`.

Prints one JSON line: the seconds of each counted run, the peak memory of the process and a small answer, so
that it can be seen that both sides did the same work.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

RUNS = 5


def counted(work: Callable[[], Any], runs: int = RUNS) -> tuple[list[float], Any]:
    """Run once to warm up and then `runs` times."""
    answer = work()
    seconds = []
    for _ in range(runs):
        begun = time.perf_counter()
        answer = work()
        seconds.append(time.perf_counter() - begun)
    return seconds, answer


def steps(folder: str) -> tuple[list[float], Any]:
    """From the prepared log on disk to the full step statistics."""
    from openhall.mining.steps import step_table
    from openhall.mining.store import open_log

    seconds, table = counted(lambda: step_table(open_log(Path(folder))))
    return seconds, [len(table), int(table["count"].sum())]


def steps_in_memory(folder: str) -> tuple[list[float], Any]:
    """The step statistics of a log that is open already, which is what the peer is timed on."""
    from openhall.mining.steps import step_table
    from openhall.mining.store import open_log

    log = open_log(Path(folder))
    seconds, table = counted(lambda: step_table(log))
    return seconds, [len(table), int(table["count"].sum())]


def working_steps(folder: str) -> tuple[list[float], Any]:
    """The step statistics of an open log in working time, Monday to Friday 9 to 17."""
    from openhall.mining.calendar import Calendar
    from openhall.mining.steps import step_table
    from openhall.mining.store import open_log

    log, office = open_log(Path(folder)), Calendar.office()
    seconds, table = counted(lambda: step_table(log, calendar=office))
    return seconds, [len(table), int(table["count"].sum())]


def floor(folder: str) -> tuple[list[float], Any]:
    """DuckDB by itself reads the same three columns of the same file."""
    import duckdb

    db = duckdb.connect()
    events = f"{folder}/events.parquet"
    query = f'SELECT sum("case"), sum(activity), max("time"), min("time") FROM read_parquet(\'{events}\')'
    seconds, row = counted(lambda: db.execute(query).fetchone())
    return seconds, [int(row[0])]


def duckdb_steps(folder: str) -> tuple[list[float], Any]:
    """The same step statistics in DuckDB's SQL."""
    import duckdb

    db = duckdb.connect()
    query = f"""
        WITH step AS (
            SELECT lag(activity) OVER w AS a, activity AS b, "time" - lag("time") OVER w AS wait
            FROM (SELECT *, row_number() OVER () AS r FROM read_parquet('{folder}/events.parquet'))
            WINDOW w AS (PARTITION BY "case" ORDER BY r))
        SELECT a, b, count(*), avg(epoch(wait)), quantile_cont(epoch(wait), 0.5), quantile_cont(epoch(wait), 0.9)
        FROM step WHERE a IS NOT NULL GROUP BY ALL"""
    seconds, rows = counted(lambda: db.execute(query).fetchall(), runs=2)
    return seconds, [len(rows), sum(row[2] for row in rows)]


def filters(folder: str) -> tuple[list[float], Any]:
    """Every kind of filter and the new map of what passes it, each several times."""
    from openhall.mining.filter_text import parse_filter
    from openhall.mining.filters import apply_filters
    from openhall.mining.steps import activity_table, step_table
    from openhall.mining.store import open_log

    log = open_log(Path(folder))
    texts = (
        "activity:Ask fire service", "without:Ask for documents", "step:Fire advice>Assess",
        "later:Receive documents>Sign", "days:2..20", "time:2021-01-01..2021-12-31", "variants:80%",
        "attr:org:resource=Officer 14", "start:Receive", "end:Close",
    )  # fmt: skip

    def narrowed(text: str) -> Any:
        kept = apply_filters(log, [parse_filter(text)])
        return kept.n_cases, len(activity_table(kept)), len(step_table(kept))

    seconds = []
    for text in texts:
        taken, _ = counted(lambda text=text: narrowed(text), runs=4)
        seconds += taken
        print(f"{text}: {max(taken):.3f}", file=sys.stderr)
    return seconds, [len(texts)]


def raw(path: str) -> tuple[list[float], Any]:
    """From raw strings in shuffled order to map, variants, rework and hand-overs; the one pass is timed cold."""
    from openhall.mining.findings.handovers import handover_table
    from openhall.mining.findings.rework import rework_table
    from openhall.mining.read import read_log
    from openhall.mining.steps import activity_table, step_table
    from openhall.mining.variants import find_variants

    def work() -> Any:
        log = read_log(Path(path))
        return (
            len(activity_table(log)),
            len(step_table(log)),
            find_variants(log).count,
            int(rework_table(log)["repeats"].sum()),
            int(handover_table(log, "org:resource")["count"].sum()),
        )

    seconds = []
    for _ in range(3):
        begun = time.perf_counter()
        answer = work()
        seconds.append(time.perf_counter() - begun)
    return seconds, list(answer)


def read_xes(path: str) -> tuple[list[float], Any]:
    """Read XES.gz with every attribute."""
    from openhall.mining.read import read_log

    seconds, log = counted(lambda: read_log(Path(path)))
    return seconds, [log.n_cases, log.n_events, len(log.events.names) + len(log.cases.names)]


if __name__ == "__main__":
    seconds, answer = globals()[sys.argv[1]](*sys.argv[2:])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak, "answer": answer}))
