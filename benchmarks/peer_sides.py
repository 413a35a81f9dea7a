"""The peer's side of each benchmark, run by the Python that has pm4py: `peer_sides.py WORK ARGUMENTS`."""

import json
import resource
import sys
import time

import pandas as pd
import pm4py


def read(path):
    frame = pd.read_parquet(path)
    return pm4py.format_dataframe(
        frame, case_id="case:concept:name", activity_key="concept:name", timestamp_key="time:timestamp"
    )


def steps(path):
    """Performance directly-follows graph of a table that is read and in order already."""
    frame = read(path)
    begun = time.perf_counter()
    graph, _, _ = pm4py.discover_performance_dfg(frame)
    return [time.perf_counter() - begun], [len(graph)]


def raw(path):
    """From the same file to map, variants, rework and hand-overs."""
    begun = time.perf_counter()
    frame = read(path)
    graph, _, _ = pm4py.discover_dfg(frame)
    pm4py.discover_performance_dfg(frame)
    variants = pm4py.get_variants(frame)
    pm4py.get_rework_cases_per_activity(frame)
    pm4py.discover_handover_of_work_network(frame)
    return [time.perf_counter() - begun], [frame["concept:name"].nunique(), len(graph), len(variants)]


def read_xes(path):
    """Read XES.gz with every attribute."""
    seconds = []
    for _ in range(4):
        begun = time.perf_counter()
        frame = pm4py.read_xes(path)
        seconds.append(time.perf_counter() - begun)
    return seconds[1:], [frame["case:concept:name"].nunique(), len(frame), len(frame.columns)]


if __name__ == "__main__":
    seconds, answer = globals()[sys.argv[1]](*sys.argv[2:])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak, "answer": answer}))
