"""The city's records as CSV files that a newcomer can upload."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from openhall.demo import City, port_alder, write_city
from openhall.mining.log import ACTIVITY


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[City, tuple[Path, ...]]:
    city = port_alder()
    return city, write_city(city, tmp_path_factory.mktemp("city") / "exports")


def test_a_row_an_event_holds_every_event_with_local_times(exported: tuple[City, tuple[Path, ...]]) -> None:
    city, (permits, requests, _) = exported
    for path, key, separator in (
        (permits, "building-permit", ","),
        (requests, "freedom-of-information", ";"),
    ):
        rows = pl.read_csv(path, separator=separator)
        assert len(rows) == len(city.service(key).events)
        assert rows.columns[:4] == ["Case", "Activity", "Timestamp", "Resource"]
        times = rows["Timestamp"].str.to_datetime("%Y-%m-%d %H:%M:%S", strict=True)
        by_office = times.filter(rows["Role"] != "System")
        assert by_office.dt.hour().is_between(9, 17).all()


def test_a_row_a_case_holds_a_date_for_each_milestone(exported: tuple[City, tuple[Path, ...]]) -> None:
    city, (*_, path) = exported
    streets = city.service("street-problems")
    rows = pl.read_csv(path)
    assert len(rows) == len(streets.cases)
    assert rows["Reported"].null_count() == 0
    repaired = streets.events.filter(pl.col(ACTIVITY) == "Repair pothole")["case:concept:name"].n_unique()
    assert len(rows) - rows["Pothole repaired"].null_count() == repaired
    assert rows.filter(pl.col("Closed") < pl.col("Reported")).is_empty()


def test_the_same_city_writes_the_same_bytes(exported: tuple[City, tuple[Path, ...]], tmp_path: Path) -> None:
    city, paths = exported
    again = write_city(city, tmp_path)
    assert [path.read_bytes() for path in paths] == [path.read_bytes() for path in again]
