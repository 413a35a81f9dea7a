"""The peer's side, run by the Python that has Prosimos: `simulation_peer.py KNOWN.csv FOLDER CASES BEGIN RUNS DELAYS`.

Its parameters come from the known part by the functions of pix-framework that Simod calls, in Simod's order: starts of
work estimated (heuristics concurrency oracle; what takes longer than twice the median is an outlier), arrivals with
calendar and distribution, calendars and durations of each resource, waits without a cause as timers before the
activities (DELAYS `timers`; with `none`, all of a wait is work). The model is the directly-follows graph with exclusive
gateways: it lets every case on record through, and the chances of its gateways are the shares of the record.

Prints one JSON line: the seconds of each run, and where the logs lie.
"""

import json
import resource
import sys
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
from pix_framework.discovery.case_arrival import discover_case_arrival_model
from pix_framework.discovery.resource_calendar_and_performance.calendar_discovery_parameters import (
    CalendarDiscoveryParameters,
    CalendarType,
)
from pix_framework.discovery.resource_model import discover_resource_model
from pix_framework.enhancement.start_time_estimator.config import ConcurrencyOracleType, Configuration
from pix_framework.enhancement.start_time_estimator.estimator import StartTimeEstimator
from pix_framework.io.event_log import PROSIMOS_LOG_IDS
from pix_framework.statistics.distribution import get_best_fitting_distribution
from prosimos.simulation_engine import run_simulation

IDS = PROSIMOS_LOG_IDS
SPACE = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SHORTEST_DELAY = 60.0
FEW = 5
"""A log with fewer names than this names roles, not people: nobody is busy with one case while another waits."""
COPIES = 50


def prepared(path, delays):
    """The known part with estimated starts of work."""
    log = pd.read_csv(path, dtype={IDS.case: str, IDS.activity: str, IDS.resource: str})
    for name in (IDS.start_time, IDS.end_time):
        log[name] = pd.to_datetime(log[name], utc=True, format="ISO8601")
    log[IDS.resource] = log[IDS.resource].fillna("NOT_SET")
    config = Configuration(
        log_ids=IDS,
        concurrency_oracle_type=ConcurrencyOracleType.HEURISTICS,
        reuse_current_start_times=True,
        bot_resources=roles_of(log),
        outlier_threshold=2.0 if delays else float("nan"),
    )
    log = StartTimeEstimator(log, config).estimate(replace_recorded_start_times=True)
    log[IDS.start_time] = log[[IDS.start_time, IDS.end_time]].min(axis=1)
    return log


def roles_of(log):
    """The names of the log where they are roles."""
    names = set(log[IDS.resource].unique())
    return names if len(names) < FEW else set()


def many_of(model):
    """Each role as many people, all alike."""
    for profile in model["resource_profiles"]:
        profile["resource_list"] = [
            {**each, "id": f"{each['id']}-{k}", "name": f"{each['name']}-{k}"}
            for each in profile["resource_list"]
            for k in range(COPIES)
        ]
    for each in model["task_resource_distribution"]:
        each["resources"] = [
            {**one, "resource_id": f"{one['resource_id']}-{k}"}
            for one in each["resources"]
            for k in range(COPIES)
        ]


def waits_of(log):
    """For each activity, the seconds between when it could begin and when it began, as a distribution."""
    ready = log[IDS.enabled_time]
    if not roles_of(log):
        ready = log[[IDS.enabled_time, IDS.available_time]].max(axis=1)
    seconds = (log[IDS.start_time] - ready).dt.total_seconds().clip(lower=0)
    first = log.groupby(IDS.case)[IDS.end_time].transform("min") == log[IDS.end_time]
    found = {}
    for activity, part in seconds[~first].groupby(log[IDS.activity]):
        values = part.dropna().tolist()
        if values and np.mean(values) > SHORTEST_DELAY:
            found[activity] = get_best_fitting_distribution(values).to_prosimos_distribution()
    return found


