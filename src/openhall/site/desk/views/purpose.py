"""Somebody says what they look at a case for."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from openhall.site.desk.purposes import give_purpose
from openhall.site.desk.views.held import find_case
from openhall.site.desk.views.purpose_page import PurposeForm, ask_purpose
from openhall.site.people.audience import HEADS, OFFICERS, visible_to


@visible_to(OFFICERS, HEADS)
@require_http_methods(["GET", "POST"])
def purpose(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a purpose for a case, and go on to what was to be opened."""
    case = find_case(request.user, reference)
    if case is None:
        raise Http404
    home = reverse("desk:case", args=[case.reference])
    asked = request.POST.get("following", "")
    inside = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith("/desk/")
    following = asked if inside else home
    if request.method != "POST":
        return ask_purpose(request, case, following)
    form = PurposeForm(request.POST, case=case)
    if not form.is_valid():
        return ask_purpose(request, case, following, form)
    give_purpose(request, case, form.chosen)
    return redirect(following)
