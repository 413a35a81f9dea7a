"""`/api/3/action/<name>`: an action is called by GET or POST, and its answer comes in CKAN's envelope."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse

from openhall.site.opendata.api.ckan import about, datastore, packages
from openhall.site.opendata.api.ckan.call import ACTIONS, Call
from openhall.site.opendata.api.ckan.errors import TYPES
from openhall.site.opendata.api.ckan.given import given
from openhall.site.opendata.api.reading import readable
from openhall.site.opendata.api.refusing import Refused

# Each registers its actions where it stands.
PARTS = (about, packages, datastore)


def ckan_error(refused: Refused) -> HttpResponse:
    """A refusal as CKAN writes it."""
    if refused.code == "bad_request":
        return JsonResponse(f"Bad request - {refused.message}", status=refused.status, safe=False)
    error: dict[str, Any] = {
        "__type": TYPES.get(refused.code, "Validation Error"),
        "message": refused.message,
    }
    if refused.code == "validation":
        error |= {name: why for name, why in refused.data.items() if isinstance(why, list)}
    body = {"help": "", "success": False, "error": error}
    return JsonResponse(body, status=refused.status)


@readable("GET", "POST", refusing=ckan_error)
def call(request: HttpRequest, name: str) -> HttpResponseBase:
    """Call an action."""
    does = ACTIONS.get(name)
    if does is None:
        raise Refused(400, "bad_request", f"Action name not known: {name[:60]}")
    result = does(Call(request, given(request)))
    help_ = request.build_absolute_uri(f"{reverse('api:action', args=['help_show'])}?name={name}")
    return JsonResponse({"help": help_, "success": True, "result": result})


@readable("GET", refusing=ckan_error)
def version(request: HttpRequest) -> HttpResponseBase:
    """Which version of the API this is."""
    return JsonResponse({"version": 3})
