"""A dataset of how a service performs: made from its record by a button, decided on like any other."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from openhall.measure.disclosure.errors import DisclosureError
from openhall.process import saying
from openhall.process.saying import gettext, message_of
from openhall.site.opendata.asking import ask
from openhall.site.opendata.counts import Published
from openhall.site.opendata.models import Dataset, DatasetVersion, Rhythm, Theme
from openhall.site.opendata.performance import Months, TooFew, months_of
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
COUNTS = ("received", "decided", "half_days", "eight_days")
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
        gone = gettext("The service is not there any more.")
        set_state(version, status=Status.FAILED, problem=saying.keep(gone))
        return
    try:
        found = months_of(service, published_before(version))
    except (TooFew, DisclosureError) as error:
        set_state(version, status=Status.FAILED, problem=saying.keep(message_of(error)))
        return
    keep(version, found)


def keep(version: DatasetVersion, found: Months) -> None:
    """Keep the months as a draft whose risks have been looked at."""
    version.home.mkdir(parents=True, exist_ok=True)
    set_state(version, record=found.to_json())
    keep_draft(version, found.reading())
    look_at(version)


def published_before(version: DatasetVersion) -> list[Months]:
    """What everybody may know of a service from earlier versions, also from those that were withdrawn; oldest first."""
    earlier = version.dataset.versions.decided().filter(number__lt=version.number).order_by("number")
    return [Months.from_json(each.record) if each.record else _read_off(each) for each in earlier]


def _read_off(version: DatasetVersion) -> Months:
    """The months of a version from before there were records: what it shows, and where it is empty."""
    found: dict[str, dict[date, int | None]] = {name: {} for name in COUNTS}
    if version.is_open:
        for month, *values in ask(version, f"SELECT month, {', '.join(COUNTS)} LIMIT 5000").rows:
            day = month.date() if isinstance(month, datetime) else month
            for name, value in zip(COUNTS, values, strict=True):
                found[name][day] = None if value is None else int(value)
    shown = {
        name: {month: n for month, n in values.items() if n is not None} for name, values in found.items()
    }
    empty = {name: frozenset(values.keys() - shown[name].keys()) for name, values in found.items()}
    return Months(
        Published(shown["received"], empty["received"]),
        Published(shown["decided"], empty["decided"]),
        shown["half_days"],
        shown["eight_days"],
    )
