"""The acts on an experiment: plan, register, start, end, evaluate, decide, tell others."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openhall.site.improvement.experiments import acting
from openhall.site.improvement.experiments.evaluating import CannotEvaluate, evaluate
from openhall.site.improvement.experiments.forms import (
    DecideForm,
    EndForm,
    ExperimentForm,
    GuardForms,
    TellForm,
)
from openhall.site.improvement.experiments.predicting import prediction
from openhall.site.improvement.experiments.telling import PROVED, tell, to_take
from openhall.site.improvement.experiments.text import canonical_text
from openhall.site.improvement.ideas.forms import ReasonForm
from openhall.site.improvement.ideas.triage import CannotDecide, may_decide
from openhall.site.improvement.measured import measured
from openhall.site.improvement.models import Experiment, Idea
from openhall.site.improvement.tasks import mail_author, tell_departments
from openhall.site.improvement.views.experiments import least_of, one
from openhall.site.improvement.views.page import show
from openhall.site.people.audience import ANALYSTS, HEADS, visible_to
from openhall.site.web.speech import say_error

Status = Experiment.Status


def by_its_head(view: Callable[[HttpRequest, Experiment], HttpResponse]) -> Callable[..., HttpResponse]:
    """A view on an experiment for the head of service who decides on its idea."""

    @wraps(view)
    def found(request: HttpRequest, identifier: str) -> HttpResponse:
        experiment = one(request, identifier)
        if not may_decide(request.user, experiment.idea):
            raise PermissionDenied
        return view(request, experiment)

    return found


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, identifier: str) -> HttpResponse:
    """Plan an experiment for an idea that is worth trying."""
    idea = get_object_or_404(
        Idea.objects.select_related("service__owner", "department"), identifier=identifier
    )
    if idea.state != Idea.State.TRIAGED:
        messages.error(request, _("Only an idea that was found worth trying gets an experiment."))
        return redirect(idea)
    initial: dict[str, Any] = {
        "title": idea.title,
        "change": idea.proposal,
        "service": idea.service,
        "department": idea.for_department,
    }
    key = request.GET.get("simulated", "")
    played = idea.simulated.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 10 else None
    if played is not None:
        initial |= prediction(played, request.GET.get("figure", ""))
    return _plan(request, Experiment(idea=idea, made_by=request.user), initial)


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, identifier: str) -> HttpResponse:
    """Change the plan of an experiment, as long as it is not registered."""
    return _plan(request, _draft(request, identifier), {})


@visible_to(ANALYSTS)
@require_POST
def discard(request: HttpRequest, identifier: str) -> HttpResponse:
    """Throw away a plan that was not registered."""
    draft = _draft(request, identifier)
    idea = draft.idea
    draft.delete()
    messages.success(request, _("The plan is gone."))
    return redirect(idea)


@visible_to(HEADS)
@require_http_methods(["GET", "POST"])
@by_its_head
def register(request: HttpRequest, experiment: Experiment) -> HttpResponse:
    """Read once more what is registered, word by word, then register it."""
    problem = ""
    if request.method == "POST":
        try:
            acting.register(experiment, request.user)  # type: ignore[arg-type]
        except CannotDecide as error:
            problem = str(error)
        else:
            mail_author.enqueue(experiment.idea_id)
            messages.success(
                request, _("It is registered. Nobody can change it now without being found out.")
            )
            return redirect(experiment)
    context = {
        "experiment": experiment,
        "text": canonical_text(experiment),
        "least": least_of(experiment, measured(experiment.measure)),
        "problems": [{"words": problem}] if problem else [],
        "back": experiment.get_absolute_url(),
    }
    return show(request, "register.html", context, 400 if problem else 200)


@visible_to(HEADS)
@require_POST
@by_its_head
def start(request: HttpRequest, experiment: Experiment) -> HttpResponse:
    """It begins."""
    return _done(
        request, experiment, lambda: acting.start(experiment, request.user), _("The experiment runs.")
    )  # type: ignore[arg-type]


@visible_to(HEADS)
@require_http_methods(["GET", "POST"])
@by_its_head
def end(request: HttpRequest, experiment: Experiment) -> HttpResponse:
    """It is over."""
    form = EndForm(request.POST or None)
    return _asked(
        request, experiment, form, _("End the experiment"),
        lambda: acting.end(experiment, request.user, form.cleaned_data["words"]),  # type: ignore[arg-type]
    )  # fmt: skip


@visible_to(HEADS)
@require_http_methods(["GET", "POST"])
@by_its_head
def withdraw(request: HttpRequest, experiment: Experiment) -> HttpResponse:
    """It is not done after all."""
    form = ReasonForm(request.POST or None)
    return _asked(
        request, experiment, form, _("Withdraw the experiment"),
        lambda: acting.withdraw(experiment, request.user, form.cleaned_data["words"]),  # type: ignore[arg-type]
    )  # fmt: skip


@visible_to(ANALYSTS)
@require_POST
def work_out(request: HttpRequest, identifier: str) -> HttpResponse:
    """Evaluate an experiment that ended."""
    experiment = one(request, identifier)
    try:
        acting.record_result(experiment, evaluate(experiment), request.user)  # type: ignore[arg-type]
    except (CannotEvaluate, CannotDecide) as error:
        messages.error(request, say_error(error))
    else:
        messages.success(request, _("The result is recorded, and everybody can read it."))
    return redirect(experiment)


@visible_to(HEADS)
@require_http_methods(["GET", "POST"])
@by_its_head
def decide(request: HttpRequest, experiment: Experiment) -> HttpResponse:
    """What becomes of the idea, with the result before one's eyes."""
    form = DecideForm(request.POST or None, has_result=bool(experiment.result.get("main")))

    def act() -> None:
        given = form.cleaned_data
        acting.decide(experiment, given["decision"], given["words"], request.user)  # type: ignore[arg-type]
        mail_author.enqueue(experiment.idea_id)

    return _asked(request, experiment, form, _("Decide on the experiment"), act)


