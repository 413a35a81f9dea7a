"""How a service performs is published by months that are over, and a small count is given back by nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from django.test import Client
from django.utils import timezone

from openhall.site.cases.models import Case
from openhall.site.opendata.models import Dataset, DatasetVersion
from openhall.site.opendata.performance import TooFew, monthly
from openhall.site.opendata.publishing.measuring import begin_measuring, hidden_before, measure
from openhall.site.services.models import Service
from tests.site.little import publish_little
from tests.site.opendata import publisher, roads, work

Times = list[tuple[datetime, datetime | None]]


def cases(**months: int) -> Times:
    """So many applications in a month of 2025, each decided after ten days: `cases(jan=12)`."""
    numbers = {name: k for k, name in enumerate(("jan", "feb", "mar", "apr", "may"), 1)}
    came = [
        datetime(2025, numbers[name], 2 + k % 15, 9, tzinfo=UTC)
        for name, count in months.items()
        for k in range(count)
    ]
    return [(at, at + timedelta(days=10)) for at in came]


def received(frame: pl.DataFrame) -> dict[int, int | None]:
    return {row["month"].month: row["received"] for row in frame.iter_rows(named=True)}


def test_counts_and_days_are_those_of_the_cases() -> None:
    found = monthly(cases(jan=12, feb=30)).frame
    assert received(found) == {1: 12, 2: 30}
    assert found["decided"].to_list() == [12, 30]
    assert set(found["half_days"].to_list()) == set(found["eight_days"].to_list()) == {10}


def test_a_small_count_is_left_empty_and_so_is_another_that_would_give_it_back() -> None:
    found = received(monthly(cases(jan=12, feb=3, mar=20, apr=40)).frame)
    assert found[2] is None
    assert sum(count is None for count in found.values()) == 2, "the total would give one alone back"


def test_what_was_left_empty_stays_empty_in_later_versions() -> None:
    first = received(monthly(cases(jan=12, feb=3, mar=20)).frame)
    gone = {month for month, count in first.items() if count is None}
    hidden = {"received": {date(2025, month, 1) for month in gone}, "decided": set()}
    later = received(monthly(cases(jan=12, feb=3, mar=20, apr=11, may=11), hidden).frame)
    assert gone <= {month for month, count in later.items() if count is None}


def test_the_month_that_is_not_over_is_left_out() -> None:
    now = timezone.now()
    times: Times = [*cases(jan=15), *[(now, None)] * 15]
    assert len(monthly(times).frame) == 1


@pytest.mark.parametrize("times", [[], cases(jan=4), [(timezone.now(), None)] * 20])
def test_nothing_is_said_of_too_few(times: Times) -> None:
    with pytest.raises(TooFew):
        monthly(times)


@pytest.fixture
def service(db: None) -> Service:
    """A service of Roads with 25 applications in January 2025."""
    version = publish_little()
    Service.objects.update(owner=roads())
    Case.objects.bulk_create(
        Case(version=version, opened_at=begun, decided_at=over) for begun, over in cases(jan=25)
    )
    return version.service


def test_a_button_makes_the_table_and_the_publisher_decides(
    client: Client, person: Any, service: Service
) -> None:
    client.force_login(publisher(person))
    assert service.name in client.get("/data/manage/services/").content.decode()
    sent = client.post(f"/data/manage/services/{service.slug}/")
    assert client.post(f"/data/manage/services/{service.slug}/")["Location"] == sent["Location"], "begun once"
    work()
    assert client.get(sent["Location"])["Location"].endswith("/risk/")
    decided = client.post(f"{sent['Location']}decide/", {"when": "now", "reasons": "Counts only."})
    assert decided.status_code == 302
    work()
    dataset = Dataset.objects.listed().get()
    assert dataset.department == roads() and dataset.current.rows == 1
    page = Client().get(f"/data/{dataset.identifier}/").content.decode()
    assert "how the service performs" in page and "Sum of Applications received by Month" in page
    assert hidden_before(dataset) == {"received": set(), "decided": set()}


def test_nobody_measures_a_service_of_another_department(
    client: Client, person: Any, service: Service
) -> None:
    from openhall.site.people.models import Department

    Service.objects.update(owner=Department.objects.create(key="parks", name="Parks"))
    client.force_login(publisher(person))
    assert service.name not in client.get("/data/manage/services/").content.decode()
    assert client.post(f"/data/manage/services/{service.slug}/").status_code == 404
    assert not Dataset.objects.exists()


def test_a_service_of_too_few_cases_is_told_so(person: Any, service: Service) -> None:
    Case.objects.all().delete()
    version, _is_new = begin_measuring(service, publisher(person))
    measure(version)
    version.refresh_from_db()
    assert version.status == DatasetVersion.Status.FAILED
    assert version.problem == "No month is over yet since the first application came."
