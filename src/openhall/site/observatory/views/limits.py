"""What a service says of itself: its time limit and its office hours."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from openhall.mining.errors import BadFilter
from openhall.mining.findings.limits import parse_limit
from openhall.site.observatory.forms import HoursForm, LimitForm
from openhall.site.observatory.views.page import cut_of, show
from openhall.site.people.audience import ANALYSTS, visible_to
from openhall.site.web.speech import say


@visible_to(ANALYSTS)
def limit(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """Say how long a case may take; its breaches are then among the findings."""
    log, view, choice = cut_of(request, log_id)
    if request.method == "POST" and "remove" in request.POST:
        log.limit_text = ""
        log.save(update_fields=["limit_text"])
        messages.success(request, _("The time limit is taken away."))
        return redirect("observatory:findings", log.id)
    form = LimitForm(request.POST or None, activities=view.log.activities, limit=log.limit)
    if request.method == "POST" and form.is_valid():
        # In English, which is how limits are read again whatever language set them.
        text = str(form.limit().in_words())
        try:
            same = parse_limit(text) == form.limit()
        except BadFilter:
            same = False
        if same and len(text) <= 500:
            log.limit_text = text
            log.save(update_fields=["limit_text"])
            limit = {"limit": say(form.limit().in_words())}
            messages.success(request, _("The time limit is set: %(limit)s.") % limit)
            return redirect("observatory:findings", log.id)
        form.add_error(
            "begin", _("The names of these activities cannot be told apart in a limit. Choose others.")
        )
    response = show(request, "observatory/limit.html", log, view, choice, form=form)
    response.status_code = 400 if form.errors else response.status_code
    return response


@visible_to(ANALYSTS)
def hours(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """Say when the office works, so that working time leaves out nights and holidays; or let the records say it."""
    log, view, choice = cut_of(request, log_id)
    kept = {"hours": log.hours_text, "holidays": log.holidays_text}
    form = HoursForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        log.hours_text, log.holidays_text = form.cleaned_data["hours"], form.cleaned_data["holidays"]
        log.save(update_fields=["hours_text", "holidays_text"])
        words = _("The office hours are saved.") if log.hours_text else _("The records say the hours.")
        messages.success(request, words)
        return redirect("observatory:findings", log.id)
    response = show(request, "observatory/hours.html", log, view, choice, form=form)
    response.status_code = 400 if form.errors else response.status_code
    return response
