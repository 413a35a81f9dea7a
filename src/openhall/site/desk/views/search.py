"""Search the cases that a person may see."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from openhall.site.cases.access import cases_for, sights_of
from openhall.site.cases.models import Case
from openhall.site.cases.speaking import outcome_of
from openhall.site.desk.looking import ENDED, LATE, OPEN, STUCK, WRITTEN, found_cases
from openhall.site.desk.models import SavedView
from openhall.site.desk.remembering import words_of
from openhall.site.desk.timeleft import TimeLeft, time_left
from openhall.site.desk.views.forms import ServiceField, a_day
from openhall.site.people.audience import HEADS, OFFICERS, visible_to
from openhall.site.people.models import User
from openhall.site.services.models import Service

A_PAGE = 50
MOST_OUTCOMES = 200
STATES = (
    ("", gettext_lazy("All")),
    (OPEN, gettext_lazy("Open")),
    (LATE, gettext_lazy("Late")),
    (WRITTEN, gettext_lazy("New message from the applicant")),
    (STUCK, gettext_lazy("Does not go on by itself")),
    (ENDED, gettext_lazy("Finished")),
)


class SearchForm(forms.Form):
    """What is looked for beside words. All of it may be left empty."""

    service = ServiceField(
        Service.objects.none(),
        label=gettext_lazy("Service"),
        required=False,
        to_field_name="slug",
        empty_label=gettext_lazy("All"),
        error_messages={"invalid_choice": gettext_lazy("Choose a service of the list.")},
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=STATES,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose a state of the list.")},
    )
    since = a_day(label=gettext_lazy("Received from"), required=False)
    until = a_day(label=gettext_lazy("Received until"), required=False)
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose an outcome of the list.")},
    )

    def __init__(self, *args: object, outcomes: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        services = self.fields["service"]
        assert isinstance(services, ServiceField)
        services.offer(Service.objects.all())
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext_lazy("All")), *outcomes]


@dataclass(frozen=True)
class Found:
    """A case of the list, with what its reader may see of it."""

    case: Case
    left: TimeLeft | None
    subject: str
    applicant: str
    outcome: str


@visible_to(OFFICERS, HEADS)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Cases, the newest first."""
    person, words = request.user, words_of(request)
    form = SearchForm(request.GET, outcomes=_outcomes(person))
    page = None
    if form.is_valid():
        given = form.cleaned_data | {"words": words}
        page = Paginator(found_cases(person, given), A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "desk/search.html",
        {
            "form": form,
            "words": words or "",
            "forgotten": words is None,
            "asked": bool(query),
            "page": page,
            "rows": _rows(person, list(page)) if page is not None else [],
            "saved": SavedView.objects.filter(person=person, page=SavedView.Page.SEARCH),
            "place": SavedView.Page.SEARCH.value,
            "query": query.urlencode(),
        },
        status=400 if form.errors else 200,
    )


def _rows(person: User, cases: list[Case]) -> list[Found]:
    sights = sights_of(person, cases)
    return [
        Found(
            case,
            _left(case),
            sights[case.pk].subject(case),
            sights[case.pk].applicant(case),
            outcome_of(case),
        )
        for case in cases
    ]


def _left(case: Case) -> TimeLeft | None:
    if case.decided_at is not None or case.ended_at is not None:
        return None
    return time_left(case.promised_due_at or case.legal_due_at)


def _outcomes(person: User) -> list[tuple[str, str]]:
    """What cases came to that the person may see: as it is kept, and as it is said of the latest such cases."""
    found = cases_for(person).exclude(outcome="").order_by("outcome").values("outcome")
    latest = found.annotate(version_id=Max("version"))[:MOST_OUTCOMES]
    return [(row["outcome"], outcome_of(Case(**row))) for row in latest]
