"""Every log of `logs/` read and mapped: the same cases, steps, waits and variants as pm4py gives."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openhall.mining.log import EventLog
from openhall.mining.read import read_log
from openhall.mining.read.options import ReadOptions
from openhall.mining.steps import activity_table, step_table
from openhall.mining.variants import find_variants
from peers import ask_pm4py

ENDINGS = (".xes", ".xes.gz", ".sqlite")


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """One check a log and number."""
    for path in sorted((data / "logs").glob("*")):
        if path.name.endswith(ENDINGS):
            for object_type in _object_types(path):
                yield from _compare(path, object_type)


def _object_types(path: Path) -> list[str | None]:
    if path.suffix != ".sqlite":
        return [None]
    from openhall.mining.read.ocel import read_objects

    return sorted(read_objects(path).object_types)


def _compare(path: Path, object_type: str | None) -> Iterator[tuple[str, str | None]]:
    theirs = ask_pm4py(path, object_type)
    ours = our_numbers(read_log(path, ReadOptions(object_type=object_type)))
    name = path.name + (f" as {object_type}" if object_type else "")
    for key in ("cases", "events", "activities", "starts", "ends", "steps", "waits", "variants"):
        yield f"{name}: {key}", _difference(ours[key], _theirs(theirs, key))


def our_numbers(log: EventLog) -> dict[str, Any]:
    """The numbers of one log in the shape in which they are compared."""
    activities, steps, variants = activity_table(log), step_table(log), find_variants(log)
    return {
        "cases": log.n_cases,
        "events": log.n_events,
        "activities": dict(activities.select("name", "events").iter_rows()),
        "starts": dict(activities.filter(activities["starts"] > 0).select("name", "starts").iter_rows()),
        "ends": dict(activities.filter(activities["ends"] > 0).select("name", "ends").iter_rows()),
        "steps": {(a, b): n for a, b, n in steps.select("from", "to", "count").iter_rows()},
        "waits": {
            (a, b): (mean, median)
            for a, b, mean, median in steps.select("from", "to", "mean_s", "median_s").iter_rows()
        },
        "variants": {variants.activities(log, k): int(variants.cases[k]) for k in range(variants.count)},
    }


def _theirs(numbers: dict[str, Any], key: str) -> Any:
    match key:
        case "steps":
            return {(a, b): n for a, b, n, _, _ in numbers["steps"]}
        case "waits":
            return {(a, b): (mean, median) for a, b, _, mean, median in numbers["steps"]}
        case "variants":
            return {tuple(names): n for names, n in numbers["variants"]}
        case _:
            return numbers[key]


def _difference(ours: Any, theirs: Any) -> str | None:
    if not isinstance(ours, dict):
        return None if ours == theirs else f"{ours} here, {theirs} there"
    if ours.keys() != theirs.keys():
        odd = sorted(map(str, ours.keys() ^ theirs.keys()))
        return f"{len(odd)} on one side only, first {odd[0]}"
    wrong = [key for key in ours if not _same(ours[key], theirs[key])]
    return (
        f"{len(wrong)} differ, first {wrong[0]}: {ours[wrong[0]]} here, {theirs[wrong[0]]} there"
        if wrong
        else None
    )


def _same(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, tuple):
        # A millionth, or a millisecond: the peer computes in floats of seconds.
        return all(abs(a - b) <= max(1e-6 * abs(b), 1e-3) for a, b in zip(ours, theirs, strict=True))
    return bool(ours == theirs)
