"""A package is taken: what it tells is kept beside it, and a course is made of it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from openhall.site.people.models import User
from openhall.site.training.content.changing import new_id, with_part
from openhall.site.training.content.folder import write_folder
from openhall.site.training.content.model import Content, Packaged
from openhall.site.training.drafting import NotPossible, attached, content_of, draft, new_course
from openhall.site.training.models import Course, CourseVersion, Package
from openhall.site.training.scorm.archive import Archive, BadPackage
from openhall.site.training.scorm.manifest import FILE, Manifest, read_manifest
from openhall.site.training.scorm.text import words_of

PAGES = frozenset({".html", ".htm", ".xhtml"})
MOST_WORDS = 600_000
"""Characters of text that are kept of one package."""


def is_package(file: UploadedFile) -> bool:
    """Whether a ZIP file is a SCORM package. The file is left at its beginning."""
    try:
        return FILE in Archive(file.file).members  # type: ignore[arg-type]
    except BadPackage:
        return False
    finally:
        file.seek(0)


def read_package(archive: Archive) -> tuple[Manifest, dict[str, Any]]:
    """The manifest of a package and what is kept of it as JSON. Raises `BadPackage`."""
    data = archive.read(FILE)
    if data is None:
        raise BadPackage(f"The package has no {FILE}: it is none of SCORM.")
    manifest = read_manifest(data)
    left = MOST_WORDS
    items = []
    for each in manifest.items:
        row: dict[str, Any] = {
            "title": each.title,
            "depth": each.depth,
            "page": bool(each.href),
            "blocks": [],
        }
        if PurePosixPath(each.href).suffix.lower() in PAGES:
            blocks, pictures = words_of(archive.read(each.href) or b"")
            for kind, text in blocks:
                left -= len(text)
                if left < 0:
                    raise BadPackage("The package has more text than a course can hold; make several of it.")
                row["blocks"].append([kind, text])
            row["pictures"] = pictures
        items.append(row)
    media = sum(
        PurePosixPath(name).suffix.lower() in (".mp4", ".webm", ".mp3", ".m4a") for name in archive.members
    )
    return manifest, {"title": manifest.title, "items": items, "media": media, "files": len(archive.members)}


def course_of_package(file: UploadedFile, by: User | None, course: Course | None = None) -> CourseVersion:
    """A draft with the package as a part: of a new course, or of the next version of one. Raises `NotPossible`."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    try:
        manifest, told = read_package(Archive(file.file))  # type: ignore[arg-type]
    except BadPackage as error:
        raise NotPossible(str(error)) from None
    file.seek(0)
    with transaction.atomic():
        kept = Package.objects.filter(digest=digest.hexdigest()).first()
        if kept is None:
            kept = Package(digest=digest.hexdigest(), standard=manifest.standard, name=manifest.title)
            kept.bytes, kept.told, kept.given_by = file.size or 0, told, by
            kept.file.save(file.name or "package.zip", file, save=False)
            kept.save()
        before = course.versions.first() if course is not None else None
        content = content_of(before) if before is not None else Content(manifest.title)
        part = Packaged(_its_id(content, manifest.title), manifest.title, "", kept.digest)
        content = with_part(content, part)
        if course is None:
            return new_course(replace(content, summary=_("A package made elsewhere.")), None, by)
        return draft(course, write_folder(content, attached(before) if before else {}), by)


def _its_id(content: Content, title: str) -> str:
    """The id of the part of the same title, which the package takes the place of; else a new one."""
    there = (each.id for each in content.parts if isinstance(each, Packaged) and each.title == title)
    return next(there, new_id(content, title))
