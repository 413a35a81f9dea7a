"""A package to be saved: never shown as pages of ours."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from openhall.site.people.audience import STAFF, visible_to
from openhall.site.training.models import Package


@visible_to(STAFF)
@require_safe
def download(request: HttpRequest, digest: str) -> FileResponse:
    """The package as it was given."""
    found = get_object_or_404(Package, digest=digest)
    return FileResponse(
        found.file.open("rb"), as_attachment=True, filename="package.zip", content_type="application/zip"
    )
