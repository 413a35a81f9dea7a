"""Tables of published figures: given, looked at before anything is kept, taken over, and taken back as a whole."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhall.measure.errors import BadFigures
from openhall.measure.figures import Labels, Quantity
from openhall.site.measures.manage.import_forms import GiveForm, ReadingForm, RouteForm
from openhall.site.measures.manage.listing import manage_crumbs
from openhall.site.measures.models import FiguresImport
from openhall.site.measures.published.planning import (
    MOST_GOALS,
    TAKEN_QUANTITIES,
    Plan,
    currency_of,
    matched,
    packed,
    plan_of,
    read_likely,
)
from openhall.site.measures.published.taking import (
    NotAnyMore,
    NothingToTake,
    count_again,
    measures_of,
    take,
    take_back,
)
from openhall.site.measures.views.page import show
from openhall.site.people.audience import ANALYSTS, visible_to
from openhall.site.web.speech import say, say_error

A_PAGE = 30
MOST_UNREAD = 50
State = FiguresImport.State
QUANTITIES = {
    Quantity.VOLUME: gettext_lazy("transactions"),
    Quantity.DIGITAL_VOLUME: gettext_lazy("digital transactions"),
    Quantity.COST: gettext_lazy("cost per transaction"),
    Quantity.DIGITAL_COST: gettext_lazy("cost per digital transaction"),
    Quantity.TOTAL_COST: gettext_lazy("total cost"),
    Quantity.COMPLETION: gettext_lazy("completion rate"),
    Quantity.SATISFACTION: gettext_lazy("user satisfaction"),
    Quantity.TAKE_UP: gettext_lazy("digital take-up"),
}


_LABELS_FOUND = gettext_lazy(
    "Headings such as “2013-Q1” are read as the twelve months before that quarter began: as quarters of the calendar, "
    "columns would take the place of others. You can change it under “How the file is read”."
)


def import_crumbs() -> list[dict[str, str]]:
    """The way to a page below the list of imports."""
    return [*manage_crumbs(), {"words": _("Published figures"), "href": reverse("measures:manage_imports")}]


@visible_to(ANALYSTS)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All files that were given, the newest first."""
    counted = Count("numbers", filter=Q(numbers__withdrawn_at=None))
    found = (
        FiguresImport.objects.select_related("made_by")
        .defer("content")
        .annotate(counted=counted)
        .order_by("-made_at", "-pk")
    )
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return show(request, "manage/imports.html", {"page": page, "crumbs": manage_crumbs()})


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """Give a file. Nothing is taken over before somebody has looked at what it says."""
    form = GiveForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        data = given.read()
        try:
            labels, figures = read_likely(data)
        except BadFigures as error:
            form.add_error("file", say_error(error))
        else:
            held = FiguresImport.objects.create(
                file_name=given.name[:255],
                digest=hashlib.sha256(data).hexdigest(),
                content=packed(data),
                note=form.cleaned_data["note"],
                labels=labels,
                owner=form.cleaned_data["owner"],
                unit=currency_of(figures),
                routes=matched(figures),
                made_by=request.user,
            )
            if labels is not Labels.QUARTER:
                messages.info(request, _LABELS_FOUND)
            return redirect(held)
    context = {"form": form, "crumbs": import_crumbs()}
    return show(request, "manage/import_new.html", context, 400 if form.errors else 200)


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, number: int) -> HttpResponse:
    """What a file says and where it would go; once it is taken over, where it went."""
    held = get_object_or_404(
        FiguresImport.objects.select_related("made_by", "taken_by", "back_by", "owner"), pk=number
    )
    if held.state != State.READ:
        if request.method == "POST":
            messages.error(
                request, _("This file was taken over already. Give it again to read it otherwise.")
            )
            return redirect(held)
        return _outcome(request, held)
    plan = plan_of(held)
    asked = request.POST.get("do", "") if request.method == "POST" else ""
    reading = ReadingForm(request.POST if asked == "read" else None, held=held, plan=plan)
    route = RouteForm(request.POST if asked == "add" else None, held=held, plan=plan)
    if asked == "read" and reading.is_valid():
        # Labels that stand for other months make other periods: which are taken over is then asked anew.
        read_anew = reading.cleaned_data.get("labels", held.labels) != held.labels
        for name, value in reading.cleaned_data.items():
            setattr(held, name, value)
        held.months = None if read_anew else held.months
        held.save(update_fields=["labels", "months", "unit"])
        return redirect(f"{held.get_absolute_url()}#read")
    if asked == "add" and route.is_valid():
        held.routes[route.cleaned_data["line"]] = int(route.cleaned_data["service"])
        return _routed(held)
    if asked == "all":
        room = max(0, MOST_GOALS - len(plan.goals))
        held.routes |= {each.key: 0 for each in plan.rest[:room]}
        return _routed(held)
    if asked == "drop":
        held.routes.pop(request.POST.get("line", ""), None)
        return _routed(held)
    return _preview(request, held, plan, reading, route)


