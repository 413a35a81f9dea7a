"""The home page, and the answer to "are you well?"."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from openhall.site.observatory.public import published_services
from openhall.site.people.audience import PUBLIC, STAFF, visible_to
from openhall.site.people.models import User
from openhall.site.portal.catalogue import everything
from openhall.site.portal.speaking import say
from openhall.site.web.day import waiting_for


@visible_to(PUBLIC)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the services: those one can apply for, then those whose run is published. Who signed in sees first what
    waits for them."""
    found = [each for each in everything(get_language() or "") if each.runs]
    person = request.user
    context = {
        "found": found,
        "services": published_services(),
        "waiting": waiting_for(person) if isinstance(person, User) else [],
        "works_here": STAFF.admits(person),
    }
    return say(request, "openhall/home.html", context)


@visible_to(PUBLIC)
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 when pages and database work, for a load balancer; a broken database answers 500."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
