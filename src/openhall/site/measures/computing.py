"""Keep the values of all measures as the record has them: new cases within seconds, everything else when it changes.

One transaction folds new rows into facts, works out the values of the periods that these touch, and moves the cursor
on. So a process that dies in between has done nothing, and what it would have done is done by the next one.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from time import monotonic
from zoneinfo import ZoneInfo

import polars as pl
from django.db import connection, transaction
from django.db.models import Max, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from openhall.measure.definitions import Definition, compute, periods_touched
from openhall.measure.definitions.periods import next_start
from openhall.measure.errors import BadMeasure
from openhall.site.measures import frames
from openhall.site.measures.adopting import adopt_new, definition_of
from openhall.site.measures.folding import Folded, fold_new
from openhall.site.measures.models import CaseFact, Cursor, Measure, MeasureVersion, Standing, Value
from openhall.site.services.models import Service

AT_ONCE = 1_000
COLUMNS = ("by", "group", "period", "numerator", "denominator", "value", "n", "spread", "hidden")

LOOKING = 10.0
"""Seconds between two looks at typed-in numbers, feedback, datasets and the calendar."""
_LOOKED: dict[str, float] = {}
"""When this process last did."""

logger = logging.getLogger(__name__)


def readable(version: MeasureVersion | None) -> Definition | None:
    """What a version says; None where there is none, or it cannot be read any more."""
    try:
        return definition_of(version.text) if version is not None else None
    except BadMeasure:
        return None


def measure_due() -> int:
    """One round of the worker: adopt new definitions, fold new rows, and work out what is not current; how much."""
    done = adopt_new()
    with transaction.atomic():
        cursor = _held()
        if cursor is None:
            return done
        before = (cursor.seen, dict(cursor.gaps), cursor.drafts_at)
        folded = fold_new(cursor, facts_added)
        if folded.more:
            # While a long record is caught up with, no value is worked out twice.
            _wait(folded.services)
        elif folded.services:
            for version in standing_versions().filter(_of(folded.services, "measure__service")):
                _touch(version, folded)
        if (cursor.seen, cursor.gaps, cursor.drafts_at) != before:
            cursor.save()
    if not folded.more:
        done += catch_up(standing_versions(), all_of_them=done > 0 or _is_time())
    return done + folded.rows


def _is_time() -> bool:
    """Whether it is some seconds ago that everything besides cases was looked at."""
    if monotonic() - _LOOKED.get("at", -LOOKING) < LOOKING:
        return False
    _LOOKED["at"] = monotonic()
    return True


def _held() -> Cursor | None:
    """The cursor, locked; None while another process holds it."""
    skipping = connection.features.has_select_for_update_skip_locked
    rows = Cursor.objects.filter(name="ledger").select_for_update(skip_locked=skipping)
    held = rows.first()
    if held is None:
        Cursor.objects.get_or_create(name="ledger")
        held = rows.first()
    return held


def standing_versions() -> QuerySet[MeasureVersion]:
    """All versions of the measures that are in use, each with its measure, service and standing, and with `until`."""
    following = MeasureVersion.objects.filter(
        measure=OuterRef("measure"), number__gt=OuterRef("number")
    ).order_by("number")
    return (
        MeasureVersion.objects.filter(measure__retired_at=None)
        .select_related("measure__service", "standing")
        .annotate(until=Subquery(following.values("valid_from")[:1]))
        .order_by("measure", "number")
    )


def facts_added(service: int) -> dict[str, Definition]:
    """The facts that the measures of a service add, by their names, each with a definition that says how."""
    found: dict[str, Definition] = {}
    for version in standing_versions().filter(measure__service=service):
        definition = readable(version)
        if definition is not None:
            found.update(dict.fromkeys(definition.groups, definition))
    return found


def _of(services: Collection[int], field: str) -> Q:
    """What counts cases of some services: their own measures, and those of all services."""
    return Q(**{f"{field}__in": services}) | Q(**{field: None})


def _wait(services: Collection[int]) -> None:
    if services:
        Standing.objects.filter(_of(services, "version__measure__service")).update(waiting=True)


def _touch(version: MeasureVersion, folded: Folded) -> None:
    """Work out the values of the periods in which cases changed."""
    service = version.measure.service_id
    changes = [
        change for number, found in folded.changes.items() if service in (None, number) for change in found
    ]
    definition = readable(version)
    if definition is None or definition.source != "cases":
        return
    moment = frames.this_moment()
    zone = ZoneInfo(moment.zone)
    touched: set[date] = set()
    for change in changes:
        touched |= periods_touched(
            definition, _times(change.before, zone), _times(change.after, zone), moment
        )
    touched = {start for start in touched if start <= moment.today}
    if not touched:
        return
    # Whoever works out the whole series now has not seen these changes, and may write over what is worked out here.
    standing = Standing.objects.select_for_update().filter(version=version).first()
    if standing is None or standing.waiting:
        return
    try:
        _work_out_some(version, touched)
    except BadMeasure:
        # What stands in the way is said where the whole series is worked out.
        Standing.objects.filter(pk=standing.pk).update(waiting=True)


def _work_out_some(version: MeasureVersion, touched: set[date]) -> None:
    """Work out some periods; the whole series where its first or last one may have become another."""
    ends = version.values.filter(by="").aggregate(first=Min("period"), last=Max("period"))
    if ends["first"] is None or min(touched) < ends["first"] or max(touched) > ends["last"]:
        work_out(version)
        return
    work_out(version, only=touched)
    if version.values.filter(by="", period__in=(ends["first"], ends["last"]), n=0).exists():
        work_out(version)


def _times(facts: Mapping[str, object], zone: ZoneInfo) -> dict[str, datetime | None]:
    return {name: held.astimezone(zone) for name, held in facts.items() if isinstance(held, datetime)}


def catch_up(versions: QuerySet[MeasureVersion], *, all_of_them: bool = True) -> int:
    """Work out whole series whose definition, typed-in numbers, feedback, dataset or day have changed; how many.

    versions     some of the `standing_versions`
    all_of_them  whether to look for what has changed; else only those are worked out that are known to wait
    """
    if not all_of_them:
        versions = versions.filter(Q(standing=None) | Q(standing__waiting=True))
    return sum(_bring_up_to_date(version) for version in versions)


def _bring_up_to_date(version: MeasureVersion) -> bool:
    definition = readable(version)
    if definition is None:
        return False
    signature = frames.signature(version.measure, definition, version.until)
    if _is_current(getattr(version, "standing", None), signature):
        return False
    problem = ""
    with transaction.atomic():
        standing, _ = Standing.objects.select_for_update().get_or_create(version=version)
        if _is_current(standing, signature):
            return False
        try:
            work_out(version)
        except BadMeasure as error:
            problem = str(error)
            logger.warning("%s cannot be worked out: %s", version.measure.slug, problem)
        Standing.objects.filter(pk=standing.pk).update(
            signature=signature, waiting=False, problem=problem, at=timezone.now()
        )
    return True


def _is_current(standing: Standing | None, signature: str) -> bool:
    return standing is not None and not standing.waiting and standing.signature == signature


def work_out(version: MeasureVersion, only: Collection[date] | None = None) -> None:
    """Work out the values of a version, of some periods or of all, and write those that changed.

    Raises `BadMeasure` where they cannot be worked out.
    """
    definition = definition_of(version.text)
    moment = frames.this_moment(only=only, since=version.valid_from, until=version.until)
    found = compute(
        definition, _rows(version.measure, definition, only), moment, frames.typed_of(version.measure)
    )
    _write(version, found, only)


def _rows(measure: Measure, definition: Definition, only: Collection[date] | None) -> pl.DataFrame | None:
    service: Service | None = measure.service
    if definition.source == "feedback":
        return frames.feedback_of(service)
    if definition.source == "dataset":
        return frames.dataset_rows(definition)
    if definition.source == "typed":
        return None
    rows = None
    if only:
        zone = timezone.get_default_timezone()
        spans = [
            (
                datetime.combine(start, time(), zone),
                datetime.combine(next_start(start, definition.grain), time(), zone),
            )
            for start in only
        ]
        rows = frames.narrowed(definition, spans)
    return frames.cases_of(service, rows, tuple(definition.groups))


def _write(version: MeasureVersion, found: pl.DataFrame, only: Collection[date] | None) -> None:
    there = version.values.all()
    if only is not None:
        there = there.filter(period__in=list(only))
    held = {(each.by, each.group, each.period): each for each in there}
    new, changed = [], []
    for row in found.iter_rows(named=True):
        row["group"] = row["group"][:200]
        key = (row["by"], row["group"], row["period"])
        value = held.pop(key, None)
        if value is None:
            new.append(Value(version=version, **row))
        elif any(getattr(value, name) != row[name] for name in COLUMNS[3:]):
            for name in COLUMNS[3:]:
                setattr(value, name, row[name])
            changed.append(value)
    gone = [each.pk for each in held.values()]
    for k in range(0, len(gone), AT_ONCE):
        Value.objects.filter(pk__in=gone[k : k + AT_ONCE]).delete()
    Value.objects.bulk_create(new, batch_size=AT_ONCE)
    Value.objects.bulk_update(changed, COLUMNS[3:], batch_size=200)


def from_scratch() -> None:
    """Forget all facts of running cases and read the record again from its beginning."""
    with transaction.atomic():
        CaseFact.objects.exclude(case__startswith="old:").delete()
        Cursor.objects.all().delete()
        Standing.objects.all().update(waiting=True)
    while measure_due():
        pass
