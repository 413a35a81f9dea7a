"""The services of the body and their versions: list, upload, one service, one version."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhall.site.people.audience import ANALYSTS, visible_to
from openhall.site.services.models import Service, Version
from openhall.site.services.publishing import (
    CannotPublish,
    change,
    check,
    close,
    draft,
    files_of,
    folder_of,
    publish,
)
from openhall.site.workshop.forms import FolderForm, PublishForm
from openhall.site.workshop.pictures import picture_of

OPEN_CASES = Count("versions__cases", filter=Q(versions__cases__ended_at=None))


def crumbs(service: Service | None = None, version: Version | None = None) -> list[dict[str, str]]:
    """Where a page of the workshop lies."""
    path = [{"words": _("Workshop"), "href": reverse("workshop:services")}]
    if service is not None:
        path.append({"words": service.name, "href": reverse("workshop:service", args=[service.slug])})
    if version is not None:
        words = _("Version %(number)s") % {"number": version.number}
        path.append(
            {"words": words, "href": reverse("workshop:version", args=[service.slug, version.number])}
        )
    return path


def version_of(slug: str, number: int) -> Version:
    """The version of an address; 404 where there is none."""
    return get_object_or_404(
        Version.objects.select_related("service__owner", "published_by"), service__slug=slug, number=number
    )


@visible_to(ANALYSTS)
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """All services, with what is open of each."""
    rows = Service.objects.select_related("owner").annotate(open_cases=OPEN_CASES)
    versions = {version.service_id: version for version in Version.objects.filter(status=Version.Status.OPEN)}
    found = [{"service": row, "version": versions.get(row.pk)} for row in rows]
    return render(request, "workshop/services.html", {"rows": found})


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """Give a folder: a new service, or a new version of one."""
    service = get_object_or_404(Service, slug=slug) if slug else None
    form = FolderForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = draft(folder_of(form.cleaned_data["folder"].read()), request.user, service)
        except CannotPublish as error:
            form.add_error("folder", str(error))
        else:
            messages.success(request, _("Version %(number)s is here as a draft.") % {"number": made.number})
            return redirect("workshop:version", made.service.slug, made.number)
    context = {"form": form, "service": service, "crumbs": crumbs(service)}
    return render(request, "workshop/upload.html", context, status=400 if form.errors else 200)


@visible_to(ANALYSTS)
@require_safe
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """One service: its versions, how many cases run on each, and its process."""
    found = get_object_or_404(Service.objects.select_related("owner"), slug=slug)
    versions = found.versions.select_related("published_by").annotate(
        all_cases=Count("cases"), open_cases=Count("cases", filter=Q(cases__ended_at=None))
    )
    current = found.open_version
    return render(
        request,
        "workshop/service.html",
        {
            "service": found,
            "versions": versions,
            "current": current,
            "picture": picture_of(current) if current else None,
            "adoptions": found.adoptions.select_related("shared__version", "from_version"),
            "crumbs": crumbs(),
        },
    )


@visible_to(ANALYSTS)
@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version: what its check says, its process as a picture, its files."""
    found = version_of(slug, number)
    return render(request, "workshop/version.html", version_context(found))


def version_context(found: Version) -> dict[str, Any]:
    """What every page about a version shows."""
    files = files_of(found)
    return {
        "service": found.service,
        "version": found,
        "is_draft": found.status == Version.Status.DRAFT,
        "checked": check(found),
        "picture": picture_of(found),
        "files": [{"name": name, "bytes": len(files[name])} for name in sorted(files)],
        "crumbs": crumbs(found.service),
    }


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def publish_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Say what changed, and let new cases begin on a version."""
    found = version_of(slug, number)
    form = PublishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            publish(found, request.user, form.cleaned_data["note"])
        except CannotPublish as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("New cases begin on version %(number)s now.") % {"number": number})
            return redirect("workshop:service", slug)
    context = {
        "service": found.service,
        "version": found,
        "current": found.service.open_version,
        "checked": check(found),
        "form": form,
        "crumbs": crumbs(found.service, found),
    }
    return render(request, "workshop/publish.html", context, status=400 if form.errors else 200)


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def close_service(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask once more, then let no new case begin."""
    found = get_object_or_404(Service, slug=slug)
    if request.method == "POST":
        close(found)
        messages.success(request, _("No new case of “%(name)s” begins now.") % {"name": found.name})
        return redirect("workshop:service", slug)
    return render(request, "workshop/close.html", {"service": found, "crumbs": crumbs(found)})


@visible_to(ANALYSTS)
@require_POST
def copy(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A new draft with the files of a version."""
    found = version_of(slug, number)
    made = draft(files_of(found), request.user, found.service)
    messages.success(
        request,
        _("Version %(new)s is a draft with the files of version %(old)s.")
        % {"new": made.number, "old": number},
    )
    return redirect("workshop:version", slug, made.number)


@visible_to(ANALYSTS)
@require_POST
def replace(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Other files for a draft, all at once."""
    found = version_of(slug, number)
    form = FolderForm(request.POST, request.FILES)
    try:
        if not form.is_valid():
            raise CannotPublish(str(next(iter(form.errors.values()))[0]))
        change(found, folder_of(form.cleaned_data["folder"].read()))
        messages.success(request, _("The draft has the files of the folder now."))
    except CannotPublish as error:
        messages.error(request, str(error))
    return redirect("workshop:version", slug, number)
