"""For heads and operators: who has which course, what is missing and what ends; ask, record, remind."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhall.site.cases.access import departments_led, holders, holds_today
from openhall.site.people.audience import HEADS, OPERATORS, visible_to
from openhall.site.people.models import Department, Post, User
from openhall.site.training.drafting import NotPossible
from openhall.site.training.forms import AskForm, RecordForm, WithdrawForm
from openhall.site.training.learning import begin, complete, start_again, withdraw
from openhall.site.training.models import Completion, Enrolment, Overruled
from openhall.site.training.reminding import remind_now
from openhall.site.training.requiring import held_by, held_by_all
from openhall.site.training.views.learning import crumbs

A_PAGE = 25


def departments_of(viewer: User) -> list[Department]:
    """The departments of which somebody sees who learned what: a head those they lead today; an operator all."""
    return list(Department.objects.all()) if OPERATORS.admits(viewer) else departments_led(viewer)


def person_of(viewer: User, person_id: int) -> User:
    """A person of one of these departments; 404 for everybody else."""
    seen = User.objects.filter(is_active=True)
    if not OPERATORS.admits(viewer):
        posts = Post.objects.filter(holds_today(), department__in=departments_of(viewer))
        seen = seen.filter(pk__in=posts.values("person"))
    return get_object_or_404(seen, pk=person_id)


@visible_to(HEADS, OPERATORS)
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """A department: its people, what each has, lacks and has to renew."""
    departments = departments_of(request.user)
    asked = request.GET.get("department", "")
    chosen = next(
        (each for each in departments if each.key == asked), departments[0] if departments else None
    )
    if asked and chosen is not None and chosen.key != asked:
        raise Http404
    people = list(holders(chosen.pk, "")) if chosen is not None else []
    held = held_by_all(people) if people else {}
    page = Paginator(people, A_PAGE).get_page(request.GET.get("page"))
    every = [each for rows in held.values() for each in rows]
    context = {
        "departments": departments,
        "department": chosen,
        "page": page,
        "rows": [{"person": person, "held": held[person.pk]} for person in page],
        "n_people": len(people),
        "n_missing": sum(each.missing for each in every),
        "n_soon": sum(each.ends_soon for each in every),
        "n_whole": sum(not any(each.missing for each in rows) for rows in held.values()),
        "overruled": Overruled.objects.filter(department=chosen)
        .select_related("person", "by")
        .prefetch_related("courses")[:10]
        if chosen
        else [],
        "tab": "team",
    }
    return render(request, "training/team.html", context)


@visible_to(HEADS, OPERATORS)
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person: all their courses; ask them to take one, or record what they completed elsewhere."""
    found = person_of(request.user, person_id)
    act = request.POST.get("act", "")
    ask = AskForm(request.POST if act == "ask" else None, prefix="ask")
    record = RecordForm(request.POST if act == "record" else None, prefix="record")
    if act == "ask" and ask.is_valid():
        given = ask.cleaned_data
        try:
            begin(found, given["course"], due_on=given["due_on"], asked_by=request.user)
        except NotPossible as error:
            ask.add_error("course", str(error))
        else:
            remind_now(found, given["course"].pk, given["due_on"], "due")
            messages.success(request, _("%(person)s is asked to take the course.") % {"person": found})
            return redirect("training:person", person_id)
    if act == "record" and record.is_valid():
        given = record.cleaned_data
        complete(
            found,
            given["course"],
            version=given["course"].open_version,
            on=given["on"],
            source=Completion.Source.TYPED,
            evidence=given["evidence"],
            by=request.user,
        )
        messages.success(request, _("The completion is recorded."))
        return redirect("training:person", person_id)
    context = {
        "person": found,
        "held": held_by(found),
        "history": Completion.objects.filter(person=found).select_related("course", "by"),
        "ask": ask,
        "record": record,
        "crumbs": [*crumbs(), {"words": _("Team"), "href": reverse("training:team")}],
    }
    status = 400 if ask.errors or record.errors else 200
    return render(request, "training/person.html", context, status=status)


@visible_to(HEADS, OPERATORS)
@require_POST
def remind(request: HttpRequest, person_id: int, course_id: int) -> HttpResponse:
    """Send a reminder now."""
    found = person_of(request.user, person_id)
    held = next((each for each in held_by(found) if each.course.pk == course_id), None)
    if held is None:
        raise Http404
    day = held.until if held.ends_soon else held.due_on
    kind = "ends" if held.ends_soon else "due"
    remind_now(found, course_id, day or timezone.localdate() + timedelta(days=30), kind)
    messages.success(request, _("%(person)s is reminded by e-mail.") % {"person": found})
    return redirect("training:person", person_id)


@visible_to(HEADS, OPERATORS)
@require_POST
def open_again(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """Let somebody begin a course anew who has no attempt left."""
    held = get_object_or_404(Enrolment.objects.select_related("course"), pk=enrolment_id, ended_at=None)
    found = person_of(request.user, held.person_id)
    start_again(held)
    begin(found, held.course, due_on=held.due_on, asked_by=request.user)
    messages.success(request, _("%(person)s can begin the course anew.") % {"person": found})
    return redirect("training:person", found.pk)


@visible_to(HEADS, OPERATORS)
@require_http_methods(["GET", "POST"])
def withdraw_completion(request: HttpRequest, completion_id: int) -> HttpResponse:
    """Ask for the reason, then let a completion not count any more."""
    made = get_object_or_404(Completion.objects.select_related("course"), pk=completion_id, withdrawn_at=None)
    found = person_of(request.user, made.person_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdraw(made, form.cleaned_data["because"])
        messages.success(request, _("The completion does not count any more."))
        return redirect("training:person", found.pk)
    context = {
        "form": form,
        "completion": made,
        "person": found,
        "crumbs": [*crumbs(), {"words": str(found), "href": reverse("training:person", args=[found.pk])}],
    }
    return render(request, "training/withdraw.html", context, status=400 if form.errors else 200)
