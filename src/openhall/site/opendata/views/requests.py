"""Ask for a dataset, one question a page, and read what others asked and were answered."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from openhall.site.opendata.forms import QUESTIONS
from openhall.site.opendata.models import DatasetRequest
from openhall.site.people.audience import PUBLIC, visible_to
from openhall.site.people.models import Department
from openhall.site.portal.limits import too_often, within
from openhall.site.portal.speaking import say

HELD = "dataset request"
"""The place in the session where the answers lie until they are sent."""
ORDER = list(QUESTIONS)
MOST_AN_HOUR = 5
A_PAGE = 20


@visible_to(PUBLIC)
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """What was asked for, with the answers."""
    answered = DatasetRequest.objects.answered().select_related("department", "dataset")
    page = Paginator(answered.order_by("-answered_at"), A_PAGE).get_page(request.GET.get("page"))
    return say(request, "opendata/requests.html", {"page": page, "back": reverse("opendata:catalogue")})


@visible_to(PUBLIC)
@require_safe
def answered(request: HttpRequest, identifier: str) -> HttpResponse:
    """One request with its answer."""
    found = get_object_or_404(DatasetRequest.objects.answered(), identifier=identifier)
    return say(request, "opendata/request.html", {"asked": found, "back": reverse("opendata:requests")})


@visible_to(PUBLIC)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, question: str) -> HttpResponse:
    """One question; its answer is kept in the session."""
    if question not in QUESTIONS:
        raise Http404
    held: dict[str, str] = request.session.get(HELD, {})
    place = ORDER.index(question)
    if place and not held.get("what"):
        return redirect("opendata:ask", ORDER[0])
    form = QUESTIONS[question](request.POST or None, initial=held)
    if request.method == "POST" and form.is_valid():
        request.session[HELD] = held | {name: _kept(value) for name, value in form.cleaned_data.items()}
        changing = "change" in request.GET or place == len(ORDER) - 1
        return redirect("opendata:check") if changing else redirect("opendata:ask", ORDER[place + 1])
    back = reverse("opendata:ask", args=[ORDER[place - 1]]) if place else reverse("opendata:requests")
    context = {"form": form, "question": question, "back": back, "only": next(iter(form))}
    return say(request, "opendata/ask.html", context, 400 if form.errors else 200)


@visible_to(PUBLIC)
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """All answers once more, and the button that sends them."""
    held: dict[str, str] = request.session.get(HELD, {})
    if not held.get("what"):
        return redirect("opendata:ask", ORDER[0])
    if request.method == "POST":
        if not within(request, "dataset-request", MOST_AN_HOUR):
            return too_often(request)
        DatasetRequest.objects.create(
            what=held["what"],
            why=held.get("why", ""),
            department=Department.objects.filter(key=held.get("department", "")).first(),
            e_mail=held.get("e_mail", ""),
            language=get_language() or settings.LANGUAGE_CODE,
        )
        del request.session[HELD]
        return redirect("opendata:asked")
    rows = [(question, bound.label, _shown(held, name)) for question, name, bound in _bound(held)]
    return say(
        request, "opendata/check.html", {"rows": rows, "back": reverse("opendata:ask", args=[ORDER[-1]])}
    )


@visible_to(PUBLIC)
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """The request is sent."""
    return say(request, "opendata/asked.html", {})


def _bound(held: dict[str, str]) -> list[tuple[str, str, Any]]:
    return [
        (question, name, form[name])
        for question, form in ((each, kind(initial=held)) for each, kind in QUESTIONS.items())
        for name in form.fields
    ]


def _shown(held: dict[str, str], name: str) -> str:
    value = held.get(name, "")
    if name == "department" and value:
        department = Department.objects.filter(key=value).first()
        return department.name if department else ""
    return value


def _kept(value: Any) -> str:
    return value.key if isinstance(value, Department) else str(value or "")