@visible_to(HEADS)
@require_http_methods(["GET", "POST"])
@by_its_head
def tell_others(request: HttpRequest, experiment: Experiment) -> HttpResponse:
    """Offer what was proved to the other departments."""
    if experiment.decision not in PROVED:
        raise Http404
    form = TellForm(request.POST or None, choices=to_take(experiment))

    def act() -> None:
        path = form.cleaned_data["path"]
        made = tell(experiment, form.cleaned_data["summary"], None if path == "-" else path, request.user)  # type: ignore[arg-type]
        tell_departments.enqueue(made.pk)

    return _asked(request, experiment, form, _("Tell the other departments"), act)


def _draft(request: HttpRequest, identifier: str) -> Experiment:
    found = one(request, identifier)
    if found.status != Status.DRAFT:
        raise Http404
    return found


def _plan(request: HttpRequest, experiment: Experiment, initial: dict[str, Any]) -> HttpResponse:
    form = ExperimentForm(request.POST or None, instance=experiment, initial=initial)
    kept = list(experiment.guards.values("measure", "most")) if experiment.pk else []
    guards = GuardForms(request.POST or None, initial=kept, prefix="guard")
    if request.method == "POST" and form.is_valid() and guards.is_valid():
        with transaction.atomic():
            made = form.save()
            made.guards.all().delete()
            for each in guards.cleaned_data:
                if each.get("measure"):
                    made.guards.update_or_create(
                        measure=each["measure"], defaults={"most": each.get("most") or 0}
                    )
        messages.success(request, _("The plan is kept. A head of service registers it."))
        return redirect(made)
    wrong = bool(form.errors or (guards.is_bound and not guards.is_valid()))
    context = {
        "form": form,
        "guards": guards,
        "idea": experiment.idea,
        "back": experiment.get_absolute_url() if experiment.pk else experiment.idea.get_absolute_url(),
    }
    return show(request, "plan_experiment.html", context, 400 if wrong else 200)


def _done(request: HttpRequest, experiment: Experiment, act: Callable[[], None], words: str) -> HttpResponse:
    try:
        act()
    except CannotDecide as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect(experiment)


def _asked(
    request: HttpRequest, experiment: Experiment, form: Any, title: str, act: Callable[[], None]
) -> HttpResponse:
    """Ask before an act, and do it."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except CannotDecide as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is recorded."))
            return redirect(experiment)
    context = {"experiment": experiment, "form": form, "act": title, "back": experiment.get_absolute_url()}
    return show(request, "act.html", context, 400 if form.errors else 200)
