"""The process of a version as a picture for pages."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from openhall.process.draw import draw_model
from openhall.process.errors import ProcessError
from openhall.process.service.folder import read_service
from openhall.site.services.models import Version
from openhall.site.services.publishing import files_of


def picture_of(version: Version) -> SafeString | None:
    """The process as SVG; None where the version cannot be read: its check says why."""
    try:
        model = read_service(files_of(version)).model
    except ProcessError:
        return None
    # Our own drawing: every name in it is escaped where it is written.
    return mark_safe(draw_model(model, title=version.service.name, translate=gettext))  # noqa: S308
