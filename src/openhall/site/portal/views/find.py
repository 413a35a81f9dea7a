"""Find a service, and read what it is before one applies."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from openhall.site.cases.applying import DAYS_KEPT
from openhall.site.ledger.keys import signer
from openhall.site.observatory.how_long import how_long
from openhall.site.observatory.models import PublicPage
from openhall.site.observatory.views.services import service as public_page
from openhall.site.people.audience import PUBLIC, visible_to
from openhall.site.portal.catalogue import everything, opinion
from openhall.site.portal.drafting import must_sign_in
from openhall.site.portal.drawing import Asked, page_title
from openhall.site.portal.finding import LONGEST_QUERY
from openhall.site.portal.finding import find as found_by
from openhall.site.portal.holding import open_drafts
from openhall.site.portal.notice import readers
from openhall.site.portal.questioning import answering
from openhall.site.portal.speaking import say, speak
from openhall.site.services.loading import ready
from openhall.site.services.models import Service


@visible_to(PUBLIC)
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """All services, or those that fit what somebody looks for."""
    asked = " ".join(request.GET.get("q", "")[:LONGEST_QUERY].split())
    found = found_by(asked, everything(get_language() or ""))
    return say(request, "portal/find.html", {"asked": asked, "found": found})


@visible_to(PUBLIC)
@require_safe
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """What a service is, what it asks and costs, how long it takes, and the button to begin.

    A service that runs elsewhere, and whose records are published here, is shown by that page.
    """
    offered = Service.objects.filter(slug=slug).select_related("owner").first()
    version = offered.open_version if offered else None
    if offered is None or version is None:
        return public_page(request, slug=slug)
    prepared = ready(version.pk)
    words = speak(request, prepared)
    context = {
        "service": offered,
        "words": words,
        "text": prepared.folder.text,
        "takes": how_long(slug),
        "opinion": opinion(offered),
        "public": PublicPage.objects.filter(slug=slug).first(),
        "draft": open_drafts(request).filter(version__service=offered).first(),
        "sign_in": must_sign_in(version) and not request.user.is_authenticated,
    }
    return say(request, "portal/service.html", context)


@visible_to(PUBLIC)
@require_safe
def paper_form(request: HttpRequest, slug: str) -> HttpResponse:
    """All questions of a service on paper, to be printed, filled in by hand and given to an office."""
    offered = get_object_or_404(Service.objects.select_related("owner"), slug=slug)
    version = get_object_or_404(offered.versions.filter(status="open"))
    prepared = ready(version.pk)
    words = speak(request, prepared)
    form = words.form(prepared.folder.text.form)
    pages = [
        {
            "title": page_title(form, page) if len(page.questions) > 1 else "",
            "depends": page.condition is not None,
            "questions": [Asked(form.questions[name], "") for name in page.questions],
        }
        for page in form.pages
    ]
    context = {"service": offered, "words": words, "form": form, "pages": pages, "version": version}
    return say(request, "portal/paper.html", context)


@visible_to(PUBLIC)
@require_safe
def notice(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens to what an applicant tells: who sees it, how long it is kept, what stays, and what one can do."""
    offered = get_object_or_404(Service.objects.select_related("owner"), slug=slug)
    version = get_object_or_404(offered.versions.select_related("service__owner"), status="open")
    prepared = ready(version.pk)
    words = speak(request, prepared)
    answering_version = answering()
    context = {
        "service": offered,
        "words": words,
        "text": prepared.folder.text,
        "readers": readers(version, words),
        "days_kept": DAYS_KEPT,
        "sealed": signer() is not None,
        "questions": answering_version.service if answering_version is not None else None,
    }
    return say(request, "portal/notice.html", context)
