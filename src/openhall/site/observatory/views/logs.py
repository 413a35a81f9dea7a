"""The list of logs, and how one comes in: upload, progress, another try, deletion."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from openhall.site.observatory.forms import ReadingForm, UploadForm
from openhall.site.observatory.live_logs import make_live_logs
from openhall.site.observatory.models import Log
from openhall.site.observatory.preparing import discard, receive
from openhall.site.observatory.tasks import read_uploaded_log
from openhall.site.people.audience import ANALYSTS, visible_to

CRUMBS = [{"words": gettext_lazy("Observatory"), "href": "/observatory/"}]


@visible_to(ANALYSTS)
def logs(request: HttpRequest) -> HttpResponse:
    """All logs, those of cases under way first, then the newest."""
    make_live_logs()
    page = Paginator(Log.objects.order_by("-live", "-created", "title"), 25).get_page(request.GET.get("page"))
    return render(request, "observatory/logs.html", {"page": page})


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Give a file; it is kept, and read in the background."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        log = Log.objects.create(
            title=form.cleaned_data["title"] or given.name.split(".")[0][:200],
            owner=request.user,
            file_name=given.name[:255],
            bytes=given.size,
            options=form.options(),
        )
        receive(log, given.chunks())
        read_uploaded_log.enqueue(str(log.id))
        return redirect("observatory:progress", log.id)
    status = 400 if form.errors else 200
    return render(request, "observatory/upload.html", {"form": form, "crumbs": CRUMBS}, status=status)


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def progress(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """How far the reading is; after a failure, what to do, and the columns to choose from."""
    log = get_object_or_404(Log, pk=log_id)
    if log.ready:
        return redirect(log)
    retry = log.status == Log.Status.FAILED and log.upload.exists()
    form = ReadingForm(request.POST or None, columns=log.columns, initial=log.options) if retry else None
    if request.method == "POST" and form is not None and form.is_valid():
        log.options = form.options()
        log.status, log.progress, log.problem = Log.Status.WAITING, 0, ""
        log.save()
        read_uploaded_log.enqueue(str(log.id))
        return redirect("observatory:progress", log.id)
    response = render(request, "observatory/progress.html", {"log": log, "form": form, "crumbs": CRUMBS})
    if log.under_way:
        # Works without JavaScript; the page says that it looks again by itself.
        response["Refresh"] = "2"
    return response


@visible_to(ANALYSTS)
def delete(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """Ask once more, then delete a log."""
    log = get_object_or_404(Log, pk=log_id, live="")
    if request.method == "POST":
        title = log.title
        discard(log)
        messages.success(request, _("“%(title)s” is deleted.") % {"title": title})
        return redirect("observatory:logs")
    return render(request, "observatory/delete.html", {"log": log, "crumbs": CRUMBS})


@visible_to(ANALYSTS)
@require_POST
def stop(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """Take back an upload that is not read yet."""
    log = get_object_or_404(Log, pk=log_id)
    if log.ready:
        return redirect(log)
    discard(log)
    messages.success(request, _("The upload is taken back."))
    return redirect(reverse("observatory:logs"))
