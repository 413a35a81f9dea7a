"""The case file: looked at, and added to."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openhall.site.cases import firing, papers, sending
from openhall.site.cases.access import sight_of
from openhall.site.cases.acts import NotPossible
from openhall.site.cases.handing import join_team, leave_team
from openhall.site.cases.models import Case
from openhall.site.cases.sight import WHOLE
from openhall.site.desk.purposes import Seen, look
from openhall.site.desk.views.case_page import read_now, show_case
from openhall.site.desk.views.forms import FileForm, MessageForm, NoteForm, PersonForm
from openhall.site.desk.views.held import by_in, of_case
from openhall.site.people.audience import HEADS, OFFICERS, visible_to
from openhall.site.portal.bounds import takes_files


@visible_to(OFFICERS, HEADS)
@require_safe
@of_case
def case(request: HttpRequest, found: Case) -> HttpResponse:
    """The case file."""
    response = show_case(request, found)
    if sight_of(request.user, found).whole:
        read_now(found)
    return response


@visible_to(OFFICERS, HEADS)
@require_POST
@of_case
def write_message(request: HttpRequest, found: Case) -> HttpResponse:
    """Write to the applicant."""
    _must_see_whole(request, found)
    form = MessageForm(request.POST, prefix="message")
    if form.is_valid():
        try:
            papers.message(found, form.cleaned_data["text"], by_in(request.user, found))
        except NotPossible as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, _("Your message is sent."))
            return _back(found, "messages")
    return show_case(request, found, {"message": form})


@visible_to(OFFICERS, HEADS)
@require_POST
@of_case
def write_note(request: HttpRequest, found: Case) -> HttpResponse:
    """Write down something for colleagues."""
    _must_see_whole(request, found)
    form = NoteForm(request.POST, prefix="note")
    if form.is_valid():
        try:
            papers.note(found, form.cleaned_data["text"], by_in(request.user, found))
        except NotPossible as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, _("Your note is kept."))
            return _back(found, "notes")
    return show_case(request, found, {"note": form})


@visible_to(OFFICERS, HEADS)
@takes_files
@require_POST
@of_case
def attach(request: HttpRequest, found: Case) -> HttpResponse:
    """Add a file."""
    _must_see_whole(request, found)
    form = FileForm(request.POST, request.FILES, prefix="file")
    if form.is_valid():
        try:
            papers.attach(form.cleaned_data["file"], case=found, by=by_in(request.user, found))
        except NotPossible as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("The file is with the case."))
            return _back(found, "documents")
    return show_case(request, found, {"file": form})


@visible_to(OFFICERS, HEADS)
@require_safe
@of_case
def document(request: HttpRequest, found: Case, key: str) -> FileResponse:
    """A document, to be saved: it is never shown within a page of ours."""
    sight = sight_of(request.user, found)
    shown = {each.key: each for each in sight.documents(found.documents.all())}
    if key not in shown:
        raise Http404
    look(request, found, sight, Seen.DOCUMENTS, documents=(key,))
    response = FileResponse(
        papers.open_document(shown[key]),
        as_attachment=True,
        filename=shown[key].name,
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@visible_to(OFFICERS, HEADS)
@require_safe
@of_case
def letter(request: HttpRequest, found: Case, number: int) -> HttpResponse:
    """A letter as the applicant got it."""
    _must_see_whole(request, found)
    shown = get_object_or_404(found.letters, pk=number)
    look(request, found, WHOLE, Seen.LETTERS)
    return render(request, "desk/letter.html", {"case": found, "letter": shown})


@visible_to(OFFICERS, HEADS)
@require_POST
@of_case
def join(request: HttpRequest, found: Case) -> HttpResponse:
    """Let a colleague of any department work on the case."""
    _must_see_whole(request, found)
    form = PersonForm(request.POST, prefix="person", without=[])
    if form.is_valid():
        person = form.cleaned_data["person"]
        try:
            join_team(found, person, by_in(request.user, found))
        except NotPossible as error:
            form.add_error("person", str(error))
        else:
            messages.success(request, _("%(person)s works on it too.") % {"person": person})
            return _back(found, "team")
    return show_case(request, found, {"person": form})


@visible_to(OFFICERS, HEADS)
@require_POST
@of_case
def leave(request: HttpRequest, found: Case, number: int) -> HttpResponse:
    """Take a colleague off the case."""
    _must_see_whole(request, found)
    member = get_object_or_404(found.team.select_related("person"), pk=number)
    leave_team(found, member.person, by_in(request.user, found))
    messages.success(request, _("%(person)s is off the case.") % {"person": member.person})
    if member.person == request.user:
        return redirect("desk:inbox")
    return _back(found, "team")


@visible_to(OFFICERS, HEADS)
@require_POST
@of_case
def send_again(request: HttpRequest, found: Case, number: int) -> HttpResponse:
    """Have something tried at once that was not sent."""
    _must_see_whole(request, found)
    waiting = get_object_or_404(found.outgoing, pk=number)
    if sending.try_again(waiting.pk):
        messages.success(request, _("It is sent again now. If that fails, it is shown here again."))
    else:
        messages.success(request, _("It has been sent meanwhile."))
    return _back(found, "where")


@visible_to(OFFICERS, HEADS)
@require_POST
@of_case
def fire_again(request: HttpRequest, found: Case, number: int) -> HttpResponse:
    """Have a timer tried at once whose time could not be told."""
    _must_see_whole(request, found)
    if found.timers.filter(pk=number).exists() and firing.try_again(number):
        messages.success(request, _("Its time is told again now. If that fails, it is shown here again."))
    else:
        messages.success(request, _("It has been told meanwhile."))
    return _back(found, "where")


def _must_see_whole(request: HttpRequest, found: Case) -> None:
    """What only those may do who see all of a case: for the others there is no such page."""
    if not sight_of(request.user, found).whole:
        raise Http404


def _back(found: Case, place: str) -> HttpResponse:
    return redirect(f"{reverse('desk:case', args=[found.reference])}#{place}")
