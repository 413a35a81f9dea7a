"""The inbox, and what is done with many tasks at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from openhall.site.cases.access import colleagues, posts_of, tasks_for
from openhall.site.cases.acts import NotPossible, claim, complete, release
from openhall.site.cases.handing import delegate
from openhall.site.cases.models import Task
from openhall.site.desk.filling import TaskForm, form_of, one_answer
from openhall.site.desk.inbox import (
    ALL,
    FREE,
    LATE,
    MINE,
    Choice,
    counted,
    narrowed,
    open_work,
    to_choose_from,
)
from openhall.site.desk.models import SavedView
from openhall.site.desk.timeleft import time_left
from openhall.site.desk.views.held import by_of
from openhall.site.people.audience import HEADS, OFFICERS, visible_to
from openhall.site.people.models import User

A_PAGE = 25
MOST_AT_ONCE = 200
"""Tasks that one act may be done with."""


@visible_to(OFFICERS, HEADS)
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The work of a person's posts, what is due first at the top."""
    choice = Choice.of(request.GET)
    work = open_work(request.user)
    counts = counted(work, request.user, choice)
    if not choice.view:
        # Who has nothing in hand looks for something to take.
        choice = Choice.of(_with(request, view=MINE if counts[MINE] else FREE if counts[FREE] else ALL))
    found = narrowed(work, request.user, choice)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    titles = ((MINE, _("Mine")), (FREE, _("Nobody has it")), (ALL, _("All of my posts")), (LATE, _("Late")))
    tabs = [
        {
            "words": words,
            "count": counts[view],
            "here": view == choice.view,
            "query": _with(request, view=view, page=None).urlencode(),
        }
        for view, words in titles
    ]
    return render(
        request,
        "desk/inbox.html",
        {
            "page": page,
            "rows": [{"task": task, "left": time_left(task.due)} for task in page],
            "tabs": tabs,
            "choice": choice,
            "posts": posts_of(request.user),
            "saved": SavedView.objects.filter(person=request.user, page=SavedView.Page.INBOX),
            "query": _with(request, page=None).urlencode(),
            **to_choose_from(request.user),
        },
    )


@visible_to(OFFICERS, HEADS)
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """One act with all tasks that were ticked. Each is done by itself; what cannot be done is named."""
    numbers = [
        int(each)
        for each in request.POST.getlist("task")[:MOST_AT_ONCE]
        if each.isdecimal() and len(each) < 19
    ]
    tasks = list(
        tasks_for(request.user)
        .filter(pk__in=numbers)
        .select_related("case__version__service", "department", "claimed_by")
    )
    if not tasks:
        messages.error(request, _("Tick at least one task."))
        return _back(request)
    act = request.POST.get("act", "")
    if act == "claim":
        return _each(request, tasks, lambda task: claim(task.pk, by_of(request.user, task)), _taken)
    if act == "release":
        return _each(request, tasks, lambda task: release(task.pk, by_of(request.user, task)), _given_back)
    if act == "delegate":
        return _delegate(request, tasks)
    if act == "complete":
        return _complete(request, tasks)
    messages.error(request, _("Choose what to do with the tasks."))
    return _back(request)


def _taken(many: int) -> str:
    return ngettext("%(many)s task is yours now.", "%(many)s tasks are yours now.", many) % {"many": many}


def _given_back(many: int) -> str:
    return ngettext("%(many)s task is given back.", "%(many)s tasks are given back.", many) % {"many": many}


def _done(many: int) -> str:
    return ngettext("%(many)s task is done.", "%(many)s tasks are done.", many) % {"many": many}


def _passed(many: int) -> str:
    return ngettext("%(many)s task is passed on.", "%(many)s tasks are passed on.", many) % {"many": many}


def _each(
    request: HttpRequest, tasks: list[Task], act: Callable[[Task], object], words: Callable[[int], str]
) -> HttpResponse:
    done = 0
    for task in tasks:
        try:
            act(task)
            done += 1
        except NotPossible as error:
            messages.error(request, f"{task.case.reference}: {error}")
    if done:
        messages.success(request, words(done))
    return _back(request)


def _delegate(request: HttpRequest, tasks: list[Task]) -> HttpResponse:
    """To whom: those who may do every one of the tasks."""
    able = [set(colleagues(task).values_list("pk", flat=True)) for task in tasks]
    people = User.objects.filter(pk__in=set.intersection(*able)).order_by("name", "email")
    chosen = request.POST.get("person", "")
    person = people.filter(pk=int(chosen)).first() if chosen.isdecimal() and len(chosen) < 19 else None
    if person is not None:
        return _each(
            request, tasks, lambda task: delegate(task.pk, person, by_of(request.user, task)), _passed
        )
    context = {
        "tasks": tasks,
        "people": people,
        "back": _back_address(request),
        "missing": "person" in request.POST,
    }
    return render(request, "desk/bulk_delegate.html", context, status=400 if context["missing"] else 200)


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
        return _each(request, tasks, lambda task: complete(task.pk, {}, by_of(request.user, task)), _done)
    if "answers" in request.POST:
        form.read(by_of(request.user, first))
        if form.check():
            given = form.given
            return _each(
                request, tasks, lambda task: complete(task.pk, given, by_of(request.user, task)), _done
            )
    else:
        form.answers = {}
    return _ask_once(request, tasks, form)


def _ask_once(request: HttpRequest, tasks: list[Task], form: TaskForm) -> HttpResponse:
    asked = form.asked
    context: dict[str, Any] = {
        "tasks": tasks,
        "form": form,
        "questions": asked,
        "problems": [{"words": each.error, "href": f"#{each.anchor}"} for each in asked if each.error],
        "back": _back_address(request),
    }
    return render(request, "desk/bulk_complete.html", context, status=400 if form.wrong else 200)


def _with(request: HttpRequest, **changes: str | None) -> Any:
    """The address's query with some of it changed."""
    query = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    return query


def _back_address(request: HttpRequest) -> str:
    back = request.POST.get("back", "")
    inside = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if inside and back.startswith("/desk/") else reverse("desk:inbox")


def _back(request: HttpRequest) -> HttpResponse:
    return redirect(_back_address(request))
