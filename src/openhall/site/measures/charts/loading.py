"""What charts are made of, for many measures in a few queries: versions, values, targets, and what happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from openhall.measure.definitions import Definition, Grain
from openhall.measure.definitions.periods import next_start, start_of
from openhall.site.measures.computing import readable
from openhall.site.measures.models import Annotation, Measure, MeasureVersion, Rebase, Target, Value
from openhall.site.services.models import Version


@dataclass(frozen=True)
class Period:
    """A value of a measure. `value` is None where nothing can be said; `hidden` where it is told to staff only."""

    day: date
    value: float | None
    numerator: float | None
    denominator: float | None
    n: int
    hidden: bool
    version: int


@dataclass(frozen=True)
class Told:
    """Something that happened, in words. `number` is that of the annotation; None for a version of the service."""

    day: date
    words: str
    number: int | None = None


@dataclass(frozen=True)
class Loaded:
    """Everything of a measure's chart.

    version     the newest one, whose definition counts
    over        the periods that are over, in the order of time; running is the one that is not
    redefined   the first day of each version but the first that counts otherwise than the one before, and its note
    """

    measure: Measure
    version: MeasureVersion
    versions: tuple[MeasureVersion, ...]
    definition: Definition
    over: tuple[Period, ...]
    running: Period | None
    target: float | None
    rebases: tuple[Rebase, ...]
    redefined: tuple[tuple[date, str], ...]
    told: tuple[Told, ...]


def load(measures: Iterable[Measure], *, today: date | None = None) -> list[Loaded]:
    """What the charts of some measures are made of, in their order; without those whose definition cannot be read.

    A fixed number of queries, whatever the number of measures. `today` is that of the office's clock when not given.
    """
    wanted = list(measures)
    ids = [each.pk for each in wanted]
    day = today or timezone.localdate()
    versions: dict[int, list[MeasureVersion]] = defaultdict(list)
    for version in MeasureVersion.objects.filter(measure__in=ids).order_by("number"):
        versions[version.measure_id].append(version)
    values = _values(ids)
    targets: dict[int, float | None] = dict(
        Target.objects.filter(measure__in=ids, valid_from__lte=day)
        .order_by("valid_from")
        .values_list("measure", "number")
    )
    rebases: dict[int, list[Rebase]] = defaultdict(list)
    for rebase in Rebase.objects.filter(measure__in=ids):
        rebases[rebase.measure_id].append(rebase)
    told = _told(wanted)
    found = []
    for measure in wanted:
        known = versions[measure.pk]
        definition = readable(known[-1]) if known else None
        if definition is None:
            continue
        periods = sorted(values[measure.pk], key=lambda each: each.day)
        over = tuple(each for each in periods if next_start(each.day, definition.grain) <= day)
        running = next((each for each in periods if each.day == start_of(day, definition.grain)), None)
        found.append(
            Loaded(
                measure,
                known[-1],
                tuple(known),
                definition,
                over,
                running,
                targets.get(measure.pk, definition.target),
                tuple(rebases[measure.pk]),
                _redefined(known, definition.grain),
                tuple(told[measure.pk]),
            )
        )
    return found


def _values(ids: Sequence[int]) -> dict[int, list[Period]]:
    rows = Value.objects.filter(version__measure__in=ids, by="", group="").values_list(
        "version__measure", "period", "value", "numerator", "denominator", "n", "hidden", "version__number"
    )
    newest: dict[tuple[int, date], Period] = {}
    for measure, day, value, numerator, denominator, n, hidden, number in rows:
        held = newest.get((measure, day))
        if held is None or held.version < number:
            newest[measure, day] = Period(day, value, numerator, denominator, n, hidden, number)
    found: dict[int, list[Period]] = defaultdict(list)
    for (measure, _day), period in newest.items():
        found[measure].append(period)
    return found


def _redefined(versions: Sequence[MeasureVersion], grain: Grain) -> tuple[tuple[date, str], ...]:
    """Where a later version counts otherwise; of versions from the same day on, the last one."""
    last = {each.valid_from: each for each in versions}
    ordered = [last[day] for day in sorted(last)]
    return tuple(
        (
            start_of(after.valid_from, grain),
            _("New definition: %(note)s") % {"note": after.note or after.name},
        )
        for before, after in pairwise(ordered)
        if before.digest != after.digest
    )


def _told(measures: Sequence[Measure]) -> dict[int, list[Told]]:
    """What people noted, and versions of the services that were published, for each measure."""
    services = {each.service_id for each in measures if each.service_id is not None}
    notes = list(
        Annotation.objects.filter(
            Q(measure__in=[each.pk for each in measures])
            | Q(measure=None, service__in=services)
            | Q(measure=None, service=None)
        )
    )
    published: dict[int, list[Told]] = defaultdict(list)
    for service, number, at, note in (
        Version.objects.filter(service__in=services)
        .exclude(published_at=None)
        .values_list("service", "number", "published_at", "note")
    ):
        words = _("Version %(number)s of the service") % {"number": number}
        published[service].append(Told(timezone.localdate(at), f"{words}: {note}" if note else words))
    found: dict[int, list[Told]] = {}
    for measure in measures:
        own = [
            Told(each.date, each.words, each.pk)
            for each in notes
            if each.measure_id == measure.pk
            or (each.measure_id is None and each.service_id in (None, measure.service_id))
        ]
        found[measure.pk] = sorted(
            [*own, *published.get(measure.service_id or 0, [])], key=lambda each: each.day
        )
    return found
