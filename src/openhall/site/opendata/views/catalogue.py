"""The catalogue: all datasets that are open, to be searched and narrowed down."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openhall.site.opendata.finding import Wanted, choices, find
from openhall.site.opendata.models import DatasetElsewhere
from openhall.site.people.audience import PUBLIC, PUBLISHERS, visible_to
from openhall.site.portal.speaking import say

A_PAGE = 20


@visible_to(PUBLIC)
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """All datasets, or those that fit what somebody looks for."""
    wanted = Wanted.read(request.GET)
    page = Paginator(find(wanted), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "wanted": wanted,
        "page": page,
        "found": page.paginator.count,
        "elsewhere": DatasetElsewhere.objects.exists(),
        "publishes": PUBLISHERS.admits(request.user),
        **choices(),
    }
    return say(request, "opendata/catalogue.html", context)
