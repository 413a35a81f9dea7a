"""Reminders: of what ends, of what is due, of what is needed and not begun. Each is sent once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from openhall.site.people.models import User
from openhall.site.training.models import Completion, CourseVersion, Reminded
from openhall.site.training.requiring import held_by_all
from openhall.site.training.tasks import mail_reminder

STEPS = (60, 14, 0)
"""Days before a day on which somebody is reminded of it. Of a step that was missed only the last one is sent."""
LATE = 7
"""Days after which somebody is reminded no more of what has passed."""


@dataclass(frozen=True)
class Due:
    """Something to be reminded of: `kind` is "ends" for a completion and "due" for a course to be taken."""

    person_id: int
    course_id: int
    day: date
    kind: str


def remind_due(today: date | None = None) -> int:
    """Remind whoever is to be reminded today; how many were."""
    now = today or timezone.localdate()
    count = 0
    for due in (*_ending(now), *_asked(now)):
        step = _step(due.day, now)
        if step is None:
            continue
        with transaction.atomic():
            made = Reminded.objects.get_or_create(
                person_id=due.person_id, course_id=due.course_id, day=due.day, step=step
            )[1]
            # The letter leaves from the queue of the worker, and is in it if and only if this row is kept.
            if made:
                mail_reminder.enqueue(due.person_id, due.course_id, due.day.isoformat(), due.kind)
        count += made
    return count


def _step(day: date, now: date) -> int | None:
    """The step that is reached on a day; None before the first one."""
    left = (day - now).days
    return min((each for each in STEPS if left <= each), default=None)


def _ending(now: date) -> Iterator[Due]:
    """Completions that end, of people who work here, of courses that go on, and that were not renewed."""
    last = now + timedelta(days=STEPS[0])
    renewed = Completion.objects.filter(
        Q(until=None) | Q(until__gt=last),
        person=OuterRef("person"),
        course=OuterRef("course"),
        withdrawn_at=None,
    )
    found = Completion.objects.filter(
        ~Exists(renewed),
        until__lte=last,
        until__gte=now - timedelta(days=LATE),
        withdrawn_at=None,
        person__is_active=True,
        course__retired_at=None,
        course__versions__status=CourseVersion.Status.OPEN,
    )
    latest: dict[tuple[int, int], Completion] = {}
    for each in found.order_by("until"):
        latest[(each.person_id, each.course_id)] = each
    for (person, course), each in latest.items():
        assert each.until is not None
        yield Due(person, course, each.until, "ends")


def _asked(now: date) -> Iterator[Due]:
    """Courses that people need or were asked to take, that they have not, and that are due."""
    first, last = now - timedelta(days=LATE), now + timedelta(days=STEPS[0])
    staff = list(User.objects.filter(is_active=True).exclude(groups=None))
    for person_id, held in held_by_all(staff).items():
        for each in held:
            day = each.due_on
            if day is not None and first <= day <= last and (each.missing or each.enrolment is not None):
                yield Due(person_id, each.course.pk, day, "due")


def remind_now(person: User, course_id: int, day: date, kind: str) -> None:
    """Remind somebody because a head asks for it."""
    mail_reminder.enqueue(person.pk, course_id, day.isoformat(), kind)
