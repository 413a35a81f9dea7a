"""The report of an object-centric map: one HTML file that opens offline, with the picture and its tables."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from openhall.mining.draw.objects import draw_object_map, letter_of
from openhall.mining.object_map import ObjectMap
from openhall.mining.report import STYLE, table_of
from openhall.mining.words import count, duration


def write_object_report(found: ObjectMap, source: str, path: Path) -> None:
    """Write the report of the map of the log `source` to `path`."""
    with path.open("w", encoding="utf-8") as out:
        out.writelines(_page(found, source))


def _page(found: ObjectMap, source: str) -> Iterator[str]:
    title = escape(f"{source}: all objects on one map")
    yield (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{STYLE}</style></head><body>'
        f"<header><h1>{title}</h1>"
        '<p class="lead">One event can touch several objects. Each type of object has its own letter, colour and '
        "line.</p></header><main>"
    )
    if found.process.note:
        yield f'<p class="note">{escape(found.process.note)}</p>'
    svg = draw_object_map(found, title=source)
    yield f'<div class="scroll" tabindex="0" role="region" aria-label="Map of all objects">{svg}</div>'
    yield '<h2 id="types">Types of object</h2>'
    types = enumerate(zip(found.types, found.objects, strict=True))
    yield from table_of(
        "Types of object",
        ("letter", "type", "objects"),
        ((letter_of(place), name, f"{number:,}") for place, (name, number) in types),
    )
    yield f'<h2 id="activities">Activities</h2><p>{count(len(found.process.nodes), "activity", "activities")}.</p>'
    yield from table_of(
        "How many events each activity has",
        ("activity", "events"),
        ((node.name, f"{node.events:,}") for node in found.process.nodes),
    )
    yield '<h2 id="steps">Steps</h2>'
    rows = (
        (
            found.types[place],
            edge.source,
            edge.target,
            f"{edge.count:,}",
            duration(edge.median_s),
            duration(edge.p90_s),
        )
        for place, edge in found.steps()
    )
    yield from table_of(
        "Steps by type of object, the most frequent first",
        ("type", "from", "to", "times", "median wait", "90% within"),
        rows,
    )
    yield '<h2 id="ends">Where objects begin and end</h2>'
    yield from table_of(
        "How many objects of each type begin and end with an activity",
        ("type", "activity", "begin here", "end here"),
        ((found.types[place], name, f"{begin:,}", f"{end:,}") for place, name, begin, end in found.outer()),
    )
    yield "</main></body></html>\n"
