"""The object-centric map: all types of object of an OCEL 2.0 log on one map, each with the ways of its own objects.

An event that touches an order and three items is one event, one passage of the order and three of items. So an
activity counts events, and a step counts the objects of one type (van der Aalst 2019, object-centric process mining).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from openhall.mining.errors import EmptyLog, UnreadableLog
from openhall.mining.log import ACTIVITY, EventLog
from openhall.mining.map import (
    END,
    LEGIBLE_ACTIVITIES,
    LEGIBLE_STEPS,
    START,
    Edge,
    Level,
    Node,
    ProcessMap,
    build_map,
    project,
)
from openhall.mining.read.build import build
from openhall.mining.read.ocel import ObjectLog, flatten
from openhall.mining.store import open_log, write_log
from openhall.mining.words import activities as in_activities
from openhall.process.saying import commas, gettext, ngettext


@dataclass(frozen=True, eq=False)
class ObjectViews:
    """One log by each of its types of object.

    logs    for each type, the log in which each of its objects is a case; the type that most events touch first
    events  for each activity, how many events it has, each counted once however many objects it touches
    """

    logs: Mapping[str, EventLog]
    events: Mapping[str, int]

    @property
    def types(self) -> tuple[str, ...]:
        """The types of object."""
        return tuple(self.logs)


@dataclass(frozen=True)
class ObjectMap:
    """The map of all types at one level.

    process  activities, and for each step the passages of all types together; `cases` counts objects
    ways     for each step on the map, the passages of each type that takes it: (place of the type in `types`, step)
    """

    types: tuple[str, ...]
    objects: tuple[int, ...]
    process: ProcessMap
    ways: Mapping[tuple[str, str], tuple[tuple[int, Edge], ...]]

    def steps(self) -> list[tuple[int, Edge]]:
        """The steps between activities, each with the place of its type, the most frequent first."""
        edges = [(place, edge) for way in self.ways.values() for place, edge in way]
        inner = [(place, edge) for place, edge in edges if edge.source != START and edge.target != END]
        return sorted(inner, key=lambda pair: (-pair[1].count, pair[0], pair[1].source, pair[1].target))

    def outer(self) -> list[tuple[int, str, int, int]]:
        """Where objects begin and end: (place of the type, activity, how many begin with it, how many end with it)."""
        found: dict[tuple[int, str], list[int]] = {}
        for (source, target), way in self.ways.items():
            for place, edge in way:
                if source == START:
                    found.setdefault((place, target), [0, 0])[0] += edge.count
                if target == END:
                    found.setdefault((place, source), [0, 0])[1] += edge.count
        rows = [(place, name, begin, end) for (place, name), (begin, end) in found.items()]
        return sorted(rows, key=lambda row: (row[0], -row[2], -row[3], row[1]))

    def as_json(self) -> dict[str, Any]:
        """The map as a JSON object; waits in seconds, null at start and end."""
        return {
            "object_types": [
                {"name": name, "objects": number}
                for name, number in zip(self.types, self.objects, strict=True)
            ],
            "activities": [{"name": node.name, "events": node.events} for node in self.process.nodes],
            "steps": [
                {"object_type": self.types[place], **asdict(edge)}
                for way in self.ways.values()
                for place, edge in way
            ],
            "level": asdict(self.process.level),
            "note": self.process.note,
        }


def view_objects(log: ObjectLog) -> ObjectViews:
    """Look at a log by each type of object that its events touch. Raises `EmptyLog` when they touch none."""
    logs = {name: build(replace(flatten(log, name), problems=())) for name in log.object_types}
    if not logs:
        raise EmptyLog(
            gettext("%(file)s: no event touches an object, so there is no map of objects.", file=log.source)
        )
    touching = log.events.filter(pl.col("ocel_id").is_in(log.relations["event"].implode()))
    counts = touching[ACTIVITY].cast(pl.String).value_counts(sort=True)
    return ObjectViews(logs, dict(counts.iter_rows()))


def default_object_level(views: ObjectViews) -> Level:
    """A level that gives a first picture people can read."""
    activities = min(1.0, LEGIBLE_ACTIVITIES / max(1, len(views.events)))
    shown = build_object_map(views, activities=activities, steps=1.0)
    return Level(activities, min(1.0, LEGIBLE_STEPS / max(1, shown.process.total_steps)))


def build_object_map(
    views: ObjectViews, *, activities: float = 1.0, steps: float = 1.0, types: tuple[str, ...] = ()
) -> ObjectMap:
    """The map of some types (all by default) at a level; see `map.build_map` for what a level shows.

    Of the steps of each type those that join its activities to its start and end are always kept. Raises ValueError
    for a share outside 0 to 1, `UnreadableLog` for a type that the log does not have.
    """
    if not 0 <= activities <= 1:
        raise ValueError(f"A map's level is a share from 0 to 1, not activities {activities}.")
    unknown = [name for name in types if name not in views.logs]
    if unknown:
        raise UnreadableLog(
            gettext(
                "There is no type of object “%(type)s”; the types are %(types)s.",
                type=unknown[0],
                types=commas(views.types),
            )
        )
    wanted = {name: views.logs[name] for name in views.types if not types or name in types}
    used = {
        name for log in wanted.values() for name in np.array(log.activities)[np.unique(log.activity)].tolist()
    }
    order = [
        name for name in sorted(views.events, key=lambda name: (-views.events[name], name)) if name in used
    ]
    shown = set(order[: max(1, round(activities * len(order)))])
    maps: dict[str, ProcessMap] = {}
    for name, log in wanted.items():
        part = project(log, np.array([each in shown for each in log.activities], np.bool_))
        if part.n_cases:
            maps[name] = build_map(part, activities=1.0, steps=steps)
    ways: dict[tuple[str, str], list[tuple[int, Edge]]] = {}
    for place, found in enumerate(maps.values()):
        for edge in found.edges:
            ways.setdefault((edge.source, edge.target), []).append((place, edge))
    total = sum(found.total_steps for found in maps.values())
    kept = sum(START not in step and END not in step for step in ways for _ in ways[step])
    process = ProcessMap(
        tuple(_node(name, views.events[name], maps) for name in order if name in shown),
        tuple(
            sorted(
                (_together(step, way) for step, way in ways.items()),
                key=lambda e: (-e.count, e.source, e.target),
            )
        ),
        sum(found.cases for found in maps.values()),
        len(order),
        total,
        Level(len(shown) / max(1, len(order)), steps),
        _note(len(shown), len(order), kept, total),
    )
    objects = tuple(wanted[name].n_cases for name in maps)
    return ObjectMap(tuple(maps), objects, process, {step: tuple(way) for step, way in ways.items()})


def _node(name: str, events: int, maps: Mapping[str, ProcessMap]) -> Node:
    mine = [node for found in maps.values() for node in found.nodes if node.name == name]
    weight = sum(node.events for node in mine)
    position = sum(node.position * node.events for node in mine) / max(1, weight)
    cases, starts, ends = (
        sum(getattr(node, field) for node in mine) for field in ("cases", "starts", "ends")
    )
    return Node(name, events, cases, starts, ends, position, None, None, None)


def _together(step: tuple[str, str], way: list[tuple[int, Edge]]) -> Edge:
    return Edge(*step, sum(edge.count for _, edge in way), sum(edge.cases for _, edge in way))


def _note(shown: int, activities: int, steps: int, total: int) -> str:
    if shown == activities and steps == total:
        return ""
    return gettext(
        "%(shown)s of %(activities)s and %(some)s of %(steps)s of the types are shown: the most frequent, and "
        "those that join each activity to start and end of its objects.",
        shown=shown,
        activities=in_activities(activities),
        some=steps,
        steps=ngettext("%(number)s step", "%(number)s steps", total),
    )


def write_views(views: ObjectViews, folder: Path) -> None:
    """Keep the views of a log in a folder, which appears whole or not at all."""
    partial = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        for place, log in enumerate(views.logs.values()):
            write_log(log, partial / str(place))
        about = {"types": list(views.types), "events": dict(views.events)}
        (partial / "objects.json").write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def open_views(folder: Path) -> ObjectViews:
    """Open what `write_views` kept. Raises `UnreadableLog` when it is not there, or not whole."""
    try:
        about = json.loads((folder / "objects.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise UnreadableLog(
            gettext("%(file)s: the views of the objects are not there; read the log again.", file=folder.name)
        ) from None
    logs = {name: open_log(folder / str(place)) for place, name in enumerate(about["types"])}
    return ObjectViews(logs, about["events"])
