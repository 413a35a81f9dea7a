"""Files that staff give, within the size that the operator allows."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.formats import number_format
from django.utils.translation import gettext as _


def within_limit(given: UploadedFile, mend: str, most: int | None = None) -> UploadedFile:
    """The file, if it is not larger than the operator allows (OPENHALL_MAX_UPLOAD_MB) nor than `most` bytes.

    Raises `ValidationError`, of which `mend` is the last sentence.
    """
    allowed: int = settings.OPENHALL_MAX_UPLOAD_MB * 1_000_000
    limit = allowed if most is None else min(most, allowed)
    if (given.size or 0) > limit:
        raise ValidationError(
            _("This file has %(size)s MB; the limit is %(limit)s MB. %(mend)s")
            % {"size": _megabytes(given.size or 0), "limit": _megabytes(limit), "mend": mend}
        )
    return given


def _megabytes(size: float) -> str:
    return number_format(round(size / 1e6), force_grouping=True)
