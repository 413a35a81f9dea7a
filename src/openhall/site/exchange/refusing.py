"""Why a request cannot be answered as asked, and how that is written: `{"code": ..., "message": ...}`."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

CODES = {
    400: "bad_request",
    401: "no_key",
    403: "not_allowed",
    404: "not_found",
    405: "not_allowed_here",
    409: "conflict",
    413: "too_large",
    422: "key_used_otherwise",
    429: "too_many",
}


class Refused(Exception):
    """The request is refused with a status of HTTP and a sentence for whoever sent it."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def refusal(status: int, message: str) -> HttpResponse:
    """The answer that says so."""
    response = JsonResponse({"code": CODES.get(status, "refused"), "message": message}, status=status)
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def refused(_request: HttpRequest, error: Any) -> HttpResponse:
    """Answer to `Refused`."""
    response = refusal(error.status, error.message)
    if error.status == 429:
        response["Retry-After"] = "60"
    return response


def invalid(_request: HttpRequest, error: Any) -> HttpResponse:
    """Answer to parameters or a body that are not as documented: where, and what is wrong there."""
    found = error.errors[0] if error.errors else {}
    places = [str(part) for part in found.get("loc", ()) if part not in ("body", "query", "path", "header")]
    where = "/".join(places) or _("The request")
    why = found.get("msg") or _("it cannot be read")
    return refusal(400, f"{where}: {why}.")
