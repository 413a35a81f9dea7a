"""Apply: begin, answer page by page, check, send; save for later and come back by a link; give up."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhall.site.cases.acts import By, NotPossible
from openhall.site.cases.applying import give_up, send
from openhall.site.cases.models import Draft
from openhall.site.cases.standing import where
from openhall.site.people.audience import PUBLIC, visible_to
from openhall.site.portal.bounds import takes_files
from openhall.site.portal.drafting import begin_draft, is_open, must_sign_in, renew
from openhall.site.portal.filling import Closed, DraftFilling
from openhall.site.portal.holding import drop_draft, held_draft, hold_case, hold_draft, open_drafts
from openhall.site.portal.limits import too_often, within
from openhall.site.portal.speaking import say, speak
from openhall.site.portal.tasks import mail_draft_link
from openhall.site.portal.views.asking import ask as ask_page
from openhall.site.portal.views.asking import review
from openhall.site.services.loading import ready
from openhall.site.services.models import Service
from openhall.site.services.speaking import words_in

MOST_DRAFTS_AN_HOUR = 60
MOST_LINKS_AN_HOUR = 10

View = Callable[..., HttpResponse]


def of_draft(view: Callable[[HttpRequest, DraftFilling], HttpResponse] | View) -> View:
    """A view of a draft: `(request, filling, ...)` instead of the service's address and the draft's number.

    Whoever does not hold the draft is told how to come back to it, in the same words as for a draft that never was.
    """

    @wraps(view)
    def held(request: HttpRequest, slug: str, number: int, *args: Any, **kwargs: Any) -> HttpResponse:
        draft = held_draft(request, slug, number, request.POST.get("key", ""))
        if draft is None:
            return render(request, "portal/lost.html", {"slug": slug}, status=404)
        if draft.case is not None and request.resolver_match.url_name != "sent":
            return redirect("portal:sent", slug, number)
        if draft.closed_at is not None and draft.case is None:
            return redirect("portal:left", slug, number)
        renewed = renew(draft)
        filling = _filling(request, draft)
        if renewed is not None:
            _tell(request, renewed.lost)
        if draft.case is None and not is_open(draft):
            return say(request, "portal/closed.html", {"filling": filling}, 409)
        try:
            return view(request, filling, *args, **kwargs)
        except Closed:
            # It was sent or given up in another window while this page was open.
            return redirect("portal:resume", slug, number)

    return held


def _filling(request: HttpRequest, draft: Draft) -> DraftFilling:
    prepared = ready(draft.version_id)
    words = speak(request, prepared)
    if not draft.by_id:
        # Letters will come in the language that the applicant reads now.
        draft.language = words.language
    return DraftFilling(words.form(prepared.folder.text.form), words.name, draft)


def _tell(request: HttpRequest, lost: tuple[str, ...]) -> None:
    words = _("The form has changed since you began. The answers that still fit are kept.")
    if lost:
        words += " " + _("Please look at these again: %(questions)s") % {"questions": _("; ").join(lost)}
    messages.warning(request, words)


@visible_to(PUBLIC)
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin an application; a draft that the visitor has already is gone on with."""
    service = get_object_or_404(Service, slug=slug)
    version = service.open_version
    if request.method != "POST" or version is None:
        return redirect("portal:service", slug)
    if must_sign_in(version) and not request.user.is_authenticated:
        return redirect_to_login(reverse("portal:service", args=[slug]))
    held = open_drafts(request).filter(version__service=service).first()
    if held is not None and "anew" not in request.POST:
        return redirect("portal:resume", slug, held.pk)
    if not within(request, "begin", MOST_DRAFTS_AN_HOUR):
        return too_often(request)
    words = speak(request, ready(version.pk))
    person = request.user if request.user.is_authenticated else None
    draft = begin_draft(version, person, words.language)
    hold_draft(request, draft)
    return redirect("portal:resume", slug, draft.pk)


@visible_to(PUBLIC)
@require_safe
@of_draft
def resume(request: HttpRequest, filling: DraftFilling) -> HttpResponse:
    """Go on where one stopped."""
    pages = {page.name for page in filling.pages()}
    last = filling.draft.page
    if last in pages:
        return redirect(filling.page_address(last))
    first = next((page for page in filling.pages() if filling.asked_on(page)), None)
    return redirect(filling.page_address(first.name) if first else filling.check_address)


