"""Come to a case: by its link, by a link that is sent again, by one's account."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from openhall.site.cases.models import Case
from openhall.site.cases.standing import where
from openhall.site.people.audience import PUBLIC, SIGNED_IN, visible_to
from openhall.site.portal.holding import hold_case, open_drafts
from openhall.site.portal.limits import too_often, within
from openhall.site.portal.speaking import say
from openhall.site.portal.tasks import mail_case_links
from openhall.site.services.loading import ready
from openhall.site.services.speaking import words_in

MOST_TRIES_AN_HOUR = 10
MOST_A_CASE_AN_HOUR = 5
LONGEST_REFERENCE = 40
MOST_SHOWN = 200


@visible_to(PUBLIC)
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Ask for the link to a case. The answer is the same whether there is one or not: it comes by mail, or not."""
    if request.method != "POST":
        return say(request, "portal/track.html", {})
    reference = request.POST.get("reference", "").strip()[:LONGEST_REFERENCE]
    e_mail = request.POST.get("e_mail", "").strip()[:254]
    wrong = _wrong(reference, e_mail)
    if wrong:
        context = {
            "reference": reference,
            "e_mail": e_mail,
            "wrong": wrong,
            "problems": [{"words": words, "href": f"#{name}"} for name, words in wrong.items()],
        }
        return say(request, "portal/track.html", context, 400)
    asked = as_reference(reference)
    if not within(request, "track", MOST_TRIES_AN_HOUR) or not within(
        request, "track-case", MOST_A_CASE_AN_HOUR, asked
    ):
        return too_often(request)
    cases = Case.objects.filter(reference=asked, e_mail__iexact=e_mail).values_list("pk", flat=True)
    # Asked for in vain, the same work is done: how long the answer takes tells nothing either.
    mail_case_links.enqueue(list(cases), request.LANGUAGE_CODE)
    return redirect("portal:link_sent")


@visible_to(PUBLIC)
@require_safe
def link_sent(request: HttpRequest) -> HttpResponse:
    """What happens after one has asked for a link."""
    return say(request, "portal/link_sent.html", {})


@visible_to(PUBLIC)
@require_safe
def open_case(request: HttpRequest, key: str) -> HttpResponse:
    """Come to a case by its link."""
    case = Case.objects.filter(key=key).first()
    if case is None:
        return render(request, "portal/lost.html", {"case": True}, status=404)
    hold_case(request, case)
    return redirect("portal:case", case.reference)


@visible_to(SIGNED_IN)
@require_safe
def your_cases(request: HttpRequest) -> HttpResponse:
    """The applications of an account: those that are sent, and those that are not yet."""
    cases = Case.objects.filter(applicant=request.user).select_related("version__service")
    rows = []
    for case in cases[:MOST_SHOWN]:
        words = words_in(ready(case.version_id), request.LANGUAGE_CODE)
        rows.append({"case": case, "name": words.name, "standing": where(case, words.language)})
    drafts = [
        (draft, words_in(ready(draft.version_id), request.LANGUAGE_CODE).name)
        for draft in open_drafts(request)
    ]
    context = {"rows": rows, "drafts": drafts}
    return say(request, "portal/your_cases.html", context)


def as_reference(text: str) -> str:
    """A reference as it is kept, however it was typed: small letters, blanks, without its dashes."""
    signs = "".join(sign for sign in text.upper() if sign.isalnum())
    return "-".join(signs[k : k + 4] for k in range(0, len(signs), 4))


def _wrong(reference: str, e_mail: str) -> dict[str, str]:
    wrong = {}
    if not reference:
        wrong["reference"] = _("Enter the reference of your application")
    try:
        validate_email(e_mail)
    except ValidationError:
        wrong["e_mail"] = _("Enter an e-mail address in the right form, like name@example.org")
    return wrong
