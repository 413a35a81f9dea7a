"""One task: what it is about, doing it, and passing it on."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from openhall.process.model import EventKind
from openhall.process.rules.events import waited_for
from openhall.process.rules.state import State
from openhall.site.cases.access import colleagues, may_lead, may_work, sight_of
from openhall.site.cases.acts import NotPossible, claim, complete, fail, release
from openhall.site.cases.handing import delegate, hand_back, hand_over
from openhall.site.cases.models import Task
from openhall.site.desk.filling import form_of
from openhall.site.desk.sheet import sheets
from openhall.site.desk.timeleft import time_left
from openhall.site.desk.views.held import by_of, of_task
from openhall.site.people.audience import HEADS, OFFICERS, visible_to
from openhall.site.people.models import Department, User
from openhall.site.portal.bounds import takes_files
from openhall.site.services.loading import ready


class HandOverForm(forms.Form):
    """To which department a task goes, what it is to do, and until when."""

    department = forms.ModelChoiceField(
        Department.objects.all(),
        label=gettext_lazy("To which department or partner"),
        error_messages={"required": gettext_lazy("Choose a department.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("What they are to do"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say what they are to do.")},
    )
    until = forms.DateField(
        label=gettext_lazy("Until when"),
        help_text=gettext_lazy("Their own clock. Leave it empty for the clock of the task."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Enter a real date.")},
    )


class AnswerForm(forms.Form):
    """What goes back with a task."""

    answer = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say what you found, or why it comes back.")},
    )


class ColleagueForm(forms.Form):
    """Who gets a task."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Colleague"),
        error_messages={"required": gettext_lazy("Choose a colleague.")},
    )

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = colleagues(task)


@visible_to(OFFICERS, HEADS)
@takes_files
@require_http_methods(["GET", "POST"])
@of_task
def task(request: HttpRequest, found: Task) -> HttpResponse:
    """A task with its case at hand; its form is saved for later, or sent, which does the task."""
    form = form_of(found, request)
    problem = ""
    if request.method == "POST":
        try:
            done = _do(request, found, form)
            if done is not None:
                return done
        except NotPossible as error:
            problem = str(error)
    return _show(request, found, form, problem)


def _do(request: HttpRequest, found: Task, form: Any) -> HttpResponse | None:
    """Do what was asked; None where something is wrong in the form. Raises `NotPossible`."""
    by = by_of(request.user, found)
    if form is not None:
        form.read(by)
        if "complete" not in request.POST or form.wrong:
            form.keep()
        if "complete" not in request.POST:
            if form.wrong:
                return None
            if "save" in request.POST:
                messages.success(request, _("Saved. The task stays open."))
            return redirect("desk:task", found.pk)
        if not form.check():
            form.keep()
            return None
    complete(found.pk, form.given if form is not None else {}, by)
    messages.success(request, _("“%(task)s” is done.") % {"task": found.name})
    following = Task.objects.filter(case=found.case, claimed_by=request.user, status=Task.Status.OPEN).first()
    return redirect("desk:task", following.pk) if following else redirect("desk:inbox")


def _show(request: HttpRequest, found: Task, form: Any, problem: str) -> HttpResponse:
    person = request.user
    is_open = found.status == Task.Status.OPEN
    mine = is_open and found.claimed_by_id == person.pk
    sight = sight_of(person, found.case)
    handed = found.handovers.select_related("from_department", "to_department", "by")
    here = next((each for each in handed if each.back_at is None and is_open), None)
    asked = form.asked if form is not None and is_open else []
    problems = [{"words": problem, "href": ""}] if problem else []
    problems += [{"words": each.error, "href": f"#{each.anchor}"} for each in asked if each.error]
    able = may_work(person, found)
    context = {
        "task": found,
        "case": found.case,
        "left": time_left(here.due_at if here and here.due_at else found.due_at),
        "is_open": is_open,
        "mine": mine,
        "may_take": is_open and found.claimed_by is None and able,
        # What was typed while somebody else was faster stays before the eyes, to be copied.
        "may_do": is_open and able and (found.claimed_by_id in (None, person.pk) or bool(problem)),
        "may_give": is_open
        and (mine or (found.claimed_by is None and able) or may_lead(person, found.department)),
        "form": form,
        "questions": asked,
        "has_files": any(each.question.kind.name == "FILES" for each in asked),
        "problems": problems,
        "sheets": sheets(found.case, sight),
        "decisions": found.case.decisions.all() if sight.whole else [],
        "errors": _errors(found) if is_open else [],
        "here": here,
        "handed": handed,
        "about": _about(found),
        "colleague_form": ColleagueForm(task=found),
        "hand_over_form": HandOverForm(),
        "answer_form": AnswerForm(),
    }
    return render(request, "desk/task.html", context, status=409 if problem else 400 if problems else 200)


