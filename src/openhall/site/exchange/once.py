"""Requests that are sent again: with the header Idempotency-Key, what was done is done once.

What a request did and the answer to it are one transaction. The same request again, however often, gets that answer;
a different request with the same key is refused. What was refused is not kept: it may be tried again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from openhall.site.exchange.keys import key_of
from openhall.site.exchange.models import Answered, ApiKey
from openhall.site.exchange.refusing import refusal

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
KEPT = timedelta(days=7)
LONGEST = 255
WRITING = frozenset({"POST", "PUT", "DELETE"})


def once(request: HttpRequest, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer to a request, given once where it names an Idempotency-Key."""
    name = request.headers.get(HEADER)
    if name is None or request.method not in WRITING:
        return answer()
    if not 0 < len(name) <= LONGEST or not name.isprintable():
        return refusal(400, f"{HEADER}: " + _("write from 1 to %(most)s characters.") % {"most": LONGEST})
    key = key_of(request.headers.get("Authorization", ""))
    if key is None:
        return answer()
    digest = _digest(request)
    kept = Answered.objects.filter(api_key=key, name=name).first()
    if kept is not None:
        return _again(kept, digest)
    try:
        return _first(key, name, digest, answer)
    except IntegrityError:
        # Another request with this key was faster, and its transaction is over.
        kept = Answered.objects.filter(api_key=key, name=name).first()
        if kept is None:
            raise
        return _again(kept, digest)


def _first(key: ApiKey, name: str, digest: str, answer: Callable[[], HttpResponse]) -> HttpResponse:
    with transaction.atomic():
        row = Answered.objects.create(api_key=key, name=name, digest=digest)
        response = answer()
        if response.status_code >= 400:
            transaction.set_rollback(True)
            return response
        row.status, row.content_type = response.status_code, response.headers.get("Content-Type", "")
        row.body = response.content.decode()
        row.save(update_fields=["status", "content_type", "body"])
    Answered.objects.filter(at__lt=timezone.now() - KEPT).delete()
    return response


def _again(kept: Answered, digest: str) -> HttpResponse:
    if kept.digest != digest:
        return refusal(422, _("This %(header)s was used with another request.") % {"header": HEADER})
    response = HttpResponse(
        kept.body, status=kept.status, content_type=kept.content_type or "application/json"
    )
    response[REPLAYED] = "true"
    return response


def _digest(request: HttpRequest) -> str:
    # A file may be too large to be held in memory twice: of an upload, its length is looked at.
    is_upload = request.content_type == "multipart/form-data"
    body = request.headers.get("Content-Length", "").encode() if is_upload else request.body
    text = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(text + body).hexdigest()
