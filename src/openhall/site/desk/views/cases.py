"""The case file: all of a case that a person may see, and what is added to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from openhall.site.cases import papers
from openhall.site.cases.access import sight_of, tasks_for
from openhall.site.cases.acts import NotPossible
from openhall.site.cases.handing import join_team, leave_team
from openhall.site.cases.models import Case, Document, Task
from openhall.site.cases.standing import where
from openhall.site.desk.picture import picture_of
from openhall.site.desk.sheet import sheets
from openhall.site.desk.timeleft import time_left
from openhall.site.desk.timeline import timeline
from openhall.site.desk.views.held import by_of, of_case
from openhall.site.people.audience import HEADS, OFFICERS, visible_to
from openhall.site.people.models import User
from openhall.site.portal.bounds import takes_files
from openhall.site.services.loading import ready


class TextForm(forms.Form):
    """A message or a note."""

    text = forms.CharField(
        label=gettext_lazy("Text"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 4})
    )


class FileForm(forms.Form):
    """A file for the case."""

    file = forms.FileField(label=gettext_lazy("File"))


class PersonForm(forms.Form):
    """A colleague for the team of the case."""

    person = forms.ModelChoiceField(
        User.objects.filter(is_active=True).exclude(groups=None),
        label=gettext_lazy("Colleague"),
        error_messages={"required": gettext_lazy("Choose a colleague.")},
    )


@visible_to(OFFICERS, HEADS)
@require_safe
@of_case
def case(request: HttpRequest, found: Case) -> HttpResponse:
    """The case file."""
    person = request.user
    sight = sight_of(person, found)
    if sight.whole:
        # What the applicant wrote is read now.
        found.messages.filter(from_applicant=True, read_at=None).update(read_at=timezone.now())
    language = ready(found.version_id).folder.text.languages[0]
    return render(
        request,
        "desk/case.html",
        {
            "case": found,
            "sight": sight,
            "standing": where(found, language),
            "picture": picture_of(found),
            "clocks": _clocks(found),
            "tasks": _tasks(found, person),
            "sheets": sheets(found, sight),
            "documents": sight.documents(found.documents.select_related("by")),
            "letters": found.letters.all() if sight.whole else [],
            "letter_messages": found.messages.select_related("person") if sight.whole else [],
            "notes": found.notes.select_related("person") if sight.whole else [],
            "decisions": found.decisions.all() if sight.whole else [],
            "team": found.team.select_related("person"),
            "entries": timeline(found, sight.whole),
            "moves": found.removals.select_related("removal__from_version", "removal__to_version"),
            "message_form": TextForm(prefix="message"),
            "note_form": TextForm(prefix="note"),
            "file_form": FileForm(),
            "person_form": PersonForm(),
        },
    )


@visible_to(OFFICERS, HEADS)
@require_POST
@of_case
def write(request: HttpRequest, found: Case, what: str) -> HttpResponse:
    """Write a message to the applicant, or a note for colleagues."""
    if not sight_of(request.user, found).whole or what not in ("message", "note"):
        raise Http404
    text = request.POST.get(f"{what}-text", "")
    try:
        (papers.message if what == "message" else papers.note)(found, text, by_of(request.user, case=found))
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("Your message is sent.") if what == "message" else _("Your note is kept.")
        )
    return redirect(f"{_address(found)}#{what}s")


@visible_to(OFFICERS, HEADS)
@takes_files
@require_POST
@of_case
def attach(request: HttpRequest, found: Case) -> HttpResponse:
    """Add a file."""
    if not sight_of(request.user, found).whole:
        raise Http404
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose a file."))
    else:
        try:
            papers.attach(form.cleaned_data["file"], case=found, by=by_of(request.user, case=found))
            messages.success(request, _("The file is with the case."))
        except NotPossible as error:
            messages.error(request, str(error))
    return redirect(f"{_address(found)}#documents")


@visible_to(OFFICERS, HEADS)
@require_safe
@of_case
def document(request: HttpRequest, found: Case, key: str) -> FileResponse:
    """A document, to be saved: it is never shown within a page of ours."""
    shown = {each.key: each for each in sight_of(request.user, found).documents(found.documents.all())}
    if key not in shown:
        raise Http404
    return _file(shown[key])


@visible_to(OFFICERS, HEADS)
@require_safe
@of_case
def letter(request: HttpRequest, found: Case, number: int) -> HttpResponse:
    """A letter as the applicant got it."""
    if not sight_of(request.user, found).whole:
        raise Http404
    shown = get_object_or_404(found.letters, pk=number)
    return render(request, "desk/letter.html", {"case": found, "letter": shown})


@visible_to(OFFICERS, HEADS)
@require_POST
@of_case
def team(request: HttpRequest, found: Case) -> HttpResponse:
    """Let a colleague of any department work on the case, or take one off it."""
    if not sight_of(request.user, found).whole:
        raise Http404
    by = by_of(request.user, case=found)
    try:
        if "leave" in request.POST:
            member = found.team.filter(
                pk=request.POST["leave"] if request.POST["leave"].isdecimal() else 0
            ).first()
            if member is not None:
                leave_team(found, member.person, by)
                messages.success(request, _("%(person)s is off the case.") % {"person": member.person})
        else:
            form = PersonForm(request.POST)
            if not form.is_valid():
                raise NotPossible(_("Choose a colleague."))
            join_team(found, form.cleaned_data["person"], by)
            messages.success(
                request, _("%(person)s works on it too.") % {"person": form.cleaned_data["person"]}
            )
    except NotPossible as error:
        messages.error(request, str(error))
    return redirect(f"{_address(found)}#team")


def _address(found: Case) -> str:
    from django.urls import reverse

    return reverse("desk:case", args=[found.reference])


def _file(shown: Document) -> FileResponse:
    response = FileResponse(
        papers.open_document(shown),
        as_attachment=True,
        filename=shown.name,
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _clocks(found: Case) -> list[dict[str, Any]]:
    """The clocks of the case: by law and by promise, and those of hand-overs that are out."""
    clocks = []
    if found.decided_at is None and found.ended_at is None:
        for words, due in ((_("By law"), found.legal_due_at), (_("As promised"), found.promised_due_at)):
            if due is not None:
                clocks.append({"words": words, "left": time_left(due)})
    for task in found.tasks.filter(status=Task.Status.OPEN, for_applicant=False):
        for each in task.handovers.filter(back_at=None).select_related("to_department"):
            clocks.append({"words": f"{each.to_department}: {task.name}", "left": time_left(each.due_at)})
    return clocks


def _tasks(found: Case, person: User) -> list[dict[str, Any]]:
    mine = set(tasks_for(person).filter(case=found).values_list("pk", flat=True))
    rows = found.tasks.filter(status=Task.Status.OPEN).select_related("department", "claimed_by")
    return [
        {"task": each, "left": time_left(each.due_at), "open": each.pk in mine}
        for each in rows.order_by("due_at")
    ]