@visible_to(PUBLIC)
@takes_files
@require_http_methods(["GET", "POST"])
@of_draft
def ask(request: HttpRequest, filling: DraftFilling, page: str) -> HttpResponse:
    """One page of the form."""
    return ask_page(request, filling, page)


@visible_to(PUBLIC)
@require_http_methods(["GET", "POST"])
@of_draft
def check(request: HttpRequest, filling: DraftFilling) -> HttpResponse:
    """Check all answers, and send them. Sent twice, they make one case."""
    if request.method != "POST":
        return review(request, filling)
    unfinished = filling.unfinished()
    if unfinished:
        return redirect(unfinished)
    draft = filling.draft
    filling.keep({})
    try:
        case = send(draft, By(request.user if request.user.is_authenticated else None))
    except NotPossible as error:
        return review(request, filling, str(error), 409)
    if not draft.by_id:
        hold_case(request, case)
    return redirect("portal:sent", case.version.service.slug, draft.pk)


@visible_to(PUBLIC)
@require_safe
@of_draft
def sent(request: HttpRequest, filling: DraftFilling) -> HttpResponse:
    """The application is there: its reference, and what happens next."""
    case = filling.draft.case
    if case is None:
        return redirect("portal:resume", filling.draft.version.service.slug, filling.draft.pk)
    link = request.build_absolute_uri(reverse("portal:open", args=[case.key]))
    context = {
        "filling": filling,
        "case": case,
        "standing": where(case, words_in(ready(case.version_id), request.LANGUAGE_CODE).language),
        "link": "" if filling.for_somebody else link,
        "told_it": case.feedback.filter(ending="sent").exists(),
    }
    return say(request, "portal/sent.html", context)


@visible_to(PUBLIC)
@require_http_methods(["GET", "POST"])
@of_draft
def save(request: HttpRequest, filling: DraftFilling) -> HttpResponse:
    """Save for later: the link to come back by, on the page and by e-mail."""
    draft, problem = filling.draft, ""
    asked = request.POST.get("e_mail", "").strip()[:254]
    if request.method == "POST":
        try:
            validate_email(asked)
        except ValidationError:
            problem = _("Enter an e-mail address in the right form, like name@example.org")
        else:
            if not within(request, "draft-link", MOST_LINKS_AN_HOUR):
                return too_often(request)
            Draft.objects.filter(pk=draft.pk, closed_at=None).update(e_mail=asked)
            mail_draft_link.enqueue(draft.pk, request.LANGUAGE_CODE)
            messages.success(request, _("We have sent the link to %(e_mail)s.") % {"e_mail": asked})
            return redirect(filling.save_address)
    context = {
        "filling": filling,
        "link": request.build_absolute_uri(reverse("portal:return", args=[draft.key])),
        "e_mail": asked or draft.e_mail,
        "problem": problem,
        "problems": [{"words": problem, "href": "#e_mail"}] if problem else [],
        "go_on": reverse("portal:resume", args=[draft.version.service.slug, draft.pk]),
    }
    return say(request, "portal/saved.html", context, 400 if problem else 200)


@visible_to(PUBLIC)
@require_safe
def come_back(request: HttpRequest, key: str) -> HttpResponse:
    """Come back to a draft by its link."""
    draft = Draft.objects.select_related("version__service").filter(key=key).first()
    if draft is None or (draft.by_id and draft.by_id != request.user.pk):
        return render(request, "portal/lost.html", {}, status=404)
    hold_draft(request, draft)
    return redirect("portal:resume", draft.version.service.slug, draft.pk)


@visible_to(PUBLIC)
@require_http_methods(["GET", "POST"])
@of_draft
def leave(request: HttpRequest, filling: DraftFilling) -> HttpResponse:
    """Ask once more, then give the application up."""
    if request.method == "POST":
        give_up(filling.draft)
        return redirect("portal:left", filling.draft.version.service.slug, filling.draft.pk)
    return say(request, "portal/leave.html", {"filling": filling, "back": filling.check_address})


@visible_to(PUBLIC)
@require_POST
def forget(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """On a shared computer: this browser is not to hold the draft any more. The link still leads to it."""
    draft = held_draft(request, slug, number)
    if draft is not None:
        drop_draft(request, draft)
    messages.success(request, _("This browser has forgotten the application. Your link still leads to it."))
    return redirect("portal:service", slug)
