"""Files that staff give, within the size that the operator allows."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext


def within_limit(given: UploadedFile, mend: str, most: int | None = None) -> UploadedFile:
    """The file, if it is not larger than the operator allows (OPENHALL_MAX_UPLOAD_MB) nor than `most` bytes.

    Raises `ValidationError`, of which `mend` is the last sentence.
    """
    allowed: int = settings.OPENHALL_MAX_UPLOAD_MB * 1_000_000
    limit = allowed if most is None else min(most, allowed)
    if (given.size or 0) > limit:
        raise ValidationError(
            gettext("This file has %(size)s MB; the limit is %(most)s MB. %(mend)s")
            % {"size": f"{(given.size or 0) / 1e6:,.0f}", "most": f"{limit / 1e6:,.0f}", "mend": mend}
        )
    return given
