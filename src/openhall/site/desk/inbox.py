"""What is in a person's inbox: the work of their posts, filtered and in order of the time that is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils import timezone

from openhall.site.cases.access import posts_of, stands_in_for, tasks_for
from openhall.site.cases.models import Handover, Task
from openhall.site.people.models import Department, User
from openhall.site.services.models import Service

MINE, FREE, ALL, LATE = "mine", "free", "all", "late"
VIEWS = (MINE, FREE, ALL, LATE)
LONGEST_WORDS = 100


@dataclass(frozen=True)
class Choice:
    """Which work is shown. `query` is the part of the page's address that says so."""

    view: str = MINE
    role: str = ""
    department: str = ""
    service: str = ""
    words: str = ""

    @staticmethod
    def of(given: QueryDict) -> Choice:
        """What an address asks for; what it should not ask for is left out."""
        view = given.get("view", "")
        return Choice(
            view if view in VIEWS else "",
            given.get("role", "")[:50],
            given.get("department", "")[:50],
            given.get("service", "")[:50],
            given.get("q", "").strip()[:LONGEST_WORDS],
        )

    @property
    def narrow(self) -> bool:
        """Whether anything but the tab narrows the list."""
        return bool(self.role or self.department or self.service or self.words)


def open_work(person: User) -> QuerySet[Task]:
    """The work that a person may do; `due` is when it is due: a hand-over has a clock of its own."""
    handed = Handover.objects.filter(task=OuterRef("pk"), back_at=None).values("due_at")[:1]
    return (
        tasks_for(person)
        .select_related("case__version__service", "department", "claimed_by")
        .annotate(due=Coalesce(Subquery(handed), F("due_at")))
    )


def narrowed(work: QuerySet[Task], person: User, choice: Choice) -> QuerySet[Task]:
    """The work of a choice, what is due first at the top."""
    if choice.view == MINE:
        # Work of those whom a person stands in for is theirs meanwhile.
        work = work.filter(claimed_by__in=[person, *stands_in_for(person)])
    elif choice.view == FREE:
        work = work.filter(claimed_by=None)
    elif choice.view == LATE:
        work = work.filter(due__lt=timezone.now())
    return filtered(work, choice).order_by(F("due").asc(nulls_last=True), "offered_at", "pk")


def filtered(work: QuerySet[Task], choice: Choice) -> QuerySet[Task]:
    """The work of a choice, whatever its tab."""
    if choice.role:
        work = work.filter(role=choice.role)
    if choice.department:
        work = work.filter(department__key=choice.department)
    if choice.service:
        work = work.filter(case__version__service__slug=choice.service)
    if choice.words:
        work = work.filter(
            Q(name__icontains=choice.words)
            | Q(case__reference__istartswith=choice.words)
            | Q(case__subject__icontains=choice.words)
            | Q(case__applicant_name__icontains=choice.words)
        )
    return work


def counted(work: QuerySet[Task], person: User, choice: Choice) -> dict[str, int]:
    """How much there is on each tab, in one query."""
    from django.db.models import Count

    mine = [each.pk for each in (person, *stands_in_for(person))]
    found = filtered(work, choice).aggregate(
        mine=Count("pk", filter=Q(claimed_by__in=mine)),
        free=Count("pk", filter=Q(claimed_by=None)),
        all=Count("pk"),
        late=Count("pk", filter=Q(due__lt=timezone.now())),
    )
    return {view: found[view] for view in VIEWS}


def to_choose_from(person: User) -> dict[str, Any]:
    """The roles, departments and services that a person's work can be narrowed to."""
    posts = posts_of(person)
    departments = Department.objects.filter(pk__in={post.department_id for post in posts})
    if person.is_superuser:
        departments = Department.objects.all()
    roles = tasks_for(person).exclude(role="").order_by("role").values_list("role", flat=True).distinct()
    services = Service.objects.filter(versions__cases__tasks__in=tasks_for(person)).distinct()
    return {"roles": list(roles[:100]), "departments": list(departments), "services": list(services)}
