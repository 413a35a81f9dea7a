"""Small processes for tests of running cases, as service folders in the database."""

from __future__ import annotations

from collections.abc import Mapping

from openhall.process.folder import digest, pack
from openhall.process.rules.events import waited_for
from openhall.process.rules.state import State
from openhall.site.cases.models import Case, Task
from openhall.site.people.models import Department
from openhall.site.services.loading import forget, ready
from openhall.site.services.models import Service, Version

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:openhall="urn:openhall:bpmn:1"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="urn:city">"""

TEXT = """name: {name}
summary: A service for tests.
owner: planning
legal basis: [An act]
who may apply: Anybody.
retention: 1 year
"""


def bpmn(inside: str, before: str = "") -> str:
    """A file with one process; `before` are messages, signals and errors."""
    return f'{HEAD}{before}<process id="p" isExecutable="true">{inside}</process></definitions>'


def flows(*pairs: str) -> str:
    """Sequence flows: "a>b" leads from a to b."""
    found = []
    for k, pair in enumerate(pairs):
        source, target = pair.split(">")
        found.append(f'<sequenceFlow id="f{k}" sourceRef="{source}" targetRef="{target}"/>')
    return "".join(found)


def publish(
    process: str, slug: str = "permit", name: str = "Building permit", more: Mapping[str, bytes] | None = None
) -> Version:
    """A new version of a service, open for new cases. Planning owns it; “fire” is a department too."""
    planning, _ = Department.objects.get_or_create(key="planning", defaults={"name": "Planning"})
    Department.objects.get_or_create(key="fire", defaults={"name": "Fire and rescue"})
    service, _ = Service.objects.get_or_create(slug=slug, defaults={"name": name, "owner": planning})
    files = {
        "process.bpmn": process.encode(),
        "service.yaml": TEXT.format(name=name).encode(),
        **(more or {}),
    }
    service.versions.filter(status=Version.Status.OPEN).update(status=Version.Status.KEPT)
    # Each test has a database of its own, in which the same numbers mean others.
    forget()
    return Version.objects.create(
        service=service,
        number=service.versions.count() + 1,
        digest=digest(files),
        folder=pack(files),
        status=Version.Status.OPEN,
    )


def open_tasks(case: Case) -> dict[str, Task]:
    """The open tasks of a case by their nodes."""
    return {task.node: task for task in case.tasks.filter(status=Task.Status.OPEN)}


def number_of(case: Case, node: str) -> int:
    """The number under which a case waits for an event."""
    model = ready(case.version_id).running.model
    waited = waited_for(model, State.unpack(case.state))
    return next(number for number, place in waited if model.nodes[place].id == node)
