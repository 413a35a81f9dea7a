"""Who sees which measures, and who may say where a chart begins anew: the one policy of the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from openhall.site.cases.access import departments_led, holds_today, may_lead
from openhall.site.measures.models import Measure
from openhall.site.people.audience import ANALYSTS, HEADS
from openhall.site.people.models import Department, Post
from openhall.site.people.roles import Role


def measures_seen_by(person: Any) -> QuerySet[Measure]:
    """The measures that a person may see: those that are public; analysts and heads of service see all in use."""
    ordered = Measure.objects.select_related("service", "owner")
    found: QuerySet[Measure] = ordered.in_use() if sees_all(person) else ordered.public()
    return found


def sees_all(person: Any) -> bool:
    """Whether a person sees measures that are not public, and periods of few cases."""
    return ANALYSTS.admits(person)


def may_rebase(person: Any, measure: Measure) -> bool:
    """Whether a person may let limits begin anew: a head of service of the department that answers for the measure.

    Any head of service, where that department has none.
    """
    if not HEADS.admits(person):
        return False
    return may_lead(person, measure.owner) or not heads_of(measure.owner)


def heads_of(department: Department) -> list[Any]:
    """The heads of service with a post in a department today."""
    posts = Post.objects.filter(
        holds_today(),
        department=department,
        person__is_active=True,
        person__groups__name=Role.HEAD_OF_SERVICE,
    ).select_related("person")
    return list({post.person_id: post.person for post in posts}.values())


def own_measures(person: Any) -> QuerySet[Measure]:
    """The measures that a head of service answers for: those of the departments whose work they give out."""
    return measures_seen_by(person).filter(owner__in=departments_led(person))
