"""Who publishes a table of events sees how many cases are known by how they began, before and after the plan."""

from __future__ import annotations

import pytest
from django.test import Client

from openhall.site.opendata.models import DatasetVersion
from tests.site.opendata import publisher, work
from tests.site.test_opendata_publishing import give, home, to_risks

pytestmark = pytest.mark.django_db
ACTS = ("Received", "Checked", "Decided")


def events() -> bytes:
    """Forty cases of three events; each begins on a day of its own in one of two months."""
    rows = ["Case,Act,At,District"]
    for case in range(40):
        for k, act in enumerate(ACTS):
            rows.append(
                f"A-{case // 2 * 2 + case % 2:03},{act},2026-0{case % 2 + 1}-{case // 2 + 1 + k:02} 10:00:00,Quay"
            )
    return ("\n".join(rows) + "\n").encode()


def chosen(**more: str) -> dict[str, str]:
    return {"k": "5", "log-case": "case", "log-activity": "act", "log-time": "at", **more}


@pytest.fixture
def version(client: Client, person: object) -> DatasetVersion:
    client.force_login(publisher(person))
    made = give(client, events(), "events.csv")
    to_risks(client, made, at="indirect")
    return made


def page(client: Client, version: DatasetVersion, **more: str) -> str:
    assert client.post(home(version, "risk/"), chosen(**more)).status_code == 302
    work()
    return client.get(home(version, "risk/")).content.decode()


def test_a_publisher_sees_how_many_cases_the_first_events_single_out(
    client: Client, version: DatasetVersion
) -> None:
    assert (
        "Is a row something that happened in a case?" in client.get(home(version, "risk/")).content.decode()
    )
    told = page(client, version)
    assert "How many cases are known by what happened first" in told
    assert "40 of 40 cases; 40 of them alone" in told, "with its exact time each case is alone"
    assert "0 of 40 cases; 0 of them alone" in told, "by the order alone, or by months, none is"


def test_coarser_times_show_in_what_would_be_published(client: Client, version: DatasetVersion) -> None:
    rung = next(rule for rule in version_ladder(version) if "month" in rule)
    page(client, version, **{"step-at": rung})
    version.refresh_from_db()
    after = version.risk["after"]["events"]
    assert {risk["below"] for risk in after} == {0}
    assert max(risk["below"] for risk in version.risk["before"]["events"]) == 40


def version_ladder(version: DatasetVersion) -> list[str]:
    version.refresh_from_db()
    return list(version.risk["ladders"]["at"])


def test_what_is_no_column_of_the_table_is_no_log(client: Client, version: DatasetVersion) -> None:
    page(client, version, **{"log-case": "nothing"})
    version.refresh_from_db()
    assert "log" not in version.risk["plan"] and version.risk["before"]["events"] == []
