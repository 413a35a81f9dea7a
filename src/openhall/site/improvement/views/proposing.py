"""Write an idea, one question a page: by the staff, by residents, and from what a map or feedback shows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhall.mining.errors import BadFilter
from openhall.site.improvement.ideas.evidence import of_feedback, of_finding, of_map
from openhall.site.improvement.ideas.forms import QUESTIONS, CreditForm
from openhall.site.improvement.ideas.proposing import (
    carried,
    carry,
    drop,
    held,
    keep,
    likenesses,
    propose,
    staff_of,
)
from openhall.site.improvement.models import Act, Idea
from openhall.site.improvement.views.page import show
from openhall.site.observatory.views.page import cut_of
from openhall.site.people.audience import ANALYSTS, PUBLIC, STAFF, visible_to
from openhall.site.portal.limits import too_often, within
from openhall.site.portal.models import Feedback
from openhall.site.services.models import Service
from openhall.site.web.speech import say_error

ORDER = list(QUESTIONS)
NEEDED = ("title", "problem", "proposal")
MOST_AN_HOUR = 5
MOST_LOOKS_AN_HOUR = 60


@visible_to(PUBLIC)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, question: str) -> HttpResponse:
    """One question; its answer is kept in the session. After what it is about, ideas that say the same are shown."""
    if question not in QUESTIONS:
        raise Http404
    answers, place = held(request), ORDER.index(question)
    missing = next((each for each in NEEDED[:place] if not answers.get(each)), None)
    if missing:
        return redirect("improvement:ask", missing)
    kind = CreditForm if question == "name" and staff_of(request) else QUESTIONS[question]
    form = kind(request.POST or None, initial=_initial(request, answers))
    if request.method == "POST" and form.is_valid():
        keep(request, **{name: _kept(value) for name, value in form.cleaned_data.items()})
        if "change" in request.GET or place == len(ORDER) - 1:
            return redirect("improvement:check")
        if question == "proposal":
            return redirect("improvement:alike")
        return redirect("improvement:ask", ORDER[place + 1])
    back = reverse("improvement:ask", args=[ORDER[place - 1]]) if place else reverse("improvement:ideas")
    context = {"form": form, "question": question, "back": back, "evidence": carried(request)}
    return show(request, "ask.html", context, 400 if form.errors else 200)


@visible_to(PUBLIC)
@require_http_methods(["GET", "POST"])
def similar(request: HttpRequest) -> HttpResponse:
    """Ideas that say something like what was written: the writer says whether one says the same."""
    answers = held(request)
    if not all(answers.get(each) for each in NEEDED):
        return redirect("improvement:ask", ORDER[0])
    text = "\n".join(answers[each] for each in NEEDED)
    if not within(request, "idea-alike", MOST_LOOKS_AN_HOUR):
        return too_often(request)
    found = [each for each, _score in likenesses(text, request.user)]
    if not found:
        keep(request, same="")
        return redirect("improvement:ask", "service")
    problem = ""
    if request.method == "POST":
        same = request.POST.get("same", "")
        if same == "none" or same in {each.identifier for each in found}:
            keep(request, same="" if same == "none" else same)
            return redirect("improvement:ask", "name" if same != "none" else "service")
        problem = _("Say whether one of these ideas says the same as yours")
    context = {
        "found": found,
        "problems": [{"words": problem, "href": "#same-1"}] if problem else [],
        "back": reverse("improvement:ask", args=["proposal"]),
    }
    return show(request, "alike.html", context, 400 if problem else 200)


@visible_to(PUBLIC)
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """All answers once more, and the button that sends the idea."""
    answers, by = held(request), staff_of(request)
    if not all(answers.get(each) for each in NEEDED):
        return redirect("improvement:ask", ORDER[0])
    if request.method == "POST":
        if by is None and not within(request, "idea", MOST_AN_HOUR):
            return too_often(request)
        made = propose(answers, carried(request), by)
        drop(request)
        if by is None:
            return redirect("improvement:sent")
        messages.success(request, _("Your idea is with your colleagues. You see here what becomes of it."))
        return redirect(made)
    same = Idea.objects.seen_by(request.user).filter(identifier=answers.get("same", "")).first()
    context = {
        "rows": [row for row in _rows(request, answers) if not (same and row["question"] == "service")],
        "evidence": carried(request),
        "same": same,
        "by": by,
        "back": reverse("improvement:ask", args=["name"]),
    }
    return show(request, "check.html", context)


@visible_to(PUBLIC)
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """A resident's idea is sent."""
    return show(request, "sent.html", {})


@visible_to(ANALYSTS)
@require_POST
def from_map(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """Begin an idea with what a map or one of its findings shows; the address holds what is shown."""
    log, view, choice = cut_of(request, log_id)
    key = request.POST.get("of", "")[:80]
    try:
        carry(request, of_finding(log, view, choice, key) if key else of_map(log, view, choice))
    except BadFilter as error:
        messages.error(request, say_error(error))
        return redirect(reverse("observatory:findings", args=[log.id]) + choice.query())
    return redirect("improvement:ask", ORDER[0])


@visible_to(ANALYSTS)
@require_POST
def from_feedback(request: HttpRequest, feedback_id: int) -> HttpResponse:
    """Begin an idea with what a resident said; their words are not copied."""
    said = get_object_or_404(Feedback.objects.exclude(words="").select_related("service"), pk=feedback_id)
    carry(request, of_feedback(said))
    return redirect("improvement:ask", ORDER[0])


@visible_to(STAFF)
@require_POST
def attach(request: HttpRequest, identifier: str) -> HttpResponse:
    """Attach the evidence at hand to an idea that is there, instead of writing a new one."""
    found = get_object_or_404(Idea.objects.standing(), identifier=identifier)
    evidence = carried(request)
    for each in evidence:
        made = each.attach(found, request.user)  # type: ignore[arg-type]
        Act.objects.create(idea=found, kind=Act.Kind.EVIDENCE, by=request.user, words=made.title)
    if evidence:
        drop(request)
        messages.success(request, _("The evidence is attached."))
    return redirect(found)


@visible_to(PUBLIC)
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget an idea that is being written."""
    drop(request)
    return redirect("improvement:ideas")


def _initial(request: HttpRequest, answers: dict[str, Any]) -> dict[str, Any]:
    by = staff_of(request)
    return {"credit": by.name if by else "", **answers}


def _rows(request: HttpRequest, answers: dict[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for question, kind in QUESTIONS.items():
        form: forms.Form = (CreditForm if question == "name" and staff_of(request) else kind)()
        for name, field in form.fields.items():
            value = answers.get(name, "")
            if name == "service":
                value = Service.objects.filter(slug=value).values_list("name", flat=True).first() or ""
            rows.append({"question": question, "label": field.label, "value": value})
    return rows


def _kept(value: Any) -> str:
    return value.slug if isinstance(value, Service) else str(value or "")
