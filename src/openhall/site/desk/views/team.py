"""For whoever leads a department: its open work by person and role, what is late, what has waited longest."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Min, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from openhall.site.cases.access import departments_led, holds_today, tasks_led
from openhall.site.cases.models import Case, Task
from openhall.site.desk.inbox import in_order, lines, with_due
from openhall.site.desk.timeleft import time_left
from openhall.site.people.audience import HEADS, OFFICERS, visible_to
from openhall.site.people.models import Department, Post, User

A_PAGE = 50
OLDEST = 8
NOBODY = "nobody"


@visible_to(OFFICERS, HEADS)
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """The open work of a department; it is given to others from here."""
    departments = departments_led(request.user)
    asked = request.GET.get("department", "")
    chosen = next((each for each in departments if each.key == asked), next(iter(departments), None))
    if chosen is None:
        return render(request, "desk/team.html", {})
    work = with_due(tasks_led(request.user).filter(department=chosen))
    narrowed, words = _narrowed(request, work)
    page = Paginator(in_order(narrowed), A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "desk/team.html",
        {
            "departments": departments,
            "chosen": chosen,
            "narrow": bool(words),
            "who": request.GET.get("who", ""),
            "role": request.GET.get("role"),
            "late": "late" in request.GET,
            "ticked": "tick" in request.GET,
            "page": page,
            "lines": lines(request.user, page.object_list),
            **_figures(chosen, work),
        },
    )


def _narrowed(request: HttpRequest, work: QuerySet[Task]) -> tuple[QuerySet[Task], list[str]]:
    """The work of a person or role, or what is late; and what narrows it."""
    narrow = []
    who, role = request.GET.get("who", ""), request.GET.get("role")
    if who == NOBODY or (who.isdecimal() and len(who) < 19):
        work = work.filter(claimed_by=None if who == NOBODY else int(who))
        narrow.append("who")
    if role is not None:
        work = work.filter(role=role[:50])
        narrow.append("role")
    if "late" in request.GET:
        work = work.filter(due__lt=timezone.now())
        narrow.append("late")
    return work, narrow


def _figures(department: Department, work: QuerySet[Task]) -> dict[str, Any]:
    numbers: dict[str, Any] = {
        "open": Count("pk"),
        "late": Count("pk", filter=Q(due__lt=timezone.now())),
        "free": Count("pk", filter=Q(claimed_by=None)),
    }
    plain = work.order_by()
    by_person = {row["claimed_by"]: row for row in plain.values("claimed_by").annotate(**numbers)}
    here = Post.objects.filter(holds_today(), department=department).values("person")
    busy = [pk for pk in by_person if pk is not None]
    people = User.objects.filter(Q(pk__in=here, is_active=True) | Q(pk__in=busy)).order_by("name", "email")
    return {
        "total": plain.aggregate(**numbers, oldest=Min("offered_at")),
        "unclaimed": by_person.get(None, {"open": 0, "late": 0}),
        "people": [(each, by_person[each.pk]) for each in people if each.pk in by_person],
        "idle": [each for each in people if each.pk not in by_person],
        "roles": plain.values("role").annotate(**numbers).order_by("role"),
        "oldest": _oldest(work),
    }


def _oldest(work: QuerySet[Task]) -> list[dict[str, Any]]:
    """The cases with work here that came in first."""
    cases = Case.objects.filter(pk__in=work.values("case")).select_related("version__service")
    return [
        {"case": case, "left": time_left(case.promised_due_at or case.legal_due_at)}
        for case in cases.order_by(F("opened_at"), "pk")[:OLDEST]
    ]
