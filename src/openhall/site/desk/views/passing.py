"""A task goes from hand to hand. What is wrong in a form stands beside it, with what was typed."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openhall.site.cases.access import may_work
from openhall.site.cases.acts import NotPossible, claim, fail, release
from openhall.site.cases.handing import call_back, delegate, hand_back, hand_over, take_over
from openhall.site.cases.models import Task
from openhall.site.cases.speaking import name_of
from openhall.site.desk.remembering import last_list
from openhall.site.desk.views.forms import AnswerForm, ColleagueForm, HandOverForm, ReasonForm
from openhall.site.desk.views.held import by_for, of_task, read_task
from openhall.site.desk.views.task_page import show_task, ways_out
from openhall.site.people.audience import HEADS, OFFICERS, visible_to


@visible_to(OFFICERS, HEADS)
@require_POST
@of_task
def take(request: HttpRequest, found: Task) -> HttpResponse:
    """Take a task in hand."""
    by = by_for(request.user, found)
    return _act(request, found, lambda: claim(found.pk, by), _("The task is yours now."))


@visible_to(OFFICERS, HEADS)
@require_POST
@of_task
def replace(request: HttpRequest, found: Task) -> HttpResponse:
    """Take a task out of the hands of a colleague who is away."""
    by = by_for(request.user, found)
    return _act(request, found, lambda: take_over(found.pk, by), _("The task is yours now."))


@visible_to(OFFICERS, HEADS)
@require_POST
@of_task
def give_back(request: HttpRequest, found: Task) -> HttpResponse:
    """Give a task back to its department."""
    by = by_for(request.user, found)
    return _act(request, found, lambda: release(found.pk, by), _("The task is given back."))


@visible_to(OFFICERS, HEADS)
@require_POST
@of_task
def give(request: HttpRequest, found: Task) -> HttpResponse:
    """Give a task to a colleague."""
    form = ColleagueForm(request.POST, task=found, prefix="give")
    if not form.is_valid():
        return show_task(request, found, sent={"give": form})
    person = form.cleaned_data["person"]
    by = by_for(request.user, found)
    done = _("%(person)s has the task now.") % {"person": person}
    return _act(request, found, lambda: delegate(found.pk, person, by), done, {"give": form})


@visible_to(OFFICERS, HEADS)
@require_POST
@of_task
def pass_on(request: HttpRequest, found: Task) -> HttpResponse:
    """Hand a task over to another department or partner."""
    form = HandOverForm(request.POST, task=found, prefix="hand_over")
    if not form.is_valid():
        return show_task(request, found, sent={"hand_over": form})
    department, reason = form.cleaned_data["department"], form.cleaned_data["reason"]
    by = by_for(request.user, found)
    done = _("“%(task)s” is with %(department)s now.") % {"task": name_of(found), "department": department}
    act = lambda: hand_over(found.pk, department, reason, form.due_at, by)  # noqa: E731 done within `_act`
    return _act(request, found, act, done, {"hand_over": form})


@visible_to(OFFICERS, HEADS)
@require_POST
@of_task
def send_back(request: HttpRequest, found: Task) -> HttpResponse:
    """Hand a task back to the department that it came from."""
    form = AnswerForm(request.POST, prefix="hand_back")
    if not form.is_valid():
        return show_task(request, found, sent={"hand_back": form})
    answer = form.cleaned_data["answer"]
    by = by_for(request.user, found)
    done = _("“%(task)s” is handed back.") % {"task": name_of(found)}
    return _act(request, found, lambda: hand_back(found.pk, answer, by), done, {"hand_back": form})


@visible_to(OFFICERS, HEADS)
@require_POST
@of_task
def recall(request: HttpRequest, found: Task) -> HttpResponse:
    """Take a task back that was handed over."""
    by = by_for(request.user, found)
    done = _("“%(task)s” is back.") % {"task": name_of(found)}
    return _act(request, found, lambda: call_back(found.pk, by), done)


@visible_to(OFFICERS, HEADS)
@require_POST
@of_task
def give_up(request: HttpRequest, found: Task) -> HttpResponse:
    """It cannot be done: the process goes the way that it has for this."""
    ways = ways_out(found)
    if not ways:
        raise Http404
    form = ReasonForm(request.POST, ways=ways, prefix="give_up")
    if not form.is_valid():
        return show_task(request, found, sent={"give_up": form})
    by = by_for(request.user, found)
    done = _("The case goes on without it.")
    return _act(request, found, lambda: fail(found.pk, form.code, by), done, {"give_up": form})


def _act(
    request: HttpRequest,
    found: Task,
    act: Callable[[], object],
    done: str,
    sent: dict[str, forms.Form] | None = None,
) -> HttpResponse:
    """Do it; where it cannot be done, the page says why, with what was typed."""
    try:
        act()
    except NotPossible as error:
        return show_task(request, read_task(found.pk) or found, problem=str(error), sent=sent)
    messages.success(request, done)
    return redirect("desk:task", found.pk) if may_work(request.user, found) else redirect(last_list(request))
