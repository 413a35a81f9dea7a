"""The courses of Port Alder, whom they are required of, and what its people have learned so far."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np
from django.utils import timezone

import openhall.demo
from openhall.demo.city import SEED
from openhall.process.service.folder import read_folder
from openhall.site.people.models import Department, User
from openhall.site.port_alder.ideas import PERMIT
from openhall.site.port_alder.records import old_records
from openhall.site.services.models import Service
from openhall.site.training.drafting import from_folder, publish
from openhall.site.training.learning import begin, complete, do, standing_of
from openhall.site.training.models import Course, Requirement
from openhall.site.training.needs.proposing import look
from openhall.site.training.requiring import all_requirements, needs_of

COURSES = Path(openhall.demo.__file__).parent / "courses"
OWNERS = {"deciding-a-building-permit": "planning", "reading-a-case": "data-protection"}
TASKS = ("Check completeness", "Assess plans", "Draft decision")
"""The tasks for which one needs to know how a permit is decided."""
NOT_YET = frozenset({"planning", "fire"})
"""Accounts that have something left to learn, for whoever looks at the demo as one of them."""


def load_training(by: User, say: Callable[[str], None]) -> None:
    """Make what is not there yet."""
    if Course.objects.exists():
        return
    say("Writing the courses of Port Alder ...")
    courses = {}
    for key, owner in OWNERS.items():
        version = from_folder(read_folder(COURSES / key), Department.objects.get(key=owner), by)
        publish(version, by, "The first version.")
        courses[key] = version.course
    _require(courses, by)
    _learn(courses)
    log = old_records(PERMIT)
    if log is not None:
        look(log)


def _require(courses: dict[str, Course], by: User) -> None:
    Requirement.objects.create(course=courses["reading-a-case"], role="officer", by=by)
    service = Service.objects.filter(slug=PERMIT).first()
    for task in TASKS if service else ():
        Requirement.objects.create(
            course=courses["deciding-a-building-permit"], service=service, task=task, within_days=60, by=by
        )


def _learn(courses: dict[str, Course]) -> None:
    """Most have learned what they need, some of them long ago, some are under way, some have not begun."""
    rng = np.random.default_rng(SEED)
    today = timezone.localdate()
    known = all_requirements()
    people = User.objects.filter(posts__isnull=False).distinct().order_by("pk")
    wanted = [
        (person, need.course)
        for person in people.prefetch_related("posts", "groups")
        for need in sorted(needs_of(person, known), key=lambda each: each.course.pk)
    ]
    for person, course in wanted:
        version, drawn = course.open_version, rng.random()
        assert version is not None
        if person.email.partition("@")[0] in NOT_YET or drawn < 0.12:
            if drawn < 0.5:
                _begin(person, course)
            continue
        # Of the shorter one some end within weeks, or have ended.
        ago = int(rng.integers(5, 380 if course == courses["reading-a-case"] else 400))
        complete(person, course, version=version, on=today - timedelta(days=ago))


def _begin(person: User, course: Course) -> None:
    enrolment = begin(person, course)
    part = standing_of(enrolment).next_part()
    if part is not None:
        do(enrolment, part)
