"""The page of a task: the work, its case beside it, and the ways to pass it on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openhall.process.forms.model import QuestionKind
from openhall.process.model import EventKind
from openhall.process.rules.events import waited_for
from openhall.process.rules.state import State
from openhall.site.cases.access import Sight, may_lead, may_work, sight_of
from openhall.site.cases.handing import may_call_back, may_take_over
from openhall.site.cases.models import Task
from openhall.site.cases.speaking import words_of
from openhall.site.desk.decided import ruled
from openhall.site.desk.filling import TaskForm, form_of
from openhall.site.desk.purposes import Seen, look
from openhall.site.desk.questioned import questioned
from openhall.site.desk.remembering import last_list
from openhall.site.desk.sheet import sheets
from openhall.site.desk.timeleft import time_left
from openhall.site.desk.views.forms import AnswerForm, ColleagueForm, HandOverForm, ReasonForm
from openhall.site.people.models import User
from openhall.site.services.loading import ready
from openhall.site.web.templatetags.openhall_forms import problems_in

MOST_SAID = 3
"""Messages and notes that stand beside a task; all of them are in the case file."""


def show_task(
    request: HttpRequest,
    task: Task,
    form: TaskForm | None = None,
    problem: str = "",
    sent: Mapping[str, forms.Form] | None = None,
) -> HttpResponse:
    """The page of a task.

    form     the task's form as it was sent; without it, as it was saved
    problem  why what was asked could not be done
    sent     the forms beside it that were sent with something wrong in them, by their names
    """
    person, sent = request.user, sent or {}
    is_open = task.status == Task.Status.OPEN
    may = _may(person, task)
    # What was typed while somebody else was faster stays before the eyes, to be kept elsewhere.
    unsent = form is not None and bool(problem) and not may["may_do"]
    form = form or form_of(task, request)
    asked = form.asked if form is not None and (may["may_do"] or unsent) else []
    problems = [{"words": problem, "href": ""}] if problem else []
    problems += [{"words": each.error, "href": f"#{each.anchor}"} for each in asked if each.error]
    for each in sent.values():
        problems += problems_in(each)
    sight = sight_of(person, task.case)
    shown = (Seen.ANSWERS, Seen.MESSAGES) if sight.whole else (Seen.ANSWERS,)
    look(request, task.case, sight, *shown)
    context = {
        "task": task,
        "case": task.case,
        "is_open": is_open,
        "form": form,
        "questions": asked,
        "has_files": any(each.question.kind == QuestionKind.FILES for each in asked),
        "problems": problems,
        "about": _node(task).documentation,
        "back": last_list(request),
        "unsent": unsent,
        **may,
        **_hand_overs(task, is_open),
        **_beside(task, sight),
        **(_to_send(task, sent) if is_open else {}),
    }
    status = 409 if problem else 400 if problems else 200
    return render(request, "desk/task.html", context, status=status)


def ways_out(task: Task) -> list[tuple[str | None, str]]:
    """The ways that the process has for work that cannot be done: the codes of the errors that an event on its edge
    catches (None where it catches every error), with what they are called."""
    model, words = ready(task.case.version_id).running.model, words_of(task.case)
    state = State.unpack(task.case.state)
    return [
        (model.nodes[place].event.name, words.node(model.nodes[place].id))
        for number, place in waited_for(model, state)
        if number == task.token and model.nodes[place].event.kind in (EventKind.ERROR, EventKind.ESCALATION)
    ]


def _may(person: User, task: Task) -> dict[str, bool]:
    """What the person may do with the task."""
    is_open = task.status == Task.Status.OPEN
    able = is_open and may_work(person, task)
    mine = is_open and task.claimed_by_id == person.pk
    free = task.claimed_by_id is None
    may_do = able and (free or mine)
    return {
        "mine": mine,
        "may_take": able and free,
        "may_take_over": is_open and may_take_over(person, task),
        "may_do": may_do,
        "may_give": mine or may_do or (is_open and may_lead(person, task.department)),
        "may_call_back": is_open and may_call_back(person, task),
    }


def _hand_overs(task: Task, is_open: bool) -> dict[str, Any]:
    handed = list(task.handovers.select_related("from_department", "to_department", "by"))
    here = next((each for each in handed if each.back_at is None and is_open), None)
    due = here.due_at if here and here.due_at else task.due_at
    return {"handed": handed, "here": here, "left": time_left(due)}


def _beside(task: Task, sight: Sight) -> dict[str, Any]:
    """The case beside the work, as far as it is seen."""
    case = task.case
    said: list[Any] = []
    if sight.whole:
        said = [*case.messages.select_related("person"), *case.notes.select_related("person")]
        said.sort(key=lambda each: each.at, reverse=True)
    return {
        "sight": sight,
        "subject": sight.subject(case),
        "applicant": sight.applicant(case),
        "sheets": sheets(case, sight),
        "questioned": questioned(case) if sight.whole else None,
        "decisions": ruled(case) if sight.whole else [],
        "said": said[:MOST_SAID],
    }


def _to_send(task: Task, sent: Mapping[str, forms.Form]) -> dict[str, Any]:
    """The forms beside the work, empty or as they were sent."""
    ways = ways_out(task)
    made = {
        "give": ColleagueForm(task=task, prefix="give"),
        "hand_over": HandOverForm(task=task, prefix="hand_over"),
        "hand_back": AnswerForm(prefix="hand_back"),
        "give_up": ReasonForm(ways=ways, prefix="give_up") if ways else None,
    }
    return {"forms": made | dict(sent), "sent": sent}


def _node(task: Task) -> Any:
    model = ready(task.case.version_id).running.model
    return model.nodes[model.place_of[task.node]]
