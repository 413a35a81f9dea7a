"""Cases of the little service with people who work on them, for tests of the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from openhall.process.forms.asking import from_json
from openhall.site.cases.acts import begin, complete
from openhall.site.cases.by import NOBODY, By
from openhall.site.cases.models import Case, Task
from openhall.site.people.models import Department, Post, User
from openhall.site.services.loading import ready
from openhall.site.services.models import Version
from tests.site.little import ANSWERS, publish_little


@dataclass
class Office:
    """The little service open for cases: an officer and a head of Licensing, an engineer of the partner."""

    version: Version
    officer: User
    other: User
    head: User
    engineer: User

    def case(self, **answers: Any) -> Case:
        """A new case."""
        form = ready(self.version.pk).folder.forms["apply"]
        data = {"apply": from_json(form, ANSWERS | answers)}
        return begin(
            self.version,
            data,
            NOBODY,
            subject=f"flowers, {answers.get('street', 'Quay Street')}",
            applicant_name="Ada Alder",
            e_mail="ada@example.org",
        )

    def task(self, case: Case, node: str) -> Task:
        """The open task of a case at a node."""
        return Task.objects.get(case=case, node=node, status=Task.Status.OPEN)

    def work(self, case: Case, node: str, person: User, **gives: Any) -> None:
        """Somebody does the work at a node."""
        complete(self.task(case, node).pk, {node: gives}, By(person, "licensing"))
        case.refresh_from_db()


def say_why(desk: Any, case: Case, purpose: str = "asked", **more: str) -> Any:
    """Somebody at the desk (a client that is signed in) says what they look at a case for."""
    return desk.post(f"/desk/cases/{case.reference}/purpose/", {"purpose": purpose} | more)


def open_office(person: Any) -> Office:
    """The little service with its people; `person` is the fixture that makes users."""
    version = publish_little()
    licensing, water = (Department.objects.get(key=key) for key in ("licensing", "alder-water"))
    people = {}
    for name, roles, department, role in (
        ("Ola Officer", ["officer"], licensing, "officer"),
        ("Otto Other", ["officer"], licensing, "officer"),
        ("Hella Head", ["officer", "head of service"], licensing, ""),
        ("Wim Water", ["officer"], water, ""),
    ):
        made = person(*roles, email=f"{name.split()[0].lower()}@city.example", name=name)
        Post.objects.create(person=made, department=department, role=role)
        people[name] = made
    return Office(version, *people.values())
