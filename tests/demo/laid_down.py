"""The services of Port Alder without their check, and a past of theirs."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from django.utils import timezone

from openhall.process.folder import digest, pack
from openhall.process.service.folder import read_folder
from openhall.process.service.text import read_text
from openhall.site.ledger.models import Event
from openhall.site.people.models import Department
from openhall.site.port_alder.past import lay_down_past
from openhall.site.services.models import Service, Version

NOW = datetime(2026, 6, 17, 15, tzinfo=UTC)


def published(path: Path) -> Version:
    files = read_folder(path)
    owner = Department.objects.get(key=read_text(files["service.yaml"]).owner)
    service = Service.objects.create(slug=path.name, name=path.name, owner=owner)
    return Version.objects.create(
        service=service,
        number=1,
        digest=digest(files),
        folder=pack(files),
        status=Version.Status.OPEN,
        published_at=timezone.now(),
    )


def lay_down(versions: list[Version], days: int = 12) -> Counter[str]:
    for _ in lay_down_past(versions, NOW, days):
        pass
    return Counter(Event.objects.values_list("service", "activity", "lifecycle"))
