"""What the pages of the room share: how they are drawn, and which measure an address means."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from openhall.site.measures.charts.access import measures_seen_by
from openhall.site.measures.models import Measure
from openhall.site.people.audience import ANALYSTS, HEADS
from openhall.site.portal.speaking import say


def show(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Draw a page, with what its visitor may do."""
    known = {"notes_things": ANALYSTS.admits(request.user), "leads": HEADS.admits(request.user)}
    return say(request, f"measures/{template}", known | context, status)


def crumbs(*further: tuple[str, str]) -> list[dict[str, str]]:
    """The way from the front page of the room to what lies above a page: the words and the address of each."""
    way = ((_("How our services do"), reverse("measures:home")), *further)
    return [{"words": words, "href": href} for words, href in way]


def measure_of(request: HttpRequest, slug: str) -> Measure:
    """The measure at an address; 404 for those that the visitor may not see."""
    found: Measure = get_object_or_404(measures_seen_by(request.user), slug=slug)
    return found
