"""Datasets of other portals, for everybody: described here, and had there."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from openhall.site.opendata.finding import MOST_WORDS, words_in
from openhall.site.opendata.models import DatasetElsewhere, Portal
from openhall.site.people.audience import PUBLIC, visible_to
from openhall.site.portal.speaking import say

A_PAGE = 20


@visible_to(PUBLIC)
@require_safe
def elsewhere(request: HttpRequest) -> HttpResponse:
    """All of them, or those that fit what somebody looks for."""
    words = words_in(request.GET)
    found = DatasetElsewhere.objects.select_related("portal")
    for word in words.casefold().split()[:MOST_WORDS]:
        found = found.filter(words__contains=word)
    chosen = request.GET.get("portal", "")
    if chosen.isdecimal() and len(chosen) < 10:
        found = found.filter(portal=int(chosen))
    context = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "portals": Portal.objects.filter(Exists(DatasetElsewhere.objects.filter(portal=OuterRef("pk")))),
        "words": words,
        "chosen": chosen,
        "back": reverse("opendata:catalogue"),
    }
    return say(request, "opendata/elsewhere.html", context)
