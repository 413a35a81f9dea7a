"""Who needs which course, and whether they have it: by role of the site, by post, by the tasks that a post does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from openhall.process.errors import ProcessError
from openhall.site.people.models import Department, User
from openhall.site.people.roles import EVERY_ROLE, Role
from openhall.site.services.loading import ready
from openhall.site.services.models import Service
from openhall.site.services.posts import WORK_OF_PEOPLE
from openhall.site.training.models import Completion, Course, CourseVersion, Enrolment, Requirement

SOON = timedelta(days=60)
"""So long before it ends, a completion is to be renewed."""


@dataclass(frozen=True)
class Need:
    """That somebody needs a course. why: in words; due: until when those who held the post already should have it."""

    course: Course
    why: str
    due: date


def tasks_of(service: Service) -> list[tuple[str, int, str]]:
    """The work of people in a service's open version: activity, department (its number) and role it is offered to."""
    version = service.open_version
    if version is None:
        return []
    try:
        prepared = ready(version.pk)
    except ProcessError:
        return []
    found: dict[tuple[str, int, str], None] = {}
    for place, node in enumerate(prepared.running.model.nodes):
        post = prepared.post_of(place)
        if node.kind in WORK_OF_PEOPLE and not post.applicant and post.department_id is not None:
            found[(node.label, post.department_id, post.role)] = None
    return sorted(found, key=lambda each: each[0].casefold())


def why(requirement: Requirement) -> str:
    """Whom a requirement is for, in words."""
    if requirement.role:
        return _("for the role “%(role)s”") % {"role": Role(requirement.role).label}
    if requirement.task:
        words = {"task": requirement.task, "service": requirement.service}
        return _("for the task “%(task)s” of %(service)s") % words
    words = {"department": requirement.department, "post": requirement.post}
    if requirement.post:
        return _("for the post “%(post)s” in %(department)s") % words
    return _("for every post in %(department)s") % words


@dataclass(frozen=True)
class Required:
    """A requirement with those whom it is for: `posts` are departments (their numbers) and roles in them."""

    row: Requirement
    posts: tuple[tuple[int, str], ...]

    def need(self) -> Need:
        """It as a need."""
        since = timezone.localdate(self.row.since)
        return Need(self.row.course, why(self.row), since + timedelta(days=self.row.within_days))

    def is_for(self, department: int, post: str) -> bool:
        """Whether a post needs it; "" is every role of the department, held or asked for."""
        return any(
            whose == department and (not role or not post or role == post) for whose, role in self.posts
        )


def all_requirements() -> list[Required]:
    """The requirements of courses that people can begin."""
    rows = Requirement.objects.filter(
        course__retired_at=None, course__versions__status=CourseVersion.Status.OPEN
    ).select_related("course", "department", "service__owner")
    tasks: dict[int, list[tuple[str, int, str]]] = {}
    found = []
    for row in rows:
        posts: list[tuple[int, str]] = []
        if row.task and row.service is not None:
            if row.service.pk not in tasks:
                tasks[row.service.pk] = tasks_of(row.service)
            posts = [
                (whose, role)
                for task, whose, role in tasks[row.service.pk]
                if task == row.task and row.department_id in (None, whose)
            ]
        elif row.department_id is not None and not row.role:
            posts = [(row.department_id, row.post)]
        found.append(Required(row, tuple(posts)))
    return found


def needs_of_role(role: str, known: Iterable[Required]) -> list[Need]:
    """The courses that a role of the site needs."""
    return [each.need() for each in known if each.row.role and each.row.role == role]


def needs_of_post(department: Department, post: str, known: Iterable[Required]) -> list[Need]:
    """The courses that a post needs; `post` "" is every role of the department."""
    return [each.need() for each in known if each.is_for(department.pk, post)]


def needs_of(person: User, known: list[Required] | None = None) -> list[Need]:
    """All courses that a person needs, each once, with the first reason."""
    asked = all_requirements() if known is None else known
    roles = EVERY_ROLE if person.is_superuser else {group.name for group in person.groups.all()}
    today = timezone.localdate()
    posts = [each for each in person.posts.all() if each.until is None or each.until >= today]
    found: dict[int, Need] = {}
    for each in asked:
        is_for = any(each.is_for(post.department_id, post.role) for post in posts)
        if is_for or (each.row.role and each.row.role in roles):
            found.setdefault(each.row.course_id, each.need())
    return list(found.values())


@dataclass(frozen=True)
class Held:
    """How somebody stands with one course.

    need        why they need it; None where they do not
    completion  the newest one that is not withdrawn, also when it has ended
    enrolment   what they have under way
    """

    course: Course
    need: Need | None
    completion: Completion | None
    enrolment: Enrolment | None

    @property
    def counts(self) -> bool:
        """Whether the course counts as completed today."""
        until = self.completion.until if self.completion else None
        return self.completion is not None and (until is None or until >= timezone.localdate())

    @property
    def ends_soon(self) -> bool:
        """Whether the completion is to be renewed."""
        return self.counts and self.until is not None and self.until <= timezone.localdate() + SOON

    @property
    def until(self) -> date | None:
        """The last day on which it counts."""
        return self.completion.until if self.completion else None

    @property
    def due_on(self) -> date | None:
        """Until when it is to be done that is missing or under way: as a head asked, else as the requirement says."""
        if self.enrolment is not None and self.enrolment.due_on is not None:
            return self.enrolment.due_on
        return self.need.due if self.need is not None and self.completion is None else None

    @property
    def missing(self) -> bool:
        """Whether it is needed and does not count."""
        return self.need is not None and not self.counts


def held_by(person: User) -> list[Held]:
    """How a person stands with every course that they need, have under way or have completed."""
    return held_by_all([person])[person.pk]


def held_by_all(people: Sequence[User]) -> dict[int, list[Held]]:
    """`held_by` for several people, by their numbers; what is missing first."""
    prefetch_related_objects(people, "groups", "posts")
    known = all_requirements()
    kept: dict[tuple[int, int], Completion] = {}
    rows = Completion.objects.filter(person__in=people, withdrawn_at=None)
    for each in rows.select_related("course", "badge"):
        before = kept.get((each.person_id, each.course_id))
        # Of two, the one that counts longer.
        if before is None or (before.until is not None and (each.until is None or each.until > before.until)):
            kept[(each.person_id, each.course_id)] = each
    begun = Enrolment.objects.filter(person__in=people, ended_at=None).select_related("course")
    under_way = {(each.person_id, each.course_id): each for each in begun}
    found: dict[int, list[Held]] = {}
    for person in people:
        needs = {each.course.pk: each for each in needs_of(person, known)}
        courses = {pk: each.course for pk, each in needs.items()}
        for of_person, pk in (*kept, *under_way):
            if of_person == person.pk:
                courses.setdefault(pk, (kept.get((of_person, pk)) or under_way[(of_person, pk)]).course)
        held = [
            Held(course, needs.get(pk), kept.get((person.pk, pk)), under_way.get((person.pk, pk)))
            for pk, course in courses.items()
        ]
        found[person.pk] = sorted(held, key=lambda each: (not each.missing, each.course.name))
    return found


def lacking(person: User, needs: Iterable[Need]) -> list[Need]:
    """Of what is needed, what does not count for a person today: all of it for one who is only being added."""
    wanted = {each.course.pk: each for each in needs}
    have = Completion.objects.counting().filter(person=person.pk, course__in=wanted)
    for pk in have.values_list("course_id", flat=True):
        wanted.pop(pk, None)
    return list(wanted.values())
