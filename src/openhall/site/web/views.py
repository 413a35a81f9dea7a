"""The home page, and the answer to "are you well?"."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from openhall.site.observatory.public import published_services
from openhall.site.people.audience import PUBLIC, visible_to


@visible_to(PUBLIC)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what this is, and the services whose pages are published."""
    return render(request, "openhall/home.html", {"services": published_services()})


@visible_to(PUBLIC)
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 when pages and database work, for a load balancer; a broken database answers 500."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
