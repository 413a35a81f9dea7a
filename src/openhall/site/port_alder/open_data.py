"""The open data of Port Alder: what its old records and its running services let it publish on the first day."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import polars as pl
from django.utils import timezone
from numpy.typing import NDArray

from openhall.data.columns import Column, Kind
from openhall.data.formats import POINT, Reading
from openhall.demo.city import SEED
from openhall.demo.ground import RESIDENTS, area_of, places
from openhall.mining.log import EventLog
from openhall.site.observatory.models import Log
from openhall.site.observatory.shelf import shelf
from openhall.site.opendata.models import Dataset, DatasetVersion, Licence, Rhythm, Theme
from openhall.site.opendata.performance import monthly
from openhall.site.opendata.publishing.building import make_ready
from openhall.site.opendata.publishing.deciding import decide
from openhall.site.opendata.publishing.measuring import dataset_of, keep, measure, performance_dataset
from openhall.site.opendata.publishing.receiving import keep_draft
from openhall.site.opendata.publishing.releasing import release_if_due
from openhall.site.opendata.publishing.risks import look_at
from openhall.site.people.models import Department, User
from openhall.site.port_alder.records import BEGIN
from openhall.site.services.models import Service

Say = Callable[[str], None]
PLACE = "Port Alder"
OLD = {
    "building-permit": "planning",
    "freedom-of-information": "information-office",
    "street-problems": "customer-contact",
}
"""The services of the old records, and the departments that publish how they performed."""
NOTHING_OF_PEOPLE = (
    "Reports are about streets, not about people: who reported is not in the table, and places are those of the "
    "problem, to about ten metres."
)
COUNTS_ONLY = "Counts by month only; those of fewer than ten applications are left empty."


def publish_open_data(by: User, say: Say) -> None:
    """Publish what is not there yet."""
    if Dataset.objects.exclude(source=Dataset.Source.MONEY).exists():
        return
    say("Publishing the open data of Port Alder ...")
    logs = {log.file_name.removeprefix(BEGIN): log for log in Log.objects.filter(live="")}
    if "street-problems" in logs:
        events = shelf.view(logs["street-problems"]).log
        reports = _street_problems(events)
        _publish(
            _dataset("street-problems", "Street problems reported", by), Reading(reports, REPORT_COLUMNS, ())
        )
        _publish(
            _dataset("districts", "Districts of Port Alder", by),
            Reading(_districts(reports), DISTRICT_COLUMNS, ()),
        )
    for key, department in OLD.items():
        if key in logs:
            _old_performance(logs[key], key, Department.objects.get(key=department), by)
    for service in Service.objects.all():
        _performance(service, by)


REPORT_COLUMNS = (
    Column("reported", Kind.CALENDAR_DATE, "Reported", "When the report came in."),
    Column("kind", Kind.TEXT, "Kind of problem", "What was reported."),
    Column("district", Kind.TEXT, "District", "Empty where nobody wrote it down."),
    Column("channel", Kind.TEXT, "Reported by", "The way on which the report came."),
    Column("outcome", Kind.TEXT, "Outcome", "What became of it."),
    Column("closed", Kind.CALENDAR_DATE, "Closed", "When the last thing was done about it."),
    Column("days", Kind.NUMBER, "Days until closed", "Weekends included.", "days"),
    Column("place", Kind.POINT, "Place", "Where the problem was, to about ten metres."),
)
DISTRICT_COLUMNS = (
    Column("district", Kind.TEXT, "District"),
    Column("residents", Kind.NUMBER, "Residents", "At the end of last year.", "people"),
    Column("reports", Kind.NUMBER, "Street problems reported", "In the three years of the table.", "reports"),
    Column(
        "per_1000", Kind.NUMBER, "Reports for 1,000 residents", "In the three years of the table.", "reports"
    ),
    Column("area", Kind.MULTIPOLYGON, "Area"),
)
WORDS = {
    "street-problems": (
        "Every problem in a street that residents reported: potholes, street lights, fly-tipping, graffiti, blocked "
        "drains and abandoned vehicles; when it was reported and closed, and where it was.",
        "customer-contact", Theme.TRAN, Rhythm.NEVER, "show=map&ground=place",
    ),
    "districts": (
        "The eight districts with their borders, residents, and how many street problems were reported in each.",
        "planning", Theme.REGI, Rhythm.ANNUAL, "show=map&ground=area&of=sum%3Aper_1000",
    ),
}  # fmt: skip


def _dataset(key: str, title: str, by: User) -> Dataset:
    description, department, theme, rhythm, view = WORDS[key]
    return Dataset.objects.create(
        slug=key,
        title=title,
        description=description,
        department=Department.objects.get(key=department),
        licence=Licence.CC_BY,
        theme=theme,
        rhythm=rhythm,
        place=PLACE,
        keywords=["streets", "districts", "reports"],
        contact_name="Port Alder, data desk",
        contact_email="data@portalder.example",
        view=view,
        made_by=by,
    )


def _street_problems(log: EventLog) -> pl.DataFrame:
    """A row a report, with a place in its district; the same records give the same places."""

    def fact(name: str) -> pl.Series:
        codes, names = log.case_codes(name)
        return pl.Series([names[code] if code >= 0 else None for code in codes], dtype=pl.String)

    districts = fact("district")
    found = places(np.random.default_rng(SEED), districts.to_list())
    points = [None if at is None else {"longitude": at[0], "latitude": at[1]} for at in found]
    local = log.local_time
    frame = pl.DataFrame(
        {
            "reported": _wall_clock(local[log.offsets[:-1]]),
            "kind": fact("type"),
            "district": districts,
            "channel": fact("channel"),
            "outcome": fact("outcome"),
            "closed": _wall_clock(local[log.offsets[1:] - 1]),
            "days": pl.Series(np.round(log.durations / 86_400e6, 1)),
            "place": pl.Series(points, dtype=POINT),
        }
    )
    return frame.sort("reported")


def _wall_clock(micros: NDArray[np.int64]) -> pl.Series:
    return pl.Series(micros).cast(pl.Datetime("us")).dt.truncate("1m")


def _districts(reports: pl.DataFrame) -> pl.DataFrame:
    counted = dict(reports["district"].drop_nulls().value_counts().iter_rows())
    rows = [
        (
            name,
            people,
            counted.get(name, 0),
            round(1000 * counted.get(name, 0) / people, 1),
            json.dumps(area_of(name)),
        )
        for name, people in RESIDENTS.items()
    ]
    return pl.DataFrame(rows, schema=[column.name for column in DISTRICT_COLUMNS], orient="row")


def _publish(dataset: Dataset, found: Reading) -> None:
    version = dataset.versions.create(number=1, made_by=dataset.made_by)
    version.home.mkdir(parents=True, exist_ok=True)
    keep_draft(version, found)
    look_at(version)
    _open(version, NOTHING_OF_PEOPLE)


def _open(version: DatasetVersion, reasons: str) -> None:
    decide(version, version.made_by, reasons, timezone.now())
    make_ready(version)
    release_if_due(version)


def _old_performance(log: Log, key: str, department: Department, by: User) -> None:
    events = shelf.view(log).log
    moments = zip(events.case_start.tolist(), events.case_end.tolist(), strict=True)
    times = [(datetime.fromtimestamp(a / 1e6, UTC), datetime.fromtimestamp(b / 1e6, UTC)) for a, b in moments]
    dataset = performance_dataset(
        f"old-{key}", f"{log.title}: how the service performed, 2023 to 2026", department, by
    )
    version = dataset.versions.create(number=1, made_by=by)
    keep(version, monthly(times))
    _open(version, COUNTS_ONLY)


def _performance(service: Service, by: User) -> None:
    dataset = dataset_of(service, by)
    version = dataset.versions.create(number=1, made_by=by)
    measure(version)
    if version.status == DatasetVersion.Status.DRAFT:
        _open(version, COUNTS_ONLY)
    else:
        # Too few cases in months that are over: there is nothing to publish yet.
        dataset.delete()
