"""From facts to values: which row counts where, groups, what is hidden, and what is typed in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
import pytest

from openhall.measure.definitions import Definition, Moment, Typed, compute, read_definition
from openhall.measure.definitions.model import Grain
from openhall.measure.definitions.periods import next_start, periods, start_of
from openhall.measure.facts import cases_frame

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
MARCH, APRIL, MAY, JUNE = (date(2026, month, 1) for month in (3, 4, 5, 6))


def built_in(name: str, more: str = "") -> Definition:
    return read_definition(f"built in: {name}\n{more}")


def cases(*rows: dict[str, Any], zone: str = "UTC") -> pl.DataFrame:
    return cases_frame([{"case": str(k), **row} for k, row in enumerate(rows)], zone=zone)


def told(found: pl.DataFrame, by: str = "") -> dict[Any, Any]:
    rows = found.filter(pl.col("by") == by).iter_rows(named=True)
    return {(row["group"], row["period"]) if by else row["period"]: row["value"] for row in rows}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_moment_belongs_to_the_day_of_the_office() -> None:
    row = {"begun": at("2026-03-31T22:30")}
    demand = built_in("demand")
    assert told(compute(demand, cases(row), Moment(NOW))) == {MARCH: 1}
    berlin = cases(row, zone="Europe/Berlin")
    assert told(compute(demand, berlin, Moment(NOW, "Europe/Berlin"))) == {APRIL: 1}


def test_periods_without_a_case_are_told_as_nothing_in_counts_and_have_no_value_in_shares() -> None:
    rows = cases(
        {"begun": at("2026-03-02"), "decided": at("2026-03-03"), "returns": 0},
        {"begun": at("2026-05-02"), "decided": at("2026-05-03"), "returns": 1},
    )
    assert told(compute(built_in("demand"), rows, Moment(NOW))) == {MARCH: 1, APRIL: 0, MAY: 1}
    assert told(compute(built_in("first-time-right"), rows, Moment(NOW))) == {MARCH: 100, APRIL: None, MAY: 0}


def test_the_backlog_is_told_of_every_period_and_of_the_one_that_is_not_over_as_it_stands() -> None:
    rows = cases(
        {"begun": at("2026-03-02"), "decided": at("2026-05-03")},
        {"begun": at("2026-04-30T23:59:59")},
        {"begun": at("2026-05-01")},
        {"begun": at("2026-06-15T13:00")},
    )
    assert told(compute(built_in("backlog"), rows, Moment(NOW))) == {MARCH: 1, APRIL: 2, MAY: 2, JUNE: 2}
    ages = compute(built_in("backlog-age"), rows, Moment(NOW))
    assert told(ages)[JUNE] == pytest.approx((45.5 + 45.5 + 1 / 86_400) / 2)


def test_a_case_that_is_left_lying_past_its_limit_counts_as_late() -> None:
    open_case = cases({"begun": at("2026-04-01"), "due_legal": at("2026-05-20")})
    within = built_in("decided-within-legal-limit")
    assert told(compute(within, open_case, Moment(at("2026-05-19T00:00")))) == {MAY: None}
    assert told(compute(within, open_case, Moment(at("2026-05-21T00:00")))) == {MAY: 0}


def test_a_measure_begins_with_its_version_and_ends_with_the_next_one() -> None:
    rows = cases(*({"begun": at(f"2026-0{month}-10")} for month in (3, 4, 5, 6)))
    found = compute(built_in("demand"), rows, Moment(NOW, since=APRIL, until=JUNE))
    assert told(found) == {APRIL: 1, MAY: 1}


def test_what_is_asked_of_some_periods_is_what_is_told_of_all() -> None:
    rows = cases(
        *(
            {
                "begun": at("2026-01-01") + timedelta(hours=7 * k),
                "decided": at("2026-01-05") + timedelta(hours=9 * k) if k % 5 else None,
                "channel": ("online", "paper")[k % 3 == 0],
                "department": "planning",
                "returns": k % 4,
                "language": ("en", "ar")[k % 2],
                "meaning": ("approved", "rejected")[k % 7 == 0],
                "due_legal": at("2026-02-01") + timedelta(hours=8 * k),
            }
            for k in range(400)
        )
    )
    for name in (
        "backlog",
        "time-to-decision",
        "digital-take-up",
        "decided-within-legal-limit",
        "equality-of-outcome",
    ):
        definition = built_in(name)
        every = compute(definition, rows, Moment(NOW))
        only = every["period"].unique().sort().to_list()[1:3]
        some = compute(definition, rows, Moment(NOW, only=set(only)))
        assert some.equals(every.filter(pl.col("period").is_in(only))), name


def test_small_groups_are_hidden_and_others_beside_them_so_that_no_total_gives_them_back() -> None:
    def of(channel: str, count: int) -> list[dict[str, Any]]:
        return [{"begun": at("2026-03-02"), "channel": channel} for _ in range(count)]

    rows = cases(*of("online", 100), *of("paper", 4), *of("assisted", 30))
    found = compute(built_in("demand"), rows, Moment(NOW))
    hidden = dict(found.filter(pl.col("by") == "channel").select("group", "hidden").iter_rows())
    assert hidden["paper"] and sum(hidden.values()) == 2
    assert not found.filter(pl.col("by") == "")["hidden"].any()
    alone = compute(built_in("demand"), cases(*of("online", 9)), Moment(NOW))
    assert alone["hidden"].all()


def test_typed_in_costs_are_summed_up_to_the_period_and_the_later_one_counts() -> None:
    rows = cases(
        {"begun": at("2026-04-01"), "decided": at("2026-04-02")},
        {"begun": at("2026-04-01"), "decided": at("2026-06-02")},
    )
    typed = [
        Typed("cost", APRIL, 999),
        Typed("cost", APRIL, 100),
        Typed("cost", MAY, 50),
        Typed("other", MAY, 7),
    ]
    found = compute(built_in("cost-per-transaction"), rows, Moment(NOW), typed)
    assert found.select("numerator", "denominator", "value").rows() == [(150, 2, 75)]


def test_a_measure_of_typed_in_values_alone_has_groups_too() -> None:
    definition = read_definition(
        "name: Trees\nquestion: How many?\nunit: trees\nfrom: typed\nnumerator: {typed: trees}\ngrain: month\n"
    )
    typed = [Typed("trees", MARCH, 5), Typed("trees", APRIL, 7), Typed("trees", APRIL, 3, "harbour")]
    found = compute(definition, None, Moment(NOW), typed)
    assert told(found) == {MARCH: 5, APRIL: 7}
    assert told(found, "group") == {("harbour", APRIL): 3}


@pytest.mark.parametrize("grain", Grain)
def test_periods_follow_each_other_without_a_gap(grain: Grain) -> None:
    found = periods(date(2025, 12, 30), date(2026, 7, 1), grain)
    assert found[0] == start_of(date(2025, 12, 30), grain) and found[-1] <= date(2026, 7, 1) < next_start(
        found[-1], grain
    )
    assert all(next_start(a, grain) == b for a, b in pairwise(found))
    assert all(start_of(day, grain) == day for day in found)


@pytest.mark.parametrize(
    ("how", "centre"),
    [
        ("mean: days", lambda days: days.mean(axis=1)),
        ("median: days", lambda days: np.median(days, axis=1)),
        ("percentile: {of: days, at: 80}", lambda days: np.quantile(days, 0.8, axis=1)),
    ],
    ids=["mean", "median", "percentile"],
)
def test_the_spread_says_how_far_chance_puts_a_value_off(how: str, centre: Any) -> None:
    days = np.random.default_rng(3).lognormal(3, 0.8, (300, 60))
    begun = [at("2000-01-01") + timedelta(days=float(period)) for period in np.arange(300.0)]
    rows = cases(
        *(
            {"begun": day - timedelta(days=float(each)), "decided": day}
            for day, took in zip(begun, days, strict=True)
            for each in took
        )
    )
    definition = read_definition(
        f"name: A\nquestion: How long?\nunit: days\nfrom: cases\n{how}\ngrain: day\ndirection: down\n"
    )
    found = compute(definition, rows, Moment(NOW)).filter(pl.col("n") == 60)
    assert found.height == 300
    said = float((found["spread"] ** 2).mean() / 60) ** 0.5  # type: ignore[operator,arg-type]
    assert said == pytest.approx(float(centre(days).std()), rel=0.25)


def test_there_is_no_spread_of_counts_of_single_rows_and_of_what_is_open_at_the_end() -> None:
    rows = cases({"begun": at("2026-03-02"), "decided": at("2026-05-03")}, {"begun": at("2026-03-05")})
    for name in ("demand", "backlog-age", "time-to-decision"):
        assert compute(built_in(name), rows, Moment(NOW))["spread"].is_null().all(), name
