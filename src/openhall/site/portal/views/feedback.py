"""What people think of a service, asked at each of its endings: sent, decided, withdrawn, given up."""

from __future__ import annotations

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from openhall.process.forms.answers import clean_text
from openhall.site.cases.models import Case, Draft
from openhall.site.ledger.models import Event
from openhall.site.people.audience import PUBLIC, visible_to
from openhall.site.portal.holding import drop_draft, held_draft
from openhall.site.portal.limits import too_often, within
from openhall.site.portal.models import Feedback
from openhall.site.portal.speaking import say, speak
from openhall.site.portal.views.held import Held, of_case
from openhall.site.services.loading import ready

WITHDRAWAL = "withdrawal"
"""The message by which an applicant withdraws."""
SCORES = (
    (5, gettext_lazy("Very good")),
    (4, gettext_lazy("Good")),
    (3, gettext_lazy("Neither good nor bad")),
    (2, gettext_lazy("Bad")),
    (1, gettext_lazy("Very bad")),
)
LONGEST_WORDS = 2_000
MOST_AN_HOUR = 30


@visible_to(PUBLIC)
@require_http_methods(["GET", "POST"])
@of_case
def feedback(request: HttpRequest, held: Held, ending: str) -> HttpResponse:
    """How it went, at an ending that the case has come to; once for each."""
    if ending not in endings_of(held.case):
        raise Http404
    back = reverse("portal:case", args=[held.case.reference])
    if held.case.feedback.filter(ending=ending).exists():
        messages.info(request, _("You have told us already. Thank you."))
        return redirect(back)
    return _ask(request, Feedback(case=held.case, ending=ending), held.case, held.words.name, back)


@visible_to(PUBLIC)
@require_http_methods(["GET", "POST"])
def left(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """An application was given up: why?"""
    draft = held_draft(request, slug, number)
    if draft is None or draft.closed_at is None or draft.case_id is not None or draft.by_id:
        return redirect("portal:service", slug)
    words = speak(request, ready(draft.version_id))
    answer = Feedback(ending=Feedback.Ending.LEFT)
    done = reverse("portal:service", args=[slug])
    response = _ask(request, answer, draft, words.name, done)
    if response.status_code == 302:
        drop_draft(request, draft)
    return response


def endings_of(case: Case) -> list[str]:
    """The endings that a case has come to, the latest first."""
    found: list[str] = []
    if _withdrawn(case):
        found.append(Feedback.Ending.WITHDRAWN)
    elif case.decided_at or case.ended_at:
        found.append(Feedback.Ending.DECIDED)
    return [*found, Feedback.Ending.SENT]


def ending_to_ask(case: Case) -> str:
    """The latest ending of a case, while nobody said how it went; "" once somebody did."""
    latest = endings_of(case)[0]
    return "" if case.feedback.filter(ending=latest).exists() else latest


def _withdrawn(case: Case) -> bool:
    model = ready(case.version_id).running.model
    asked = [node.id for node in model.nodes if node.event.name == WITHDRAWAL]
    done = Event.objects.filter(case=case.pseudonym, lifecycle=Event.Lifecycle.COMPLETED, node__in=asked)
    return case.ended_at is not None and done.exists()


def _ask(request: HttpRequest, answer: Feedback, of: Case | Draft, name: str, done: str) -> HttpResponse:
    """Ask on five points and in words, and keep what was answered."""
    score, words = request.POST.get("score", ""), clean_text(request.POST.get("words", ""), lines=True)
    problem = ""
    if request.method == "POST":
        if not within(request, "feedback", MOST_AN_HOUR):
            return too_often(request)
        if score not in {str(value) for value, _words in SCORES}:
            problem = _("Choose how it went")
        else:
            answer.score, answer.words = int(score), words[:LONGEST_WORDS]
            answer.service, answer.version = of.version.service, of.version.number
            _keep(answer)
            messages.success(request, _("Thank you. What you told us helps to make this better."))
            return redirect(done)
    context = {
        "name": name,
        "ending": answer.ending,
        "scores": [(value, label, str(value) == score) for value, label in SCORES],
        "words_given": words,
        "problem": problem,
        "problems": [{"words": problem, "href": "#score-5"}] if problem else [],
        "done": done,
    }
    return say(request, "portal/feedback.html", context, 400 if problem else 200)


def _keep(answer: Feedback) -> None:
    try:
        with transaction.atomic():
            answer.save()
    except IntegrityError:
        # Sent twice at the same moment: the first answer stands.
        return
