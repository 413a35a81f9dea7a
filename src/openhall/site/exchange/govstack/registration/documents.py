"""Documents are uploaded before the application or work that names them, and given back (GovStack registration)."""

from __future__ import annotations

from typing import Annotated

from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from ninja import File, Query, Router
from ninja.files import UploadedFile

from openhall.site.cases.models import Document
from openhall.site.cases.papers import open_document
from openhall.site.exchange.files import take
from openhall.site.exchange.govstack.registration.shapes import address_of
from openhall.site.exchange.looks import Seen, look
from openhall.site.exchange.models import Upload
from openhall.site.exchange.opening import holder, holds
from openhall.site.exchange.refusing import Refused
from openhall.site.exchange.scopes import Scope
from openhall.site.exchange.seeing import cases_of, sight_by
from openhall.site.exchange.shapes import Camel, Problem

router = Router(tags=["GovStack registration: documents"], by_alias=True, exclude_none=True)

Files = Annotated[list[UploadedFile], File()]


class Uploaded(Camel):
    """That a file is kept, and where: that address stands for it in an application or task."""

    code: int = 200
    type: str
    message: str
    url: str


@router.post(
    "/documents", response={200: Uploaded, 400: Problem, 429: Problem}, auth=holds(Scope.CASES_BEGIN)
)
def upload(
    request: HttpRequest,
    file: Files,
    metadata: str = Query("", alias="additionalMetadata", max_length=500),
) -> Uploaded:
    """Keep a file for an application or task that will name it, within seven days."""
    if len(file) != 1:
        raise Refused(400, "file: " + _("send one file at a time."))
    kept = take(file[0], holder(request), metadata)
    return Uploaded(type=kept.content_type, message=kept.name, url=address_of(kept.key))


@router.get(
    "/documents/{document}",
    response={200: None, 404: Problem},
    auth=holds(Scope.CASES_READ),
    url_name="document",
)
def document(request: HttpRequest, document: str) -> FileResponse:
    """A file that the key uploaded, or that lies in a file it may see."""
    key = holder(request)
    upload = Upload.objects.filter(api_key=key, key=document).first()
    if upload is not None:
        return FileResponse(upload.file.open("rb"), as_attachment=True, filename=upload.name)
    found = (
        Document.objects.filter(key=document, case__in=cases_of(key)).select_related("case__version").first()
    )
    if found is None or found.case is None or not sight_by(key, found.case).documents([found]):
        raise Refused(404, _("There is no such document, or the key may not see it."))
    look(key, found.case, Seen.DOCUMENTS, documents=(found.key,))
    return FileResponse(open_document(found), as_attachment=True, filename=found.name)
