"""The gate before posts and roles: the courses that they need."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from openhall.site.people.lacking import Lack
from openhall.site.people.models import Department, User
from openhall.site.training.models import Overruled
from openhall.site.training.requiring import Need, all_requirements, lacking, needs_of_post, needs_of_role


class CourseGate:
    """Courses before posts and roles."""

    def for_post(self, person: User, department: Department, role: str) -> list[Lack]:
        """The courses that a post needs and the person has not completed, or not lately enough."""
        return _lacks(person, needs_of_post(department, role, all_requirements()))

    def for_role(self, person: User, role: str) -> list[Lack]:
        """The courses that a role of the site needs and the person has not."""
        return _lacks(person, needs_of_role(role, all_requirements()))

    def overruled(
        self, person: User, department: Department | None, role: str, reason: str, by: User
    ) -> None:
        """Keep for good who gave it without which courses, and why."""
        known = all_requirements()
        needs = needs_of_role(role, known) if department is None else needs_of_post(department, role, known)
        missing = lacking(person, needs)
        if not missing:
            return
        with transaction.atomic():
            made = Overruled.objects.create(
                person=person, department=department, role=role, reason=reason, by=by
            )
            made.courses.set([each.course for each in missing])


def _lacks(person: User, needs: list[Need]) -> list[Lack]:
    words = _("%(person)s has not completed “%(course)s”, which is needed %(why)s.")
    return [
        Lack(
            words % {"person": person, "course": each.course, "why": each.why},
            reverse("training:course", args=[each.course.slug]),
        )
        for each in lacking(person, needs)
    ]
