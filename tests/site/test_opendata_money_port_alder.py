"""Port Alder's money on the site: five published years, beside what its services decided, once and not twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from openhall.site.opendata.models import Dataset
from openhall.site.opendata.money.models import MoneyVersion
from openhall.site.people.models import Department
from openhall.site.port_alder.money import decided_cases, load_money


@pytest.fixture
def city(keep_log: Any, person: Any, settings: Any, tmp_path: Any) -> Any:
    log = keep_log(cases=40)
    log.file_name = "Port Alder: building-permit"
    log.save()
    settings.OPENHALL_HOME, settings.OPENHALL_OCID_PREFIX = tmp_path, "ocds-213czf"
    Department.objects.create(key="finance", name="Finance")
    return person("publisher")


def test_the_demo_publishes_five_years_and_what_a_permit_cost(
    city: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "openhall.site.port_alder.money.decided_cases", lambda: {("building-permit", 2025): 900}
    )
    said: list[str] = []
    load_money(city, said.append)
    assert [each.year for each in MoneyVersion.objects.current()] == [2022, 2023, 2024, 2025, 2026]
    assert Dataset.objects.listed().filter(source="money").count() == 3
    assert "One permit cost" in client.get("/data/money/2025/planning/building-permits/").content.decode()
    assert "January to October 2026." in client.get("/data/money/").content.decode()
    found = client.get("/data/money/suppliers/?q=brightway").content.decode()
    assert "Brightway Lighting plc" in found
    load_money(city, said.append)
    assert MoneyVersion.objects.count() == 5
    assert len(said) == 1


def test_cases_are_counted_by_the_year_in_which_they_were_decided(keep_log: Any, settings: Any) -> None:
    log = keep_log(cases=40)
    log.file_name = "Port Alder: building-permit"
    log.save()
    found = decided_cases()
    assert sum(found.values()) == 40
    assert {service for service, _year in found} == {"building-permit"}
