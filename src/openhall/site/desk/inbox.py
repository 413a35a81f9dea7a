"""What is in a person's inbox: the work of their posts, filtered and in order of the time that is left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language

from openhall.site.cases.access import posts_of, sights_of, stands_in_for, tasks_for, tasks_handed_over
from openhall.site.cases.models import Case, Handover, Message, Task
from openhall.site.desk.looking import by_words, reference_in
from openhall.site.desk.timeleft import TimeLeft, time_left
from openhall.site.people.models import Department, User
from openhall.site.services.loading import ready
from openhall.site.services.models import Service
from openhall.site.services.speaking import names_in, words_in

MINE, FREE, ALL, LATE, AWAY = "mine", "free", "all", "late", "away"
VIEWS = (MINE, FREE, ALL, LATE, AWAY)


@dataclass(frozen=True)
class Choice:
    """Which work is shown."""

    view: str = ""
    role: str = ""
    department: str = ""
    service: str = ""
    words: str = ""

    @staticmethod
    def of(given: QueryDict, words: str) -> Choice:
        """What an address asks for; what it should not ask for is left out."""
        view = given.get("view", "")
        return Choice(
            view if view in VIEWS else "",
            given.get("role", "")[:50],
            given.get("department", "")[:50],
            given.get("service", "")[:50],
            words,
        )

    @property
    def narrow(self) -> bool:
        """Whether anything but the tab narrows the list."""
        return bool(self.role or self.department or self.service or self.words)


@dataclass(frozen=True)
class Line:
    """One task of a list, with what its reader may see of the case. `written`: the applicant wrote, and nobody has
    read it."""

    task: Task
    left: TimeLeft
    subject: str
    applicant: str
    written: bool


def with_due(work: QuerySet[Task]) -> QuerySet[Task]:
    """Work with `due`, when it is due (a hand-over has a clock of its own), and all that a list shows."""
    handed = Handover.objects.filter(task=OuterRef("pk"), back_at=None).values("due_at")[:1]
    return work.select_related("case__version__service", "department", "claimed_by").annotate(
        due=Coalesce(Subquery(handed), F("due_at"))
    )


def work_of(person: User, choice: Choice) -> QuerySet[Task]:
    """The work that a choice shows, what is due first at the top."""
    mine = [person, *stands_in_for(person)]
    work = with_due(tasks_handed_over(person) if choice.view == AWAY else tasks_for(person))
    if choice.view == MINE:
        # Work of those whom a person stands in for is theirs meanwhile.
        work = work.filter(claimed_by__in=mine)
    elif choice.view == FREE:
        work = work.filter(claimed_by=None)
    elif choice.view == LATE:
        work = work.filter(due__lt=timezone.now())
    return in_order(filtered(work, person, choice))


def in_order(work: QuerySet[Task]) -> QuerySet[Task]:
    """What is due first at the top, then what has waited longest."""
    return work.order_by(F("due").asc(nulls_last=True), "offered_at", "pk")


def filtered(work: QuerySet[Task], person: User, choice: Choice) -> QuerySet[Task]:
    """The work of a choice, whatever its tab."""
    if choice.role:
        work = work.filter(role=choice.role)
    if choice.department:
        work = work.filter(department__key=choice.department)
    if choice.service:
        work = work.filter(case__version__service__slug=choice.service)
    if choice.words:
        named = Case.objects.filter(by_words(person, choice.words))
        work = work.filter(
            Q(name__icontains=choice.words)
            | _called(person, choice.words)
            | Q(case__reference__startswith=reference_in(choice.words))
            | Q(case__in=named.values("pk"))
        )
    return work


def _called(person: User, words: str) -> Q:
    """The tasks whose names have words in the reader's language: kept with a task is its name in the service's first
    one."""
    found = Q()
    for version in tasks_for(person).order_by().values_list("case__version", flat=True).distinct():
        prepared = ready(version)
        said = words_in(prepared, get_language() or "").model
        nodes = [node.id for node in said.nodes if words.casefold() in node.label.casefold()]
        if nodes and said is not prepared.running.model:
            found |= Q(case__version=version, node__in=nodes)
    return found


def counted(person: User, choice: Choice) -> dict[str, int]:
    """How much there is on each tab."""
    mine = [each.pk for each in (person, *stands_in_for(person))]
    here = filtered(with_due(tasks_for(person)), person, choice).aggregate(
        mine=Count("pk", filter=Q(claimed_by__in=mine)),
        free=Count("pk", filter=Q(claimed_by=None)),
        all=Count("pk"),
        late=Count("pk", filter=Q(due__lt=timezone.now())),
    )
    return here | {AWAY: filtered(tasks_handed_over(person), person, choice).count()}


def lines(person: User, tasks: Iterable[Task]) -> list[Line]:
    """Tasks (of `with_due`) as a list shows them."""
    rows = list(tasks)
    sights = sights_of(person, [task.case for task in rows])
    whole = [case for case, sight in sights.items() if sight.whole]
    unread = Message.objects.filter(case__in=whole, from_applicant=True, read_at=None)
    written = set(unread.values_list("case_id", flat=True))
    return [
        Line(
            task,
            time_left(task.due),
            sights[task.case_id].subject(task.case),
            sights[task.case_id].applicant(task.case),
            task.case_id in written,
        )
        for task in rows
    ]


def to_choose_from(person: User) -> dict[str, Any]:
    """The roles, departments and services that a person's work can be narrowed to."""
    work = tasks_for(person).order_by()
    departments = {post.department_id for post in posts_of(person)}
    versions = work.values("case__version").distinct()
    services = Service.objects.filter(versions__in=versions).distinct()
    names = names_in(services, get_language() or "")
    return {
        "roles": sorted(work.exclude(role="").values_list("role", flat=True).distinct()[:100]),
        "departments": Department.objects.filter(pk__in=departments),
        "services": [{"slug": each.slug, "name": names[each.pk]} for each in services],
    }
