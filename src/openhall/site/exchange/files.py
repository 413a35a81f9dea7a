"""Files that come in before the application or work that they belong to, and go with it when it names them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openhall.process.forms.model import Form, QuestionKind
from openhall.site.cases.by import By
from openhall.site.cases.content import kinds_of
from openhall.site.cases.models import Case, Document, Draft
from openhall.site.cases.papers import ACCEPTED, LARGEST, MEGABYTE, attach, clean_name
from openhall.site.exchange.models import ApiKey, Upload
from openhall.site.exchange.refusing import Refused

KEPT = timedelta(days=7)
"""An upload that nothing has named for so long is taken away."""
MOST = 200
"""Uploads of one key that wait."""


def take(file: UploadedFile, key: ApiKey, note: str = "") -> Upload:
    """Keep a file until something names it. Raises `Refused` when it is empty, too large or of another type."""
    name = PurePosixPath((file.name or "").replace("\\", "/")).name
    if not file.size:
        raise Refused(400, _("“%(name)s” is empty. Choose another file.") % {"name": name})
    if file.size > LARGEST * MEGABYTE:
        raise Refused(400, _("“%(name)s” is larger than %(most)s MB.") % {"name": name, "most": LARGEST})
    found = kinds_of(file)
    kind = next((each for each in ACCEPTED if each in found), None)
    if kind is None:
        raise Refused(400, _("“%(name)s” is a file of a kind that is not taken.") % {"name": name})
    _give_up_old(key)
    if key.uploads.count() >= MOST:
        raise Refused(429, _("Too many uploads wait for an application; name them in one first."))
    return Upload.objects.create(
        api_key=key,
        name=clean_name(name, kind),
        content_type=kind,
        bytes=file.size,
        file=File(file.file, name="upload"),
        note=note[:500],
    )


def attached(
    form: Form,
    data: Mapping[str, Any],
    key: ApiKey,
    by: By,
    *,
    case: Case | None = None,
    draft: Draft | None = None,
) -> dict[str, Any]:
    """The data with the uploads that it names given to a case or draft, and named as its documents.

    Call it in a transaction. Raises `Refused` for one that is not there, and `NotPossible` for one that does not fit.
    """
    held = dict(data)
    for name, question in form.questions.items():
        if question.kind != QuestionKind.FILES or not isinstance(held.get(name), list):
            continue
        keys = []
        for named in held[name]:
            document = give(named, key, by, case=case, draft=draft, question=f"{form.name}.{name}")
            keys.append(document.key)
        held[name] = keys
    return held


def give(
    named: Any,
    key: ApiKey,
    by: By,
    *,
    case: Case | None = None,
    draft: Draft | None = None,
    question: str = "",
) -> Document:
    """Give an upload, named by its key or address, to a case or draft. Raises `Refused` and `NotPossible`."""
    found = Upload.objects.filter(api_key=key, key=str(named).rstrip("/").rpartition("/")[2]).first()
    if found is None:
        raise Refused(
            400, _("There is no upload “%(name)s”; send the file first.") % {"name": str(named)[:80]}
        )
    with found.file.open("rb") as opened:
        document = attach(
            UploadedFile(opened.file, found.name, found.content_type, found.bytes),
            case=case,
            draft=draft,
            question=question,
            by=by,
            from_applicant=draft is not None or not by.department,
        )
    remove([found])
    return document


def remove(uploads: Iterable[Upload]) -> None:
    """Take uploads away, with their files."""
    for upload in uploads:
        file = upload.file
        upload.delete()
        # After the row is really gone: a file without a row is litter, a row without a file is a loss.
        transaction.on_commit(lambda file=file: file.delete(save=False))  # type: ignore[misc]


def _give_up_old(key: ApiKey) -> None:
    remove(list(key.uploads.filter(at__lt=timezone.now() - KEPT)[:20]))
