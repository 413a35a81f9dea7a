"""The shared library: what others do well, taken with its link kept."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhall.site.observatory.how_long import times_of
from openhall.site.people.audience import ANALYSTS, OFFICERS, visible_to
from openhall.site.people.models import Department
from openhall.site.services.library import (
    adopt_file,
    adopt_service,
    has_changed,
    kind_of,
    offered,
    share,
    take_changes,
)
from openhall.site.services.models import Adoption, Service, Shared
from openhall.site.services.publishing import CannotPublish, files_of
from openhall.site.workshop.forms import ShareForm
from openhall.site.workshop.pictures import picture_of
from openhall.site.workshop.views.files import compared
from openhall.site.workshop.views.services import crumbs, version_of


class AdoptServiceForm(forms.Form):
    """A shared service as one's own."""

    name = forms.CharField(
        label=gettext_lazy("What your service will be called"),
        max_length=150,
        error_messages={"required": gettext_lazy("Enter a name.")},
    )
    owner = forms.ModelChoiceField(
        Department.objects.filter(is_partner=False),
        label=gettext_lazy("Your department"),
        error_messages={"required": gettext_lazy("Choose a department.")},
    )


class AdoptFileForm(forms.Form):
    """A shared form, decision or letter in one's own service."""

    service = forms.ModelChoiceField(
        Service.objects.all(),
        label=gettext_lazy("Into which service"),
        error_messages={"required": gettext_lazy("Choose a service.")},
    )


@visible_to(ANALYSTS, OFFICERS)
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """All that is shared, found by words and kind."""
    asked = request.GET.get("q", "").strip()[:100]
    kind = request.GET.get("kind", "")
    entries = offered().annotate(taken=Count("adoptions"))
    if asked:
        entries = entries.filter(Q(name__icontains=asked) | Q(summary__icontains=asked))
    if kind in Shared.Kind.values:
        entries = entries.filter(kind=kind)
    context = {
        "entries": entries,
        "asked": asked,
        "kind": kind,
        "kinds": Shared.Kind.choices,
        "crumbs": crumbs(),
    }
    return render(request, "workshop/library.html", context)


@visible_to(ANALYSTS, OFFICERS)
@require_safe
def entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """One entry: what it is, who took it, and how the times of those who took it compare."""
    found = get_object_or_404(offered(), pk=entry_id)
    data = files_of(found.version).get(found.path) if found.path else None
    adoptions = found.adoptions.select_related("service__owner", "from_version", "shared__version")
    return render(
        request,
        "workshop/entry.html",
        {
            "entry": found,
            "text": data.decode(errors="replace") if data is not None else None,
            "picture": picture_of(found.version) if not found.path else None,
            "adoptions": adoptions,
            "times": times_of([found.version.service, *(each.service for each in adoptions)]),
            "may_change": ANALYSTS.admits(request.user),
            "crumbs": _library_crumbs(),
        },
    )


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def adopt(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Take an entry: a service as a new one of one's own, a file into a service."""
    found = get_object_or_404(offered(), pk=entry_id)
    whole = not found.path
    kind = AdoptServiceForm if whole else AdoptFileForm
    form = kind(request.POST or None, initial={"name": found.name} if whole else {})
    if request.method == "POST" and form.is_valid():
        try:
            if whole:
                made = adopt_service(
                    found, form.cleaned_data["owner"], form.cleaned_data["name"], request.user
                )
                version = made.versions.first()
            else:
                made = form.cleaned_data["service"]
                version = adopt_file(found, made, request.user)
        except CannotPublish as error:
            form.add_error(None, str(error))
        else:
            assert version is not None
            messages.success(
                request, _("“%(name)s” is taken. Look at the draft, and publish it.") % {"name": found.name}
            )
            return redirect("workshop:version", made.slug, version.number)
    context = {"entry": found, "form": form, "crumbs": _library_crumbs(found)}
    return render(request, "workshop/adopt.html", context, status=400 if form.errors else 200)


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def share_part(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Offer something of a version to others."""
    version = version_of(slug, number)
    paths = [path for path in sorted(files_of(version)) if kind_of(path)]
    choices = [("service", _("The whole service")), *((path, path) for path in paths)]
    form = ShareForm(request.POST or None, choices=choices, initial={"name": version.service.name})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        path = "" if given["what"] == "service" else given["what"]
        try:
            made = share(version, path, given["name"], given["summary"], request.user)
        except CannotPublish as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("“%(name)s” is in the library.") % {"name": made.name})
            return redirect("workshop:entry", made.pk)
    context = {
        "service": version.service,
        "version": version,
        "form": form,
        "crumbs": crumbs(version.service, version),
    }
    return render(request, "workshop/share.html", context, status=400 if form.errors else 200)


@visible_to(ANALYSTS)
@require_POST
def withdraw(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Take an entry out of the library; who took it keeps it."""
    found = get_object_or_404(offered(), pk=entry_id)
    found.withdrawn_at = timezone.now()
    found.save(update_fields=["withdrawn_at"])
    messages.success(
        request, _("“%(name)s” is no longer offered. Who took it keeps it.") % {"name": found.name}
    )
    return redirect("workshop:library")


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def news(request: HttpRequest, adoption_id: int) -> HttpResponse:
    """What changed in the library since a service took something; take it over."""
    adoption = get_object_or_404(
        Adoption.objects.select_related("shared__version__service", "from_version", "service"), pk=adoption_id
    )
    if request.method == "POST":
        try:
            made = take_changes(adoption, request.user)
        except CannotPublish as error:
            messages.error(request, str(error))
            return redirect("workshop:news", adoption.pk)
        messages.success(request, _("The changes are in draft %(number)s.") % {"number": made.number})
        return redirect("workshop:version", adoption.service.slug, made.number)
    old, new = files_of(adoption.from_version), files_of(adoption.shared.version)
    if adoption.path:
        old, new = ({adoption.path: each.get(adoption.path, b"")} for each in (old, new))
    context = {
        "adoption": adoption,
        "changed": has_changed(adoption),
        "files": compared(old, new),
        "crumbs": crumbs(adoption.service),
    }
    return render(request, "workshop/news.html", context)


def _library_crumbs(found: Shared | None = None) -> list[dict[str, str]]:
    path = [*crumbs(), {"words": _("Library"), "href": reverse("workshop:library")}]
    if found is not None:
        path.append({"words": found.name, "href": reverse("workshop:entry", args=[found.pk])})
    return path
