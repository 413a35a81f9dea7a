"""What if: say what would change, and see today and changed side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhall.mining.simulation.changes import LONGEST
from openhall.mining.simulation.report import SHOWN_BOUNDS, draw_times, from_json
from openhall.mining.simulation.rhythm_words import found_words, why_words
from openhall.mining.simulation.whatif import Figure, WhatIf
from openhall.mining.simulation.words import (
    GRADES,
    NAMES,
    UNKNOWN,
    UNSTAFFED,
    bare_value,
    is_change,
    load_words,
    value,
    verdict,
)
from openhall.mining.words import DAY, duration
from openhall.site.observatory.models import Scenario
from openhall.site.observatory.motion import Moving
from openhall.site.observatory.scenario_forms import ChangeForm, ScenarioForm
from openhall.site.observatory.scenarios import MOST_UNDER_WAY, simulated_log, under_way
from openhall.site.observatory.tasks import play_scenario
from openhall.site.observatory.views.page import cut_of, show
from openhall.site.people.audience import ANALYSTS, visible_to
from openhall.site.web.speech import digits, say, speech

SHOWN = 20
"""Scenarios of a log that are listed."""
LOAD = "load: "


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def what_if(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """Say what is changed, add a change by a form, have it played; and the scenarios that were played before."""
    log, view, choice = cut_of(request, log_id)
    activities = simulated_log(log).activities
    adding = request.method == "POST" and "add" in request.POST
    line = ChangeForm(request.POST if adding else None, activities=activities)
    if adding:
        written = request.POST.get("changes", "")[:LONGEST]
        kept = {"changes": written, "cost": request.POST.get("cost", "")}
        if line.is_valid():
            kept["changes"] = f"{written.rstrip()}\n{line.cleaned_data['line']}".lstrip()
            line = ChangeForm(activities=activities)
        form = ScenarioForm(initial=kept, activities=activities)
    else:
        begun = log.scenarios.defer("told", "motion").filter(pk=_number(request.GET.get("like"))).first()
        first = {"changes": begun.changes, "cost": begun.cost or ""} if begun else {}
        form = ScenarioForm(request.POST or None, initial=first, activities=activities)
        if request.method == "POST" and form.is_valid():
            if under_way() < MOST_UNDER_WAY:
                made = log.scenarios.create(
                    changes=form.cleaned_data["changes"],
                    cost=form.cleaned_data["cost"] or 0.0,
                    made_by=request.user,
                )
                play_scenario.enqueue(made.pk)
                return redirect(made)
            words = _("%(many)s scenarios are being played already. Try again in a few minutes.")
            form.add_error(None, words % {"many": MOST_UNDER_WAY})
    context = {
        "form": form,
        "line": line,
        "wrong": line if line.errors else form,
        "played": log.scenarios.select_related("made_by").defer("told", "motion")[:SHOWN],
    }
    response = show(request, "observatory/what_if.html", log, view, choice, **context)
    response.status_code = 400 if form.errors or line.errors else response.status_code
    return response


@visible_to(ANALYSTS)
@require_safe
def scenario(request: HttpRequest, log_id: UUID, number: int) -> HttpResponse:
    """Today and changed side by side, and how far to trust it; or how far the playing is."""
    log, view, choice = cut_of(request, log_id)
    made = get_object_or_404(Scenario, log=log, pk=number)
    context: dict[str, Any] = {"made": made}
    if made.status == Scenario.Status.READY:
        found = from_json(made.told)
        context |= {
            "found": found,
            "looked": "found" in made.told,
            "rhythms": [(say(found_words(each)), say(why_words(each))) for each in found.found],
            **_trust(made.told["trust"]),
            "rows": [_row(each, say(NAMES[each.name])) for each in found.figures if each.name in NAMES],
            "loads": [
                _row(each, say(load_words(each.name))) for each in found.figures if each.name.startswith(LOAD)
            ],
            # Our own drawing: it holds numbers and our own words only.
            "picture": mark_safe(draw_times(found, speech())),  # noqa: S308
            "bounds": _bounds(found),
            "plays_words": _plays_words(found),
        }
        if made.motion:
            moving = Moving(made)
            context |= {
                "waits": moving.largest(),
                "mean_words": moving.mean_words(),
                "unstaffed": "" if moving.motion.staffed else say(UNSTAFFED),
            }
    response = show(request, "observatory/scenario.html", log, view, choice, **context)
    if made.under_way:
        # Works without JavaScript; the page says that it looks again by itself.
        response["Refresh"] = "2"
    return response


@visible_to(ANALYSTS)
@require_POST
def delete_scenario(request: HttpRequest, log_id: UUID, number: int) -> HttpResponse:
    """Delete one; it can be played again."""
    get_object_or_404(Scenario, log=log_id, pk=number).delete()
    messages.success(request, _("The scenario is deleted."))
    return redirect("observatory:what_if", log_id)


def _trust(kept: Mapping[str, Any] | None) -> dict[str, str]:
    """How far to trust it: a word and a sentence, of facts."""
    if kept is None:
        return {"grade": "", "trust": say(UNKNOWN)}
    return {"grade": say(GRADES[kept["grade"]]), "trust": say(verdict(kept))}


def _plays_words(found: WhatIf) -> str:
    plays = ngettext(
        "Means of %(times)s play of %(days)s, each with the interval that holds it in 95 of 100 cases.",
        "Means of %(times)s plays of %(days)s, each with the interval that holds it in 95 of 100 cases.",
        found.replications,
    ) % {"times": digits(found.replications, 0), "days": say(duration(found.days * DAY))}
    cases = _("Cases that came, on average: %(today)s today, %(changed)s with the changes.") % {
        "today": digits(found.cases[0], 0),
        "changed": digits(found.cases[1], 0),
    }
    return f"{plays} {cases}"


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 15 else None


def _row(figure: Figure, words: str) -> dict[str, Any]:
    sides = (figure.today, figure.changed, figure.difference)
    return {
        "words": words,
        "is_change": say(is_change(figure)),
        "sides": [
            # The unit of an interval is said once, at its end.
            (
                say(value(figure, each.mean)),
                say(bare_value(figure, each.low)),
                say(value(figure, each.high)),
            )
            for each in sides
        ],
    }


def _bounds(found: WhatIf) -> list[tuple[int, float, float]]:
    today, changed = found.bounds
    return [(percent, float(today[percent - 1]), float(changed[percent - 1])) for percent in SHOWN_BOUNDS]
