"""The record store's writing half: `PUT` and `POST` of statements, with a key that may tell what staff have learned."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from openhall.site.exchange.keys import key_of, within_rate
from openhall.site.exchange.models import ApiKey
from openhall.site.exchange.scopes import Scope
from openhall.site.people.audience import PUBLIC, visible_to
from openhall.site.training.xapi.receiving import Conflict, receive
from openhall.site.training.xapi.statement import BadStatement

VERSIONS = ("1.0.3", "2.0.0")
LARGEST = 1_000_000
"""Bytes of a request."""


@visible_to(PUBLIC)
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Which versions are spoken."""
    return _answer(JsonResponse({"version": list(VERSIONS)}), VERSIONS[0])


@visible_to(PUBLIC)
@csrf_exempt
@require_http_methods(["PUT", "POST"])
def statements(request: HttpRequest) -> HttpResponse:
    """Take statements. Who has a key is asked first; nothing can be read here."""
    spoken = request.headers.get("X-Experience-API-Version", "")
    version = "2.0.0" if spoken.startswith("2.0") else VERSIONS[0]
    key = _key(request)
    if key is None:
        response = _said(401, "A key is needed: Basic with the key as password, or Bearer.", version)
        response["WWW-Authenticate"] = 'Basic realm="xAPI"'
        return response
    if not key.may(Scope.LEARNING):
        return _said(403, "This key may not tell what staff have learned.", version)
    if not within_rate(key):
        return _said(429, "This key asked too often in this minute.", version)
    if not spoken.startswith(("1.0", "2.0")):
        return _said(400, "Send the header X-Experience-API-Version: 1.0.3 or 2.0.0.", version)
    if not request.content_type.startswith("application/json"):
        return _said(415, "Statements are sent as application/json; attachments are not taken.", version)
    try:
        given, number = _given(request)
        made = receive(given, key, number)
    except BadStatement as error:
        return _said(400, str(error), version)
    except Conflict:
        return _said(409, "Another statement of this id is here already.", version)
    if request.method == "PUT":
        return _answer(HttpResponse(status=204), version)
    return _answer(JsonResponse([str(each) for each in made], safe=False), version)


def _key(request: HttpRequest) -> ApiKey | None:
    header = request.headers.get("Authorization", "")
    if header.startswith("Basic "):
        try:
            pair = base64.b64decode(header.removeprefix("Basic "), validate=True).decode()
        except (binascii.Error, ValueError):
            return None
        # Programs ask for a name and a password; the key is the password, and says itself whose it is.
        header = f"Bearer {pair.partition(':')[2]}"
    return key_of(header)


def _given(request: HttpRequest) -> tuple[list[Any], UUID | None]:
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal() or int(length) > LARGEST:
        raise BadStatement(f"A request has at most {LARGEST:,} bytes, and says how many.")
    try:
        found = json.loads(request.body, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise BadStatement("The body is no JSON.") from None
    if b"\\u0000" in request.body or b"\x00" in request.body:
        raise BadStatement("The body holds a sign that cannot be kept.")
    if request.method == "POST":
        return (found if isinstance(found, list) else [found]), None
    try:
        return [found], UUID(request.GET.get("statementId", ""))
    except ValueError:
        raise BadStatement("PUT names the statement in its address: ?statementId= and a UUID.") from None


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")


def _said(status: int, words: str, version: str) -> HttpResponse:
    return _answer(JsonResponse({"error": words}, status=status), version)


def _answer(response: HttpResponse, version: str) -> HttpResponse:
    response["X-Experience-API-Version"] = version
    response["X-Experience-API-Consistent-Through"] = timezone.now().isoformat()
    return response
