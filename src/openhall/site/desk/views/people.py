"""Who works on what, and who stands in for whom."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, F, Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from openhall.site.cases.access import may_lead, posts_of, stands_in_for
from openhall.site.cases.acts import NotPossible
from openhall.site.cases.handing import end_substitution, name_substitute
from openhall.site.cases.models import Task
from openhall.site.desk.timeleft import time_left
from openhall.site.people.audience import HEADS, OFFICERS, visible_to
from openhall.site.people.models import Department, Post, User

OLDEST = 10


class AbsenceForm(forms.Form):
    """Who stands in, and until when."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Who stands in for you"),
        error_messages={"required": gettext_lazy("Choose a colleague.")},
    )
    until = forms.DateField(
        label=gettext_lazy("Until (that day too)"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": gettext_lazy("Enter a date."),
            "invalid": gettext_lazy("Enter a real date."),
        },
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        departments = Post.objects.filter(person=person, stands_in_for=None).values("department")
        field.queryset = (
            User.objects.filter(posts__department__in=departments, is_active=True)
            .exclude(pk=person.pk)
            .distinct()
        )


@visible_to(OFFICERS, HEADS)
@require_http_methods(["GET", "POST"])
def absence(request: HttpRequest) -> HttpResponse:
    """Name who stands in while one is away, and see for whom one stands in."""
    person = request.user
    if request.method == "POST" and "end" in request.POST:
        end_substitution(person)
        messages.success(request, _("You are back: nobody stands in for you."))
        return redirect("desk:absence")
    form = AbsenceForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            name_substitute(person, form.cleaned_data["person"], form.cleaned_data["until"])
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("%(person)s stands in for you.") % {"person": form.cleaned_data["person"]}
            )
            return redirect("desk:absence")
    named = Post.objects.filter(stands_in_for=person, until__gte=timezone.localdate()).select_related(
        "person"
    )
    context = {
        "form": form,
        "named": named.first(),
        "others": stands_in_for(person),
        "posts": posts_of(person),
    }
    return render(request, "desk/absence.html", context, status=400 if form.errors else 200)


@visible_to(OFFICERS, HEADS)
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """For whoever leads a department: its open work by person and role, what is late, and what is oldest."""
    departments = [
        each
        for each in Department.objects.all()
        if (request.user.is_superuser or each.pk in {post.department_id for post in posts_of(request.user)})
        and may_lead(request.user, each)
    ]
    asked = request.GET.get("department", "")
    chosen = next(
        (each for each in departments if each.key == asked), departments[0] if departments else None
    )
    return render(
        request,
        "desk/team.html",
        {"departments": departments, "chosen": chosen, **(_work_of(chosen) if chosen else {})},
    )


def _work_of(department: Department) -> dict[str, Any]:
    now = timezone.now()
    work = Task.objects.filter(department=department, status=Task.Status.OPEN, for_applicant=False)
    numbers = {
        "open": Count("pk"),
        "late": Count("pk", filter=Q(due_at__lt=now)),
        "oldest": Min("offered_at"),
    }
    people = work.values("claimed_by").annotate(**numbers, name=F("claimed_by__name")).order_by("-open")
    roles = (
        work.values("role").annotate(**numbers, free=Count("pk", filter=Q(claimed_by=None))).order_by("role")
    )
    oldest = work.select_related("case__version__service", "claimed_by").order_by("offered_at")[:OLDEST]
    return {
        "total": work.aggregate(**numbers),
        "people": people,
        "roles": roles,
        "oldest": [{"task": each, "left": time_left(each.due_at)} for each in oldest],
    }
