"""The datasets of one's departments, and how a file comes in."""

from __future__ import annotations

from pathlib import Path

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhall.site.opendata.identifiers import new_identifier
from openhall.site.opendata.manage.forms import FileForm, NewForm
from openhall.site.opendata.manage.views.standing import crumbs, own_dataset, own_version, show
from openhall.site.opendata.models import Dataset, DatasetRequest, DatasetVersion, departments_of
from openhall.site.opendata.publishing.receiving import receive, take_back
from openhall.site.opendata.tasks import read_file
from openhall.site.people.audience import PUBLISHERS, visible_to

Status = DatasetVersion.Status
NEVER_OPEN = (Status.READING, Status.FAILED, Status.CHECKING, Status.DRAFT)


@visible_to(PUBLISHERS)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """All datasets that one publishes, and what waits."""
    waiting = Count("followers", filter=Q(followers__confirmed_at__isnull=False), distinct=True)
    found = (
        Dataset.objects.managed_by(request.user).select_related("department").annotate(n_followers=waiting)
    )
    rows = [{"dataset": each, "current": each.current, "newest": each.versions.first()} for each in found]
    requests = DatasetRequest.objects.filter(answered_at=None).count()
    context = {"rows": rows, "requests": requests, "departments": departments_of(request.user)}
    return render(request, "opendata/manage/home.html", context)


@visible_to(PUBLISHERS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Give a file: a new dataset begins with it."""
    departments = departments_of(request.user)
    form = NewForm(request.POST or None, request.FILES or None, departments=departments)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        title = form.cleaned_data["title"] or _title_of(given.name)
        dataset = Dataset.objects.create(
            title=title,
            slug=free_slug(title),
            department=form.cleaned_data["department"],
            made_by=request.user,
            description="",
        )
        return _receive(request, dataset, given)
    context = {"form": form, "departments": departments, "crumbs": crumbs()}
    return render(request, "opendata/manage/new.html", context, status=400 if form.errors else 200)


@visible_to(PUBLISHERS)
@require_http_methods(["GET", "POST"])
def again(request: HttpRequest, identifier: str) -> HttpResponse:
    """Give the file of a new version."""
    dataset = own_dataset(request, identifier)
    unfinished = dataset.versions.unfinished().first()
    if unfinished is not None:
        messages.info(
            request,
            _("Version %(n)s is not decided on yet: finish it, or take it back.") % {"n": unfinished.number},
        )
        return redirect("opendata:manage_dataset", identifier)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _receive(request, dataset, form.cleaned_data["file"])
    context = {"form": form, "dataset": dataset, "crumbs": crumbs(dataset)}
    return render(request, "opendata/manage/again.html", context, status=400 if form.errors else 200)


@visible_to(PUBLISHERS)
@require_safe
def progress(request: HttpRequest, identifier: str, number: int) -> HttpResponse:
    """How far the work on a version is, and then its next step."""
    version = own_version(request, identifier, number)
    if version.status == Status.DRAFT:
        step = "risk" if version.risk.get("before") else "columns"
        return redirect(f"opendata:manage_{step}", identifier, number)
    if version.status in (Status.PUBLISHED, Status.SCHEDULED, Status.WITHDRAWN):
        return redirect("opendata:manage_dataset", identifier)
    response = show(request, "progress.html", version, can_go=version.status in NEVER_OPEN)
    if version.under_way:
        # Works without JavaScript; the page says that it looks again by itself.
        response["Refresh"] = "2"
    return response


@visible_to(PUBLISHERS)
@require_POST
def forget(request: HttpRequest, identifier: str, number: int) -> HttpResponse:
    """Take a version back that nobody has seen yet."""
    version = own_version(request, identifier, number)
    if version.status not in NEVER_OPEN:
        messages.error(request, _("This version is decided on. Withdraw it instead."))
        return redirect("opendata:manage_dataset", identifier)
    take_back(version)
    messages.success(
        request,
        _("“%(name)s” is deleted. Nobody has seen it.")
        % {"name": version.file_name or version.dataset.title},
    )
    return redirect("opendata:manage")


def _receive(request: HttpRequest, dataset: Dataset, given: object) -> HttpResponse:
    version = receive(dataset, given.name, given.chunks(), request.user)  # type: ignore[attr-defined]
    read_file.enqueue(version.pk)
    return redirect("opendata:manage_progress", dataset.identifier, version.number)


def _title_of(name: str) -> str:
    return Path(name).name.split(".")[0].replace("_", " ").strip().capitalize()[:120] or "Dataset"


def free_slug(title: str) -> str:
    """An address for a new dataset, from its title."""
    slug = slugify(title)[:70] or "dataset"
    return slug if not Dataset.objects.filter(slug=slug).exists() else f"{slug[:60]}-{new_identifier()}"
