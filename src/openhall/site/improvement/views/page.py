"""What the pages of the room share: how they are drawn, and who gets which links."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from openhall.site.people.audience import ANALYSTS, HEADS, STAFF
from openhall.site.portal.speaking import say


def show(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Draw a page, with what its visitor may do."""
    known = {
        "is_staff": STAFF.admits(request.user),
        "reads_new": ANALYSTS.admits(request.user),
        "decides": HEADS.admits(request.user),
    }
    return say(request, f"improvement/{template}", known | context, status)
