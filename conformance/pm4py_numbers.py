"""Run by the peer's Python only: print what pm4py 2.7 says of a log as one line of JSON."""

import json
import sys

import pm4py


def numbers(path, object_type=None):
    if path.endswith(".sqlite"):
        ocel = pm4py.read_ocel2_sqlite(path)
        # get_variants takes the rows of a case to be side by side.
        frame = pm4py.ocel_flattening(ocel, object_type)
        frame = frame.sort_values(["case:concept:name", "time:timestamp"], kind="stable")
    else:
        frame = pm4py.read_xes(path)
    steps, starts, ends = pm4py.discover_dfg(frame)
    waits = pm4py.discover_performance_dfg(frame)[0]
    variants = pm4py.get_variants(frame)
    return {
        "cases": int(frame["case:concept:name"].nunique()),
        "events": len(frame),
        "activities": {str(k): int(v) for k, v in frame["concept:name"].value_counts().items()},
        "starts": {str(k): int(v) for k, v in starts.items()},
        "ends": {str(k): int(v) for k, v in ends.items()},
        "steps": [
            [a, b, int(n), float(waits[(a, b)]["mean"]), float(waits[(a, b)]["median"])]
            for (a, b), n in steps.items()
        ],
        "variants": [[list(k), int(v if isinstance(v, int) else len(v))] for k, v in variants.items()],
    }


print(json.dumps(numbers(*sys.argv[1:])))
