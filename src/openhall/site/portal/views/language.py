"""The choice of a language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from openhall.site.people.audience import PUBLIC, visible_to


@visible_to(PUBLIC)
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language in a cookie, and go back to the page."""
    response: HttpResponse = set_language(request)
    return response