@visible_to(OFFICERS, HEADS)
@require_POST
@of_task
def take(request: HttpRequest, found: Task) -> HttpResponse:
    """Take a task in hand."""
    return _act(
        request, found, lambda: claim(found.pk, by_of(request.user, found)), _("The task is yours now.")
    )


@visible_to(OFFICERS, HEADS)
@require_POST
@of_task
def give_back(request: HttpRequest, found: Task) -> HttpResponse:
    """Give a task back to its department."""
    return _act(
        request, found, lambda: release(found.pk, by_of(request.user, found)), _("The task is given back.")
    )


@visible_to(OFFICERS, HEADS)
@require_POST
@of_task
def give(request: HttpRequest, found: Task) -> HttpResponse:
    """Give a task to a colleague."""
    form = ColleagueForm(request.POST, task=found)
    if not form.is_valid():
        return _refuse(request, found, form)
    person = form.cleaned_data["person"]
    done = _("%(person)s has the task now.") % {"person": person}
    return _act(request, found, lambda: delegate(found.pk, person, by_of(request.user, found)), done)


@visible_to(OFFICERS, HEADS)
@require_POST
@of_task
def pass_on(request: HttpRequest, found: Task) -> HttpResponse:
    """Hand a task over to another department or partner."""
    form = HandOverForm(request.POST)
    if not form.is_valid():
        return _refuse(request, found, form)
    given = form.cleaned_data
    until = given["until"]
    due = timezone.make_aware(datetime.combine(until, time(23, 59))) if until else None
    done = _("“%(task)s” is with %(department)s now.") % {
        "task": found.name,
        "department": given["department"],
    }
    by = by_of(request.user, found)
    return _act(
        request, found, lambda: hand_over(found.pk, given["department"], given["reason"], due, by), done
    )


@visible_to(OFFICERS, HEADS)
@require_POST
@of_task
def send_back(request: HttpRequest, found: Task) -> HttpResponse:
    """Hand a task back to the department that it came from."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _refuse(request, found, form)
    by = by_of(request.user, found)
    return _act(
        request,
        found,
        lambda: hand_back(found.pk, form.cleaned_data["answer"], by),
        _("“%(task)s” is handed back.") % {"task": found.name},
    )


@visible_to(OFFICERS, HEADS)
@require_POST
@of_task
def give_up(request: HttpRequest, found: Task) -> HttpResponse:
    """It cannot be done: the process goes the way that it has for this."""
    code = request.POST.get("code", "")
    if code not in {each["code"] for each in _errors(found)}:
        messages.error(request, _("Choose why it cannot be done."))
        return redirect("desk:task", found.pk)
    by = by_of(request.user, found)
    return _act(request, found, lambda: fail(found.pk, code or None, by), _("The case goes on without it."))


def _act(request: HttpRequest, found: Task, act: Any, done: str) -> HttpResponse:
    try:
        act()
    except NotPossible as error:
        messages.error(request, str(error))
        return redirect("desk:task", found.pk)
    messages.success(request, done)
    stays = may_work(request.user, found)
    return redirect("desk:task", found.pk) if stays else redirect("desk:inbox")


def _refuse(request: HttpRequest, found: Task, form: forms.Form) -> HttpResponse:
    for errors in form.errors.values():
        for words in errors:
            messages.error(request, words)
    return redirect(f"{reverse('desk:task', args=[found.pk])}#pass")


def _errors(found: Task) -> list[dict[str, str]]:
    """The ways that the process has for work that cannot be done: errors that an event on the edge catches."""
    model = ready(found.case.version_id).running.model
    state = State.unpack(found.case.state)
    return [
        {"code": model.nodes[place].event.name or "", "words": model.nodes[place].label}
        for number, place in waited_for(model, state)
        if number == found.token and model.nodes[place].event.kind in (EventKind.ERROR, EventKind.ESCALATION)
    ]


def _about(found: Task) -> str:
    """What the model says of the work."""
    model = ready(found.case.version_id).running.model
    return model.nodes[model.place_of[found.node]].documentation
