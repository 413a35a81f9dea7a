"""Numbers that are typed in or come in a file: each with who and when; a wrong one is withdrawn, not deleted."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from openhall.measure.definitions import Definition
from openhall.measure.definitions.periods import start_of
from openhall.site.measures.computing import readable
from openhall.site.measures.manage.definition import kept, worked_out
from openhall.site.measures.manage.forms import FileForm, NumberForm
from openhall.site.measures.manage.listing import manage_crumbs
from openhall.site.measures.models import Measure, Typed
from openhall.site.measures.views.page import show
from openhall.site.people.audience import ANALYSTS, visible_to

A_PAGE = 50


def _definition(measure: Measure) -> Definition:
    """What a measure says now. Raises `Http404` where nothing is typed in for it."""
    definition = readable(measure.current)
    if definition is None or not definition.typed:
        raise Http404
    return definition


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def numbers(request: HttpRequest, slug: str) -> HttpResponse:
    """All numbers of a measure, and a form for one more."""
    found = kept(slug)
    definition = _definition(found)
    form = NumberForm(request.POST or None, definition=definition)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        Typed.objects.create(
            measure=found,
            name=given["name"],
            period=start_of(given["period"], definition.grain),
            group=given["group"].strip(),
            number=given["number"],
            note=given["note"],
            by=request.user,
        )
        worked_out(found)
        messages.success(request, _("The number is kept, and the measure worked out with it."))
        return redirect("measures:manage_numbers", slug)
    rows = found.typed.select_related("by").order_by("-period", "name", "group", "-at", "-pk")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "measure": found,
        "definition": definition,
        "form": form,
        "page": page,
        "standing_ones": _standing(found),
        "crumbs": manage_crumbs(found),
    }
    return show(request, "manage/numbers.html", context, 400 if form.errors else 200)


def _standing(measure: Measure) -> set[int]:
    """The numbers that count: of those of one period the last that was not withdrawn."""
    last: dict[tuple[object, ...], int] = {}
    rows = measure.typed.filter(withdrawn_at=None).order_by("at", "pk")
    for pk, *key in rows.values_list("pk", "name", "period", "group"):
        last[tuple(key)] = pk
    return set(last.values())


@visible_to(ANALYSTS)
@require_POST
def withdraw(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take a number back, or let it count again."""
    found = kept(slug)
    row = get_object_or_404(Typed, pk=number, measure=found)
    row.withdrawn_at = timezone.now() if row.withdrawn_at is None else None
    row.save(update_fields=["withdrawn_at"])
    worked_out(found)
    messages.success(
        request,
        _("The number is withdrawn. The one before it counts again.")
        if row.withdrawn_at
        else _("The number counts again."),
    )
    return redirect("measures:manage_numbers", slug)


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def take_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Take all numbers of a CSV file, or none of them and say why."""
    found = kept(slug)
    definition = _definition(found)
    form = FileForm(request.POST or None, request.FILES or None, definition=definition)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        with transaction.atomic():
            Typed.objects.bulk_create(
                [
                    Typed(
                        measure=found,
                        name=row.name,
                        period=start_of(row.period, definition.grain),
                        group=row.group,
                        number=row.number,
                        note=form.cleaned_data["note"],
                        at=now,
                        by=request.user,
                    )
                    for row in form.rows
                ],
                batch_size=500,
            )
        worked_out(found)
        count = len(form.rows)
        messages.success(
            request,
            ngettext("%(count)s number is taken over.", "%(count)s numbers are taken over.", count)
            % {"count": count},
        )
        return redirect("measures:manage_numbers", slug)
    context = {"measure": found, "definition": definition, "form": form, "crumbs": manage_crumbs(found)}
    return show(request, "manage/file.html", context, 400 if form.errors else 200)
