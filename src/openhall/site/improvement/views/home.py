"""The first page of the room: what is being changed here, and how anybody takes part."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openhall.site.improvement.models import Idea
from openhall.site.improvement.views.page import show
from openhall.site.people.audience import PUBLIC, visible_to

LAST = 5


@visible_to(PUBLIC)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Ideas that came last, and what became of others."""
    readable = Idea.objects.seen_by(request.user).standing().select_related("service", "department")
    decided = readable.exclude(decided_at=None).order_by("-decided_at")
    return show(request, "home.html", {"newest": readable[:LAST], "decided": decided[:LAST]})
