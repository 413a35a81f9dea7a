"""A dataset of how a service performs: made from its record by a button, decided on like any other."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from openhall.data.formats import Reading
from openhall.measure.disclosure.errors import DisclosureError
from openhall.site.opendata.asking import ask
from openhall.site.opendata.models import Dataset, DatasetVersion, Rhythm, Theme
from openhall.site.opendata.performance import TooFew, reading_of
from openhall.site.opendata.publishing.receiving import keep_draft, set_state
from openhall.site.opendata.publishing.risks import look_at
from openhall.site.people.models import Department, User
from openhall.site.services.models import Service

Status = DatasetVersion.Status
UNDER_WAY = (Status.READING, Status.CHECKING, Status.DRAFT, Status.BUILDING)
DESCRIPTION = (
    "How many applications came each month, how many were decided, and within how many days. A row is a month that is "
    "over. Counts of fewer than ten are left empty, and some beside them, so that nothing is said of single people."
)
PICTURE = "show=chart&by=month&of=sum%3Areceived"


def dataset_of(service: Service, by: User | None) -> Dataset:
    """The dataset of how a service performs, made where it is not there yet."""
    title = f"{service.name}: how the service performs"
    return performance_dataset(service.slug, title, service.owner, by)


def performance_dataset(key: str, title: str, department: Department, by: User | None) -> Dataset:
    """The dataset of the performance of what `key` names."""
    found, _made = Dataset.objects.get_or_create(
        source=Dataset.Source.SERVICE,
        source_key=key,
        defaults={
            "slug": f"{key[:60]}-performance",
            "title": title[:120],
            "description": DESCRIPTION,
            "department": department,
            "theme": Theme.GOVE,
            "rhythm": Rhythm.MONTHLY,
            "view": PICTURE,
            "made_by": by,
        },
    )
    return found


def begin_measuring(service: Service, by: User) -> tuple[DatasetVersion, bool]:
    """The next version of a service's performance, to be filled by the worker; says whether it is new.

    One that is under way is not begun twice.
    """
    with transaction.atomic():
        dataset = Dataset.objects.select_for_update().get(pk=dataset_of(service, by).pk)
        waiting = dataset.versions.filter(status__in=UNDER_WAY).first()
        if waiting is not None:
            return waiting, False
        return dataset.versions.create(number=dataset.next_number, made_by=by), True


def measure(version: DatasetVersion) -> None:
    """Fill a version from the record of its service. What cannot be said leaves a sentence in `problem`."""
    service = Service.objects.filter(slug=version.dataset.source_key).first()
    if service is None:
        set_state(version, status=Status.FAILED, problem="The service is not there any more.")
        return
    try:
        found = reading_of(service, hidden_before(version.dataset))
    except (TooFew, DisclosureError) as error:
        set_state(version, status=Status.FAILED, problem=str(error))
        return
    keep(version, found)


def keep(version: DatasetVersion, found: Reading) -> None:
    """Keep the months as a draft whose risks have been looked at."""
    version.home.mkdir(parents=True, exist_ok=True)
    keep_draft(version, found)
    look_at(version)


def hidden_before(dataset: Dataset) -> dict[str, set[date]]:
    """By column, the months that the open version leaves empty: they stay so."""
    current = dataset.current
    if current is None:
        return {}
    months: dict[str, set[date]] = {"received": set(), "decided": set()}
    for month, *counts in ask(current, "SELECT month, received, decided LIMIT 5000").rows:
        day = month.date() if isinstance(month, datetime) else month
        for name, count in zip(months, counts, strict=True):
            if count is None:
                months[name].add(day)
    return months
