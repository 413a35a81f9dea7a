"""From a folder to a version that people begin: drafted, changed, taken back, published, retired."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from openhall.process.errors import BadService
from openhall.process.folder import digest, pack, unpack
from openhall.site.people.models import Department, User
from openhall.site.training.content.folder import FILES, gather_folder, write_folder
from openhall.site.training.content.model import Content, Packaged
from openhall.site.training.models import Course, CourseVersion, Package

TAKEN = frozenset({"new", "take", "requirements"})
"""Addresses beside those of courses."""


class NotPossible(Exception):
    """It cannot be done; the message says why and what to do."""


def content_of(version: CourseVersion) -> Content:
    """What a version says, also where something is wrong with it yet. Raises `NotPossible` for what cannot be read."""
    content, faults = gather_folder(files_of(version))
    if content is None:
        raise NotPossible("\n".join(faults))
    return content


def files_of(version: CourseVersion) -> dict[str, bytes]:
    """The files of a version by their names."""
    return unpack(bytes(version.folder))


def attached(version: CourseVersion) -> dict[str, bytes]:
    """The files that pages offer, by their own names."""
    files = files_of(version)
    return {name.removeprefix(FILES): data for name, data in files.items() if name.startswith(FILES)}


def faults_of(version: CourseVersion) -> list[str]:
    """What stands against publishing a version, one sentence each."""
    content, faults = gather_folder(files_of(version))
    if content is None:
        return faults
    wanted = {each.digest for each in content.parts if isinstance(each, Packaged)}
    there = set(Package.objects.filter(digest__in=wanted).values_list("digest", flat=True))
    if wanted - there:
        faults.append(
            _("A package of this course is not here: upload it once more, and add it to the course.")
        )
    return faults


def new_course(content: Content, owner: Department | None, by: User | None) -> CourseVersion:
    """A course with its first draft."""
    base = slugify(content.name)[:40] or "course"
    base = f"{base}-course" if base in TAKEN else base
    for number in range(1, 100):
        slug = base if number == 1 else f"{base}-{number}"
        if not Course.objects.filter(slug=slug).exists():
            course = Course.objects.create(slug=slug, name=content.name, owner=owner, made_by=by)
            return draft(course, write_folder(content, {}), by)
    raise NotPossible(_("There are too many courses of this name: choose another one."))


def from_folder(
    files: Mapping[str, bytes], owner: Department | None, by: User | None, course: Course | None = None
) -> CourseVersion:
    """A draft of a folder that somebody gave: of a new course, or the next version of one. Raises `NotPossible`."""
    content, faults = gather_folder(files)
    if content is None or faults:
        raise NotPossible("\n".join(faults))
    if course is not None:
        return draft(course, files, by)
    with transaction.atomic():
        made = new_course(content, owner, by)
        _write(made, files)
    return made


def unpacked(data: bytes) -> dict[str, bytes]:
    """The files of a ZIP file as a browser sends it. Raises `NotPossible`."""
    try:
        return unpack(data)
    except BadService as error:
        raise NotPossible(str(error).replace("service folder", "course folder")) from None


def draft(course: Course, files: Mapping[str, bytes], by: User | None) -> CourseVersion:
    """The next version of a course, as a draft."""
    for _attempt in range(3):
        last = course.versions.aggregate(last=Max("number"))["last"] or 0
        try:
            with transaction.atomic():
                return CourseVersion.objects.create(
                    course=course, number=last + 1, folder=pack(files), digest=digest(files), made_by=by
                )
        except IntegrityError:
            continue
    raise NotPossible(_("Somebody else is making a draft just now. Try again."))


def change(version: CourseVersion, content: Content, given: Mapping[str, bytes] | None = None) -> None:
    """Let a draft say something else. `given`: the files that its pages offer; None for those it has.

    Raises `NotPossible` for a version that was published, or a folder that is too large.
    """
    files = write_folder(content, attached(version) if given is None else given)
    with transaction.atomic():
        _write(version, files)
        Course.objects.filter(pk=version.course_id, versions__status=CourseVersion.Status.DRAFT).exclude(
            versions__status__in=[CourseVersion.Status.OPEN, CourseVersion.Status.KEPT]
        ).update(name=content.name)


def take_back(version: CourseVersion) -> None:
    """A draft as it was before its last change; taken back twice, it is as it was. Raises `NotPossible`."""
    if version.before is None:
        raise NotPossible(_("There is nothing to take back."))
    _write(version, unpack(bytes(version.before)))


def _write(version: CourseVersion, files: Mapping[str, bytes]) -> None:
    try:
        folder = pack(files)
    except BadService as error:
        raise NotPossible(str(error).replace("service folder", "course folder")) from None
    changed = CourseVersion.objects.filter(pk=version.pk, status=CourseVersion.Status.DRAFT).update(
        before=bytes(version.folder), folder=folder, digest=digest(files)
    )
    if not changed:
        raise NotPossible(_("This version was published and cannot be changed: make a new draft of it."))
    version.before, version.folder, version.digest = version.folder, folder, digest(files)


def publish(version: CourseVersion, by: User | None, note: str) -> None:
    """Let people begin a version from now on; those under way go on with theirs. Raises `NotPossible`."""
    faults = faults_of(version)
    if faults:
        raise NotPossible("\n".join(faults))
    with transaction.atomic():
        course = Course.objects.select_for_update().get(pk=version.course_id)
        course.versions.filter(status=CourseVersion.Status.OPEN).update(status=CourseVersion.Status.KEPT)
        done = CourseVersion.objects.filter(pk=version.pk, status=CourseVersion.Status.DRAFT).update(
            status=CourseVersion.Status.OPEN,
            published_at=timezone.now(),
            published_by=by,
            note=note,
            before=None,
        )
        if not done:
            raise NotPossible(_("This version was published already."))
        course.name, course.retired_at = content_of(version).name, None
        course.save(update_fields=["name", "retired_at"])
    version.refresh_from_db()


def discard(version: CourseVersion) -> None:
    """Delete a draft; a course that never had another version goes with it. Raises `NotPossible`."""
    with transaction.atomic():
        gone, _rows = CourseVersion.objects.filter(pk=version.pk, status=CourseVersion.Status.DRAFT).delete()
        if not gone:
            raise NotPossible(_("This version was published and stays: people may be learning with it."))
        if not version.course.versions.exists():
            version.course.delete()


def retire(course: Course) -> None:
    """Let nobody begin a course any more; what was completed counts on."""
    Course.objects.filter(pk=course.pk).update(retired_at=timezone.now())


def bring_back(course: Course) -> None:
    """Let people begin a course again that was retired."""
    Course.objects.filter(pk=course.pk).update(retired_at=None)
