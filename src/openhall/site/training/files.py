"""Files of courses: named so that they can lie in a folder, and given as what their content says they are."""

from __future__ import annotations

import io
import re

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from openhall.site.cases.content import ENDINGS, UNKNOWN, kinds_of
from openhall.site.training.drafting import NotPossible

LARGEST_FILE = 10_000_000
"""Bytes of one file that a page offers."""
NAME = re.compile(r"[\w][\w. ()-]{0,79}")


def checked_name(given: str, data: bytes) -> str:
    """The name under which a file is kept. Raises `NotPossible` for a content that is not known, or too large."""
    if len(data) > LARGEST_FILE:
        raise NotPossible(
            _("A file of a page has at most %(size)s MB.") % {"size": LARGEST_FILE // 1_000_000}
        )
    kinds = kinds_of(io.BytesIO(data))
    if not kinds:
        raise NotPossible(
            _("Files of pages are documents, tables, pictures or text. This one is none of them.")
        )
    name = " ".join(given.replace("\\", "/").rsplit("/", 1)[-1].split())
    name = "".join(letter if letter.isalnum() or letter in ". ()-_" else "-" for letter in name).lstrip(". ")[
        :80
    ]
    if not NAME.fullmatch(name):
        name = "file"
    endings = [ending for kind in sorted(kinds) for ending in ENDINGS.get(kind, ())]
    return name if name.lower().endswith(tuple(endings)) or not endings else f"{name[:70]}{endings[0]}"


def as_download(data: bytes, name: str) -> HttpResponse:
    """A file to be saved."""
    kinds = sorted(kinds_of(io.BytesIO(data)))
    response = HttpResponse(data, content_type=kinds[0] if len(kinds) == 1 else UNKNOWN)
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    return response
