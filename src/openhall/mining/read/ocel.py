"""Read OCEL 2.0 (object-centric event logs), as JSON or SQLite.

An object-centric event touches several objects. For a map of cases it is flattened on one type of object: each
object of the type is a case, and an event counts once for each of them it touches. `object_steps` keeps all types.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from openhall.mining.errors import EmptyLog, UnreadableLog
from openhall.mining.log import ACTIVITY, CASE, OFFSET, TIME, Problem
from openhall.mining.read.build import Reading, build
from openhall.mining.read.bytes import unpack
from openhall.mining.read.options import ReadOptions
from openhall.mining.read.times import read_times, zone_named
from openhall.mining.steps import step_table
from openhall.mining.words import listed, quoted
from openhall.process.saying import gettext


@dataclass(frozen=True)
class ObjectLog:
    """An object-centric log.

    events     ocel_id, concept:name, time:timestamp (UTC), openhall:offset, then the attributes of events
    objects    ocel_id, ocel_type, then the attributes of objects (the first value, where one changes over time)
    relations  event, object, qualifier: which event touches which object
    links      source, target, qualifier: which object belongs to which
    changes    object, field, value, time: every value of an attribute of an object, with the time from which it holds
    """

    events: pl.DataFrame
    objects: pl.DataFrame
    relations: pl.DataFrame
    links: pl.DataFrame
    changes: pl.DataFrame
    problems: tuple[Problem, ...]
    source: str

    @property
    def object_types(self) -> tuple[str, ...]:
        """The types of object, those that most events touch first."""
        touched = self.relations.join(
            self.objects.select("ocel_id", "ocel_type"), left_on="object", right_on="ocel_id"
        )
        counts = touched.group_by("ocel_type").len().sort(["len", "ocel_type"], descending=[True, False])
        return tuple(counts["ocel_type"])


def read_objects(path: Path, options: ReadOptions | None = None) -> ObjectLog:
    """Read OCEL 2.0 with all its objects. Raises `UnreadableLog` when the file is something else."""
    options = options or ReadOptions()
    with path.open("rb") as raw:
        is_sqlite = raw.read(16).startswith(b"SQLite format 3")
    return _from_sqlite(path, options) if is_sqlite else _from_json(path, options)


def read_ocel_sqlite(path: Path, options: ReadOptions) -> Reading:
    """Read OCEL 2.0 from SQLite, flattened on `options.object_type`."""
    return flatten(_from_sqlite(path, options), options.object_type)


def read_ocel_json(path: Path, options: ReadOptions) -> Reading:
    """Read OCEL 2.0 from JSON, flattened likewise."""
    return flatten(_from_json(path, options), options.object_type)


def flatten(log: ObjectLog, object_type: str | None) -> Reading:
    """Cases of one type of object; the type that most events touch when none is named (and says so).

    Raises `UnreadableLog` when the log has no such type.
    """
    types = log.object_types
    if not types:
        raise EmptyLog(
            gettext("%(file)s: no event touches an object, so there are no cases.", file=log.source)
        )
    problems = list(log.problems)
    if object_type is None:
        object_type = types[0]
        if len(types) > 1:
            others = ", ".join(types[1:])
            problems.append(
                Problem(f"each {object_type} is a case; --object-type can name {others}", 1, "all types")
            )
    if object_type not in types:
        raise UnreadableLog(
            gettext(
                "%(file)s: no event touches a %(type)s; the types are %(types)s.",
                file=log.source,
                type=quoted(object_type),
                types=listed(types),
            )
        )
    cases = log.objects.filter(pl.col("ocel_type") == object_type)
    cases = cases.select(
        pl.col("ocel_id").alias(CASE), *(c for c in cases.columns if c not in ("ocel_id", "ocel_type"))
    )
    touching = log.relations.select("event", pl.col("object").alias(CASE)).unique(maintain_order=True)
    touching = touching.join(cases.select(CASE), on=CASE, how="semi", maintain_order="left")
    ordered = log.events.with_row_index("row")
    events = ordered.join(touching, left_on="ocel_id", right_on="event", how="inner").sort("row").drop("row")
    return Reading(
        events, cases.select(c for c in cases if c.null_count() < len(c)), tuple(problems), log.source
    )


def object_steps(log: ObjectLog) -> pl.DataFrame:
    """The object-centric map: the steps of every type of object.

    Columns: object_type, then those of `steps.step_table`.
    """
    parts = []
    for object_type in log.object_types:
        steps = step_table(build(flatten(log, object_type)))
        parts.append(steps.insert_column(0, pl.lit(object_type).alias("object_type")))
    return pl.concat(parts)


def _from_sqlite(path: Path, options: ReadOptions) -> ObjectLog:
    try:
        with closing(sqlite3.connect(f"file:{path.absolute()}?mode=ro&immutable=1", uri=True)) as db:
            db.execute("PRAGMA trusted_schema = OFF")
            tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            needed = {"event", "object", "event_object", "event_map_type", "object_map_type"}
            if not needed <= tables:
                missing = ", ".join(sorted(needed - tables))
                raise UnreadableLog(
                    gettext(
                        "%(file)s: an SQLite file without the tables of OCEL 2.0 (%(missing)s).",
                        file=path.name,
                        missing=missing,
                    )
                )
            events = _typed_rows(db, "event", tables, path.name)
            objects = _typed_rows(db, "object", tables, path.name)
            relations = _query(db, "SELECT ocel_event_id, ocel_object_id, ocel_qualifier FROM event_object")
            links = (
                _query(db, "SELECT ocel_source_id, ocel_target_id, ocel_qualifier FROM object_object")
                if "object_object" in tables
                else []
            )
    except sqlite3.Error as error:
        raise UnreadableLog(
            gettext(
                "%(file)s: the SQLite file cannot be read (%(reason)s); export it again.",
                file=path.name,
                reason=str(error),
            )
        ) from None
    return _assemble(events, objects, relations, links, options, path.name)


Row = dict[str, Any]


def _query(db: sqlite3.Connection, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in db.execute(sql)]


def _typed_rows(db: sqlite3.Connection, what: str, tables: set[str], source: str) -> list[Row]:
    """The rows of all tables of one kind (`event_...` or `object_...`), in the order of the main table."""
    rows: dict[str, list[Row]] = {}
    for ocel_type, mapped in _query(db, f"SELECT ocel_type, ocel_type_map FROM {what}_map_type"):  # noqa: S608
        table = f"{what}_{mapped}"
        if table not in tables:
            raise UnreadableLog(
                gettext(
                    "%(file)s: the table %(table)s of the type “%(type)s” is missing; export it again.",
                    file=source,
                    table=table,
                    type=str(ocel_type),
                )
            )
        cursor = db.execute('SELECT * FROM "{}"'.format(table.replace('"', '""')))  # noqa: S608
        names = [column[0] for column in cursor.description]
        for values in cursor:
            row = dict(zip(names, values, strict=True), ocel_type=ocel_type)
            rows.setdefault(str(row["ocel_id"]), []).append(row)
    # `what` is one of our two words, never text from the file.
    ordered = _query(db, f"SELECT ocel_id, ocel_type FROM {what}")  # noqa: S608
    return [row for key, kind in ordered for row in rows.get(str(key), [{"ocel_id": key, "ocel_type": kind}])]


def _from_json(path: Path, options: ReadOptions) -> ObjectLog:
    try:
        data = json.loads(unpack(path, options.max_bytes))
    except (ValueError, RecursionError) as error:
        raise UnreadableLog(
            gettext(
                "%(file)s: the JSON is broken (%(reason)s); export it again.",
                file=path.name,
                reason=str(error)[:100],
            )
        ) from None
    if not isinstance(data, dict) or not isinstance(data.get("events"), list):
        raise UnreadableLog(
            gettext("%(file)s: JSON without “events”, so not an OCEL 2.0 log.", file=path.name)
        )
    events: list[Row] = []
    objects: list[Row] = []
    relations: list[tuple[Any, ...]] = []
    links: list[tuple[Any, ...]] = []
    try:
        for event in data["events"]:
            attributes = {str(a["name"]): _plain(a["value"]) for a in event.get("attributes", [])}
            events.append(
                attributes | {"ocel_id": event["id"], "ocel_type": event["type"], "ocel_time": event["time"]}
            )
            relations += [
                (event["id"], r["objectId"], r.get("qualifier")) for r in event.get("relationships", [])
            ]
        for thing in data.get("objects", []):
            objects.append({"ocel_id": thing["id"], "ocel_type": thing["type"]})
            for a in thing.get("attributes", []):
                change = {"ocel_changed_field": str(a["name"]), "ocel_time": a.get("time")}
                objects.append(
                    {"ocel_id": thing["id"], "ocel_type": thing["type"], str(a["name"]): _plain(a["value"])}
                    | change
                )
            links += [
                (thing["id"], r["objectId"], r.get("qualifier")) for r in thing.get("relationships", [])
            ]
    except (KeyError, TypeError, AttributeError) as error:
        raise UnreadableLog(
            gettext(
                "%(file)s: an event or object lacks what OCEL 2.0 asks for (%(reason)s).",
                file=path.name,
                reason=str(error),
            )
        ) from None
    return _assemble(events, objects, relations, links, options, path.name)


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


OWN = ("ocel_id", "ocel_type", "ocel_time", "ocel_changed_field")


def _assemble(
    events: list[Row],
    objects: list[Row],
    relations: list[tuple[Any, ...]],
    links: list[tuple[Any, ...]],
    options: ReadOptions,
    source: str,
) -> ObjectLog:
    if not events:
        raise EmptyLog(gettext("%(file)s: there is no event in it.", file=source))
    table = _table(events)
    if "ocel_time" not in table.columns:
        raise UnreadableLog(gettext("%(file)s: no event has a time (ocel_time).", file=source))
    times = read_times(table["ocel_time"], zone_named(options.timezone, source), source)
    rest = [name for name in table.columns if name not in OWN]
    frame = table.select(
        "ocel_id",
        pl.col("ocel_type").alias(ACTIVITY),
        times.utc.alias(TIME),
        times.offset.alias(OFFSET),
        *rest,
    )
    first, changes = _object_tables(objects)
    pairs = dict.fromkeys(("event", "object", "qualifier"), pl.String)
    ends = dict.fromkeys(("source", "target", "qualifier"), pl.String)
    return ObjectLog(
        frame, first, _text_table(relations, pairs), _text_table(links, ends), changes, times.problems, source
    )


def _table(rows: list[Row]) -> pl.DataFrame:
    """Rows with different keys as one table; a column whose values have several types is text."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {}
    for name in names:
        values = [row.get(name) for row in rows]
        kinds = {type(value) for value in values if value is not None}
        if name in OWN or len(kinds) > 1 or not kinds <= {str, int, float, bool}:
            values = [None if value is None else str(value) for value in values]
            columns[name] = pl.Series(values, dtype=pl.String)
        else:
            columns[name] = pl.Series(values, strict=False)
    return pl.DataFrame(columns)


def _object_tables(rows: list[Row]) -> tuple[pl.DataFrame, pl.DataFrame]:
    changes = dict.fromkeys(("object", "field", "value", "time"), pl.String)
    if not rows:
        empty = pl.DataFrame(schema={"ocel_id": pl.String, "ocel_type": pl.String})
        return empty, pl.DataFrame(schema=changes)
    table = _table(rows)
    rest = [name for name in table.columns if name not in OWN]
    first = table.group_by("ocel_id", maintain_order=True).agg(
        pl.col("ocel_type").first(), *(pl.col(name).drop_nulls().first() for name in rest)
    )
    changed = [
        (
            str(row["ocel_id"]),
            field,
            None if row.get(field) is None else str(row[field]),
            _word(row.get("ocel_time")),
        )
        for row in rows
        if (field := row.get("ocel_changed_field"))
    ]
    return first, _text_table(changed, changes)


def _word(value: Any) -> str | None:
    return None if value is None else str(value)


def _text_table(rows: list[tuple[Any, ...]], schema: dict[str, Any]) -> pl.DataFrame:
    texts = [tuple(_word(value) for value in row) for row in rows]
    return pl.DataFrame(texts, schema=schema, orient="row")
