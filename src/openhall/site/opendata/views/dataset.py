"""A dataset and its versions, for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from openhall.site.opendata.models import Dataset, DatasetVersion
from openhall.site.people.audience import PUBLIC, visible_to
from openhall.site.portal.speaking import say


def public_dataset(identifier: str) -> Dataset:
    """The dataset of an address; 404 where nothing of it is, or was, open."""
    return get_object_or_404(Dataset.objects.public().select_related("department"), identifier=identifier)


@visible_to(PUBLIC)
@require_safe
def dataset(request: HttpRequest, identifier: str) -> HttpResponse:
    """What a dataset is, with its rows, versions and downloads."""
    found = public_dataset(identifier)
    context = {"dataset": found, "version": found.current, "versions": found.versions.citable()}
    return say(request, "opendata/dataset.html", context)


@visible_to(PUBLIC)
@require_safe
def version(request: HttpRequest, identifier: str, number: int) -> HttpResponse:
    """One version, which stays; of a withdrawn one, why it was."""
    found = public_dataset(identifier)
    shown = get_object_or_404(DatasetVersion.objects.citable(), dataset=found, number=number)
    context = {"dataset": found, "version": shown, "versions": found.versions.citable()}
    return say(request, "opendata/version.html", context)
