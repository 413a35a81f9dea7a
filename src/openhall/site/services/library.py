"""The shared library: what a department offers, who took it, and what changed since."""

from __future__ import annotations

import re

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from openhall.process.service.text import FILE as TEXT
from openhall.site.people.models import Department, User
from openhall.site.services.models import Adoption, Service, Shared, Version
from openhall.site.services.publishing import CannotPublish, change, draft, files_of

KINDS = {"forms/": Shared.Kind.FORM, "letters/": Shared.Kind.LETTER}


def kind_of(path: str) -> Shared.Kind | None:
    """As what a file of a folder can be shared; None for one that cannot. "" is the whole service."""
    if not path:
        return Shared.Kind.SERVICE
    if path.endswith(".dmn"):
        return Shared.Kind.DECISION
    return next((kind for start, kind in KINDS.items() if path.startswith(start)), None)


def offered() -> QuerySet[Shared]:
    """What the library holds now."""
    return Shared.objects.filter(withdrawn_at=None).select_related("version__service", "department")


def share(version: Version, path: str, name: str, summary: str, by: User | None) -> Shared:
    """Offer a file of a version, or the whole of it; sharing it again offers the newer one to all who took it.

    Raises `CannotPublish` for a draft, and for what cannot be shared.
    """
    kind = kind_of(path)
    if version.status == Version.Status.DRAFT:
        raise CannotPublish(_("Publish the version first: others take what works already."))
    if kind is None or (path and path not in files_of(version)):
        raise CannotPublish(
            _("“%(path)s” cannot be shared; choose a form, a letter, a decision or the whole service.")
            % {"path": path}
        )
    known = Shared.objects.filter(version__service=version.service, path=path).first()
    entry = known or Shared(kind=kind, path=path)
    entry.version, entry.name, entry.summary = version, name, summary
    entry.department, entry.by, entry.withdrawn_at = version.service.owner, by, None
    entry.save()
    return entry


def adopt_service(entry: Shared, owner: Department, name: str, by: User | None) -> Service:
    """A new service of a department, as a draft with the files of a shared one. Raises `CannotPublish`."""
    files = files_of(entry.version)
    files[TEXT] = _renamed(files[TEXT].decode(), name, owner.key).encode()
    with transaction.atomic():
        made = draft(files, by)
        Adoption.objects.create(shared=entry, service=made.service, from_version=entry.version, by=by)
    return made.service


def adopt_file(entry: Shared, service: Service, by: User | None) -> Version:
    """A new draft of a service with a shared file in it, in place of one of the same name. Raises `CannotPublish`."""
    latest = service.versions.first()
    if latest is None:
        raise CannotPublish(
            _("“%(service)s” has no version yet; upload its folder first.") % {"service": service}
        )
    files = files_of(latest)
    with transaction.atomic():
        made = _draft_of(latest, files | {entry.path: files_of(entry.version)[entry.path]}, by)
        Adoption.objects.update_or_create(
            shared=entry, service=service, path=entry.path, defaults={"from_version": entry.version, "by": by}
        )
    return made


def has_changed(adoption: Adoption) -> bool:
    """Whether what was taken is different in the version that is offered now."""
    offered_now, taken = adoption.shared.version, adoption.from_version
    if offered_now.pk == taken.pk:
        return False
    if not adoption.path:
        return offered_now.digest != taken.digest
    return files_of(offered_now).get(adoption.path) != files_of(taken).get(adoption.path)


def take_changes(adoption: Adoption, by: User | None) -> Version:
    """A new draft of the adopting service with what changed in the library since; its own changes elsewhere stay.

    A file that both changed is taken from the library: the draft's comparison shows it. Raises `CannotPublish`.
    """
    latest = adoption.service.versions.first()
    if latest is None:
        raise CannotPublish(_("“%(service)s” has no version yet.") % {"service": adoption.service})
    old, new = files_of(adoption.from_version), files_of(adoption.shared.version)
    paths = [adoption.path] if adoption.path else sorted((old.keys() | new.keys()) - {TEXT})
    files = files_of(latest)
    for path in paths:
        if old.get(path) == new.get(path):
            continue
        if path in new:
            files[path] = new[path]
        else:
            files.pop(path, None)
    with transaction.atomic():
        made = _draft_of(latest, files, by)
        adoption.from_version = adoption.shared.version
        adoption.save(update_fields=["from_version"])
    return made


def _draft_of(latest: Version, files: dict[str, bytes], by: User | None) -> Version:
    """The draft that is there with these files; a new one where the latest version is published."""
    if latest.status != Version.Status.DRAFT:
        return draft(files, by, latest.service)
    change(latest, files)
    return latest


def _renamed(text: str, name: str, owner: str) -> str:
    """A `service.yaml` with another name and owner; all else stays as it was written."""
    quoted = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    for field, value in (("name", quoted), ("owner", owner)):
        text, found = re.subn(rf"(?m)^{field}:.*$", lambda _, v=f"{field}: {value}": v, text, count=1)
        if not found:
            text = f"{field}: {value}\n{text}"
    return text
