"""One act with many tasks at once. Each is done by itself, and what cannot be done is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from openhall.site.cases.access import holders, posts_of, sights_of, tasks_for, tasks_led
from openhall.site.cases.acts import By, NotPossible, claim, complete, release
from openhall.site.cases.handing import delegate
from openhall.site.cases.models import Member, Task
from openhall.site.cases.speaking import name_of
from openhall.site.desk.filling import TaskForm, form_of, one_answer
from openhall.site.desk.views.held import by_for
from openhall.site.people.audience import HEADS, OFFICERS, visible_to
from openhall.site.people.models import User

MOST_AT_ONCE = 200
MOST_NAMED = 10
"""Refusals that are said one by one; more would bury the page."""

Act = Callable[[Task, By], object]


@visible_to(OFFICERS, HEADS)
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """What is to be done with the tasks that were ticked."""
    act = request.POST.get("act", "")
    tasks = _ticked(request, act == "delegate")
    if not tasks:
        messages.error(request, _("Tick at least one task."))
        return _back(request)
    if act == "claim":
        return _each(request, tasks, lambda task, by: claim(task.pk, by), _taken)
    if act == "release":
        return _each(request, tasks, lambda task, by: release(task.pk, by), _given_back)
    if act == "delegate":
        return _delegate(request, tasks)
    if act == "complete":
        return _complete(request, tasks)
    messages.error(request, _("Choose what to do with the tasks."))
    return _back(request)


def _ticked(request: HttpRequest, giving: bool) -> list[Task]:
    """The ticked tasks that the person may do, or give to others."""
    sent = request.POST.getlist("task")[:MOST_AT_ONCE]
    numbers = [int(each) for each in sent if each.isdecimal() and len(each) < 19]
    found: dict[int, Task] = {}
    reaches: list[QuerySet[Task]] = [tasks_for(request.user)]
    if giving:
        reaches.append(tasks_led(request.user))
    for reach in reaches:
        rows = reach.filter(pk__in=numbers).order_by("pk")
        for task in rows.select_related("case__version__service", "department", "claimed_by"):
            found[task.pk] = task
    return list(found.values())


def _taken(many: int) -> str:
    return ngettext("%(many)s task is yours now.", "%(many)s tasks are yours now.", many) % {"many": many}


def _given_back(many: int) -> str:
    return ngettext("%(many)s task is given back.", "%(many)s tasks are given back.", many) % {"many": many}


def _done(many: int) -> str:
    return ngettext("%(many)s task is done.", "%(many)s tasks are done.", many) % {"many": many}


def _passed(many: int) -> str:
    return ngettext("%(many)s task is passed on.", "%(many)s tasks are passed on.", many) % {"many": many}


def _each(request: HttpRequest, tasks: list[Task], act: Act, words: Callable[[int], str]) -> HttpResponse:
    done, refused = 0, []
    posts = posts_of(request.user)
    for task in tasks:
        try:
            act(task, by_for(request.user, task, posts))
            done += 1
        except NotPossible as error:
            refused.append(f"{task.case.reference}: {error}")
    for sentence in refused[:MOST_NAMED]:
        messages.error(request, sentence)
    if refused[MOST_NAMED:]:
        more = len(refused) - MOST_NAMED
        messages.error(request, ngettext("And %(many)s more.", "And %(many)s more.", more) % {"many": more})
    if done:
        messages.success(request, words(done))
    return _back(request)


def _delegate(request: HttpRequest, tasks: list[Task]) -> HttpResponse:
    """To whom: those who may do every one of the tasks."""
    people = User.objects.filter(pk__in=_able(tasks)).order_by("name", "email")
    chosen = request.POST.get("person", "")
    person = people.filter(pk=int(chosen)).first() if chosen.isdecimal() and len(chosen) < 19 else None
    if person is not None:
        return _each(request, tasks, lambda task, by: delegate(task.pk, person, by), _passed)
    missing = "person" in request.POST
    context = {
        "tasks": _named(request, tasks),
        "people": people,
        "back": _back_address(request),
        "problems": [{"words": _("Choose a colleague."), "href": "#person"}] if missing else [],
    }
    return render(request, "desk/bulk_delegate.html", context, status=400 if missing else 200)


def _able(tasks: list[Task]) -> set[int]:
    """The people who may do all of some tasks: a query for each post, not for each task."""
    by_post: dict[tuple[int | None, str], set[int]] = {}
    cases = {task.case_id for task in tasks}
    teams: dict[int, set[int]] = {case: set() for case in cases}
    for case, person in Member.objects.filter(case__in=cases).values_list("case_id", "person_id"):
        teams[case].add(person)
    able: list[set[int]] = []
    for task in tasks:
        post = (task.department_id, task.role)
        if post not in by_post:
            by_post[post] = set(holders(*post).values_list("pk", flat=True))
        able.append(by_post[post] | teams[task.case_id])
    return set.intersection(*able)


def _complete(request: HttpRequest, tasks: list[Task]) -> HttpResponse:
    """The same answers for tasks of one kind, given once."""
    first = tasks[0]
    same = all(task.node == first.node and task.case.version_id == first.case.version_id for task in tasks)
    form = form_of(first, request)
    if not same or (form is not None and not one_answer(form.form)):
        messages.error(
            request,
            _("Only tasks of one kind with a short form can be done together. Tick tasks of the same name."),
        )
        return _back(request)
    if form is None:
        return _each(request, tasks, lambda task, by: complete(task.pk, {}, by), _done)
    # What was saved for later in one of them is not the answer to all.
    form.answers = {}
    if "answers" in request.POST:
        form.read()
        if form.check():
            given = form.given
            return _each(request, tasks, lambda task, by: complete(task.pk, given, by), _done)
    return _ask_once(request, tasks, form)


def _ask_once(request: HttpRequest, tasks: list[Task], form: TaskForm) -> HttpResponse:
    asked = form.asked
    context: dict[str, Any] = {
        "name": name_of(tasks[0]),
        "tasks": _named(request, tasks),
        "form": form,
        "questions": asked,
        "problems": [{"words": each.error, "href": f"#{each.anchor}"} for each in asked if each.error],
        "back": _back_address(request),
    }
    return render(request, "desk/bulk_complete.html", context, status=400 if form.wrong else 200)


def _named(request: HttpRequest, tasks: list[Task]) -> list[dict[str, Any]]:
    """Tasks with what may be said of their cases."""
    sights = sights_of(request.user, [task.case for task in tasks])
    return [{"task": task, "subject": sights[task.case_id].subject(task.case)} for task in tasks]


def _back_address(request: HttpRequest) -> str:
    back = request.POST.get("back", "")
    inside = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if inside and back.startswith("/desk/") else reverse("desk:inbox")


def _back(request: HttpRequest) -> HttpResponse:
    return redirect(_back_address(request))
