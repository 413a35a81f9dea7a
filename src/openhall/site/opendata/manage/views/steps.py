"""The steps from a draft to a decision: its columns, what it is, its risks, the decision."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from openhall.site.opendata.manage.forms import AboutForm, ColumnForms, DecideForm
from openhall.site.opendata.manage.views.standing import own_version, show
from openhall.site.opendata.models import DatasetVersion
from openhall.site.opendata.publishing.deciding import NotDecided, decide
from openhall.site.opendata.publishing.event_logs import log_choices, log_table
from openhall.site.opendata.publishing.placing import NoPlace, make_place, offered
from openhall.site.opendata.publishing.receiving import samples, set_state
from openhall.site.opendata.publishing.risks import (
    choices_of,
    clearable,
    is_safe,
    plan_from,
    plan_in_words,
    sentences_of,
)
from openhall.site.opendata.quality import draft_quality
from openhall.site.opendata.tasks import build_version, look_at_risks
from openhall.site.people.audience import PUBLISHERS, visible_to
from openhall.site.web.speech import say_error

Status = DatasetVersion.Status
SIDES = (("before", _("As the file has them")), ("after", _("As they would be published")))


def of_draft(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view on a draft; a version that is no draft has no such page."""

    @wraps(view)
    def found(request: HttpRequest, identifier: str, number: int) -> HttpResponse:
        version = own_version(request, identifier, number)
        if version.status != Status.DRAFT:
            return redirect("opendata:manage_progress", identifier, number)
        return view(request, version)

    return found


@visible_to(PUBLISHERS)
@require_http_methods(["GET", "POST"])
@of_draft
def columns(request: HttpRequest, version: DatasetVersion) -> HttpResponse:
    """Correct what was found: titles, kinds, and how much each column tells of people."""
    forms = ColumnForms(request.POST or None, queryset=version.columns.all())
    problems: list[dict[str, str]] = []
    if request.method == "POST":
        if forms.is_valid() and any(form.cleaned_data["is_kept"] for form in forms):
            forms.save()
            set_state(version, risk={"plan": version.risk.get("plan", {})})
            return redirect("opendata:manage_about", version.dataset.identifier, version.number)
        problems = _problems(forms)
    found = samples(version)
    rows = [(form, found.get(form.instance.name, [])) for form in forms]
    status = 400 if problems else 200
    return show(
        request,
        "columns.html",
        version,
        status,
        step="columns",
        forms=forms,
        rows=rows,
        problems=problems,
        quality=draft_quality(version),
        degrees=offered(version),
    )


@visible_to(PUBLISHERS)
@require_POST
@of_draft
def place(request: HttpRequest, version: DatasetVersion) -> HttpResponse:
    """Make one column of places of two columns of degrees."""
    try:
        made = make_place(version, request.POST.get("latitude", ""), request.POST.get("longitude", ""))
    except NoPlace as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The column “%(title)s” is added at the end.") % {"title": made.title})
    return redirect("opendata:manage_columns", version.dataset.identifier, version.number)


@visible_to(PUBLISHERS)
@require_http_methods(["GET", "POST"])
@of_draft
def about(request: HttpRequest, version: DatasetVersion) -> HttpResponse:
    """Say what the dataset is, then have its risks looked at."""
    form = AboutForm(request.POST or None, instance=version.dataset)
    if request.method == "POST" and form.is_valid():
        form.save()
        return _look(version, version.risk.get("plan", {}))
    return show(request, "about.html", version, 400 if form.errors else 200, step="about", form=form)


@visible_to(PUBLISHERS)
@require_http_methods(["GET", "POST"])
@of_draft
def risk(request: HttpRequest, version: DatasetVersion) -> HttpResponse:
    """The report on the rows as they came; choose what is done to them, and see the report after it."""
    if not version.risk.get("before"):
        return redirect("opendata:manage_columns", version.dataset.identifier, version.number)
    if request.method == "POST":
        return _look(version, plan_from(version, request.POST))
    return show(
        request,
        "risk.html",
        version,
        step="risk",
        risk=version.risk,
        said={name: sentences_of(version.risk.get(name) or {}) for name, _words in SIDES},
        plan=plan_in_words(version),
        choices=choices_of(version),
        cleared=clearable(version),
        logs=log_choices(version),
        events=[(words, log_table(version.risk.get(name) or {})) for name, words in SIDES],
        safe=is_safe(version.risk.get("after", {})),
    )


@visible_to(PUBLISHERS)
@require_http_methods(["GET", "POST"])
@of_draft
def decision(request: HttpRequest, version: DatasetVersion) -> HttpResponse:
    """Decide, with both reports before one's eyes; the decision is recorded."""
    if not version.risk.get("after"):
        return redirect("opendata:manage_columns", version.dataset.identifier, version.number)
    form = DecideForm(request.POST or None, version=version)
    if request.method == "POST" and form.is_valid():
        try:
            decide(
                version, request.user, form.cleaned_data["reasons"], form.release_at,
                notes=form.cleaned_data.get("notes", ""),
            )  # fmt: skip
        except NotDecided as error:
            form.add_error(None, say_error(error))
        else:
            build_version.enqueue(version.pk)
            messages.success(request, _("Your decision is recorded."))
            return redirect("opendata:manage_progress", version.dataset.identifier, version.number)
    return show(
        request,
        "decide.html",
        version,
        400 if form.errors else 200,
        step="decide",
        form=form,
        risk=version.risk,
        said={name: sentences_of(version.risk.get(name) or {}) for name, _words in SIDES},
        plan=plan_in_words(version),
    )


def _look(version: DatasetVersion, plan: dict[str, Any]) -> HttpResponse:
    set_state(version, status=Status.CHECKING, progress=5, risk={**version.risk, "plan": plan})
    look_at_risks.enqueue(version.pk)
    return redirect("opendata:manage_progress", version.dataset.identifier, version.number)


def _problems(forms: Any) -> list[dict[str, str]]:
    problems = [
        {
            "words": f"{form.instance.source_name or form.instance.name}: {words}",
            "href": f"#{form[name].id_for_label}",
        }
        for form in forms
        for name, errors in form.errors.items()
        for words in errors
    ]
    return problems or [{"words": _("Choose at least one column to publish."), "href": "#id_form-0-is_kept"}]
