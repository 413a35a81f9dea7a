"""What analysts and heads of service do to a chart: note what happened, let limits begin anew, and take either back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openhall.measure.definitions.periods import start_of
from openhall.site.measures.charts.access import may_rebase
from openhall.site.measures.charts.drawn import drawn
from openhall.site.measures.charts.loading import load
from openhall.site.measures.models import Annotation, Measure, Rebase
from openhall.site.measures.views.forms import NoteForm, RebaseForm
from openhall.site.measures.views.page import measure_of, show
from openhall.site.people.audience import ANALYSTS, HEADS, visible_to


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def notes(request: HttpRequest, slug: str) -> HttpResponse:
    """What is noted on a chart, and a form for more."""
    measure = measure_of(request, slug)
    form = NoteForm(request.POST or None, measure=measure)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        Annotation.objects.create(
            measure=measure if given["where"] == NoteForm.MEASURE else None,
            service=measure.service if given["where"] == NoteForm.SERVICE else None,
            date=given["date"],
            kind=given["kind"],
            words=given["words"],
            by=request.user,
        )
        messages.success(request, _("It stands on the chart now."))
        return redirect("measures:notes", slug=measure.slug)
    context = {"measure": measure, "form": form, "noted": _noted(measure), "back": measure.get_absolute_url()}
    return show(request, "notes.html", context, 400 if form.errors else 200)


@visible_to(ANALYSTS)
@require_POST
def remove_note(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take a note off the charts that it stands on."""
    measure = measure_of(request, slug)
    found = get_object_or_404(Annotation, pk=number)
    if found.pk not in {each.pk for each in _noted(measure)}:
        raise PermissionDenied
    found.delete()
    messages.success(request, _("“%(words)s” is off the chart.") % {"words": found.words})
    return redirect("measures:notes", slug=measure.slug)


@visible_to(HEADS)
@require_http_methods(["GET", "POST"])
def rebase(request: HttpRequest, slug: str) -> HttpResponse:
    """Let the limits of a chart begin anew, with a reason; or see where they do, and take that back."""
    measure = _led(request, slug)
    form = RebaseForm(request.POST or None)
    loaded = load([measure])
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["date"]
        if loaded:
            day = start_of(day, loaded[0].definition.grain)
        if measure.rebases.filter(date=day).exists():
            form.add_error("date", _("Limits begin anew there already: take that back first"))
        elif not loaded or not any(each.day < day for each in loaded[0].over):
            form.add_error("date", _("The chart has no value before that day, so nothing would change"))
        else:
            Rebase.objects.create(measure=measure, date=day, why=form.cleaned_data["why"], by=request.user)
            messages.success(request, _("Limits begin anew there. The chart says why."))
            return redirect(measure)
    context = {
        "measure": measure,
        "form": form,
        "rebases": measure.rebases.select_related("by"),
        "drawn": drawn(loaded[0], public=False) if loaded else None,
        "back": measure.get_absolute_url(),
    }
    return show(request, "rebase.html", context, 400 if form.errors else 200)


@visible_to(HEADS)
@require_POST
def remove_rebase(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Let limits run through again where they began anew."""
    measure = _led(request, slug)
    get_object_or_404(Rebase, measure=measure, pk=number).delete()
    messages.success(request, _("Limits run through again there."))
    return redirect(reverse("measures:rebase", args=[measure.slug]))


def _led(request: HttpRequest, slug: str) -> Measure:
    measure = measure_of(request, slug)
    if not may_rebase(request.user, measure):
        raise PermissionDenied
    return measure


def _noted(measure: Measure) -> list[Annotation]:
    """The notes on a measure's chart: its own, those of its service, those of all."""
    own = Annotation.objects.filter(measure=measure)
    shared = Annotation.objects.filter(measure=None, service=None)
    if measure.service_id is not None:
        shared |= Annotation.objects.filter(measure=None, service=measure.service_id)
    return sorted({*own, *shared}, key=lambda each: each.date, reverse=True)
