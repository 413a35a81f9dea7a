"""Datasets that are made anew by themselves: where from, how often, and what came of each time."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openhall.site.opendata.manage.source_forms import NewSourceForm, SourceForm
from openhall.site.opendata.manage.views.files import free_slug
from openhall.site.opendata.manage.views.standing import crumbs, own_dataset
from openhall.site.opendata.models import Dataset, Refresh, departments_of
from openhall.site.opendata.models.refreshing import inbox_of
from openhall.site.opendata.tasks import refresh_dataset
from openhall.site.people.audience import PUBLISHERS, visible_to

RUNS = 20


@visible_to(PUBLISHERS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Name a source: a new dataset begins with what is fetched from it."""
    departments = departments_of(request.user)
    form = NewSourceForm(request.POST or None, departments=departments, initial={"is_on": True})
    if request.method == "POST" and form.is_valid():
        title = form.cleaned_data["title"]
        source = form.save(commit=False)
        source.dataset = Dataset.objects.create(
            title=title,
            slug=free_slug(title),
            department=form.cleaned_data["owner"],
            made_by=request.user,
            source=Dataset.Source.FETCHED,
            description="",
        )
        source.made_by = request.user
        source.next_at = timezone.now() + source.span
        source.save()
        refresh_dataset.enqueue(source.pk)
        messages.success(request, _("It is being fetched. Load this page again in a moment."))
        return redirect("opendata:manage_source", source.dataset.identifier)
    context = {"form": form, "departments": departments, "crumbs": crumbs()}
    return render(request, "opendata/manage/source_new.html", context, status=400 if form.errors else 200)


@visible_to(PUBLISHERS)
@require_http_methods(["GET", "POST"])
def source(request: HttpRequest, identifier: str) -> HttpResponse:
    """The source of a dataset with its last runs; change it."""
    dataset = own_dataset(request, identifier)
    if dataset.source not in (Dataset.Source.FILE, Dataset.Source.FETCHED):
        messages.info(request, _("The rows of this dataset come from Openhall itself."))
        return redirect("opendata:manage_dataset", identifier)
    held = Refresh.objects.filter(dataset=dataset).first()
    form = SourceForm(request.POST or None, instance=held, department=dataset.department)
    if request.method == "POST" and form.is_valid():
        kept = form.save(commit=False)
        if held is None or {"kind", "place"} & set(form.changed_data):
            # Of another place nothing is known yet.
            kept.known = {}
        kept.dataset = dataset
        kept.made_by = kept.made_by or request.user
        kept.next_at = timezone.now() + kept.span
        kept.save()
        messages.success(request, _("The source is kept."))
        return redirect("opendata:manage_source", identifier)
    runs = held.runs.select_related("version") if held else []
    context = {
        "dataset": dataset,
        "held": held,
        "form": form,
        "page": Paginator(runs, RUNS).get_page(request.GET.get("page")),
        "inbox": inbox_of(dataset.department),
        "crumbs": crumbs(dataset),
    }
    return render(request, "opendata/manage/source.html", context, status=400 if form.errors else 200)


@visible_to(PUBLISHERS)
@require_POST
def fetch_now(request: HttpRequest, identifier: str) -> HttpResponse:
    """Fetch a source now, besides its rhythm."""
    held = get_object_or_404(Refresh, dataset=own_dataset(request, identifier))
    if held.next_at <= timezone.now():
        held.put_off()
    refresh_dataset.enqueue(held.pk)
    messages.success(request, _("It is being fetched. Load this page again in a moment."))
    return redirect("opendata:manage_source", identifier)


@visible_to(PUBLISHERS)
@require_POST
def forget(request: HttpRequest, identifier: str) -> HttpResponse:
    """Fetch no more: the dataset and its versions stay."""
    get_object_or_404(Refresh, dataset=own_dataset(request, identifier)).delete()
    messages.success(request, _("It is fetched no more. The dataset and its versions stay."))
    return redirect("opendata:manage_dataset", identifier)
