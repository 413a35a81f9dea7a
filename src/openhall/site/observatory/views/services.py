"""The pages of services that everybody may read."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date
from typing import Any

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from openhall.mining.chart import draw_cases_over_time
from openhall.mining.draw import draw_map
from openhall.mining.map import END, START, Edge, Level, Node, ProcessMap
from openhall.mining.words import share
from openhall.process.saying import read
from openhall.site.observatory.models import PublicPage
from openhall.site.people.audience import PUBLIC, visible_to
from openhall.site.web.speech import say, speech

ENGLISH = "en-gb"
KINDS = {
    "wait": gettext_lazy("waiting"),
    "rework": gettext_lazy("doing something again"),
    "handover": gettext_lazy("going back and forth"),
    "batch": gettext_lazy("waiting for the next day on which it is done"),
    "queue": gettext_lazy("waiting in a queue"),
    "tail": gettext_lazy("some cases taking much longer than others"),
    "detour": gettext_lazy("an extra step"),
    "limit": gettext_lazy("running over a time limit"),
}


@visible_to(PUBLIC)
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """How one service runs, in plain words."""
    page = get_object_or_404(PublicPage, slug=slug)
    # A page that was published before its words could be said in other languages is shown in theirs as a whole.
    english = isinstance(page.numbers["half"], str)
    with override(ENGLISH) if english else nullcontext():
        body = render_to_string("observatory/parts/service_body.html", page_context(page.numbers))
    return render(request, "observatory/service.html", {"page": page, "body": body, "english": english})


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
        "svg": mark_safe(draw_map(picture, title=_("How cases go"), speech=speech())),  # noqa: S308
        "chart": mark_safe(draw_cases_over_time(periods, speech=speech())),  # noqa: S308
        "periods": [
            (day, row["began"]) for day, row in zip(periods["period"], numbers["periods"], strict=True)
        ],
        "steps": [edge for edge in picture.edges if edge.source != START and edge.target != END],
        "reasons": [
            {
                "where": found["where"],
                "words": KINDS.get(found["kind"], found["kind"]),
                "share": say(share(found["share"])),
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
        read(data["note"]),
    )
