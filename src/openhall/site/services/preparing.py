"""From the files of a version to what runs its cases."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from openhall.process.bpmn.compile import compile_model
from openhall.process.bpmn.document import read_document
from openhall.process.decisions import Decisions
from openhall.process.errors import BadService
from openhall.process.folder import unpack
from openhall.process.model import Model
from openhall.process.running import Running
from openhall.site.people.models import Department
from openhall.site.services.loading import Post, Ready
from openhall.site.services.models import Version

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
        running=Running(model, Decisions.of_files(files)),
        posts=_posts(model),
        outcomes={node.id: node.label for node in model.nodes if node.kind == "endEvent" and node.name},
        due=_no_limit,
    )


def _no_limit(place: int, since: datetime) -> datetime | None:
    return None


def _posts(model: Model) -> dict[int, Post]:
    """A lane that is called as a department (by its name or short name) is that department; one within it is a role."""
    known: dict[str, Department] = {}
    for department in Department.objects.all():
        known[department.name.casefold()] = known[department.key.casefold()] = department
    posts: dict[int, Post] = {}
    for place, node in enumerate(model.nodes):
        for depth, name in enumerate(node.lane):
            department = known.get(name.casefold())
            if department is not None:
                role = " ".join(node.lane[depth + 1 :])[:50]
                posts[place] = Post(department.key, department.pk, role)
    return posts
