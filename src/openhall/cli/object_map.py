"""`openhall map LOG --objects`: all types of object of an OCEL 2.0 log on one map."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from openhall.mining.draw.objects import draw_object_map
from openhall.mining.errors import UnreadableLog
from openhall.mining.object_map import ObjectMap, build_object_map, default_object_level, view_objects
from openhall.mining.object_report import write_object_report
from openhall.mining.read import is_object_log
from openhall.mining.read.ocel import read_objects
from openhall.mining.read.options import ReadOptions
from openhall.mining.words import count, duration

SHOWN = 20
KINDS = (".html", ".svg", ".json")


def map_objects(
    path: Path,
    options: ReadOptions,
    outputs: list[Path],
    *,
    activities: float | None,
    steps: float | None,
    as_json: bool,
) -> None:
    """Read the log, and write or print the map. Raises `UnreadableLog` when it is no object-centric log."""
    if not is_object_log(path):
        raise UnreadableLog(
            f"{path.name}: --objects is for OCEL 2.0 (JSON or SQLite); leave it out for a log of cases."
        )
    wrong = [out for out in outputs if out.suffix.lower() not in KINDS]
    if wrong:
        raise UnreadableLog(
            f"--out {wrong[0]}: a map of all objects is written as {', '.join(KINDS[:-1])} or {KINDS[-1]}."
        )
    views = view_objects(read_objects(path, options))
    level = default_object_level(views)
    found = build_object_map(
        views,
        activities=level.activities if activities is None else activities,
        steps=level.steps if steps is None else steps,
    )
    for out in outputs:
        _write(found, out, path.name)
    if as_json:
        json.dump(found.as_json(), sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
        return
    _print(found, Console(markup=False, emoji=False, highlight=False))
    for out in outputs:
        print(f"Written: {out}", file=sys.stderr)


def _write(found: ObjectMap, out: Path, name: str) -> None:
    partial = out.with_name(f".{out.stem}.part{out.suffix}")
    try:
        match out.suffix.lower():
            case ".svg":
                partial.write_text(draw_object_map(found, title=name), encoding="utf-8")
            case ".json":
                text = json.dumps(found.as_json(), ensure_ascii=False, indent=1)
                partial.write_text(text, encoding="utf-8")
            case _:
                write_object_report(found, name, partial)
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)


def _print(found: ObjectMap, console: Console) -> None:
    sizes = ", ".join(
        f"{count(number, 'object')} of type {name}"
        for name, number in zip(found.types, found.objects, strict=True)
    )
    console.print(f"{sizes}; {count(len(found.process.nodes), 'activity', 'activities')}.")
    table = Table(box=None, pad_edge=False)
    for place, name in enumerate(("type", "from", "to", "times", "median wait")):
        table.add_column(name, justify="left" if place < 3 else "right", overflow="fold")
    edges = found.steps()
    for place, edge in edges[:SHOWN]:
        table.add_row(
            found.types[place], edge.source, edge.target, f"{edge.count:,}", duration(edge.median_s)
        )
    console.print(table)
    if len(edges) > SHOWN:
        console.print(f"and {len(edges) - SHOWN:,} more steps; --json or --out shows all")
