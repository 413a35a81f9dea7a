"""How much a page takes at once: refused by what its request says of itself, before a byte of it is read."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect

MOST_MEGABYTES = 60
MEGABYTE = 1_000_000


def takes_files(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view to which files are sent: at most `MOST_MEGABYTES` at once.

    The check of the token against forged requests reads the whole request, so it is put off until the size is known.
    """
    checked = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def bounded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sent = request.META.get("CONTENT_LENGTH") or "0"
        if not sent.isdecimal() or int(sent) > MOST_MEGABYTES * MEGABYTE:
            return render(request, "portal/too_much.html", {"most": MOST_MEGABYTES}, status=413)
        return checked(request, *args, **kwargs)

    return bounded
