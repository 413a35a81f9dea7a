"""The four service folders of Port Alder, and the one of its house that answers who looked at data, published."""

from __future__ import annotations

from pathlib import Path

import openhall.demo
from openhall.process.service.folder import read_folder
from openhall.site.services.models import Service, Version
from openhall.site.services.publishing import publish_files

SERVICES = Path(openhall.demo.__file__).parent / "services"
HOUSE = Path(openhall.demo.__file__).parent / "house"
"""Services about the site itself: nobody plays them."""


def publish_services() -> list[Version]:
    """The open version of each service. What was published before, or changed since by hand, is left as it is."""
    return _published(SERVICES)


def publish_house() -> list[Version]:
    """The open version of each service about the site itself, in the same way."""
    return _published(HOUSE)


def _published(folders: Path) -> list[Version]:
    found = []
    for path in sorted(path for path in folders.iterdir() if (path / "service.yaml").exists()):
        service = Service.objects.filter(slug=path.name).first()
        version = service.open_version if service else None
        if version is None:
            version, _ = publish_files(read_folder(path), service, "The first version.")
        found.append(version)
    return found
