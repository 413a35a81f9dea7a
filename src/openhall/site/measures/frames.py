"""The tables that measures are computed from, read from the database: cases, feedback, a dataset, typed-in numbers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db.models import Count, Max, Q
from django.utils import timezone

from openhall.data.store import Limits
from openhall.measure.definitions import Definition, Moment, Typed
from openhall.measure.definitions.periods import start_of
from openhall.measure.errors import BadMeasure
from openhall.measure.facts import CASES, MOMENT, TEXT, derived, feedback_frame
from openhall.site.measures.models import CaseFact, Measure
from openhall.site.measures.models import Typed as TypedRow
from openhall.site.opendata.asking import NoAnswer, ask
from openhall.site.opendata.models import Dataset
from openhall.site.portal.models import Feedback
from openhall.site.services.models import Service

MOST_OF_A_DATASET = 2_000_000
MEGABYTES = 512.0


def this_moment(**only: Any) -> Moment:
    """Now, on the clock of the site."""
    return Moment(timezone.now(), timezone.get_default_timezone_name(), **only)


def cases_of(service: Service | None, rows: Q | None = None, groups: Sequence[str] = ()) -> pl.DataFrame:
    """The facts of a service's cases; of all services where it is None. `rows` narrows them down."""
    facts = CaseFact.objects.filter(rows or Q())
    if service is not None:
        facts = facts.filter(service=service)
    names = list(CASES)
    # Columns are read one after the other in slices: rows of a million cases at once would fill the memory.
    parts = []
    held: list[tuple[Any, ...]] = []
    for row in facts.values_list(*names, "groups").iterator(chunk_size=20_000):
        held.append(row)
        if len(held) >= 100_000:
            parts.append(_frame(held, names, groups))
            held = []
    parts.append(_frame(held, names, groups))
    return derived(pl.concat(parts), timezone.get_default_timezone_name())


def _frame(rows: list[tuple[Any, ...]], names: list[str], groups: Sequence[str]) -> pl.DataFrame:
    columns = list(zip(*rows, strict=True)) or [()] * (len(names) + 1)
    data: dict[str, Any] = {}
    for name, column in zip(names, columns, strict=False):
        kind = CASES[name]
        series = pl.Series(name, column, MOMENT if kind == MOMENT else kind, strict=False)
        data[name] = series.replace("", None) if kind == TEXT and name != "case" else series
    for name in groups:
        data[name] = pl.Series(name, [held.get(name) for held in columns[-1]], TEXT)
    return pl.DataFrame(data)


def narrowed(definition: Definition, periods: Sequence[tuple[datetime, datetime]]) -> Q:
    """The cases that may count in some periods, given by their first moments and those after them."""
    begin, end = min(start for start, _ in periods), max(after for _, after in periods)
    if definition.open_at_end:
        return Q(begun__lt=end) & (Q(over=None) | Q(over__gte=begin))
    return Q(**{f"{definition.dated_by}__gte": begin, f"{definition.dated_by}__lt": end})


def feedback_of(service: Service | None) -> pl.DataFrame:
    """What people said of a service, an answer a row."""
    found = Feedback.objects.filter(service=service) if service is not None else Feedback.objects.all()
    rows = [
        {
            "at": at,
            "score": float(score),
            "ending": ending,
            "channel": channel,
            "version": float(version),
        }
        for at, score, ending, channel, version in found.values_list(
            "at", "score", "ending", "case__channel", "version"
        )
    ]
    return feedback_frame(rows, zone=timezone.get_default_timezone_name())


def dataset_rows(definition: Definition) -> pl.DataFrame:
    """The columns of an open dataset. Raises `BadMeasure` where it is not there, or its rows cannot be asked."""
    dataset = Dataset.objects.filter(identifier=definition.dataset).first()
    version = dataset.current if dataset is not None else None
    if version is None:
        raise BadMeasure(
            f"There is no open dataset “{definition.dataset}”; open it, or name another in “dataset”."
        )
    limits = Limits(seconds=60.0, rows=MOST_OF_A_DATASET, megabytes=MEGABYTES)
    try:
        answer = ask(version, f"SELECT * LIMIT {MOST_OF_A_DATASET}", limits)
    except NoAnswer as error:
        raise BadMeasure(str(error)) from None
    frame = answer.frame()
    if definition.dated_by not in frame.columns:
        raise BadMeasure(
            f"The dataset “{definition.dataset}” has no column “{definition.dated_by}”; it has "
            f"{', '.join(frame.columns)}."
        )
    if frame[definition.dated_by].dtype == pl.String:
        frame = frame.with_columns(pl.col(definition.dated_by).str.slice(0, 10).str.to_date(strict=False))
    return frame


def typed_of(measure: Measure) -> list[Typed]:
    """What was typed in for a measure and stands, the earliest first."""
    rows = TypedRow.objects.filter(measure=measure, withdrawn_at=None).order_by("at", "pk")
    return [Typed(each.name, each.period, each.number, each.group) for each in rows]


def signature(measure: Measure, definition: Definition, until: date | None) -> str:
    """Of all that values depend on besides the facts of cases: when it changes, they are worked out anew."""
    today = timezone.localdate()
    said: list[Any] = [
        definition.digest,
        measure.service_id,
        str(until),
        str(start_of(today, definition.grain)),
    ]
    if definition.typed:
        found = measure.typed.aggregate(n=Count("pk"), last=Max("pk"), gone=Count("withdrawn_at"))
        said += [found["n"], found["last"], found["gone"]]
    if definition.source == "feedback":
        rows = Feedback.objects.all()
        if measure.service_id:
            rows = rows.filter(service=measure.service_id)
        found = rows.aggregate(n=Count("pk"), last=Max("pk"))
        said += [found["n"], found["last"]]
    if definition.source == "dataset":
        dataset = Dataset.objects.filter(identifier=definition.dataset).first()
        current = dataset.current if dataset is not None else None
        said.append(current.pk if current is not None else None)
    if definition.open_at_end or "as_of" in _asked(definition):
        said.append(str(today))
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _asked(definition: Definition) -> set[str]:
    sides = (definition.numerator, definition.denominator)
    expressions = [side.expression for side in sides if side is not None]
    expressions += [definition.value, definition.filter, *(each.when for each in definition.exclusions)]
    return {name for each in expressions if each is not None for name in each.names}
