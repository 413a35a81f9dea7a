"""A case for its applicant: where it is, what is asked of them, what was said and written."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from openhall.process.forms.asking import pages_to_ask
from openhall.process.storing import from_stored
from openhall.site.cases import papers
from openhall.site.cases.applicant import open_for_applicant
from openhall.site.cases.by import NotPossible
from openhall.site.cases.erasing import erased_of
from openhall.site.cases.models import Case, Document
from openhall.site.cases.standing import where
from openhall.site.people.audience import PUBLIC, visible_to
from openhall.site.portal.answers import sections
from openhall.site.portal.forgetting import what_went
from openhall.site.portal.limits import too_often, within
from openhall.site.portal.speaking import is_from_the_right, say
from openhall.site.portal.views.feedback import ending_to_ask
from openhall.site.portal.views.held import Held, of_case
from openhall.site.services.loading import ready

MOST_MESSAGES_AN_HOUR = 20


@visible_to(PUBLIC)
@require_safe
@of_case
def case(request: HttpRequest, held: Held) -> HttpResponse:
    """Where the case is, what happens next, what the applicant has to do and may do."""
    erased = erased_of(held.case)
    if erased is not None:
        context = {"held": held, "case": held.case, "erased": erased, "gone": what_went(erased)}
        return say(request, "portal/erased.html", context)
    tasks, happenings = open_for_applicant(held.case, held.language)
    context = {
        "held": held,
        "case": held.case,
        "standing": where(held.case, held.language),
        "tasks": [(task, held.words.node(task.node)) for task in tasks],
        "happenings": happenings,
        "talked": held.case.messages.exists(),
        "unread": held.case.messages.filter(from_applicant=False, read_at=None).count(),
        "letters": held.case.letters.all(),
        "documents": _documents(held.case),
        "ending": ending_to_ask(held.case),
    }
    return say(request, "portal/case.html", context)


@visible_to(PUBLIC)
@require_safe
@of_case
def answers(request: HttpRequest, held: Held) -> HttpResponse:
    """What the applicant told in their application."""
    form = held.words.form(ready(held.case.version_id).folder.text.form)
    stored = from_stored(held.case.data.get(form.name))
    told = stored if isinstance(stored, dict) else {}
    documents = {document.key: document for document in _documents(held.case)}
    shown = sections(form, pages_to_ask(form, told), told, documents, {}, lambda page: "")
    return say(
        request,
        "portal/answers.html",
        {"held": held, "case": held.case, "sections": shown, "back": held.address},
    )


@visible_to(PUBLIC)
@require_http_methods(["GET", "POST"])
@of_case
def talk(request: HttpRequest, held: Held) -> HttpResponse:
    """The messages between the applicant and the office; write one."""
    problem, text = "", request.POST.get("text", "")
    if request.method == "POST":
        if not within(request, "message", MOST_MESSAGES_AN_HOUR):
            return too_often(request)
        try:
            papers.message(held.case, text, None)
        except NotPossible as error:
            problem = str(error)
        else:
            messages.success(request, _("Your message is sent."))
            return redirect("portal:messages", held.case.reference)
    said = list(held.case.messages.all())
    held.case.messages.filter(from_applicant=False, read_at=None).update(read_at=timezone.now())
    context = {
        "held": held,
        "case": held.case,
        "back": held.address,
        "said": said,
        "text": text,
        "problem": problem,
        "problems": [{"words": problem, "href": "#text"}] if problem else [],
    }
    return say(request, "portal/messages.html", context, 400 if problem else 200)


@visible_to(PUBLIC)
@require_safe
@of_case
def letter(request: HttpRequest, held: Held, number: int) -> HttpResponse:
    """A letter, as it was written, with the rules by which was decided."""
    found = get_object_or_404(held.case.letters, pk=number)
    if found.seen_at is None:
        held.case.letters.filter(pk=number, seen_at=None).update(seen_at=timezone.now())
    decided = held.case.decisions.filter(at__lte=found.made_at)
    reasons = [(held.words.node(each.node), each.why) for each in decided if each.reasons]
    context = {
        "held": held,
        "case": held.case,
        "back": held.address,
        "letter": found,
        # Written by `process.letters`, which takes no HTML and escapes every value.
        "text": mark_safe(found.html),  # noqa: S308
        "direction": "rtl" if is_from_the_right(found.language) else "ltr",
        "reasons": reasons,
    }
    return say(request, "portal/letter.html", context)


@visible_to(PUBLIC)
@require_safe
@of_case
def document(request: HttpRequest, held: Held, key: str) -> HttpResponseBase:
    """A document of the case, to be saved: it is never shown within this site."""
    found = next((each for each in _documents(held.case) if each.key == key), None)
    if found is None:
        raise Http404
    return download(found)


def download(found: Document) -> FileResponse:
    """A file as it was given, only to be saved: a browser neither shows it nor guesses what it is."""
    response = FileResponse(
        papers.open_document(found), as_attachment=True, filename=found.name, content_type=found.content_type
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _documents(case: Case) -> list[Document]:
    """What the applicant gave, and what the office gave to them; not what officers keep among themselves."""
    return [each for each in case.documents.all() if each.from_applicant or each.for_applicant]
