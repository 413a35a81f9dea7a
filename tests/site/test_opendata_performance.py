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
from openhall.site.opendata.performance import Months, TooFew, monthly
from openhall.site.opendata.publishing.deciding import decide
from openhall.site.opendata.publishing.measuring import begin_measuring, measure, published_before
from openhall.site.opendata.publishing.releasing import withdraw
from openhall.site.opendata.tasks import build_version
from openhall.site.services.models import Service
from openhall.site.web.speech import say_kept
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
    found = monthly(cases(jan=12, feb=30)).reading().frame
    assert received(found) == {1: 12, 2: 30}
    assert found["decided"].to_list() == [12, 30]
    assert set(found["half_days"].to_list()) == set(found["eight_days"].to_list()) == {10}


def test_a_small_count_is_left_empty_and_so_is_another_that_would_give_it_back() -> None:
    found = received(monthly(cases(jan=12, feb=3, mar=20, apr=40)).reading().frame)
    assert found[2] is None
    assert sum(count is None for count in found.values()) == 2, "the total would give one alone back"


def test_what_was_left_empty_stays_empty_in_later_versions() -> None:
    first = monthly(cases(jan=12, feb=3, mar=20))
    gone = {month for month, count in received(first.reading().frame).items() if count is None}
    later = received(monthly(cases(jan=12, feb=3, mar=20, apr=11, may=11), [first]).reading().frame)
    assert gone <= {month for month, count in later.items() if count is None}
    assert later[3] == 20 and later[4] == later[5] == 11, "what has nothing to hide needs no partners"


def test_one_case_that_is_gone_shows_in_no_number_of_a_later_version() -> None:
    times = cases(jan=14, feb=30)
    slow = (times[0][0], times[0][0] + timedelta(days=27))
    first = monthly([slow, *times[1:]])
    later = monthly(times[1:], [first])
    assert later.reading().frame.equals(first.reading().frame)


def test_so_many_that_came_late_are_shown_when_they_are_no_few() -> None:
    first = monthly(cases(jan=14, feb=30))
    assert received(monthly(cases(jan=14, feb=41), [first]).reading().frame)[2] == 41
    assert received(monthly(cases(jan=14, feb=39), [first]).reading().frame)[2] == 30


def test_the_month_that_is_not_over_is_left_out() -> None:
    now = timezone.now()
    times: Times = [*cases(jan=15), *[(now, None)] * 15]
    assert len(monthly(times).reading().frame) == 1


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
    again, _is_new = begin_measuring(service, publisher(person, "second@example.org"))
    (before,) = published_before(again)
    assert before.received.counts == {date(2025, 1, 1): 25} and not before.received.hidden
    DatasetVersion.objects.filter(number=1).update(record={})
    (read_off,) = published_before(again)
    assert read_off == before, "a version without a record is known by what it shows"
    measure(again)
    assert again.status == DatasetVersion.Status.DRAFT, again.problem


def test_a_version_that_was_withdrawn_is_in_the_hands_of_the_attacker_too(
    person: Any, service: Service
) -> None:
    by = publisher(person)
    version, _is_new = begin_measuring(service, by)
    Case.objects.bulk_create(
        Case(version=Case.objects.first().version, opened_at=begun, decided_at=over)
        for begun, over in cases(feb=3, mar=30)
    )
    measure(version)
    decide(version, by, "Counts only.", timezone.now())
    build_version.func(version.pk)
    version.refresh_from_db()
    withdraw(version, by, "A wrong title.")
    again, _is_new = begin_measuring(service, by)
    measure(again)
    assert Months.from_json(again.record).received.hidden >= Months.from_json(version.record).received.hidden
    assert len(Months.from_json(again.record).received.hidden) == 2


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
    assert say_kept(version.problem) == "No month is over yet since the first application came."
