"""Alerts: when the newest value of a measure is a signal, those who answer for it are told, once.

Chance is never told: a value within the limits gives no alert, nor do limits of fewer than 12 values. A signal that
goes on is told once, as long as it points the same way. How often one is false: docs/findings/false-alarms.md.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from openhall.measure.definitions.periods import next_start
from openhall.measure.spc import Chart, Point, Signal
from openhall.site.measures.charts.drawn import Drawn, draw_all
from openhall.site.measures.models import Alert, Measure
from openhall.site.measures.tasks import mail_alert

AT_ONCE = 100
LATE = 2
"""An alert is for news: none where this many periods have gone by since the newest value."""
_LOOKED: dict[int, tuple[date, float]] = {}
"""By measure, the newest period and its value that this process has looked at."""


def alert_due() -> int:
    """One round of the worker: look at the newest value of each measure in use; how many alerts are new."""
    ids = list(Measure.objects.in_use().values_list("pk", flat=True))
    done = 0
    for first in range(0, len(ids), AT_ONCE):
        measures = Measure.objects.filter(pk__in=ids[first : first + AT_ONCE]).select_related(
            "service", "owner"
        )
        done += sum(alert(each) is not None for each in draw_all(measures, public=False))
    return done


def alert(drawn: Drawn) -> Alert | None:
    """Tell of the newest value of a measure where it is a signal that nobody was told of; None where there is none."""
    chart = drawn.chart
    if chart is None or chart.phase.provisional or _is_old(drawn):
        return None
    newest = chart.points[-1]
    looked_at = (newest.day, newest.value)
    if _LOOKED.get(drawn.measure.pk) == looked_at:
        return None
    is_news = newest.signal is not Signal.COMMON_CAUSE and not _was_told(drawn, chart)
    made = _tell(drawn, newest) if is_news else None
    # Only now: what failed half-way is looked at again in the next round.
    _LOOKED[drawn.measure.pk] = looked_at
    return made


def _tell(drawn: Drawn, newest: Point) -> Alert | None:
    try:
        with transaction.atomic():
            made: Alert = Alert.objects.create(
                version=drawn.loaded.version,
                period=newest.day,
                rule=str(newest.signal),
                sentence=drawn.sentence,
            )
            transaction.on_commit(lambda: mail_alert.enqueue(made.pk))
    except IntegrityError:
        # Another worker was faster.
        return None
    return made


def _is_old(drawn: Drawn) -> bool:
    latest = drawn.latest
    if latest is None:
        return True
    end = latest.day
    for _ in range(LATE + 1):
        end = next_start(end, drawn.definition.grain)
    return end <= timezone.localdate() - timedelta(days=1)


def _was_told(drawn: Drawn, chart: Chart) -> bool:
    """Whether an alert of the same direction lies in the spell that the newest value belongs to, or right before it."""
    spell = chart.spells[-1]
    since = chart.points[max(spell.first - 1, 0)].day
    told = Alert.objects.filter(version__measure=drawn.measure, by="", group="", period__gte=since)
    high = chart.points[-1].signal.high
    return any(
        Signal(rule).high == high for rule in told.values_list("rule", flat=True) if rule in set(Signal)
    )
