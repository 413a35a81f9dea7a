"""The pages of services that everybody may read."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe

from openhall.mining.chart import draw_cases_over_time
from openhall.mining.draw import draw_map
from openhall.mining.map import END, START, Edge, Level, Node, ProcessMap
from openhall.mining.words import share
from openhall.site.observatory.models import PublicPage
from openhall.site.people.audience import PUBLIC, visible_to

KINDS = {
    "wait": "waiting",
    "rework": "doing something again",
    "handover": "going back and forth",
    "batch": "waiting for the next day on which it is done",
    "queue": "waiting in a queue",
    "tail": "some cases taking much longer than others",
    "detour": "an extra step",
    "limit": "running over a time limit",
}


@visible_to(PUBLIC)
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """How one service runs, in plain words."""
    page = get_object_or_404(PublicPage, slug=slug)
    return render(request, "observatory/service.html", {"page": page, **page_context(page.numbers)})


def page_context(numbers: dict[str, Any]) -> dict[str, Any]:
    """What the template of a public page needs, from the numbers that were frozen."""
    picture = _map(numbers["map"])
    periods = pl.DataFrame(
        {
            "period": [date.fromisoformat(row["period"]) for row in numbers["periods"]],
            "began": [row["began"] or 0 for row in numbers["periods"]],
        }
    )
    return {
        "numbers": numbers,
        # Our own drawings: every name in them is escaped where it is written.
        "svg": mark_safe(draw_map(picture, title="How cases go")),  # noqa: S308
        "chart": mark_safe(draw_cases_over_time(periods)),  # noqa: S308
        "steps": [edge for edge in picture.edges if edge.source != START and edge.target != END],
        "reasons": [
            {
                "where": found["where"],
                "words": KINDS.get(found["kind"], found["kind"]),
                "share": share(found["share"]),
            }
            for found in numbers["findings"]
        ],
    }


def _map(data: dict[str, Any]) -> ProcessMap:
    return ProcessMap(
        tuple(Node(**node) for node in data["nodes"]),
        tuple(Edge(**edge) for edge in data["edges"]),
        data["cases"],
        data["total_activities"],
        data["total_steps"],
        Level(**data["level"]),
        data["note"],
    )
