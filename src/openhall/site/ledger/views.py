"""The files of the published ledger, as a plain web server would give them."""

from __future__ import annotations

import re

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from openhall.site.ledger.published import folder
from openhall.site.people.audience import PUBLIC, visible_to

_PATH = re.compile(
    r"checkpoint|key|segments/[0-9]{12}-[0-9]{12}\.parquet"
    r"|tile/(?:entries|[0-9]{1,2})/(?:x[0-9]{3}/){0,6}[0-9]{3}(?:\.p/[0-9]{1,3})?"
)
_CHANGING = ("checkpoint", "key")


@visible_to(PUBLIC)
@require_safe
def log_file(request: HttpRequest, path: str) -> FileResponse:
    """One file of the ledger. What a checkpoint needs never changes; the checkpoint itself is always asked for anew."""
    place = folder() / path
    if not _PATH.fullmatch(path) or not place.is_file():
        raise Http404
    changing = path in _CHANGING
    response = FileResponse(
        place.open("rb"), content_type="text/plain; charset=utf-8" if changing else "application/octet-stream"
    )
    response["Cache-Control"] = "no-cache" if changing else "public, max-age=31536000, immutable"
    response["Access-Control-Allow-Origin"] = "*"
    return response
