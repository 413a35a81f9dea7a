"""A small service with everything in it: one department, one partner, the applicant, a decision, a letter, an appeal.

Its folder lies beside this file, in `street_stall`, and is sound: `openhall check` says so.
"""

from __future__ import annotations

from pathlib import Path

from django.utils import timezone

from openhall.process.folder import digest, pack
from openhall.site.people.models import Department
from openhall.site.services.loading import forget
from openhall.site.services.models import Service, Version

FOLDER = Path(__file__).parent / "street_stall"

ANSWERS = {
    "kind": "flowers",
    "street": "Quay Street",
    "area": 6,
    "days": ["saturday"],
    "begins": "2026-04-04",
    "power": False,
    "name": "Ada Alder",
    "email": "ada@example.org",
    "postcode": "PA1 2BC",
}
"""What an applicant answers, as JSON: `forms.asking.from_json` reads it."""


def little_service() -> dict[str, bytes]:
    """The files of the folder by their names."""
    return {str(path.relative_to(FOLDER)): path.read_bytes() for path in FOLDER.rglob("*") if path.is_file()}


def publish_little(files: dict[str, bytes] | None = None, slug: str = "street-stall") -> Version:
    """The service in the database with its departments, open for new cases; a second call opens version 2."""
    files = files or little_service()
    licensing, _ = Department.objects.get_or_create(key="licensing", defaults={"name": "Licensing"})
    Department.objects.get_or_create(key="alder-water", defaults={"name": "Alder Water", "is_partner": True})
    service, _ = Service.objects.get_or_create(
        slug=slug, defaults={"name": "Street stall permit", "owner": licensing}
    )
    service.versions.filter(status=Version.Status.OPEN).update(status=Version.Status.KEPT)
    forget()
    return Version.objects.create(
        service=service,
        number=service.versions.count() + 1,
        digest=digest(files),
        folder=pack(files),
        status=Version.Status.OPEN,
        published_at=timezone.now(),
    )
