"""From the files of a version to what runs its cases."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from openhall.process.errors import BadService
from openhall.process.folder import unpack
from openhall.process.service.folder import PROCESS, ServiceFolder, read_service
from openhall.site.services.loading import KEPT, Ready
from openhall.site.services.models import Version
from openhall.site.services.posts import posts_of

LONGEST_ID = 200


def prepare(version: Version) -> Ready:
    """Read a version. Raises `ProcessError` for a folder that cannot be run, and when a lane names no department."""
    folder = _folder(bytes(version.folder))
    long = [node.id for node in folder.model.nodes if len(node.id) > LONGEST_ID]
    if long:
        raise BadService(
            f"{PROCESS}: "
            + _("the id “%(id)s…” has more than %(most)s characters; shorten it.")
            % {"id": long[0][:40], "most": LONGEST_ID}
        )
    zone = timezone.get_default_timezone()
    assert isinstance(zone, ZoneInfo)
    return Ready(
        slug=version.service.slug,
        number=version.number,
        zone=zone,
        folder=folder,
        running=folder.running,
        posts=posts_of(folder.model, version.service.owner),
        outcomes={
            each.id: each.label for each in folder.model.nodes if each.kind == "endEvent" and each.name
        },
    )


@lru_cache(maxsize=KEPT)
def _folder(packed: bytes) -> ServiceFolder:
    # Who has which posts changes, and is then worked out anew; a folder never does.
    return read_service(unpack(packed))
