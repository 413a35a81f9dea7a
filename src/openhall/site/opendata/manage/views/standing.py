"""Where a page of publishing lies, and whose it is: nobody reaches what another department publishes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openhall.site.opendata.models import Dataset, DatasetVersion

STEPS = (
    ("columns", _("Columns")),
    ("about", _("What it is")),
    ("risk", _("Risks")),
    ("decide", _("Decide")),
)


def own_dataset(request: HttpRequest, identifier: str) -> Dataset:
    """The dataset of an address, if the visitor publishes for its department; 404 else."""
    found = Dataset.objects.managed_by(request.user).select_related("department")
    return get_object_or_404(found, identifier=identifier)


def own_version(request: HttpRequest, identifier: str, number: int) -> DatasetVersion:
    """The version of an address, likewise."""
    dataset = own_dataset(request, identifier)
    return get_object_or_404(dataset.versions.select_related("dataset__department"), number=number)


def crumbs(dataset: Dataset | None = None) -> list[dict[str, str]]:
    """Where a page lies."""
    path = [{"words": _("Publish data"), "href": reverse("opendata:manage")}]
    if dataset is not None:
        path.append(
            {"words": dataset.title, "href": reverse("opendata:manage_dataset", args=[dataset.identifier])}
        )
    return path


def show(
    request: HttpRequest, template: str, version: DatasetVersion, status: int = 200, **context: Any
) -> HttpResponse:
    """A page about a version that is being published, with its steps."""
    step = context.get("step", "")
    address = [version.dataset.identifier, version.number]
    steps = [
        {"words": words, "href": reverse(f"opendata:manage_{name}", args=address), "here": name == step}
        for name, words in STEPS
    ]
    known = {
        "dataset": version.dataset,
        "version": version,
        "crumbs": crumbs(version.dataset),
        "steps": steps,
        "noisy": version.noisy.first(),
    }
    return render(request, f"opendata/manage/{template}", known | context, status=status)
