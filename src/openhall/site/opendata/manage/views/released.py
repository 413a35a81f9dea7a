"""What is published: its versions, decisions and views; withdraw, move the release, answer requests."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhall.site.opendata.manage.forms import AboutForm, AnswerForm, WhenForm, WithdrawForm
from openhall.site.opendata.manage.views.standing import crumbs, own_dataset, own_version, show
from openhall.site.opendata.models import DatasetRequest, PrivacyAccount, Refresh
from openhall.site.opendata.publishing.releasing import NotPossible, reschedule, withdraw
from openhall.site.opendata.tasks import mail_answer, release_version
from openhall.site.people.audience import PUBLISHERS, visible_to
from openhall.site.web.speech import say_error


@visible_to(PUBLISHERS)
@require_safe
def dataset(request: HttpRequest, identifier: str) -> HttpResponse:
    """One dataset: its versions, who decided what, and what can be done."""
    found = own_dataset(request, identifier)
    versions = found.versions.select_related("made_by", "withdrawn_by").prefetch_related(
        "decisions__by", "decisions__follows__version"
    )
    views = found.views.order_by("-is_featured", "-made_at")[:20]
    source = Refresh.objects.filter(dataset=found).first()
    context = {
        "dataset": found,
        "versions": versions,
        "views": views,
        "source_run": source.last if source else None,
        "privacy": PrivacyAccount.objects.filter(dataset=found).first(),
        "crumbs": crumbs(),
    }
    return render(request, "opendata/manage/dataset.html", context)


@visible_to(PUBLISHERS)
@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, identifier: str) -> HttpResponse:
    """Change what is said of a dataset."""
    found = own_dataset(request, identifier)
    form = AboutForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The description is changed."))
        return redirect("opendata:manage_dataset", identifier)
    context = {"form": form, "dataset": found, "crumbs": crumbs(found)}
    return render(request, "opendata/manage/details.html", context, status=400 if form.errors else 200)


@visible_to(PUBLISHERS)
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, identifier: str, number: int) -> HttpResponse:
    """Withdraw a version, with a reason that everybody reads."""
    version = own_version(request, identifier, number)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw(version, request.user, form.cleaned_data["reason"])
        except NotPossible as error:
            form.add_error(None, say_error(error))
        else:
            messages.success(
                request, _("Version %(n)s is withdrawn. Its page stays and says why.") % {"n": number}
            )
            return redirect("opendata:manage_dataset", identifier)
    return show(request, "withdraw.html", version, 400 if form.errors else 200, form=form)


@visible_to(PUBLISHERS)
@require_http_methods(["GET", "POST"])
def when(request: HttpRequest, identifier: str, number: int) -> HttpResponse:
    """Move the hour of release of a version that is scheduled."""
    version = own_version(request, identifier, number)
    form = WhenForm(request.POST or None, initial={"at": version.release_at})
    if request.method == "POST" and form.is_valid():
        try:
            reschedule(version, form.cleaned_data["at"])
        except NotPossible as error:
            form.add_error(None, say_error(error))
        else:
            release_version.using(run_after=version.release_at).enqueue(version.pk)
            messages.success(request, _("The hour of release is changed."))
            return redirect("opendata:manage_dataset", identifier)
    return show(request, "when.html", version, 400 if form.errors else 200, form=form)


@visible_to(PUBLISHERS)
@require_POST
def feature(request: HttpRequest, identifier: str, view: str) -> HttpResponse:
    """Let the page of a dataset lead to a saved view, or no longer; or show it first."""
    found = own_dataset(request, identifier)
    saved = get_object_or_404(found.views, identifier=view)
    if request.POST.get("do") == "first":
        found.view = saved.state
        found.save(update_fields=["view", "changed_at"])
        messages.success(request, _("The dataset's page begins with this view now."))
    else:
        saved.is_featured = not saved.is_featured
        saved.title = request.POST.get("title", saved.title).strip()[:120] or saved.title
        saved.save(update_fields=["is_featured", "title"])
        messages.success(request, _("The list of views is changed."))
    return redirect("opendata:manage_dataset", identifier)


@visible_to(PUBLISHERS)
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """What people asked for: what waits for an answer first."""
    found = DatasetRequest.objects.select_related("department", "answered_by").order_by(
        "-answered_at", "asked_at"
    )
    waiting = found.filter(answered_at=None).order_by("asked_at")
    page = Paginator(found.exclude(answered_at=None), 20).get_page(request.GET.get("page"))
    context = {"waiting": waiting, "page": page, "crumbs": crumbs()}
    return render(request, "opendata/manage/requests.html", context)


@visible_to(PUBLISHERS)
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, identifier: str) -> HttpResponse:
    """Answer a request, for everybody to read; every publisher may, because few askers know whose the data are."""
    asked = get_object_or_404(DatasetRequest, identifier=identifier)
    form = AnswerForm(request.POST or None, instance=asked)
    if request.method == "POST" and form.is_valid():
        kept = form.save(commit=False)
        kept.answered_at, kept.answered_by = timezone.now(), request.user
        kept.save()
        mail_answer.enqueue(kept.pk)
        messages.success(
            request, _("Your answer is published.") if kept.is_public else _("Your answer is kept.")
        )
        return redirect("opendata:manage_requests")
    context = {"form": form, "asked": asked, "crumbs": crumbs()}
    return render(request, "opendata/manage/answer.html", context, status=400 if form.errors else 200)
