"""Port Alder: the same every time, believable, and with the causes of delay that it promises."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest

from openhall.demo import City, port_alder
from openhall.demo.calendar import OFFICE, OUTDOORS, day_of, easter, holidays, to_utc
from openhall.mining.log import ACTIVITY, CASE, OFFSET, RESOURCE, TIME

WALL = "wall"
CREWS = ("crew", "contractor")


@pytest.fixture(scope="module")
def city() -> City:
    return port_alder()


def with_wall_clock(events: pl.DataFrame) -> pl.DataFrame:
    return events.with_columns((pl.col(TIME) + pl.duration(minutes=pl.col(OFFSET))).alias(WALL))


def weekdays(events: pl.DataFrame, activity: str) -> list[float]:
    """The share of an activity done on each weekday, Monday first."""
    done = with_wall_clock(events).filter(pl.col(ACTIVITY) == activity)[WALL].dt.weekday().to_numpy()
    return [float(np.mean(done == day)) for day in range(1, 8)]


def days_between(events: pl.DataFrame, first: str, then: str) -> pl.DataFrame:
    """Per case the first time of two activities and the days between them."""
    when = [pl.col(TIME).filter(pl.col(ACTIVITY) == name).min().alias(name) for name in (first, then)]
    days = (pl.col(then) - pl.col(first)).dt.total_seconds() / 86_400
    return events.group_by(CASE).agg(when).drop_nulls().with_columns(days.alias("days"))


def test_the_same_seed_gives_the_same_records_and_another_seed_others(city: City) -> None:
    again, other = port_alder(), port_alder(seed=7)
    for service, same, different in zip(city.services, again.services, other.services, strict=True):
        assert service.events.equals(same.events)
        assert service.cases.equals(same.cases)
        assert not service.events.equals(different.events)


def test_three_services_hold_tens_of_thousands_of_cases(city: City) -> None:
    sizes = {service.key: len(service.cases) for service in city.services}
    assert list(sizes) == ["building-permit", "freedom-of-information", "street-problems"]
    assert 5_700 <= sizes["building-permit"] <= 6_300
    assert 8_600 <= sizes["freedom-of-information"] <= 9_400
    assert 38_500 <= sizes["street-problems"] <= 41_500


def test_every_record_becomes_part_of_the_log(city: City) -> None:
    for service in city.services:
        log = service.log()
        assert log.problems == ()
        assert (log.n_cases, log.n_events) == (len(service.cases), len(service.events))
        assert service.cases[CASE].n_unique() == len(service.cases)
        assert set(service.cases[CASE]) == set(service.events[CASE])


def test_everything_happens_in_the_three_years_on_the_local_clock(city: City) -> None:
    for service in city.services:
        wall = with_wall_clock(service.events)[WALL].dt.date()
        assert wall.min() >= date(2023, 11, 1)
        assert wall.max() <= date(2026, 10, 31)


def test_offsets_are_those_of_dublin(city: City) -> None:
    zone = ZoneInfo("Europe/Dublin")
    for service in city.services:
        sample = service.events.sample(2_000, seed=1)
        for moment, offset in zip(sample[TIME], sample[OFFSET], strict=True):
            assert moment.astimezone(zone).utcoffset().total_seconds() == offset * 60


def test_the_clock_changes_on_the_last_sundays_of_march_and_october() -> None:
    first = datetime(2023, 11, 1)
    walls = [datetime(2024, 3, 31, 0, 59), datetime(2024, 3, 31, 2, 0), datetime(2024, 10, 27, 2, 0)]
    instants, offsets = to_utc(np.array([(wall - first).total_seconds() / 60 for wall in walls]))
    assert offsets.tolist() == [0, 60, 0]
    assert datetime.fromtimestamp(instants[1] / 1e6, UTC) == datetime(2024, 3, 31, 1, tzinfo=UTC)


def test_holidays_are_where_they_belong() -> None:
    assert [easter(year) for year in (2024, 2025, 2026)] == [
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
    ]
    assert {date(2024, 3, 29), date(2024, 4, 1), date(2024, 5, 6), date(2024, 10, 28)} <= holidays(2024)
    assert date(2024, 12, 27) in holidays(2024)


@pytest.mark.parametrize("at", [600.0, 5_000.5, 80_000.0, 1_234_567.0])
def test_working_time_goes_forth_and_back(at: float) -> None:
    later = OFFICE.later(at, 100.0)
    assert later > at
    assert OFFICE.worked(later) - OFFICE.worked(at) == pytest.approx(100.0)
    assert OFFICE.is_open(int(later // 1_440))


def test_offices_work_in_office_hours_only(city: City) -> None:
    closed = frozenset().union(*(holidays(year) for year in range(2023, 2027)))
    for service in city.services:
        events = with_wall_clock(service.events).filter(pl.col("org:role") != "System")
        minute = events[WALL].dt.hour().cast(pl.Int32) * 60 + events[WALL].dt.minute().cast(pl.Int32)
        outdoors = events["org:role"].str.contains("|".join(CREWS))
        assert minute.filter(~outdoors).is_between(OFFICE.opens, OFFICE.closes).all()
        assert minute.filter(outdoors).is_between(OUTDOORS.opens, OUTDOORS.closes).all()
        assert events[WALL].dt.weekday().max() <= 5
        assert not closed & set(events[WALL].dt.date().unique())


def test_residents_report_in_the_evening_and_at_weekends_too(city: City) -> None:
    events = with_wall_clock(city.service("street-problems").events)
    online = events.filter(pl.col("org:role") == "System")[WALL]
    assert (online.dt.weekday() > 5).mean() > 0.05
    assert (online.dt.hour() >= 18).mean() > 0.15


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        ("building-permit", "Receive application", "Register application"),
        ("building-permit", "Register application", "Check completeness"),
        ("building-permit", "Check completeness", "Assess plans"),
        ("building-permit", "Assess plans", "Ask fire service for advice"),
        ("building-permit", "Ask fire service for advice", "Give fire advice"),
        ("building-permit", "Ask for water connection check", "Check water connection"),
        ("building-permit", "Give fire advice", "Draft decision"),
        ("building-permit", "Draft decision", "Sign decision"),
        ("building-permit", "Sign decision", "Send decision"),
        ("freedom-of-information", "Receive request", "Ask department for records"),
        ("freedom-of-information", "Ask department for records", "Search records"),
        ("freedom-of-information", "Search records", "Review records"),
        ("freedom-of-information", "Approve response", "Send response"),
        ("street-problems", "Report problem", "Pass to service"),
        ("street-problems", "Order repair", "Repair pothole"),
        ("street-problems", "Put notice on vehicle", "Remove vehicle"),
    ],
)
def test_nothing_happens_before_its_cause(city: City, key: str, before: str, after: str) -> None:
    between = days_between(city.service(key).events, before, after)
    assert len(between) > 50
    assert between["days"].min() >= 0


def test_cases_begin_with_their_receipt_and_some_are_open_at_the_end(city: City) -> None:
    for service, first in zip(
        city.services, ("Receive application", "Receive request", "Report problem"), strict=True
    ):
        starts = service.events.group_by(CASE, maintain_order=True).first()
        assert (starts[ACTIVITY] == first).all()
        last = service.events.group_by(CASE).agg(pl.col(TIME).min())
        recent = last.filter(pl.col(TIME) > datetime(2026, 9, 1, tzinfo=UTC))[CASE]
        unfinished = service.cases.filter(pl.col("outcome").is_null())
        assert 50 <= len(unfinished) <= 0.05 * len(service.cases)
        assert unfinished[CASE].is_in(recent.implode()).mean() > 0.7


def test_a_few_values_are_missing_but_never_a_case_an_activity_or_a_time(city: City) -> None:
    for service in city.services:
        assert (
            service.events.select(CASE, ACTIVITY, TIME, OFFSET, "department").null_count().sum_horizontal()[0]
            == 0
        )
        assert 0 < service.events[RESOURCE].null_count() < 0.01 * len(service.events)
        assert 0 < service.cases["district"].null_count() < 0.1 * len(service.cases)


def test_officers_are_pseudonyms_of_one_department(city: City) -> None:
    events = pl.concat(
        [service.events.select(RESOURCE, "department", "org:role") for service in city.services]
    )
    officers = events.filter(pl.col(RESOURCE).str.starts_with("Officer"))
    assert officers[RESOURCE].str.contains(r"^Officer \d+$").all()
    assert officers.group_by(RESOURCE).agg(pl.col("department").n_unique())["department"].max() == 1


def test_decisions_are_signed_on_thursdays_while_other_work_is_spread_out(city: City) -> None:
    events = city.service("building-permit").events
    assert weekdays(events, "Sign decision")[3] > 0.8
    assert max(weekdays(events, "Check completeness")) < 0.3
    assert max(weekdays(events, "Draft decision")) < 0.3


def test_one_permit_in_four_goes_back_and_forth_between_planning_and_fire(city: City) -> None:
    permits = city.service("building-permit")
    asked = permits.events.filter(pl.col(ACTIVITY) == "Ask fire service for advice").group_by(CASE).len()
    again = permits.cases.with_columns(
        pl.col(CASE).is_in(asked.filter(pl.col("len") > 1)[CASE].implode()).alias("again")
    )
    assert 0.2 < again["again"].mean() < 0.3
    by_type = dict(again.group_by("type").agg(pl.col("again").mean()).iter_rows())
    assert max(by_type, key=by_type.__getitem__) == "Extension with roof terrace"
    assert by_type["Extension with roof terrace"] > 3 * by_type["House extension"]


def test_potholes_wait_longest_in_spring_because_the_crew_is_full(city: City) -> None:
    events = city.service("street-problems").events
    waits = days_between(events, "Order repair", "Repair pothole")
    month = waits["Repair pothole"].dt.month()
    in_march, in_september = (waits["days"].filter(month == number).mean() for number in (3, 9))
    assert in_march > 2 * in_september
    repairs = with_wall_clock(events).filter(pl.col("org:role") == "Road crew")
    a_day = repairs.group_by(pl.col(WALL).dt.date().alias("day")).len()
    busy = a_day.filter(pl.col("day").is_between(date(2025, 4, 1), date(2025, 4, 30)))["len"]
    # In April the crew does what it can each day and no more.
    assert busy.std() < 0.25 * busy.mean()
    assert 14 < busy.mean() < 22


def test_the_legal_limit_is_broken_where_two_departments_search(city: City) -> None:
    requests = city.service("freedom-of-information")
    answered = days_between(requests.events, "Receive request", "Send response").join(requests.cases, on=CASE)
    first = datetime(2023, 11, 1, tzinfo=UTC)
    worked = [
        (
            OFFICE.worked((sent - first).total_seconds() / 60)
            - OFFICE.worked((got - first).total_seconds() / 60)
        )
        / OFFICE.length
        for got, sent in zip(answered["Receive request"], answered["Send response"], strict=True)
    ]
    late = answered.with_columns(pl.Series("late", np.array(worked) > 20))
    one, two = (late.filter(pl.col("departments searching") == n)["late"].mean() for n in (1, 2))
    assert one < 0.13
    assert two > 3 * one
    alone = late.filter(pl.col("departments searching") == 1)
    by_department = dict(alone.group_by("first department").agg(pl.col("days").mean()).iter_rows())
    assert max(by_department, key=by_department.__getitem__) == "Social Care"


def test_days_are_numbered_from_the_first() -> None:
    assert day_of(0) == date(2023, 11, 1)
    assert OFFICE.is_open(0)
    assert not OFFICE.is_open(3)
