"""See what an idea would do before it is tried: the process of a log is played as it is and as it would be."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from openhall.mining.simulation.words import NAMES
from openhall.site.improvement.experiments.predicting import check_changes
from openhall.site.improvement.measured import said_number
from openhall.site.improvement.models import Idea, Simulated
from openhall.site.improvement.tasks import simulate_effect
from openhall.site.improvement.views.page import show
from openhall.site.observatory.models import Log
from openhall.site.opendata.forms import Words
from openhall.site.people.audience import ANALYSTS, visible_to
from openhall.site.web.speech import say


class SimulateForm(forms.Form):
    """Which process, and what is changed in it."""

    log = forms.ModelChoiceField(
        Log.objects.filter(status=Log.Status.READY),
        label=gettext_lazy("On which log?"),
        help_text=gettext_lazy("Times, staff and demand are learned from its cases."),
        error_messages={"required": gettext_lazy("Choose a log")},
    )
    changes = Words(
        label=gettext_lazy("What is changed?"),
        help_text=gettext_lazy(
            'One change a line: staff "ACTIVITY" +1, hours "ACTIVITY" Mon-Fri 8:00-17:00, demand x2, '
            'automate "ACTIVITY", skip "ACTIVITY", work "ACTIVITY" -20%, wait "ACTIVITY" -50%, '
            'batch "ACTIVITY" on Tue every 2 weeks, off 12-24 to 01-01.'
        ),
        max_length=2_000,
        error_messages={"required": gettext_lazy("Say what is changed, one change a line")},
    )

    def clean(self) -> dict[str, Any]:
        """Whether the changes can be made to the log."""
        given = super().clean() or {}
        if given.get("log") and given.get("changes"):
            wrong = check_changes(given["changes"], given["log"])
            if wrong:
                self.add_error("changes", wrong)
        return given


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def simulate(request: HttpRequest, identifier: str) -> HttpResponse:
    """Say what would be changed; the worker plays it."""
    idea = get_object_or_404(Idea.objects.select_related("service"), identifier=identifier)
    live = Log.objects.filter(live=idea.service.slug).first() if idea.service else None
    form = SimulateForm(request.POST or None, initial={"log": live})
    if request.method == "POST" and form.is_valid():
        log: Log = form.cleaned_data["log"]
        made = Simulated.objects.create(
            idea=idea, log=log, title=log.title, changes=form.cleaned_data["changes"], by=request.user
        )
        simulate_effect.enqueue(made.pk)
        return redirect("improvement:simulated", idea.identifier, made.pk)
    context = {"idea": idea, "form": form, "back": idea.get_absolute_url()}
    return show(request, "simulate.html", context, 400 if form.errors else 200)


@visible_to(ANALYSTS)
@require_safe
def simulated(request: HttpRequest, identifier: str, key: int) -> HttpResponse:
    """What the simulation says, or how far it is."""
    made = get_object_or_404(Simulated.objects.select_related("idea"), idea__identifier=identifier, pk=key)
    rows = [
        {
            "name": name,
            "words": say(NAMES[name]),
            "today": said_number(today, unit),
            "changed": said_number(changed, unit),
            "difference": said_number(difference, unit, signed=True),
            "low": said_number(low, unit, signed=True),
            "high": said_number(high, unit, signed=True),
            "is_chance": low <= 0 <= high,
        }
        for name, unit, today, changed, difference, low, high in made.figures
        if name in NAMES
    ]
    context = {"made": made, "idea": made.idea, "rows": rows, "back": made.idea.get_absolute_url()}
    return show(request, "simulated.html", context)
