"""How many applications were decided, and how (GovStack registration: statistics API 1.0.0)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from ninja import Query, Router

from openhall.process.errors import ProcessError
from openhall.site.cases.models import Case, Task
from openhall.site.exchange.govstack.registration.shapes import APPROVED, REJECTED, meanings
from openhall.site.exchange.mediator import Client
from openhall.site.exchange.opening import holds
from openhall.site.exchange.refusing import Refused
from openhall.site.exchange.scopes import Scope
from openhall.site.exchange.shapes import Camel, Problem
from openhall.site.services.loading import ready
from openhall.site.services.models import Service, Version

router = Router(tags=["GovStack registration: statistics"], by_alias=True, exclude_none=True)
MOST = 400
"""Spans of time of one answer."""

FIRST, LAST = date(1970, 1, 1), date(2200, 1, 1)
StartDate = Annotated[date | None, Query(alias="startDate", ge=FIRST, le=LAST)]
EndDate = Annotated[date | None, Query(alias="endDate", ge=FIRST, le=LAST)]


class Timeframe(StrEnum):
    """How long each span is that is counted by itself."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class References(Camel):
    """What was asked."""

    start_date: date | None = None
    end_date: date | None = None
    registration_name: str | None = None
    operator: str | None = None
    role: str | None = None
    timeframe_day: bool
    timeframe_week: bool
    timeframe_month: bool
    timeframe_year: bool


class Counts(Camel):
    """Applications that came to their end in a span of time, and those that were sent back to the applicant in it."""

    processed: int
    approved: int
    sent_back: int
    rejected: int
    references: References


@dataclass(frozen=True)
class Span:
    """Some days, the first and the last; None where it is open."""

    first: date | None
    last: date | None

    def within(self, field: str) -> Q:
        """Rows whose time lies in it, on the office's own clock."""
        found = Q()
        if self.first is not None:
            found &= Q(**{f"{field}__gte": _midnight(self.first)})
        if self.last is not None:
            found &= Q(**{f"{field}__lt": _midnight(self.last + timedelta(days=1))})
        return found


@router.get(
    "/data/statistics", response={200: list[Counts], 400: Problem, 404: Problem}, auth=holds(Scope.STATISTICS)
)
@router.get(
    "/data/statistics/1.0",
    response={200: list[Counts], 400: Problem, 404: Problem},
    auth=holds(Scope.STATISTICS),
    include_in_schema=False,
)
def statistics(
    request: HttpRequest,
    client: Client,
    start_date: StartDate = None,
    end_date: EndDate = None,
    registration_name: str | None = Query(None, alias="registrationName", max_length=200),
    operator: str | None = Query(None, max_length=200),
    role: str | None = Query(None, max_length=200),
    timeframe: Timeframe | None = None,
) -> list[Counts]:
    """Counts of all services, or of one; only of applications that an operator or a role worked on, where one is named.

    With a timeframe each day, week, month or year between the two dates is counted by itself.
    """
    cases = _cases(registration_name, operator, role)
    said = {f"timeframe_{each}": each == timeframe for each in Timeframe}
    return [
        _counted(
            cases,
            span,
            References(
                start_date=span.first,
                end_date=span.last,
                registration_name=registration_name,
                operator=operator,
                role=role,
                **said,
            ),
        )
        for span in spans(start_date, end_date, timeframe)
    ]


def spans(first: date | None, last: date | None, timeframe: Timeframe | None) -> list[Span]:
    """The spans of time that are counted. Raises `Refused`."""
    if first is not None and last is not None and first > last:
        raise Refused(400, "endDate: " + _("it lies before startDate."))
    if timeframe is None:
        return [Span(first, last)]
    if first is None or last is None:
        raise Refused(400, "timeframe: " + _("say from which startDate to which endDate."))
    found = []
    for span in _cut(first, last, timeframe):
        found.append(span)
        if len(found) > MOST:
            raise Refused(
                400,
                "timeframe: " + _("there are more than %(most)s of them between the dates.") % {"most": MOST},
            )
    return found


def _cut(first: date, last: date, timeframe: Timeframe) -> Iterator[Span]:
    while first <= last:
        if timeframe == Timeframe.DAY:
            end = first
        elif timeframe == Timeframe.WEEK:
            end = first + timedelta(days=6 - first.weekday())
        elif timeframe == Timeframe.MONTH:
            end = first.replace(day=monthrange(first.year, first.month)[1])
        else:
            end = first.replace(month=12, day=31)
        yield Span(first, min(end, last))
        first = end + timedelta(days=1)


def _cases(name: str | None, operator: str | None, role: str | None) -> QuerySet[Case]:
    found = Case.objects.all()
    if name is not None:
        service = Service.objects.filter(Q(name__iexact=name) | Q(slug=name)).first()
        if service is None:
            raise Refused(404, _("There is no registration of this name."))
        found = found.filter(version__service=service)
    work = Task.objects.filter(case=OuterRef("pk"), status=Task.Status.DONE)
    if operator is not None:
        found = found.filter(Exists(work.filter(ended_by__name__iexact=operator)))
    if role is not None:
        found = found.filter(Exists(work.filter(role=slugify(role))))
    return found


def _counted(cases: QuerySet[Case], span: Span, references: References) -> Counts:
    ended = cases.filter(span.within("ended_at"), ended_at__isnull=False)
    back = Task.objects.filter(span.within("offered_at"), case=OuterRef("pk"), for_applicant=True)
    means = {APPROVED: Q(pk__in=()), REJECTED: Q(pk__in=())}
    for version in Version.objects.filter(pk__in=cases.order_by().values("version").distinct()):
        for outcome, meaning in _meanings(version).items():
            means[meaning] |= Q(version=version, outcome=outcome)
    return Counts(
        processed=ended.count(),
        approved=ended.filter(means[APPROVED]).count(),
        sent_back=cases.filter(Exists(back)).count(),
        rejected=ended.filter(means[REJECTED]).count(),
        references=references,
    )


def _meanings(version: Version) -> dict[str, str]:
    try:
        return dict(meanings(ready(version.pk)))
    except ProcessError:
        # A department that it needs is gone; what its endings mean is not known any more.
        return {}


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
