"""A refusal as SODA writes it: clients look for `message`, and for `code` or `errorCode`."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse

from openhall.site.opendata.api.refusing import Refused


def soda_error(refused: Refused) -> HttpResponse:
    """The answer that says why."""
    body = {
        "error": True,
        "code": refused.code,
        "errorCode": refused.code,
        "message": refused.message,
        "data": dict(refused.data),
    }
    return JsonResponse(body, status=refused.status)
