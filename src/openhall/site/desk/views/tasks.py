"""One task: what it is about, and doing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openhall.site.cases.access import sight_of
from openhall.site.cases.acts import By, NotPossible, claim, complete
from openhall.site.cases.models import Task
from openhall.site.cases.papers import note
from openhall.site.cases.speaking import name_of
from openhall.site.desk.filling import TaskForm, form_of
from openhall.site.desk.remembering import last_list
from openhall.site.desk.views.held import by_for, of_task, read_task
from openhall.site.desk.views.task_page import show_task
from openhall.site.people.audience import HEADS, OFFICERS, visible_to
from openhall.site.portal.bounds import takes_files


@visible_to(OFFICERS, HEADS)
@takes_files
@require_http_methods(["GET", "POST"])
@of_task
def task(request: HttpRequest, found: Task) -> HttpResponse:
    """A task with its case at hand; its form is saved for later, or sent, which does the task."""
    if request.method != "POST":
        return show_task(request, found)
    form = form_of(found, request)
    by = by_for(request.user, found)
    if form is not None:
        form.read()
        if "as_note" in request.POST:
            return _as_note(request, found, form, by)
    try:
        done = _do(request, found, form, by)
    except NotPossible as error:
        # Somebody else was faster: the page is drawn from what is true now, with what was typed here.
        return show_task(request, read_task(found.pk) or found, form, str(error))
    return done or show_task(request, read_task(found.pk) or found, form)


def _do(request: HttpRequest, found: Task, form: TaskForm | None, by: By) -> HttpResponse | None:
    """Do what was asked; None where something is wrong in the form. Raises `NotPossible`."""
    completes = "complete" in request.POST
    if form is not None:
        if request.FILES or not completes:
            # Who writes something down has begun: nobody else's words are written over.
            claim(found.pk, by)
        form.take_files(by)
        if not completes:
            form.keep(by)
            if form.wrong:
                return None
            if "save" in request.POST:
                messages.success(request, _("Saved. The task stays in your hands."))
            return redirect("desk:task", found.pk)
        if not form.check():
            claim(found.pk, by)
            form.keep(by)
            return None
    complete(found.pk, form.given if form is not None else {}, by)
    messages.success(request, _("“%(task)s” is done.") % {"task": name_of(found)})
    following = Task.objects.filter(case=found.case, claimed_by=request.user, status=Task.Status.OPEN).first()
    return redirect("desk:task", following.pk) if following else redirect(last_list(request))


def _as_note(request: HttpRequest, found: Task, form: TaskForm, by: By) -> HttpResponse:
    """Keep with the case what could not be sent."""
    if not sight_of(request.user, found.case).whole:
        return show_task(request, found, form, _("You cannot write notes in this case."))
    try:
        note(found.case, form.in_words(), by)
    except NotPossible as error:
        return show_task(request, found, form, str(error))
    messages.success(request, _("What you typed is a note in the case now."))
    return redirect("desk:case", found.case.reference)
