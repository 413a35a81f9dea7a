"""Who may see which case and do which work: the one policy, as querysets, for desk, interfaces and acts.

A person sees the work that is offered to posts they hold, the cases in which there is or was such work, or whose work
they handed over, the cases of services that their department owns, and those whose team they are in. Whoever stands in
for somebody holds that person's posts until a day. Whoever leads a department (holds every role in it, or is a head of
service with a post there) sees and gives out all of its work. A partner never sees a case as owner, and of each case
only the answers that `access` of the service gives it; so does a department that `access` names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from openhall.site.cases.models import Case, Handover, Member, Task
from openhall.site.cases.sight import WHOLE, Sight, access_in, limited_versions, sight_through
from openhall.site.people.models import Department, Post, User
from openhall.site.people.roles import Role

__all__ = [
    "Sight",
    "cases_for",
    "colleagues",
    "departments_led",
    "holders",
    "holds_today",
    "may_lead",
    "may_see",
    "may_work",
    "posts_of",
    "seen_whole",
    "sight_of",
    "sights_of",
    "stands_in_for",
    "tasks_at_hand",
    "tasks_for",
    "tasks_handed_over",
    "tasks_led",
]


def holds_today() -> Q:
    """The posts that are held today: a substitute holds them until a day."""
    return Q(until=None) | Q(until__gte=timezone.localdate())


def posts_of(person: User) -> list[Post]:
    """The posts that a person holds today, their own and those they stand in for, with their departments."""
    held = person.posts.filter(holds_today()).select_related("department", "stands_in_for")
    return list(held.order_by("department__name", "role", "pk"))


def stands_in_for(person: User) -> list[User]:
    """Those whose posts a person holds in their absence."""
    held = {post.stands_in_for for post in posts_of(person) if post.stands_in_for is not None}
    return sorted(held, key=str)


def departments_led(person: User) -> list[Department]:
    """The departments whose work a person gives out."""
    if person.is_superuser:
        return list(Department.objects.all())
    posts = posts_of(person)
    led = _led(person, posts)
    return list({post.department: None for post in posts if post.department_id in led})


def may_lead(person: User, department: Department | None) -> bool:
    """Whether a person gives out a department's work."""
    if person.is_superuser:
        return True
    return department is not None and department.pk in _led(person, posts_of(person))


def tasks_for(person: User) -> QuerySet[Task]:
    """The open work that a person may do: offered to their posts, or in a case of a team of theirs."""
    if person.is_superuser:
        return _open_tasks()
    team = Member.objects.filter(person=person).values("case")
    return _open_tasks().filter(_of_posts(posts_of(person)) | Q(case__in=team))


def tasks_at_hand(person: User, posts: Collection[Post]) -> QuerySet[Task]:
    """The open work at which a person with some posts is: in their hands or those of whom they stand in for, or offered
    to these posts while nobody has it. Work that a colleague has in hand is not, nor what comes to them by a team."""
    mine = [person.pk, *(post.stands_in_for_id for post in posts if post.stands_in_for_id)]
    return _open_tasks().filter(Q(claimed_by__in=mine) | (_of_posts(posts) & Q(claimed_by=None)))


def tasks_led(person: User) -> QuerySet[Task]:
    """The open work that a person gives out: that of the departments they lead."""
    if person.is_superuser:
        return _open_tasks()
    return _open_tasks().filter(department__in=_led(person, posts_of(person)))


def tasks_handed_over(person: User) -> QuerySet[Task]:
    """The open work that was offered to a person's posts and is with another department now."""
    handed = Handover.objects.filter(back_at=None)
    if not person.is_superuser:
        posts = posts_of(person)
        handed = handed.filter(_handed_by(posts, _led(person, posts)))
    return _open_tasks().filter(pk__in=handed.values("task"))


def may_work(person: User, task: Task) -> bool:
    """Whether a person may do a task, whoever has it in hand."""
    return tasks_for(person).filter(pk=task.pk).exists()


def holders(department: int | None, role: str) -> QuerySet[User]:
    """Those who hold a post today: the role in the department, or every role in it. No role is any of them."""
    posts = Post.objects.filter(holds_today(), person=OuterRef("pk"), department=department)
    if role:
        posts = posts.filter(role__in=("", role))
    return User.objects.filter(Exists(posts), is_active=True).order_by("name", "email")


def colleagues(task: Task) -> QuerySet[User]:
    """Those who may do a task: who hold its post today, and the case's team."""
    team = User.objects.filter(teams__case=task.case_id, is_active=True)
    able = holders(task.department_id, task.role)
    return User.objects.filter(Q(pk__in=able.values("pk")) | Q(pk__in=team.values("pk"))).order_by(
        "name", "email"
    )


