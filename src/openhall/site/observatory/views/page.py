"""What every page about one log has in common: the log itself, its cut, its chips and its problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhall.mining.errors import BadFilter, MiningError
from openhall.mining.filter_text import parse_filter
from openhall.site.observatory.choice import EVENTS, Choice
from openhall.site.observatory.models import Log
from openhall.site.observatory.shelf import View, shelf
from openhall.site.web.speech import say, say_error

TABS = (
    ("map", gettext_lazy("Map")),
    ("findings", gettext_lazy("Findings")),
    ("variants", gettext_lazy("Variants")),
    ("cases", gettext_lazy("Cases")),
    ("compare", gettext_lazy("Compare")),
    ("what_if", gettext_lazy("What if")),
)

PARTS = {"scenario": "what_if", "scenario_map": "what_if"}
"""Pages below a tab, by their names: the tab of each."""
OBJECTS = ("objects", gettext_lazy("Objects"))
"""The tab of logs that have objects of several types."""


class NotReady(Exception):
    """The log cannot be looked at yet; `address` says how far it is."""

    def __init__(self, log: Log) -> None:
        super().__init__(log.title)
        self.address = reverse("observatory:progress", args=[log.id])


def cut_of(request: HttpRequest, log_id: UUID) -> tuple[Log, View, Choice]:
    """The log, the cut that the address asks for, and what the page shows.

    Filters that the log does not know are left out and said in `choice.problems`. Raises `NotReady`, and 404 when
    there is no such log.
    """
    log = get_object_or_404(Log, pk=log_id)
    if not log.ready:
        raise NotReady(log)
    choice = Choice.of(request.GET)
    try:
        return log, shelf.view(log, choice.filters, choice.finding, by_event=bool(choice.unit)), choice
    except BadFilter as error:
        bare = replace(choice, filters=(), finding="", problems=(*choice.problems, say_error(error)))
        return log, shelf.view(log, by_event=bool(choice.unit)), bare


def show(
    request: HttpRequest,
    template: str,
    log: Log,
    view: View,
    choice: Choice,
    *,
    more_problems: Sequence[Mapping[str, str]] = (),
    keep: Sequence[tuple[str, str]] = (),
    **more: Any,
) -> HttpResponse:
    """Draw a page about a log; its status is 400 when a part of its address made no sense.

    keep  what the address asks of this page alone; links that stay on the page keep it
    """
    stay = f"&{urlencode(keep)}" if keep else ""
    problems = [*({"words": words, "href": "#filters"} for words in choice.problems), *more_problems]
    here = request.resolver_match.url_name if request.resolver_match else ""
    here = PARTS.get(here or "", here)
    context = {
        "log": log,
        "view": view,
        "choice": choice,
        "problems": problems,
        "chips": _chips(choice, stay),
        "clear": choice.query(filters=(), finding="") + stay,
        "units": _units(log, choice, stay),
        "tabs": [
            {
                "words": words,
                "href": reverse(f"observatory:{name}", args=[log.id]) + choice.query(),
                "here": name == here,
            }
            for name, words in (*TABS, *([OBJECTS] if log.has_objects else []))
        ],
        "crumbs": [{"words": _("Observatory"), "href": reverse("observatory:logs")}],
        **more,
    }
    return render(request, template, context, status=400 if problems else 200)


def _chips(choice: Choice, stay: str) -> list[dict[str, str]]:
    chips = [
        {
            "words": say(parse_filter(text).in_words()),
            "remove": choice.query(filters=tuple(other for other in choice.filters if other != text)) + stay,
        }
        for text in choice.filters
    ]
    if choice.finding:
        chips.append({"words": _("of one finding"), "remove": choice.query(finding="") + stay})
    return chips


def _units(log: Log, choice: Choice, stay: str) -> list[dict[str, Any]]:
    """What can be counted, with the address that does; nothing where there is no choice."""
    if not log.has_work:
        return []
    return [
        {"words": words, "href": choice.query(unit=unit, finding="") + stay, "here": unit == choice.unit}
        for words, unit in ((_("pieces of work"), ""), (_("events as recorded"), EVENTS))
    ]


def redirect_unready(error: NotReady) -> HttpResponse:
    """Send the reader to the page that says how far the log is."""
    return HttpResponseRedirect(error.address)


class LogPages:
    """Middleware for pages about logs: a log that is not ready leads to its progress, a broken one to its problem."""

    def __init__(self, respond: Any) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        response: HttpResponse = self.respond(request)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer the two errors that are a state of the log, not a fault."""
        if isinstance(error, NotReady):
            return redirect_unready(error)
        if isinstance(error, MiningError):
            return render(request, "observatory/broken.html", {"problem": say_error(error)}, status=409)
        return None
