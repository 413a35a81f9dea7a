"""Who needs which course, and whether they have it: by role of the site, by post, by the tasks that a post does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from openhall.process.errors import ProcessError
from openhall.site.people.models import Department, Post, User
from openhall.site.people.roles import Role
from openhall.site.services.loading import ready
from openhall.site.services.models import Service
from openhall.site.services.posts import WORK_OF_PEOPLE
from openhall.site.training.models import Completion, Course, CourseVersion, Enrolment, Requirement

SOON = timedelta(days=60)
"""So long before it ends, a completion is to be renewed."""


@dataclass(frozen=True)
class Need:
    """That somebody needs a course. why: in words; within_days: how long they have from the day they need it."""

    course: Course
    why: str
    within_days: int


def tasks_of(service: Service) -> list[tuple[str, Department | None, str]]:
    """The work of people in a service's open version: activity, department and role that it is offered to."""
    version = service.open_version
    if version is None:
        return []
    try:
        prepared = ready(version.pk)
    except ProcessError:
        return []
    departments = {each.pk: each for each in Department.objects.all()}
    found: dict[tuple[str, int | None, str], tuple[str, Department | None, str]] = {}
    for place, node in enumerate(prepared.running.model.nodes):
        post = prepared.post_of(place)
        if node.kind in WORK_OF_PEOPLE and not post.applicant and post.department_id is not None:
            key = (node.label, post.department_id, post.role)
            found.setdefault(key, (node.label, departments.get(post.department_id), post.role))
    return sorted(found.values(), key=lambda each: each[0].casefold())


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


def all_requirements() -> list[Requirement]:
    """The requirements of courses that people can begin."""
    found = Requirement.objects.filter(
        course__retired_at=None, course__versions__status=CourseVersion.Status.OPEN
    )
    return list(found.select_related("course", "department", "service__owner"))


def needs_of_role(role: str, requirements: Iterable[Requirement]) -> list[Need]:
    """The courses that a role of the site needs."""
    return [
        Need(each.course, why(each), each.within_days)
        for each in requirements
        if each.role and each.role == role
    ]


def needs_of_post(department: Department, post: str, requirements: Iterable[Requirement]) -> list[Need]:
    """The courses that a post needs; `post` "" is every role of the department."""
    found = []
    for each in requirements:
        if each.role:
            continue
        if each.task:
            assert each.service is not None
            offered = [
                (whose, role)
                for task, whose, role in tasks_of(each.service)
                if task == each.task and (each.department is None or whose == each.department)
            ]
            fits = any(whose == department and _meets(role, post) for whose, role in offered)
        else:
            fits = each.department == department and _meets(each.post, post)
        if fits:
            found.append(Need(each.course, why(each), each.within_days))
    return found


def _meets(asked: str, held: str) -> bool:
    """Whether a post does what is asked of a role: "" is every one."""
    return not asked or not held or asked == held


def needs_of(person: User, requirements: list[Requirement] | None = None) -> list[Need]:
    """All courses that a person needs, each once, with the first reason."""
    known = all_requirements() if requirements is None else requirements
    found: dict[int, Need] = {}
    for role in sorted(person.roles):
        for need in needs_of_role(role, known):
            found.setdefault(need.course.pk, need)
    today = timezone.localdate()
    for post in Post.objects.filter(person=person).select_related("department"):
        if post.until is None or post.until >= today:
            for need in needs_of_post(post.department, post.role, known):
                found.setdefault(need.course.pk, need)
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
    def missing(self) -> bool:
        """Whether it is needed and does not count."""
        return self.need is not None and not self.counts


def held_by(person: User, requirements: list[Requirement] | None = None) -> list[Held]:
    """How a person stands with every course that they need, have under way or have completed."""
    needs = {each.course.pk: each for each in needs_of(person, requirements)}
    completions: dict[int, Completion] = {}
    for each in Completion.objects.filter(person=person, withdrawn_at=None).select_related("course", "badge"):
        kept = completions.get(each.course_id)
        # Of two, the one that counts longer.
        if kept is None or (kept.until is not None and (each.until is None or each.until > kept.until)):
            completions[each.course_id] = each
    begun = {
        each.course_id: each
        for each in Enrolment.objects.filter(person=person, ended_at=None).select_related("course", "version")
    }
    courses = {each.course.pk: each.course for each in needs.values()}
    courses |= {each.course_id: each.course for each in (*completions.values(), *begun.values())}
    found = [
        Held(course, needs.get(pk), completions.get(pk), begun.get(pk)) for pk, course in courses.items()
    ]
    return sorted(found, key=lambda each: (not each.missing, each.course.name))


def lacking(person: User, needs: Iterable[Need]) -> list[Need]:
    """Of what is needed, what does not count for a person today."""
    wanted = {each.course.pk: each for each in needs}
    have = Completion.objects.counting().filter(person=person, course__in=wanted)
    for pk in have.values_list("course_id", flat=True):
        wanted.pop(pk, None)
    return list(wanted.values())
