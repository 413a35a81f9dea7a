"""A measure group by group in its newest period: by department, channel, or what else its definition names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhall.site.cases.models import Case
from openhall.site.measures.charts.drawn import Drawn
from openhall.site.measures.charts.speech import said
from openhall.site.measures.models import Value
from openhall.site.people.models import Department
from openhall.site.portal.models import Feedback

FACTS = {
    "department": gettext_lazy("department"),
    "channel": gettext_lazy("channel"),
    "language": gettext_lazy("language"),
    "outcome": gettext_lazy("outcome"),
    "meaning": gettext_lazy("decision"),
    "ending": gettext_lazy("ending"),
    "version": gettext_lazy("version of the service"),
}
"""What the facts that Openhall itself knows are called; a definition names its own."""
MEANINGS = {"approved": gettext_lazy("approved"), "rejected": gettext_lazy("rejected")}


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
    return [
        Grouped(fact_words(by), tuple(replace(each, name=words[each.name]) for each in groups))
        for by, groups in found.items()
        for words in [group_words(by, [each.name for each in groups])]
    ]


def fact_words(by: str) -> str:
    """What a fact is called that groups are made by."""
    return str(FACTS.get(by, by))


def group_words(by: str, groups: Iterable[str]) -> dict[str, str]:
    """What groups of a fact are called, by what they are in the record. What nobody gave a name stays as it is."""
    listed = list(groups)
    known: Mapping[str, object] = {}
    if by == "department":
        known = dict(Department.objects.filter(key__in=listed).values_list("key", "name"))
    elif by == "channel":
        known = dict(Case.Channel.choices)
    elif by == "ending":
        known = dict(Feedback.Ending.choices)
    elif by == "meaning":
        known = MEANINGS
    elif by == "language":
        known = {code: _language(code) for code in listed}
    return {group: str(known.get(group) or group) for group in listed}


def _language(code: str) -> str:
    try:
        return translation.get_language_info(code)["name_local"]
    except KeyError:
        return code
