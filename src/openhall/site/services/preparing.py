"""From the files of a version to what runs its cases."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils import timezone

from openhall.process.bpmn.compile import compile_model
from openhall.process.bpmn.document import read_document
from openhall.process.decisions import Decisions
from openhall.process.errors import BadService
from openhall.process.folder import unpack
from openhall.process.running import Running
from openhall.site.services.loading import Ready
from openhall.site.services.models import Version
from openhall.site.services.posts import posts_of

PROCESS = "process.bpmn"
LONGEST_ID = 200


def prepare(version: Version) -> Ready:
    """Read a version. Raises `ProcessError` for a folder that cannot be run, and when a lane names no department."""
    files = unpack(bytes(version.folder))
    if PROCESS not in files:
        raise BadService(f"The service folder has no {PROCESS}; put the process there.")
    model = compile_model(read_document(files[PROCESS], PROCESS))
    long = [node.id for node in model.nodes if len(node.id) > LONGEST_ID]
    if long:
        raise BadService(
            f"{PROCESS}: the id “{long[0][:40]}…” has more than {LONGEST_ID} characters; shorten it."
        )
    zone = timezone.get_default_timezone()
    assert isinstance(zone, ZoneInfo)
    return Ready(
        slug=version.service.slug,
        number=version.number,
        zone=zone,
        folder=None,
        running=Running(model, Decisions.of_files(files)),
        posts=posts_of(model, version.service.owner),
        outcomes={node.id: node.label for node in model.nodes if node.kind == "endEvent" and node.name},
    )
