"""The files of the published ledger, as a plain web server would give them, and the witness's two addresses."""

from __future__ import annotations

import re

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from openhall.proof.notes import LARGEST_NOTE
from openhall.proof.witness import PLAIN
from openhall.site.ledger import witness
from openhall.site.ledger.published import folder
from openhall.site.people.audience import PUBLIC, visible_to

_PATH = re.compile(
    r"checkpoint|key|witnessed/[0-9a-f]{8}|segments/[0-9]{12}-[0-9]{12}\.parquet"
    r"|tile/(?:entries|[0-9]{1,2})/(?:x[0-9]{3}/){0,6}[0-9]{3}(?:\.p/[0-9]{1,3})?"
)
_CHANGING = re.compile("checkpoint|key|witnessed/.*")


@visible_to(PUBLIC)
@require_safe
def log_file(request: HttpRequest, path: str) -> FileResponse:
    """One file of the ledger. What a checkpoint needs never changes; the checkpoint itself is always asked for anew."""
    place = folder() / path
    if not _PATH.fullmatch(path) or not place.is_file():
        raise Http404
    changing = _CHANGING.fullmatch(path) is not None
    response = FileResponse(
        place.open("rb"), content_type="text/plain; charset=utf-8" if changing else "application/octet-stream"
    )
    response["Cache-Control"] = "no-cache" if changing else "public, max-age=31536000, immutable"
    response["Access-Control-Allow-Origin"] = "*"
    return response


@visible_to(PUBLIC)
@csrf_exempt
@require_POST
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """Sign a checkpoint of a log that is watched here (C2SP tlog-witness). Who asks is told by the log's signature."""
    if not witness.cosigners():
        raise Http404
    # One byte more than may be read, so that a body that is too large is answered as one.
    reply = witness.answer(request.read(LARGEST_NOTE + 1))
    return HttpResponse(reply.body, status=reply.status, content_type=reply.content_type)


@visible_to(PUBLIC)
@require_safe
def cosigned(request: HttpRequest, origin_hash: str) -> HttpResponse:
    """The latest checkpoint that was signed here of a log, for all who compare what it shows to others."""
    note = witness.latest_of(origin_hash)
    if note is None:
        raise Http404
    return HttpResponse(
        note, content_type=PLAIN, headers={"Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*"}
    )
