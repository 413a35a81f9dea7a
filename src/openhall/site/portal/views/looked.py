"""Who looked at one's data: of a case, and of all that an account has; and to question it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from openhall.site.cases.models import Look, LookQuestion
from openhall.site.people.audience import PUBLIC, SIGNED_IN, visible_to
from openhall.site.portal.holding import hold_case
from openhall.site.portal.limits import too_often, within
from openhall.site.portal.looked import Row, looks_about, looks_at, row_of_use, rows_of, rows_of_looks
from openhall.site.portal.questioning import answering, begin_question
from openhall.site.portal.speaking import say
from openhall.site.portal.views.held import Held, of_case
from openhall.site.registers.models import Use
from openhall.site.registers.uses import uses_about

A_PAGE = 25
MOST_QUESTIONS_AN_HOUR = 20


@visible_to(PUBLIC)
@require_safe
@of_case
def looked(request: HttpRequest, held: Held) -> HttpResponse:
    """Who looked at a case, the latest first."""
    found = looks_at(held.case).select_related("case__version__service")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "held": held,
        "case": held.case,
        "back": held.address,
        "page": page,
        "rows": rows_of_looks(page.object_list, held.language),
        "may_ask": answering() is not None,
    }
    return say(request, "portal/looked.html", context)


@visible_to(SIGNED_IN)
@require_safe
def your_data(request: HttpRequest) -> HttpResponse:
    """Who looked at any application of an account, and at what registers hold of the person."""
    page = Paginator(looks_about(request.user), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": rows_of(page.object_list, request.LANGUAGE_CODE),
        "all": True,
        "may_ask": answering() is not None,
    }
    return say(request, "portal/looked.html", context)


@visible_to(PUBLIC)
@require_http_methods(["GET", "POST"])
@of_case
def question(request: HttpRequest, held: Held, key: str) -> HttpResponse:
    """Question a look at a case: what it is about, then the questions of the service that answers."""
    look = get_object_or_404(looks_at(held.case).select_related("case__version__service"), key=key)
    (row,) = rows_of_looks([look], held.language)
    back = reverse("portal:looked", args=[held.case.reference])
    return _question(request, look, lambda: row, back, held)


@visible_to(SIGNED_IN)
@require_http_methods(["GET", "POST"])
def question_use(request: HttpRequest, number: int) -> HttpResponse:
    """Question the use of an entry about oneself in a register."""
    use = get_object_or_404(uses_about(request.user).select_related("register__owner"), pk=number)
    back = reverse("portal:your_data")
    return _question(request, use, lambda: row_of_use(use, request.LANGUAGE_CODE), back)


@visible_to(PUBLIC)
@require_safe
@of_case
def answer(request: HttpRequest, held: Held, key: str) -> HttpResponse:
    """The question that was asked about a look, with its answer: whoever holds the case holds it too."""
    sent = LookQuestion.objects.filter(look__key=key, look__case=held.case, draft__case__isnull=False)
    asked = sent.select_related("draft__case").order_by("-pk").first()
    if asked is None or asked.draft.case is None:
        raise Http404
    hold_case(request, asked.draft.case)
    return redirect("portal:case", asked.draft.case.reference)


def _question(
    request: HttpRequest, about: Look | Use, row: Callable[[], Row], back: str, held: Held | None = None
) -> HttpResponse:
    version, shown = answering(), row()
    if shown.asked is not None and shown.asked.case is not None and not shown.asked.answered_at:
        messages.info(request, _("You have asked about this already. We are working on the answer."))
        return redirect(back)
    if request.method == "POST" and version is not None:
        if not within(request, "question", MOST_QUESTIONS_AN_HOUR):
            return too_often(request)
        draft = begin_question(request, version, about)
        return redirect("portal:resume", version.service.slug, draft.pk)
    context = {
        "held": held,
        "case": held.case if held else None,
        "row": shown,
        "back": back,
        "may_ask": version is not None,
    }
    return say(request, "portal/question.html", context)
