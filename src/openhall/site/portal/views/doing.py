"""What an applicant does in their case: work that waits for them, and what they send of their own accord."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openhall.process.feel.values import Value
from openhall.process.forms.asking import kept
from openhall.site.cases.acts import complete
from openhall.site.cases.applicant import Waiting, open_for_applicant, send_message_event
from openhall.site.cases.by import By, NotPossible
from openhall.site.cases.models import Task
from openhall.site.people.audience import PUBLIC, visible_to
from openhall.site.portal.bounds import takes_files
from openhall.site.portal.filling import Closed, Filling, HappeningFilling, TaskFilling
from openhall.site.portal.speaking import say
from openhall.site.portal.views.asking import ask, review
from openhall.site.portal.views.held import Held, of_case
from openhall.site.services.loading import ready


@visible_to(PUBLIC)
@require_http_methods(["GET", "POST"])
@of_case
def task(request: HttpRequest, held: Held, number: int) -> HttpResponse:
    """One task: the check of its answers, where they are sent; a task without questions is said to be done."""
    found = _task(held, number)
    if found is None:
        return _gone(request, held)
    filling = _task_filling(held, found)
    if filling is None:
        return _plain_task(request, held, found)
    if request.method != "POST":
        return _first_page_or_review(request, filling)
    try:
        complete(found.pk, _sent(filling), _by(request))
    except NotPossible as error:
        return review(request, filling, str(error), 409)
    messages.success(request, _("Thank you. We go on with your application."))
    return redirect("portal:case", held.case.reference)


@visible_to(PUBLIC)
@takes_files
@require_http_methods(["GET", "POST"])
@of_case
def task_page(request: HttpRequest, held: Held, number: int, page: str) -> HttpResponse:
    """One page of a task's form."""
    found = _task(held, number)
    filling = _task_filling(held, found) if found else None
    if filling is None:
        return _gone(request, held)
    try:
        return ask(request, filling, page)
    except Closed:
        return _gone(request, held)


@visible_to(PUBLIC)
@require_http_methods(["GET", "POST"])
@of_case
def happening(request: HttpRequest, held: Held, message: str) -> HttpResponse:
    """Something that the applicant may send: asked once more whether they are sure, or with its answers checked."""
    waiting = _waiting(held, message)
    if waiting is None:
        return _gone(request, held)
    filling = _happening_filling(request, held, waiting)
    if request.method != "POST":
        if filling is None:
            context = {"held": held, "case": held.case, "waiting": waiting, "back": held.address}
            return say(request, "portal/sure.html", context)
        return _first_page_or_review(request, filling)
    try:
        send_message_event(held.case.pk, message, _sent(filling) if filling else {}, _by(request))
    except NotPossible as error:
        messages.error(request, str(error))
        return redirect("portal:case", held.case.reference)
    if isinstance(filling, HappeningFilling):
        filling.forget()
    messages.success(request, _("It is done: %(what)s") % {"what": waiting.label})
    return redirect("portal:case", held.case.reference)


@visible_to(PUBLIC)
@takes_files
@require_http_methods(["GET", "POST"])
@of_case
def happening_page(request: HttpRequest, held: Held, message: str, page: str) -> HttpResponse:
    """One page of the form of something that the applicant may send."""
    waiting = _waiting(held, message)
    filling = _happening_filling(request, held, waiting) if waiting else None
    if filling is None:
        return _gone(request, held)
    return ask(request, filling, page)


def _first_page_or_review(request: HttpRequest, filling: Filling) -> HttpResponse:
    """Who has answered nothing yet begins with the first page."""
    pages = filling.pages()
    if not filling.answers and pages:
        return redirect(filling.page_address(pages[0].name))
    return review(request, filling)


def _plain_task(request: HttpRequest, held: Held, found: Task) -> HttpResponse:
    if request.method == "POST":
        try:
            complete(found.pk, {}, _by(request))
        except NotPossible as error:
            messages.error(request, str(error))
        return redirect("portal:case", held.case.reference)
    context = {"held": held, "case": held.case, "name": held.words.node(found.node), "back": held.address}
    return say(request, "portal/task.html", context)


def _task(held: Held, number: int) -> Task | None:
    tasks, _happenings = open_for_applicant(held.case, held.language)
    return next((each for each in tasks if each.pk == number), None)


def _task_filling(held: Held, found: Task) -> TaskFilling | None:
    model = ready(held.case.version_id).running.model
    form = model.nodes[model.place_of[found.node]].work.form
    return TaskFilling(held.words.form(form), held.words.node(found.node), found) if form else None


def _waiting(held: Held, message: str) -> Waiting | None:
    _tasks, happenings = open_for_applicant(held.case, held.language)
    return next((each for each in happenings if each.message == message), None)


def _happening_filling(request: HttpRequest, held: Held, waiting: Waiting) -> HappeningFilling | None:
    if not waiting.form:
        return None
    return HappeningFilling(held.words.form(waiting.form), waiting, held.case, request)


def _sent(filling: Filling) -> dict[str, Value]:
    if filling.unfinished():
        raise NotPossible(_("Something is missing. Look at your answers again."))
    return {filling.form.name: kept(filling.form, filling.answers)}


def _by(request: HttpRequest) -> By:
    return By(request.user if request.user.is_authenticated else None)


def _gone(request: HttpRequest, held: Held) -> HttpResponse:
    messages.info(
        request, _("That is done already, or cannot be done any more. This is the application as it is now.")
    )
    return redirect("portal:case", held.case.reference)
