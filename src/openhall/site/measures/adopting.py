"""Definitions from service folders: each new text in `measures/` of an open version is a new version of its measure."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from openhall.measure.definitions import Definition, measures_in, read_definition, slug_of
from openhall.measure.errors import BadMeasure
from openhall.process.folder import unpack
from openhall.site.measures.models import Measure, MeasureVersion, Standing
from openhall.site.people.models import Department, User
from openhall.site.services.models import Version

BEGINNING = date(2000, 1, 1)
"""From when a first version counts that says nothing else: all that is known is measured by it."""
TAKEN = frozenset({"head", "imports", "manage", "new", "reports", "services"})
"""Words that are addresses of other pages."""
KEPT = 2_000
"""Definitions that stay read. Of a body that has more versions, all would be read anew in every look at them."""
_LOOKED_AT: dict[int, int] = {}
"""By service, the open version whose texts this process has looked at."""


@lru_cache(maxsize=KEPT)
def definition_of(text: str) -> Definition:
    """What a version says; texts never change. Raises `BadMeasure`."""
    return read_definition(text)


def adopt_new() -> int:
    """Take over the measures of service versions that were published since the last look; how many texts were new."""
    done = 0
    for version in Version.objects.filter(status=Version.Status.OPEN).defer("folder"):
        if _LOOKED_AT.get(version.service_id) != version.pk:
            done += adopt(version)
            _LOOKED_AT[version.service_id] = version.pk
    return done


def adopt(version: Version) -> int:
    """Take over the measures in the folder of a version; how many texts were new."""
    done = 0
    service = version.service
    for file, data in measures_in(unpack(bytes(version.folder))).items():
        text = data.decode("utf-8-sig", "replace")
        slug = f"{service.slug}-{slug_of(file)}"[:120]
        measure, made = Measure.objects.get_or_create(
            slug=slug, defaults={"service": service, "owner": service.owner, "path": file}
        )
        if measure.path != file or measure.service_id != service.pk:
            continue
        try:
            published = version.published_at.date() if version.published_at else timezone.localdate()
            done += (
                save_text(measure, text, None, f"{service.name}, version {version.number}", published)
                is not None
            )
        except BadMeasure:
            if made:
                measure.delete()
    return done


def save_text(
    measure: Measure, text: str, by: User | None, note: str = "", today: date | None = None
) -> MeasureVersion | None:
    """A new version of a measure with this text; None where it says what the current one says.

    A text that differs in words only (name, notes, examples) is a new version from the same day on as the one before,
    whose place it takes. Raises `BadMeasure`.
    """
    definition = definition_of(text)
    with transaction.atomic():
        measure = Measure.objects.select_for_update().get(pk=measure.pk)
        current = measure.current
        if current is not None and current.text.strip() == text.strip():
            return None
        version = MeasureVersion.objects.create(
            measure=measure,
            number=(current.number if current else 0) + 1,
            name=definition.name,
            text=text,
            digest=definition.digest,
            valid_from=_valid_from(definition, current, today or timezone.localdate()),
            note=note[:500],
            made_by=by,
        )
        owner = Department.objects.filter(key=definition.owner).first() if definition.owner else None
        if owner is not None and owner.pk != measure.owner_id:
            Measure.objects.filter(pk=measure.pk).update(owner=owner)
        Standing.objects.create(version=version)
        # The series of the version before may now end earlier.
        Standing.objects.filter(version__measure=measure).update(waiting=True)
    return version


def _valid_from(definition: Definition, current: MeasureVersion | None, today: date) -> date:
    if current is None:
        return definition.valid_from or BEGINNING
    if definition.digest == current.digest:
        return current.valid_from
    return max(definition.valid_from or today, current.valid_from)


def free_slug(begin: str, name: str) -> str:
    """An address that no other measure has."""
    base = f"{begin}{slugify(name) or 'measure'}"[:110]
    slug, tries = base, 2
    while slug in TAKEN or Measure.objects.filter(slug=slug).exists():
        slug, tries = f"{base}-{tries}", tries + 1
    return slug
