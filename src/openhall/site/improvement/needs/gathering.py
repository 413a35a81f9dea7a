"""Evidence that the site has itself: from the map, measures, feedback, appeals, and differences between groups.

It is gathered as words and numbers of that moment. What is about fewer than ten people is gathered without its numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Avg, Count, Q
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openhall.mining.words import share
from openhall.site.improvement.ideas.evidence import FEWEST, figures_of
from openhall.site.improvement.measured import measured
from openhall.site.improvement.models import Assessment, Source
from openhall.site.ledger.models import Event
from openhall.site.measures.charts.groups import fact_words, group_words
from openhall.site.measures.models import Measure, Target, Value
from openhall.site.observatory.models import Log
from openhall.site.observatory.shelf import shelf
from openhall.site.people.models import User
from openhall.site.portal.models import Feedback
from openhall.site.web.speech import say

MOST_FINDINGS = 3
BAD = 2
"""Points of five up to which somebody was not content."""
WORDS_OF_APPEALS = ("appeal", "complaint", "objection")
"""An activity whose name has one of these is an appeal."""
Kind = Source.Kind


@transaction.atomic
def gather(assessment: Assessment, by: User | None) -> int:
    """Gather anew what the site knows; what was typed in stays. Gives how many pieces there are."""
    kept = {(each.kind, each.title): each for each in assessment.sources.filter(gathered=True)}
    found = list(_all(assessment))
    for each in found:
        known = kept.pop((each.kind, each.title), None)
        if known is not None:
            # It stays the same row, because needs may refer to it.
            known.words, known.numbers, known.people, known.at = (
                each.words,
                each.numbers,
                each.people,
                each.at,
            )
            known.save(update_fields=["words", "numbers", "people", "at"])
        else:
            each.assessment, each.by, each.gathered = assessment, by, True
            each.save()
    for gone in kept.values():
        if not gone.needs.exists():
            gone.delete()
    return len(found)


def _all(assessment: Assessment) -> Iterator[Source]:
    yield from _of_map(assessment)
    yield from _of_measures(assessment)
    yield from _of_feedback(assessment)
    yield from _of_appeals(assessment)
    yield from _of_groups(assessment)


def _of_map(assessment: Assessment) -> Iterator[Source]:
    """The largest findings on the map of its cases; where there are none yet, of nothing."""
    log = _log_of(assessment)
    if log is None or not log.ready:
        return
    view = shelf.view(log)
    if not view.log.n_cases:
        return
    for finding in list(view.findings)[:MOST_FINDINGS]:
        if finding.cases < FEWEST:
            continue
        yield Source(
            kind=Kind.MAP,
            title=finding.where[:300],
            words=say(finding.evidence),
            numbers=[list(each) for each in figures_of(finding)],
            people=finding.cases,
        )


def _log_of(assessment: Assessment) -> Log | None:
    return Log.objects.filter(live=assessment.service.slug).first()


def _of_measures(assessment: Assessment) -> Iterator[Source]:
    """Each measure of the service: its last value in the time, its target, and a year before."""
    for measure in Measure.objects.in_use().filter(service=assessment.service):
        version = measure.current
        if version is None:
            continue
        told = measured(version)
        end = assessment.last_day + timedelta(days=1)
        last = told.latest(end)
        if last is None or last[0] < assessment.first_day:
            continue
        target = Target.objects.filter(measure=measure, valid_from__lte=last[0]).last()
        earlier = told.latest(last[0] - timedelta(days=334))
        numbers = [[_("Last value"), told.said(last[1])]]
        if target is not None and target.number is not None:
            numbers.append([_("Target"), told.said(target.number)])
        if earlier is not None and (last[0] - earlier[0]).days < 400:
            numbers.append([_("A year before"), told.said(earlier[1])])
        yield Source(kind=Kind.MEASURE, title=version.name, words=told.definition.question, numbers=numbers)


def _of_feedback(assessment: Assessment) -> Iterator[Source]:
    said = Feedback.objects.filter(service=assessment.service, at__range=_span(assessment))
    for ending, words in Feedback.Ending.choices:
        rows = said.filter(ending=ending)
        sums = rows.aggregate(n=Count("pk"), mean=Avg("score"), bad=Count("pk", filter=Q(score__lte=BAD)))
        if not sums["n"]:
            continue
        title = _("Feedback: %(when)s") % {"when": words}
        if sums["n"] < FEWEST:
            few = _("Fewer than %(few)s people answered.") % {"few": FEWEST}
            yield Source(kind=Kind.FEEDBACK, title=title, words=few, people=sums["n"])
            continue
        numbers = [
            [_("Answers"), number_format(sums["n"], force_grouping=True)],
            [_("Mean points of 5"), number_format(sums["mean"], 1)],
            [_("Gave 1 or 2 points"), say(share(sums["bad"] / sums["n"]))],
        ]
        yield Source(kind=Kind.FEEDBACK, title=title, numbers=numbers, people=sums["n"])


def _of_appeals(assessment: Assessment) -> Iterator[Source]:
    """Activities of the record that are appeals by their name, beside all cases that were decided."""
    named = Q()
    for word in WORDS_OF_APPEALS:
        named |= Q(activity__icontains=word)
    rows = Event.objects.filter(
        service=assessment.service.slug, at__range=_span(assessment), lifecycle=Event.Lifecycle.COMPLETED
    )
    cases = rows.filter(named).values("case").distinct().count()
    every = rows.values("case").distinct().count()
    if not cases:
        return
    title = _("Complaints and appeals")
    if cases < FEWEST:
        yield Source(
            kind=Kind.COMPLAINT,
            title=title,
            words=_("There were fewer than %(few)s.") % {"few": FEWEST},
            people=cases,
        )
        return
    numbers = [
        [_("Cases with one"), number_format(cases, force_grouping=True)],
        [_("Of all cases with any act"), say(share(cases / every))],
    ]
    yield Source(kind=Kind.COMPLAINT, title=title, numbers=numbers, people=cases)


def _of_groups(assessment: Assessment) -> Iterator[Source]:
    """Where the groups of a measure lie furthest apart in the last period of the time that has two of them."""
    for measure in Measure.objects.in_use().filter(service=assessment.service):
        version = measure.current
        if version is None:
            continue
        told = measured(version)
        values = Value.objects.filter(
            version=version, hidden=False, n__gte=FEWEST, value__isnull=False,
            period__range=(assessment.first_day, assessment.last_day),
        ).exclude(by="").exclude(group="")  # fmt: skip
        for dimension in sorted(set(values.values_list("by", flat=True))):
            periods = values.filter(by=dimension).values("period").annotate(n=Count("pk")).filter(n__gte=2)
            last = periods.order_by("-period").first()
            if last is None:
                continue
            rows = list(values.filter(by=dimension, period=last["period"]).order_by("value"))
            low, high = rows[0], rows[-1]
            if low.value == high.value:
                continue
            groups = ngettext("%(n)s group", "%(n)s groups", len(rows)) % {"n": len(rows)}
            words = group_words(dimension, [low.group, high.group])
            yield Source(
                kind=Kind.EQUALITY,
                title=_("%(measure)s, by %(dimension)s")
                % {
                    "measure": version.name,
                    "dimension": fact_words(dimension),
                },
                words=groups,
                numbers=[[words[each.group], told.said(each.value)] for each in (low, high)],
                people=min(low.n, high.n),
            )


def _span(assessment: Assessment) -> tuple[datetime, datetime]:
    zone = timezone.get_default_timezone()
    begin = datetime.combine(assessment.first_day, time.min, zone)
    return begin, datetime.combine(assessment.last_day, time.max, zone)
