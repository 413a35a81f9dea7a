"""The case or task of an address, for those who may see it; whoever may not is told that there is none.

Who may see it says what for, or is at work on it; and that they looked is recorded before the page is answered.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from openhall.site.cases.access import cases_for, posts_of, tasks_for
from openhall.site.cases.by import By
from openhall.site.cases.models import Case, Task
from openhall.site.desk.purposes import Looking, given_purpose, is_at_hand, task_at_hand, working_on
from openhall.site.desk.views.purpose_page import ask_purpose
from openhall.site.people.models import Post, User

View = Callable[..., HttpResponse]


class NotRecorded(Exception):
    """A page of a case would be shown without a record of it."""


def of_case(view: View) -> View:
    """A view of a case: `(request, case, ...)` instead of its reference."""

    @wraps(view)
    def held(request: HttpRequest, reference: str, *args: Any, **kwargs: Any) -> HttpResponse:
        case = find_case(request.user, reference)
        if case is None:
            raise Http404
        posts = posts_of(request.user)
        task = task_at_hand(request, case, posts)
        if task is not None:
            looking = working_on(task, by_for(request.user, task, posts))
        else:
            looking = _with_purpose(request, case, by_in(request.user, case, posts))
        return _answered(view, request, case, looking, (case, *args), kwargs)

    return held


def of_task(view: View) -> View:
    """A view of a task: `(request, task, ...)` instead of its number; also of one that is over, or is others' work, for
    who sees its case."""

    @wraps(view)
    def held(request: HttpRequest, number: int, *args: Any, **kwargs: Any) -> HttpResponse:
        task = read_task(number)
        if task is None or not _may_look(request.user, task):
            raise Http404
        posts = posts_of(request.user)
        by = by_for(request.user, task, posts)
        at_hand = is_at_hand(request, task, posts)
        looking = working_on(task, by) if at_hand else _with_purpose(request, task.case, by)
        return _answered(view, request, task.case, looking, (task, *args), kwargs)

    return held


def find_case(person: User, reference: str) -> Case | None:
    """The case of a reference, where the person may see it."""
    cases = cases_for(person).select_related("version__service__owner", "applicant")
    return cases.filter(reference=reference).first()


def read_task(number: int) -> Task | None:
    """A task of officers with all that its page shows."""
    tasks = Task.objects.select_related(
        "case__version__service__owner", "department", "claimed_by", "ended_by"
    )
    return tasks.filter(pk=number, for_applicant=False).first()


def by_for(person: User, task: Task, posts: list[Post] | None = None) -> By:
    """Who acts on a task, in the post in which they do it: the record says the department and role, not the name.

    posts  those of the person, where they are at hand
    """
    held = posts_of(person) if posts is None else posts
    fitting = [post for post in held if post.department_id == task.department_id]
    exact = [post for post in fitting if post.role in ("", task.role)]
    post = next(iter(exact or fitting or held), None)
    if post is None:
        return By(person)
    return By(person, post.department.key, task.role if post in exact else post.role)


def by_in(person: User, case: Case, posts: list[Post] | None = None) -> By:
    """Who acts in a case beside its tasks: in a post of the department that answers for it, if they have one.

    posts  those of the person, where they are at hand
    """
    held = posts_of(person) if posts is None else posts
    owner = case.version.service.owner_id
    post = next((post for post in held if post.department_id == owner), next(iter(held), None))
    return By(person, post.department.key, post.role) if post else By(person)


def _with_purpose(request: HttpRequest, case: Case, by: By) -> Looking | None:
    purpose = given_purpose(request, case)
    return Looking(by, purpose) if purpose else None


def _answered(
    view: View, request: HttpRequest, case: Case, looking: Looking | None, args: tuple[Any, ...], kwargs: Any
) -> HttpResponse:
    """What a view of a case answers; the question what for, where that is not known."""
    if looking is None:
        case_page = reverse("desk:case", args=[case.reference])
        return ask_purpose(request, case, request.get_full_path() if request.method == "GET" else case_page)
    request.looking = looking  # type: ignore[attr-defined]
    response = view(request, *args, **kwargs)
    if not hasattr(request, "look") and not 300 <= response.status_code < 400:
        raise NotRecorded(
            f"{view.__module__}.{view.__name__} shows a case and records nobody who looks at it."
        )
    return response


def _may_look(person: User, task: Task) -> bool:
    if task.status == Task.Status.OPEN and tasks_for(person).filter(pk=task.pk).exists():
        return True
    return cases_for(person).filter(pk=task.case_id).exists()
