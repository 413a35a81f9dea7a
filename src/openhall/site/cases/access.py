"""Who may see which case, and which of its answers: the one policy, as querysets, for desk, interfaces and acts.

A person sees the work that is offered to posts they hold, the cases in which there is or was such work, the cases of
services that their department owns, and those whose team they are in. Whoever stands in for somebody holds that
person's posts until a day. A department that `access` of a service names sees the answers it is given there and no
others; a partner that it does not name sees none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from openhall.process.feel.values import Value
from openhall.process.storing import from_stored
from openhall.site.cases.models import Case, Document, Member, Task
from openhall.site.people.models import Department, Post, User
from openhall.site.services.loading import ready


def posts_of(person: User) -> list[Post]:
    """The posts that a person holds today, their own and those they stand in for, with their departments."""
    today = timezone.localdate()
    held = person.posts.filter(Q(until=None) | Q(until__gte=today))
    return list(held.select_related("department", "stands_in_for").order_by("department__name", "role"))


def stands_in_for(person: User) -> list[User]:
    """Those whose posts a person holds in their absence."""
    return list({post.stands_in_for for post in posts_of(person) if post.stands_in_for is not None})


def tasks_for(person: User) -> QuerySet[Task]:
    """The open work that a person may do: offered to their posts, in their hands, or in a case of a team of theirs."""
    open_tasks = Task.objects.filter(status=Task.Status.OPEN, for_applicant=False)
    if person.is_superuser:
        return open_tasks
    team = Member.objects.filter(person=person, case=OuterRef("case"))
    mine = _of_posts(posts_of(person)) | Q(claimed_by=person) | Q(Exists(team))
    return open_tasks.filter(mine)


def may_work(person: User, task: Task) -> bool:
    """Whether a person may do a task, whoever has it in hand."""
    return tasks_for(person).filter(pk=task.pk).exists()


def may_lead(person: User, department: Department | None) -> bool:
    """Whether a person gives out a department's work: who holds every role in it, or is a head of service there."""
    if person.is_superuser:
        return True
    posts = [post for post in posts_of(person) if department is None or post.department_id == department.pk]
    return any(not post.role for post in posts) or (bool(posts) and "head of service" in person.roles)


def colleagues(task: Task) -> QuerySet[User]:
    """Those who may do a task: who hold its post today, and the case's team."""
    today = timezone.localdate()
    posts = Post.objects.filter(Q(until=None) | Q(until__gte=today), person=OuterRef("pk"))
    posts = posts.filter(department=task.department_id)
    if task.role:
        posts = posts.filter(Q(role="") | Q(role=task.role))
    team = Member.objects.filter(person=OuterRef("pk"), case=task.case_id)
    return User.objects.filter(Exists(posts) | Exists(team), is_active=True).order_by("name", "email")


def cases_for(person: User) -> QuerySet[Case]:
    """The cases that a person may look at."""
    if person.is_superuser:
        return Case.objects.all()
    posts = posts_of(person)
    if not posts:
        return Case.objects.filter(team__person=person)
    owners = {post.department_id for post in posts if not post.department.is_partner}
    worked = Task.objects.filter(_of_posts(posts), case=OuterRef("pk"), for_applicant=False)
    team = Member.objects.filter(person=person, case=OuterRef("pk"))
    return Case.objects.filter(Q(version__service__owner__in=owners) | Exists(worked) | Exists(team))


def may_see(person: User, case: Case) -> bool:
    """Whether a person may look at a case."""
    return cases_for(person).filter(pk=case.pk).exists()


@dataclass(frozen=True)
class Sight:
    """What of a case somebody sees.

    whole     all of it: answers, documents, letters, messages, notes
    allowed   otherwise the answers that are shown: "apply.kind" one of a form, "apply" all of it
    """

    whole: bool
    allowed: frozenset[str] = frozenset()

    def answers(self, case: Case) -> dict[str, Value]:
        """What the case knows, as far as it is shown."""
        data = from_stored(case.data)
        assert isinstance(data, dict)
        if self.whole:
            return data
        found: dict[str, Value] = {}
        for name, value in data.items():
            if name in self.allowed:
                found[name] = value
            elif isinstance(value, dict):
                shown = {key: each for key, each in value.items() if f"{name}.{key}" in self.allowed}
                if shown:
                    found[name] = shown
        return found

    def documents(self, documents: Iterable[Document]) -> list[Document]:
        """The documents that are shown: those that answer a question that is."""
        return [
            each
            for each in documents
            if self.whole or each.question in self.allowed or each.question.split(".")[0] in self.allowed
        ]


def sight_of(person: User, case: Case) -> Sight:
    """What of a case a person who may look at it sees."""
    access = _access(case)
    if person.is_superuser:
        return Sight(True)
    posts = posts_of(person)
    owner = case.version.service.owner_id
    departments = {post.department for post in posts if _touches(post, case, owner)}
    team = case.team.filter(person=person).exists()
    if team and not departments:
        departments = {post.department for post in posts}
    if any(each.pk == owner or _sees_all(each, access) for each in departments):
        return Sight(True)
    if team and not posts:
        return Sight(True)
    allowed = {answer for each in departments for answer in access.get(each.key, ())}
    return Sight(False, frozenset(allowed))


def _sees_all(department: Department, access: Mapping[str, Iterable[str]]) -> bool:
    return not department.is_partner and department.key not in access


def _access(case: Case) -> Mapping[str, Iterable[str]]:
    folder = ready(case.version_id).folder
    return folder.text.access


def _touches(post: Post, case: Case, owner: int) -> bool:
    """Whether a person looks at a case because of this post."""
    if post.department_id == owner:
        return True
    work = case.tasks.filter(department=post.department_id, for_applicant=False)
    if post.role:
        work = work.filter(Q(role="") | Q(role=post.role))
    return work.exists()


def _of_posts(posts: Iterable[Post]) -> Q:
    """Work that is offered to posts. Without a post, none."""
    every = {post.department_id for post in posts if not post.role}
    found = Q(department__in=every)
    for post in posts:
        if post.role and post.department_id not in every:
            found |= Q(department=post.department_id, role__in=("", post.role))
    return found
