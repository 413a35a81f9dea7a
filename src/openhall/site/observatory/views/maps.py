"""The map of a log, its picture and its tables, and the same to take away."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from openhall.mining.draw import draw_map
from openhall.mining.errors import BadFilter
from openhall.mining.filter_text import filter_text, parse_filter
from openhall.mining.filters import EndsWith, FollowsDirectly, HasActivity, StartsWith
from openhall.mining.map import END, START, Edge, Node, ProcessMap
from openhall.mining.write_xes import export_xes
from openhall.site.observatory.choice import MEASURES, Choice
from openhall.site.observatory.filtering import built_filter, filter_choices
from openhall.site.observatory.shelf import View
from openhall.site.observatory.views.page import TABS, cut_of, show
from openhall.site.people.audience import ANALYSTS, visible_to
from openhall.site.web.speech import speech


@visible_to(ANALYSTS)
def process_map(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """The map at the level, with the filters and the measure that the address names."""
    log, view, choice = cut_of(request, log_id)
    if not view.log.n_cases:
        return show(request, "observatory/map.html", log, view, choice, empty=True)
    level = choice.level(view.level)
    picture = view.map(level)
    svg = draw_map(
        picture,
        measure=choice.measure,
        title=_("Map of %(log)s") % {"log": log.name},
        links=_links(picture, choice),
        speech=speech(),
    )
    return show(
        request, "observatory/map.html", log, view, choice,
        picture=picture,
        # Our own drawing: every name in it is escaped where it is written.
        svg=mark_safe(svg),  # noqa: S308
        measures=[(key, words, key == choice.measure) for key, words in MEASURES.items()],
        activities=round(level.activities * 100),
        steps=round(level.steps * 100),
        filter_choices=filter_choices(view),
        edges=[edge for edge in picture.edges if edge.source != START and edge.target != END],
    )  # fmt: skip


def _links(picture: ProcessMap, choice: Choice):  # type: ignore[no-untyped-def]
    def address(thing: Node | Edge) -> str | None:
        if isinstance(thing, Node):
            return choice.adding(filter_text(HasActivity(thing.name)))
        if thing.source == START:
            return choice.adding(filter_text(StartsWith(thing.target)))
        if thing.target == END:
            return choice.adding(filter_text(EndsWith(thing.source)))
        # Where activities are hidden, a step on the map may lead over some of them.
        if len(picture.nodes) < picture.total_activities:
            return None
        return choice.adding(filter_text(FollowsDirectly(thing.source, thing.target)))

    return address


@visible_to(ANALYSTS)
def picture(request: HttpRequest, log_id: UUID, kind: str) -> HttpResponse:
    """The map as a file: `svg`, `json`, the steps as `csv`, or the events that it is made of as `xes`."""
    log, view, choice = cut_of(request, log_id)
    name = "".join(letter if letter.isalnum() else "-" for letter in log.title.lower())
    if kind == "csv":
        response = HttpResponse(view.summary.steps.write_csv(), content_type="text/csv; charset=utf-8")
    elif kind == "xes":
        response = HttpResponse(_xes(view), content_type="application/xml")
    elif kind == "json":
        response = HttpResponse(json.dumps(_json(view, choice)), content_type="application/json")
    else:
        svg = draw_map(
            view.map(choice.level(view.level)), measure=choice.measure, title=log.name, speech=speech()
        )
        response = HttpResponse(svg, content_type="image/svg+xml")
    response["Content-Disposition"] = f'attachment; filename="{name or "map"}.{kind}"'
    return response


def _xes(view: View) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "log.xes"
        export_xes(view.log, path)
        return path.read_bytes()


def _json(view: View, choice: Choice) -> dict[str, object]:
    return view.map(choice.level(view.level)).as_json() | {"filters": list(choice.filters)}


@visible_to(ANALYSTS)
def add_filter(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """Take the answers of the filter form and lead back to the page with one filter more."""
    choice = Choice.of(request.GET)
    asked = request.GET.get("to", "map")
    target = reverse(f"observatory:{asked if asked in dict(TABS) else 'map'}", args=[log_id])
    try:
        text = built_filter(request.GET)
        parse_filter(text)
    except BadFilter:
        # The page itself says what is wrong: it reads the same text from its address.
        text = request.GET.get("kind", "filter")[:20] + ":" + request.GET.get("value", "")[:200]
    return redirect(target + choice.adding(text))
