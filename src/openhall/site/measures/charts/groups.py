"""A measure group by group in its newest period: by department, channel, or what else its definition names."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from openhall.site.measures.charts.drawn import Drawn
from openhall.site.measures.charts.speech import said
from openhall.site.measures.models import Value


@dataclass(frozen=True)
class Group:
    """One group in words; `n` is "" where it is not told."""

    name: str
    value: str
    n: str


@dataclass(frozen=True)
class Grouped:
    """All groups of one fact."""

    by: str
    groups: tuple[Group, ...]


def by_group(drawn: Drawn) -> list[Grouped]:
    """The newest period that is over, by each fact of the definition. The public is not told groups of few cases."""
    latest = drawn.latest
    if latest is None or not drawn.definition.by:
        return []
    rows = Value.objects.filter(
        version__measure=drawn.measure,
        version__number=latest.version,
        period=latest.day,
        by__in=drawn.definition.by,
    ).order_by("by", "group")
    found: dict[str, list[Group]] = {}
    for row in rows:
        hidden = row.hidden and drawn.public
        value = _("not shown: too few cases") if hidden else said(row.value, drawn.definition)
        found.setdefault(row.by, []).append(Group(row.group, value, "" if hidden else f"{row.n:,}"))
    return [Grouped(by, tuple(groups)) for by, groups in found.items()]
