"""Filters keep the cases that a slow reading would keep; they compose, and are read as they are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhall.mining.errors import BadFilter
from openhall.mining.filter_text import filter_text, parse_filter
from openhall.mining.filters import (
    Duration,
    EndsWith,
    Filter,
    FollowsDirectly,
    FollowsLater,
    HasActivity,
    HasAttribute,
    InVariant,
    LacksActivity,
    StartsWith,
    TimeWindow,
    VariantCoverage,
    apply_filters,
)
from openhall.mining.log import ACTIVITY, CASE, TIME, EventLog
from openhall.mining.read.build import Reading, build

BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
Case = tuple[list[str], list[int], str]  # activities, hours since BEGIN, district
CASES = st.lists(
    st.integers(1, 6).flatmap(
        lambda n: st.tuples(
            st.lists(st.sampled_from("ABC"), min_size=n, max_size=n),
            st.lists(st.integers(0, 24 * 40), min_size=n, max_size=n).map(sorted),
            st.sampled_from(("North", "South")),
        )
    ),
    min_size=1,
    max_size=9,
)


def log_of(cases: list[Case]) -> EventLog:
    rows = [
        (f"c{k}", name, BEGIN + timedelta(hours=hour), name.lower())
        for k, (names, hours, _) in enumerate(cases)
        for name, hour in zip(names, hours, strict=True)
    ]
    rows.append(("z", "A", BEGIN, "a"))
    rows += [("z", "B", BEGIN + timedelta(days=50), "b"), ("z", "C", BEGIN + timedelta(days=51), "c")]
    events = pl.DataFrame(rows, schema=[CASE, ACTIVITY, TIME, "who"], orient="row")
    events = events.with_columns(pl.col(TIME).cast(pl.Datetime("us", "UTC")))
    names = [f"c{k}" for k in range(len(cases))] + ["z"]
    districts = [district for _, _, district in cases] + ["North"]
    return build(Reading(events, pl.DataFrame({CASE: names, "district": districts})))


def day(hours: int) -> date:
    return (BEGIN + timedelta(hours=hours)).date()


Z: Case = (["A", "B", "C"], [0, 50 * 24, 51 * 24], "North")
ORACLES: list[tuple[Filter, Callable[[list[str], list[int], str], bool]]] = [
    (HasActivity("A"), lambda names, hours, place: "A" in names),
    (LacksActivity("B"), lambda names, hours, place: "B" not in names),
    (
        FollowsDirectly("A", "B"),
        lambda names, hours, place: ("A", "B") in set(pairwise(names)),
    ),
    (
        FollowsDirectly("A", "A"),
        lambda names, hours, place: ("A", "A") in set(pairwise(names)),
    ),
    (
        FollowsLater("A", "C"),
        lambda names, hours, place: any(a == "A" and "C" in names[k + 1 :] for k, a in enumerate(names)),
    ),
    (StartsWith("A"), lambda names, hours, place: names[0] == "A"),
    (EndsWith("C"), lambda names, hours, place: names[-1] == "C"),
    (Duration(1, 10), lambda names, hours, place: 24 <= hours[-1] - hours[0] <= 240),
    (Duration(at_least=10), lambda names, hours, place: hours[-1] - hours[0] >= 240),
    (
        TimeWindow(date(2024, 1, 5), date(2024, 1, 20)),
        lambda names, hours, place: date(2024, 1, 5) <= day(hours[0]) <= date(2024, 1, 20),
    ),
    (
        TimeWindow(date(2024, 1, 5), date(2024, 1, 20), "ending"),
        lambda names, hours, place: date(2024, 1, 5) <= day(hours[-1]) <= date(2024, 1, 20),
    ),
    (
        TimeWindow(date(2024, 1, 5), date(2024, 1, 20), "within"),
        lambda names, hours, place: date(2024, 1, 5) <= day(hours[0]) and day(hours[-1]) <= date(2024, 1, 20),
    ),
    (
        TimeWindow(date(2024, 1, 5), date(2024, 1, 20), "touching"),
        lambda names, hours, place: day(hours[0]) <= date(2024, 1, 20) and day(hours[-1]) >= date(2024, 1, 5),
    ),
    (HasAttribute("district", ("North",)), lambda names, hours, place: place == "North"),
    (HasAttribute("who", ("b", "c")), lambda names, hours, place: bool({"B", "C"} & set(names))),
]


@pytest.mark.parametrize(("each", "oracle"), ORACLES, ids=[filter_text(each) for each, _ in ORACLES])
@settings(max_examples=40, deadline=None, derandomize=True)
@given(cases=CASES)
def test_a_filter_keeps_what_a_slow_reading_keeps(
    each: Filter, oracle: Callable[..., bool], cases: list[Case]
) -> None:
    kept = apply_filters(log_of(cases), [each]).case_ids.to_list()
    names = [f"c{k}" for k in range(len(cases))] + ["z"]
    assert kept == [name for name, case in zip(names, [*cases, Z], strict=True) if oracle(*case)]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(cases=CASES, chosen=st.lists(st.sampled_from([each for each, _ in ORACLES]), max_size=3))
def test_filters_hold_together(cases: list[Case], chosen: list[Filter]) -> None:
    log = log_of(cases)
    together = set(apply_filters(log, chosen).case_ids.to_list())
    alone = [set(apply_filters(log, [each]).case_ids.to_list()) for each in chosen]
    assert together == set(log.case_ids.to_list()).intersection(*alone)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(cases=CASES, covered=st.sampled_from((0.0, 0.3, 0.5, 0.8, 1.0)))
def test_variants_cover_their_share_with_as_few_as_can(cases: list[Case], covered: float) -> None:
    log = log_of(cases)
    sizes = sorted(Counter(tuple(case[0]) for case in [*cases, Z]).values(), reverse=True)
    kept = apply_filters(log, [VariantCoverage(covered)]).n_cases
    total, expected = 0, []
    for size in sizes:
        if total >= covered * log.n_cases - 1e-9:
            break
        total += size
        expected.append(total)
    assert kept == total or (covered == 0 and kept in (0, sizes[0]))
    assert apply_filters(log, [InVariant(1)]).n_cases == sizes[0]


NAMES = st.one_of(
    st.text(min_size=1, max_size=12).filter(lambda text: text == text.strip() and bool(text)),
    st.sampled_from(("a>b", "50%", "x=y|z", "“quoted” 'name'", "a:b", "Décide", "%3E", "1..2")),
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(data=st.data())
def test_a_filter_is_read_as_it_is_written(data: st.DataObject) -> None:
    name, other = data.draw(NAMES), data.draw(NAMES)
    numbers = st.one_of(st.none(), st.integers(0, 900).map(float), st.just(2.5))
    low, high = data.draw(numbers), data.draw(numbers)
    if low is not None and high is not None and low > high:
        low, high = high, low
    every: list[Any] = [
        HasActivity(name), LacksActivity(name), FollowsDirectly(name, other), FollowsLater(name, other),
        StartsWith(name), EndsWith(name), HasAttribute(name, (other,)), HasAttribute(name, (other, name)),
        TimeWindow(date(2024, 1, 5), None), TimeWindow(None, date(2024, 1, 5), "within"),
        VariantCoverage(0.8), InVariant(3),
    ]  # fmt: skip
    if low is not None or high is not None:
        every.append(Duration(low, high))
    for each in every:
        assert parse_filter(filter_text(each)) == each


@pytest.mark.parametrize(
    "text",
    ["", "activity", "activity:", "nonsense:x", "step:A", "days:", "days:..", "days:a..b", "days:9..1", "time:..",
     "time:2024-02-30..", "time:2024-05-01..2024-01-01", "attr:x", "variants:", "variants:180%", "variant:0",
     "variant:x", "days:nan..", "days:-1.."],
)  # fmt: skip
def test_what_is_no_filter_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(BadFilter) as refused:
        parse_filter(text)
    assert "\n" not in str(refused.value) and len(str(refused.value)) < 300


def test_a_name_that_there_is_not_is_answered_in_a_sentence() -> None:
    log = log_of([(["A"], [0], "North")])
    for text, words in (
        ("activity:a", "There is no activity “a”"),
        ("attr:distrikt=North", "district"),
        ("attr:district=West", "is “West”"),
    ):
        with pytest.raises(BadFilter, match=words):
            apply_filters(log, [parse_filter(text)])
