"""From a folder that somebody gave to a version on which cases begin: drafted, checked, published, closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from openhall.measure.definitions import check_folder
from openhall.process.errors import BadModel, BadService, ProcessError
from openhall.process.folder import digest, pack, unpack
from openhall.process.saying import each_line, message_of
from openhall.process.service.folder import without_wrapping
from openhall.process.service.text import FILE as TEXT
from openhall.process.service.text import ServiceText, read_text
from openhall.site.people.models import Department, User
from openhall.site.services.loading import forget
from openhall.site.services.models import Service, Version
from openhall.site.services.preparing import prepare
from openhall.site.web.speech import say, say_error


class CannotPublish(Exception):
    """The folder or version cannot be taken as it is; the message says why and what to do."""


@dataclass(frozen=True)
class Checked:
    """What the check of a version says, in words for any language: errors stand against publishing, warnings do not."""

    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    examples: tuple[int, int]
    """How many of its tests passed, and how many there are."""

    @property
    def sound(self) -> bool:
        """Whether the version may be published."""
        return not self.errors


def folder_of(data: bytes) -> dict[str, bytes]:
    """The files of a ZIP file as a browser sends it. Raises `CannotPublish`."""
    try:
        files = without_wrapping(unpack(data))
    except BadService as error:
        raise CannotPublish(say_error(error)) from None
    if TEXT not in files:
        raise CannotPublish(
            _("The ZIP file has no %(file)s: pack the folder of one service.") % {"file": TEXT}
        )
    return files


def files_of(version: Version) -> dict[str, bytes]:
    """The files of a version by their names."""
    return unpack(bytes(version.folder))


def draft(files: Mapping[str, bytes], by: User | None, service: Service | None = None) -> Version:
    """A new draft of a service, or of a new service that is named as its `service.yaml` says.

    Raises `CannotPublish` where that file cannot be read, its department is unknown, or the name is taken.
    """
    text, packed = _text_of(files), _packed(files)
    owner = Department.objects.filter(key=text.owner).first()
    if owner is None:
        raise CannotPublish(
            f"{TEXT}: "
            + _("there is no department “%(name)s”; add it, or name another as the owner.")
            % {"name": text.owner}
        )
    with transaction.atomic():
        if service is None:
            service = _new_service(text.name, owner)
        # Two drafts at the same moment would want the same number: the second waits for the first.
        service = Service.objects.select_for_update().get(pk=service.pk)
        last = service.versions.aggregate(last=Max("number"))["last"] or 0
        return Version.objects.create(
            service=service,
            number=last + 1,
            digest=digest(files),
            folder=packed,
            published_by=by,
        )


def change(version: Version, files: Mapping[str, bytes]) -> None:
    """Other files for a draft. Raises `CannotPublish` for a version that was published: that one never changes."""
    packed = _packed(files)
    changed = Version.objects.filter(pk=version.pk, status=Version.Status.DRAFT).update(
        folder=packed, digest=digest(files)
    )
    if not changed:
        raise CannotPublish(
            _("This version is published and does not change any more; make a new draft of it.")
        )
    version.folder, version.digest = packed, digest(files)
    forget()


def check(version: Version) -> Checked:
    """All that stands against publishing a version: what the folder says, and what this installation lacks."""
    report = check_folder(files_of(version))
    errors = list(report.errors)
    if not errors:
        errors = _lacking(version)
    return Checked(tuple(errors), tuple(report.warnings), (report.passed, report.run))


def publish(version: Version, by: User | None, note: str = "") -> Version:
    """Let new cases begin on a version; those that are open go on where they are. Raises `CannotPublish`."""
    found = check(version)
    if not found.sound:
        raise CannotPublish(_("This version cannot be published: %(why)s") % {"why": say(found.errors[0])})
    text = _text_of(files_of(version))
    owner = Department.objects.filter(key=text.owner).first()
    with transaction.atomic():
        service = Service.objects.select_for_update().get(pk=version.service_id)
        service.versions.filter(status=Version.Status.OPEN).exclude(pk=version.pk).update(
            status=Version.Status.KEPT
        )
        Version.objects.filter(pk=version.pk).update(
            status=Version.Status.OPEN, note=note, published_at=timezone.now(), published_by=by
        )
        service.name, service.owner = text.name[:150], owner or service.owner
        service.save(update_fields=["name", "owner"])
    version.refresh_from_db()
    return version


def find_service(files: Mapping[str, bytes], slug: str = "") -> Service | None:
    """The service that a folder is a version of: by its address, or else by its name. Raises `CannotPublish`."""
    if slug:
        found = Service.objects.filter(slug=slug).first()
        if found is None:
            raise CannotPublish(
                _("There is no service at “%(address)s”; leave the address out for a new service.")
                % {"address": slug}
            )
        return found
    return Service.objects.filter(name=_text_of(files).name[:150]).first()


def publish_files(
    files: Mapping[str, bytes], service: Service | None, note: str, as_draft: bool = False
) -> tuple[Version, bool]:
    """The version with these files, published (or left a draft), and whether it is new. Raises `CannotPublish`.

    Nothing is kept of a folder that cannot be published.
    """
    same = service.versions.filter(digest=digest(files)).first() if service else None
    if same is not None and (as_draft or same.status == Version.Status.OPEN):
        return same, False
    with transaction.atomic():
        version = same or draft(files, None, service)
        if not as_draft:
            publish(version, None, note)
    return version, same is None


def close(service: Service) -> None:
    """Let no new case begin; those that are open go on."""
    service.versions.filter(status=Version.Status.OPEN).update(status=Version.Status.KEPT)


def _text_of(files: Mapping[str, bytes]) -> ServiceText:
    if TEXT not in files:
        raise CannotPublish(
            _("The folder has no %(file)s: say there what the service is called and who owns it.")
            % {"file": TEXT}
        )
    try:
        return read_text(files[TEXT])
    except ProcessError as error:
        raise CannotPublish(say_error(error)) from None


def _packed(files: Mapping[str, bytes]) -> bytes:
    try:
        return pack(files)
    except BadService as error:
        raise CannotPublish(say_error(error)) from None


def _new_service(name: str, owner: Department) -> Service:
    try:
        with transaction.atomic():
            return Service.objects.create(slug=slugify(name)[:50], name=name[:150], owner=owner)
    except IntegrityError:
        raise CannotPublish(
            _("There is a service “%(name)s” already; open it and upload the folder there as a new version.")
            % {"name": name}
        ) from None


def _lacking(version: Version) -> list[str]:
    """What the folder asks for and this installation does not have, such as departments."""
    try:
        prepare(version)
    except (BadService, BadModel) as error:
        return each_line(message_of(error))
    return []
