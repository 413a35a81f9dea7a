"""All measures that are kept, and making a new one."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from openhall.site.measures.adopting import free_slug, save_text
from openhall.site.measures.manage.forms import NewForm, TextForm, first_department
from openhall.site.measures.models import Measure, MeasureVersion, Standing
from openhall.site.measures.views.page import crumbs, show
from openhall.site.people.audience import ANALYSTS, visible_to
from openhall.site.services.models import Service

A_PAGE = 30


def manage_crumbs(measure: Measure | None = None) -> list[dict[str, str]]:
    """The way to a page below the list of definitions, or below that of a measure."""
    way = [(_("Definitions"), reverse("measures:manage"))]
    if measure is not None:
        way.append((str(measure), reverse("measures:manage_measure", args=[measure.slug])))
    return crumbs(*way)


@visible_to(ANALYSTS)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All measures, by service; `q` narrows them down by name."""
    newest = MeasureVersion.objects.filter(measure=OuterRef("pk")).order_by("-number")
    problem = Standing.objects.filter(version__measure=OuterRef("pk")).order_by("-version__number")
    found = (
        Measure.objects.select_related("service", "owner")
        .annotate(
            name=Subquery(newest.values("name")[:1]),
            number=Subquery(newest.values("number")[:1]),
            problem=Subquery(problem.values("problem")[:1]),
        )
        .order_by("service__name", "name", "slug")
    )
    q = request.GET.get("q", "").strip()[:100]
    if q:
        found = found.filter(Q(name__icontains=q) | Q(service__name__icontains=q))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return show(request, "manage/list.html", {"page": page, "q": q, "crumbs": crumbs()})


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose where a new measure begins, then write its definition."""
    begun = "text" in request.POST
    form = NewForm(request.POST or None, initial={"owner": first_department(request.user)})
    text: TextForm | None = None
    if request.method == "POST" and form.is_valid():
        text = TextForm(request.POST if begun else None, initial={"text": form.text})
        if begun and text.is_valid():
            measure = _made(form.cleaned_data, text, request.user)
            return redirect("measures:manage_measure", measure.slug)
    wrong = bool(form.errors or (text is not None and text.errors))
    context = {
        "form": text if text is not None else form,
        "chosen": form,
        "text": text,
        "crumbs": manage_crumbs(),
    }
    return show(request, "manage/new.html", context, 400 if wrong else 200)


def _made(chosen: dict[str, Any], text: TextForm, by: Any) -> Measure:
    assert text.checked is not None and text.checked.definition is not None
    service: Service | None = chosen["service"]
    slug = free_slug(f"{service.slug}-" if service else "", text.checked.definition.name)
    measure = Measure.objects.create(slug=slug, service=service, owner=chosen["owner"], made_by=by)
    save_text(measure, text.cleaned_data["text"], by, text.cleaned_data["note"])
    return measure
