"""What every view of the API does: any page may read it, and nobody asks more than is fair.

@readable("GET", refusing=soda_error)
def rows(request, key): ...
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page

from openhall.site.opendata.api.limits import count_request
from openhall.site.opendata.api.offered import Offer
from openhall.site.opendata.api.refusing import Refused
from openhall.site.opendata.leaving import asked_by
from openhall.site.people.audience import PUBLIC, visible_to

SEEN = "X-SODA2-Fields, X-SODA2-Types, X-SODA2-Truth-Last-Modified, Link, ETag, Last-Modified, Retry-After"
SENT = "Accept, Authorization, Content-Type, If-Modified-Since, If-None-Match, X-App-Token, X-CKAN-API-Key"
MADE = "3"
"""Changes with how answers are written, so that nobody keeps one that was written otherwise."""

View = Callable[..., HttpResponseBase]


def readable(*methods: str, refusing: Callable[[Refused], HttpResponse]) -> Callable[[View], Any]:
    """A view for programs of anybody, by these methods (HEAD goes with GET). `refusing` writes why one is refused."""
    allowed = (*methods, "OPTIONS", *(["HEAD"] if "GET" in methods else []))

    def decorate(view: View) -> Any:
        @visible_to(PUBLIC)
        @csrf_exempt
        @gzip_page
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "OPTIONS":
                return _for_all(_preflight(allowed))
            try:
                _check_text(request)
                if request.method not in allowed:
                    raise Refused(
                        405,
                        "method_not_allowed",
                        f"{request.method} is not possible here: use {' or '.join(methods)}.",
                        headers={"Allow": ", ".join(allowed)},
                    )
                count_request(request)
                with asked_by(request):
                    response = view(request, *args, **kwargs)
            except Refused as refused:
                response = refusing(refused)
                for name, value in refused.headers.items():
                    response[name] = value
            return _for_all(response)

        return csrf_exempt(answer)

    return decorate


def marked(response: HttpResponseBase, offer: Offer, mark: str) -> HttpResponseBase:
    """An answer that says of which state of the data it is."""
    response["ETag"] = mark
    response["Last-Modified"] = http_date(offer.changed_at.timestamp())
    return response


def mark_of(request: HttpRequest, offer: Offer, *more: str) -> str:
    """The ETag of an answer to a request: another one as soon as rows, metadata or question are others."""
    asked = [f"{name}={value}" for name, values in sorted(request.GET.lists()) for value in values]
    state = (MADE, offer.version.pk, offer.version.digest, offer.changed_at.isoformat(), request.path)
    text = "\n".join([*map(str, state), request.get_host(), *asked, *more])
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def _preflight(allowed: tuple[str, ...]) -> HttpResponse:
    response = HttpResponse(status=204)
    response["Allow"] = response["Access-Control-Allow-Methods"] = ", ".join(allowed)
    response["Access-Control-Allow-Headers"] = SENT
    response["Access-Control-Max-Age"] = "86400"
    return response


def _for_all(response: HttpResponseBase) -> HttpResponseBase:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = SEEN
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    # Whoever keeps an answer asks with its mark whether it still holds: what is withdrawn is gone at once.
    response.headers.setdefault(
        "Cache-Control", "public, no-cache" if response.status_code < 400 else "no-store"
    )
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _check_text(request: HttpRequest) -> None:
    texts = [request.path, *(text for pair in request.GET.lists() for text in (pair[0], *pair[1]))]
    for text in texts:
        if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise Refused(400, "invalid_request", "The address holds a sign that no text has.")