def model_of(log, waits, path):
    """Write the directly-follows graph as BPMN; gives the ids of tasks and timers, and the chances at gateways."""
    follows = Counter()
    for _, case in log.sort_values([IDS.end_time], kind="stable").groupby(IDS.case, sort=False):
        steps = ["", *case[IDS.activity], ""]
        follows.update(pairwise(steps))
    names = sorted(log[IDS.activity].unique())
    number = {name: f"task_{k}" for k, name in enumerate(names)}
    parts = ['<startEvent id="start" name="start"/>', '<endEvent id="end" name="end"/>']
    flows, enter, leave = [], {"": "end"}, {"": "start"}

    def flow(source, target):
        flows.append((f"flow_{len(flows)}", source, target))
        return flows[-1][0]

    def exclusive(name):
        parts.append(f'<exclusiveGateway id="{name}" name="{name}"/>')
        return name

    for name in names:
        task = number[name]
        label = name.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
        parts.append(f'<task id="{task}" name="{label}"/>')
        enter[name] = leave[name] = task
        if name in waits:
            parts.append(
                f'<intermediateCatchEvent id="timer_{task}" name="timer_{task}">'
                "<timerEventDefinition/></intermediateCatchEvent>"
            )
            flow(f"timer_{task}", task)
            enter[name] = f"timer_{task}"
    for name in ["", *names]:
        kind = number.get(name, "start")
        if sum(1 for _, to in follows if to == name) > 1:
            join = exclusive(f"join_{kind}")
            flow(join, enter[name])
            enter[name] = join
        if sum(1 for source, _ in follows if source == name) > 1:
            split = exclusive(f"split_{kind}")
            flow(leave[name], split)
            leave[name] = split
    chances = {}
    for (source, target), count in follows.items():
        chances.setdefault(leave[source], []).append((flow(leave[source], enter[target]), count))
    lines = [f'<sequenceFlow id="{k}" sourceRef="{a}" targetRef="{b}"/>' for k, a, b in flows]
    path.write_text(
        f'<?xml version="1.0"?><definitions xmlns="{SPACE}" targetNamespace="bench"><process id="p">'
        + "".join(parts + lines)
        + "</process></definitions>"
    )
    probabilities = [
        {
            "gateway_id": gateway,
            "probabilities": [
                {"path_id": k, "value": count / sum(c for _, c in found)} for k, count in found
            ],
        }
        for gateway, found in chances.items()
        if gateway.startswith("split")
    ]
    return number, probabilities


def main(known, folder, cases, begin, runs, how):
    folder = Path(folder)
    log = prepared(known, how == "timers")
    waits = waits_of(log) if how == "timers" else {}
    number, probabilities = model_of(log, waits, folder / "model.bpmn")
    arrivals = discover_case_arrival_model(log, IDS).to_dict()
    model = discover_resource_model(
        log,
        IDS,
        CalendarDiscoveryParameters(discovery_type=CalendarType.DIFFERENTIATED_BY_RESOURCE, support=0.5),
    ).to_dict()
    if roles_of(log):
        many_of(model)
    for profile in model["resource_profiles"]:
        for each in profile["resource_list"]:
            each["assignedTasks"] = [number[name] for name in each["assignedTasks"]]
    for each in model["task_resource_distribution"]:
        each["task_id"] = number[each["task_id"]]
    timers = [{"event_id": f"timer_{number[name]}", **found} for name, found in waits.items()]
    settings = {
        **arrivals,
        **model,
        "gateway_branching_probabilities": probabilities,
        "event_distribution": timers,
    }
    (folder / "settings.json").write_text(json.dumps(settings, default=str))
    seconds, logs = [], []
    for k in range(runs):
        out = folder / f"{how}{k}.csv"
        begun = time.perf_counter()
        run_simulation(
            str(folder / "model.bpmn"),
            str(folder / "settings.json"),
            cases,
            log_out_path=str(out),
            starting_at=begin,
        )
        seconds.append(time.perf_counter() - begun)
        logs.append(str(out))
    return seconds, logs


if __name__ == "__main__":
    known, folder, cases, begin, runs, how = sys.argv[1:]
    seconds, answer = main(known, folder, int(cases), begin, int(runs), how)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak, "answer": answer}))
