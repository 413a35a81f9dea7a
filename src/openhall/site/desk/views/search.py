"""Search the cases that a person may see, and keep a search or a view of the inbox under a name."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from openhall.site.cases.access import cases_for
from openhall.site.cases.models import Case
from openhall.site.desk.models import SavedView
from openhall.site.desk.timeleft import time_left
from openhall.site.people.audience import HEADS, OFFICERS, visible_to
from openhall.site.people.models import User
from openhall.site.services.models import Service

A_PAGE = 25
STATES = (
    ("", gettext_lazy("All")),
    ("open", gettext_lazy("Open")),
    ("late", gettext_lazy("Open and late")),
    ("ended", gettext_lazy("Finished")),
)


class SearchForm(forms.Form):
    """What is looked for. All of it may be left empty."""

    q = forms.CharField(label=gettext_lazy("Reference, subject or applicant"), required=False, max_length=100)
    service = forms.ModelChoiceField(
        Service.objects.all(),
        label=gettext_lazy("Service"),
        required=False,
        to_field_name="slug",
        empty_label=gettext_lazy("All"),
    )
    state = forms.ChoiceField(label=gettext_lazy("State"), choices=STATES, required=False)
    since = forms.DateField(
        label=gettext_lazy("Received from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Enter a real date.")},
    )
    until = forms.DateField(
        label=gettext_lazy("Received until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Enter a real date.")},
    )
    outcome = forms.CharField(label=gettext_lazy("Outcome"), required=False, max_length=100)


@visible_to(OFFICERS, HEADS)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Cases, the newest first."""
    form = SearchForm(request.GET or None)
    asked = form.is_valid() and any(form.cleaned_data.values())
    page = None
    if not form.errors:
        given = form.cleaned_data if asked else {}
        page = Paginator(found_cases(request.user, given), A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "desk/search.html",
        {
            "form": form,
            "asked": asked,
            "page": page,
            "rows": [{"case": each, "left": _left(each)} for each in page or ()],
            "saved": SavedView.objects.filter(person=request.user, page=SavedView.Page.SEARCH),
            "query": query.urlencode(),
        },
        status=400 if form.errors else 200,
    )


def found_cases(person: User, given: dict[str, Any]) -> QuerySet[Case]:
    """The cases that a person may see and that fit what is given (`SearchForm`), the newest first."""
    cases = cases_for(person).select_related("version__service")
    if words := (given.get("q") or "").strip():
        cases = cases.filter(
            Q(reference__istartswith=words) | Q(subject__icontains=words) | Q(applicant_name__icontains=words)
        )
    if given.get("service"):
        cases = cases.filter(version__service=given["service"])
    state = given.get("state")
    if state in ("open", "late"):
        cases = cases.filter(ended_at=None)
    if state == "late":
        now = timezone.now()
        cases = cases.filter(Q(legal_due_at__lt=now) | Q(promised_due_at__lt=now), decided_at=None)
    if state == "ended":
        cases = cases.filter(ended_at__isnull=False)
    if given.get("since"):
        cases = cases.filter(opened_at__gte=timezone.make_aware(datetime.combine(given["since"], time.min)))
    if given.get("until"):
        cases = cases.filter(opened_at__lte=timezone.make_aware(datetime.combine(given["until"], time.max)))
    if outcome := (given.get("outcome") or "").strip():
        cases = cases.filter(outcome__icontains=outcome)
    return cases.order_by("-opened_at", "-pk")


def _left(case: Case) -> Any:
    if case.decided_at is not None or case.ended_at is not None:
        return None
    return time_left(case.promised_due_at or case.legal_due_at)


@visible_to(OFFICERS, HEADS)
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what is shown under a name; a view of the same name is replaced."""
    page = request.POST.get("page", "")
    name = request.POST.get("name", "").strip()[:60]
    query = request.POST.get("query", "")[:1_000]
    if page not in SavedView.Page.values or not name:
        messages.error(request, _("Give the view a name."))
    else:
        SavedView.objects.update_or_create(
            person=request.user, page=page, name=name, defaults={"query": query}
        )
        messages.success(request, _("“%(name)s” is kept.") % {"name": name})
    address = reverse("desk:search" if page == SavedView.Page.SEARCH else "desk:inbox")
    return redirect(f"{address}?{query}" if query else address)


@visible_to(OFFICERS, HEADS)
@require_POST
def forget(request: HttpRequest, number: int) -> HttpResponse:
    """Delete a view of one's own."""
    view = get_object_or_404(SavedView, pk=number, person=request.user)
    view.delete()
    messages.success(request, _("“%(name)s” is deleted.") % {"name": view.name})
    return redirect("desk:search" if view.page == SavedView.Page.SEARCH else "desk:inbox")