def _routed(held: FiguresImport) -> HttpResponse:
    held.save(update_fields=["routes"])
    return redirect(f"{held.get_absolute_url()}#where")


def _preview(
    request: HttpRequest, held: FiguresImport, plan: Plan, reading: ReadingForm, route: RouteForm
) -> HttpResponse:
    unread = plan.figures.unread
    same = FiguresImport.objects.filter(digest=held.digest, state=State.TAKEN).order_by("-taken_at").first()
    wrong = bool(reading.errors or route.errors)
    context = {
        "held": held,
        "plan": plan,
        "columns": [(each, QUANTITIES[each.heading.quantity]) for each in plan.columns],
        "left": sorted(
            {
                str(QUANTITIES[each.heading.quantity])
                for each in plan.columns
                if each.heading.quantity not in TAKEN_QUANTITIES
            }
        ),
        "notes": [say(each) for each in plan.figures.notes],
        "unread": unread[:MOST_UNREAD],
        "more_unread": max(0, len(unread) - MOST_UNREAD),
        "form": route if route.errors else reading,
        "reading": reading,
        "route": route,
        "room": MOST_GOALS - len(plan.goals),
        "most": MOST_GOALS,
        "same": same,
        "crumbs": import_crumbs(),
    }
    return show(request, "manage/import.html", context, 400 if wrong else 200)


def _outcome(request: HttpRequest, held: FiguresImport) -> HttpResponse:
    counts: dict[int, Any] = {
        row["measure"]: row
        for row in held.numbers.order_by()
        .values("measure")
        .annotate(all=Count("pk"), counting=Count("pk", filter=Q(withdrawn_at=None)))
    }
    context = {
        "held": held,
        "rows": [(each, counts[each.pk]) for each in measures_of(held)],
        "crumbs": import_crumbs(),
    }
    return show(request, "manage/import_taken.html", context)


@visible_to(ANALYSTS)
@require_POST
def take_over(request: HttpRequest, number: int) -> HttpResponse:
    """Keep the numbers, after somebody has looked at the preview."""
    held = get_object_or_404(FiguresImport, pk=number)
    try:
        count = take(held, request.user)  # type: ignore[arg-type]
    except NotAnyMore:
        messages.error(request, _("This file was taken over already. Give it again to read it otherwise."))
    except NothingToTake:
        messages.error(request, _("There is nothing to take over. Say where the rows go first."))
    else:
        said = ngettext("%(count)s number is taken over.", "%(count)s numbers are taken over.", count)
        messages.success(request, said % {"count": count})
    return redirect(held)


@visible_to(ANALYSTS)
@require_POST
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take a whole file back; its numbers stay in the history."""
    held = get_object_or_404(FiguresImport, pk=number)
    try:
        take_back(held, request.user)  # type: ignore[arg-type]
    except NotAnyMore:
        messages.error(request, _("This file is not taken over, so there is nothing to take back."))
    else:
        messages.success(request, _("The figures are taken back. What counted before them counts again."))
    return redirect(held)


@visible_to(ANALYSTS)
@require_POST
def redo(request: HttpRequest, number: int) -> HttpResponse:
    """Let a file that was taken back count again."""
    held = get_object_or_404(FiguresImport, pk=number)
    try:
        count_again(held)
    except NotAnyMore:
        messages.error(request, _("This file was not taken back, so there is nothing to let count again."))
    else:
        messages.success(request, _("The figures count again."))
    return redirect(held)


@visible_to(ANALYSTS)
@require_POST
def forget(request: HttpRequest, number: int) -> HttpResponse:
    """Delete a file of which nothing was taken over."""
    deleted, _each = FiguresImport.objects.filter(pk=number, state=State.READ).delete()
    if deleted:
        messages.success(request, _("The file is deleted. Nothing of it was taken over."))
    else:
        messages.error(request, _("Only a file of which nothing was taken over can be deleted."))
    return redirect("measures:manage_imports")
