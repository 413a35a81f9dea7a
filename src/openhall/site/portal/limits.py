"""How often one visitor may do something: what sends mail, keeps files, or could be used to guess."""

from __future__ import annotations

import hashlib
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

HOUR = 3600


def within(request: HttpRequest, act: str, most: int, *more: str, seconds: int = HOUR) -> bool:
    """Count that a visitor does `act`, and say whether it is within `most` in `seconds`.

    more  counts by this instead of by the visitor's address: a case's reference, however many ask for it
    """
    who = "\n".join(more) or get_adapter(request).get_client_ip(request)
    # Neither addresses nor references lie in the cache: only what they are hashed to.
    digest = hashlib.sha256(f"{act}\n{who}".encode()).hexdigest()[:32]
    key = f"portal:{digest}:{int(time.time()) // seconds}"
    # Two at the same moment may count as one: a limit need not be exact.
    count = cache.get(key, 0) + 1
    cache.set(key, count, seconds)
    return count <= most


def too_often(request: HttpRequest) -> HttpResponse:
    """The page that says to wait."""
    return render(request, "portal/too_often.html", status=429)
