"""Measures in the order in which people meet them: the four of the UK's service standard first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from openhall.measure.definitions import Definition
from openhall.site.measures.charts.drawn import Drawn, drawn
from openhall.site.measures.charts.loading import load
from openhall.site.measures.models import Measure
from openhall.site.services.models import Service

MANDATORY = {
    "cost-per-transaction": _("Cost per transaction"),
    "user-satisfaction": _("User satisfaction"),
    "completion-rate": _("Completion rate"),
    "digital-take-up": _("Digital take-up"),
}
"""The measures that the service standard of the UK obliges every service to publish."""


@dataclass(frozen=True)
class Overview:
    """A service with its four measures in their order, None where one is not measured, and how many others it has."""

    service: Service
    four: tuple[Drawn | None, ...]
    others: int


def mandatory_kind(measure: Measure, definition: Definition) -> str:
    """Which of the four a measure is; "" for all others."""
    for name in MANDATORY:
        if definition.builtin in (name, f"published-{name}") or measure.slug.endswith(name):
            return name
    return ""


def in_order(measures: Iterable[Drawn]) -> list[Drawn]:
    """The four first, in their order, then the others by name."""
    kinds = list(MANDATORY)

    def place(each: Drawn) -> tuple[int, str]:
        kind = mandatory_kind(each.measure, each.definition)
        return (kinds.index(kind) if kind else len(kinds), each.name.casefold())

    return sorted(measures, key=place)


def overviews(services: Iterable[Service], measures: Iterable[Measure], *, public: bool) -> list[Overview]:
    """Some services with what is known of each."""
    four: dict[int, dict[str, Drawn]] = defaultdict(dict)
    count: Counter[int] = Counter()
    for each in load(measures):
        service = each.measure.service_id
        count[service] += 1
        kind = mandatory_kind(each.measure, each.definition)
        # Only what is shown is drawn: a service may have many other measures.
        if kind and kind not in four[service]:
            four[service][kind] = drawn(each, public=public)
    return [
        Overview(
            each, tuple(four[each.pk].get(kind) for kind in MANDATORY), count[each.pk] - len(four[each.pk])
        )
        for each in services
    ]