def cases_for(person: User) -> QuerySet[Case]:
    """The cases that a person may look at."""
    if person.is_superuser:
        return Case.objects.all()
    team = Q(pk__in=Member.objects.filter(person=person).values("case"))
    posts = posts_of(person)
    if not posts:
        return Case.objects.filter(team)
    led = _led(person, posts)
    worked = Task.objects.filter(_of_posts(posts, led), for_applicant=False, case=OuterRef("pk"))
    handed = Handover.objects.filter(_handed_by(posts, led)).values("task__case")
    owned = Q(version__service__owner__in=_ours(posts))
    return Case.objects.filter(owned | Exists(worked) | Q(pk__in=handed) | team)


def may_see(person: User, case: Case) -> bool:
    """Whether a person may look at a case."""
    return cases_for(person).filter(pk=case.pk).exists()


def sight_of(person: User, case: Case) -> Sight:
    """What of a case a person who may look at it sees."""
    return sights_of(person, [case])[case.pk]


def sights_of(person: User, cases: Collection[Case]) -> dict[int, Sight]:
    """What a person sees of cases that they may look at, by their numbers, in four queries however many they are.

    The cases have their versions and services at hand (`select_related("version__service")`).
    """
    if person.is_superuser:
        return dict.fromkeys((case.pk for case in cases), WHOLE)
    posts = posts_of(person)
    numbers = [case.pk for case in cases]
    known = {post.department_id: post.department for post in posts}
    through = _departments_by_case(person, posts, numbers)
    team = set(Member.objects.filter(person=person, case__in=numbers).values_list("case_id", flat=True))
    ours = _ours(posts)
    found = {}
    for case in cases:
        departments = set(known) if case.pk in team else through[case.pk]
        if case.version.service.owner_id in ours or (case.pk in team and not posts):
            found[case.pk] = WHOLE
        else:
            found[case.pk] = sight_through([known[each] for each in departments], access_in(case.version))
    return found


def seen_whole(person: User) -> Q:
    """Which cases a person sees all of: only these may be looked for by what only they show."""
    if person.is_superuser:
        return Q()
    posts = posts_of(person)
    led = _led(person, posts)
    limited = limited_versions()
    whole = Q(version__service__owner__in=_ours(posts))
    member = Q(pk__in=Member.objects.filter(person=person).values("case"))
    if not posts:
        return member
    for department in {post.department for post in posts if not post.department.is_partner}:
        own = [post for post in posts if post.department_id == department.pk]
        work = Task.objects.filter(_of_posts(own, led), for_applicant=False, case=OuterRef("pk"))
        handed = Handover.objects.filter(_handed_by(own, led)).values("task__case")
        here = Exists(work) | Q(pk__in=handed) | member
        versions = limited.get(department.key)
        whole |= here & ~Q(version__in=versions) if versions else here
    return whole


def _open_tasks() -> QuerySet[Task]:
    return Task.objects.filter(status=Task.Status.OPEN, for_applicant=False)


def _led(person: User, posts: Iterable[Post]) -> set[int]:
    head = Role.HEAD_OF_SERVICE in person.roles
    return {post.department_id for post in posts if head or not post.role}


def _ours(posts: Iterable[Post]) -> set[int]:
    """The departments for whose services somebody answers."""
    return {post.department_id for post in posts if not post.department.is_partner}


def _of_posts(posts: Collection[Post], led: Collection[int] = ()) -> Q:
    """Work that is offered to posts; of departments that are led, all of it. Without a post, none."""
    every = {post.department_id for post in posts if not post.role or post.department_id in led}
    found = Q(department__in=every)
    for post in posts:
        if post.department_id not in every:
            found |= Q(department=post.department_id, role__in=("", post.role))
    return found


def _handed_by(posts: Collection[Post], led: Collection[int]) -> Q:
    """Hand-overs of work that had been offered to posts."""
    every = {post.department_id for post in posts if not post.role or post.department_id in led}
    found = Q(from_department__in=every)
    for post in posts:
        if post.department_id not in every:
            found |= Q(from_department=post.department_id, from_role__in=("", post.role))
    return found


def _departments_by_case(person: User, posts: list[Post], cases: list[int]) -> defaultdict[int, set[int]]:
    """Through which of their departments a person looks at each case."""
    led = _led(person, posts)
    work = Task.objects.filter(_of_posts(posts, led), for_applicant=False, case__in=cases)
    handed = Handover.objects.filter(_handed_by(posts, led), task__case__in=cases)
    found: defaultdict[int, set[int]] = defaultdict(set)
    for case, department in work.values_list("case_id", "department_id").distinct():
        found[case].add(department)
    for case, department in handed.values_list("task__case_id", "from_department_id"):
        found[case].add(department)
    return found
