"""The case or task of an address, for those who may see it; whoever may not is told that there is none."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from openhall.site.cases.access import cases_for, posts_of, tasks_for
from openhall.site.cases.by import By
from openhall.site.cases.models import Case, Task
from openhall.site.people.models import User

View = Callable[..., HttpResponse]


def of_case(view: View) -> View:
    """A view of a case: `(request, case, ...)` instead of its reference."""

    @wraps(view)
    def held(request: HttpRequest, reference: str, *args: Any, **kwargs: Any) -> HttpResponse:
        cases = cases_for(request.user).select_related("version__service__owner", "applicant")
        case = cases.filter(reference=reference).distinct().first()
        if case is None:
            raise Http404
        return view(request, case, *args, **kwargs)

    return held


def of_task(view: View) -> View:
    """A view of a task: `(request, task, ...)` instead of its number; a task that is over, for who sees its case."""

    @wraps(view)
    def held(request: HttpRequest, number: int, *args: Any, **kwargs: Any) -> HttpResponse:
        tasks = Task.objects.select_related(
            "case__version__service__owner", "department", "claimed_by", "ended_by"
        )
        task = tasks.filter(pk=number, for_applicant=False).first()
        if task is None or not _may_look(request.user, task):
            raise Http404
        return view(request, task, *args, **kwargs)

    return held


def by_of(person: User, task: Task | None = None, case: Case | None = None) -> By:
    """Who acts, in the post in which they do it: the record says the department and role, not the name."""
    posts = posts_of(person)
    wanted = {task.department_id} if task else {case.version.service.owner_id} if case else {None}
    fitting = [post for post in posts if post.department_id in wanted]
    exact = [post for post in fitting if task is None or post.role in ("", task.role)]
    post = next(iter(exact or fitting or posts), None)
    if post is None:
        return By(person)
    return By(person, post.department.key, (task.role if task and not post.role else post.role) or post.role)


def _may_look(person: User, task: Task) -> bool:
    if task.status == Task.Status.OPEN and tasks_for(person).filter(pk=task.pk).exists():
        return True
    return cases_for(person).filter(pk=task.case_id).exists()
