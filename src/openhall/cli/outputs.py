"""Write what `openhall map` found to a file; the file appears whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

from openhall.mining.draw import draw_map
from openhall.mining.map import ProcessMap, build_map, default_level
from openhall.mining.report import write_report
from openhall.mining.store import export_parquet
from openhall.mining.summary import Summary
from openhall.mining.write_xes import export_xes


def write_output(summary: Summary, path: Path, activities: float | None, steps: float | None) -> None:
    """Write the kind of file that the name of `path` asks for."""
    partial = path.with_name(f".{path.stem}.part{path.suffix}")
    try:
        match path.suffix.lower():
            case ".svg":
                text = draw_map(_map(summary, activities, steps), title=summary.log.source)
                partial.write_text(text, encoding="utf-8")
            case ".json":
                text = json.dumps(summary.as_json(), ensure_ascii=False, indent=1)
                partial.write_text(text, encoding="utf-8")
            case ".parquet":
                export_parquet(summary.log, partial)
            case ".xes" | ".gz":
                export_xes(summary.log, partial)
            case _:
                write_report(summary, _map(summary, activities, steps), partial)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _map(summary: Summary, activities: float | None, steps: float | None) -> ProcessMap:
    level = default_level(summary.log)
    return build_map(
        summary.log,
        activities=level.activities if activities is None else activities,
        steps=level.steps if steps is None else steps,
    )
