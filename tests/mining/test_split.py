"""A log is cut by day, by value or at an activity, and no case is lost or counted twice on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from handmade import DAY, HOUR, handmade

from openhall.mining.errors import BadFilter
from openhall.mining.log import EventLog
from openhall.mining.split import MOST_GROUPS, split_by_day, split_by_value, until
from openhall.mining.table import Table

START = 1_704_067_200_000_000  # 1 January 2024


def offices() -> EventLog:
    rows = [
        (f"c{k}", name, START + k * DAY + at * HOUR, 0)
        for k in range(10)
        for at, name in enumerate(("Receive", "Check", "Decide"))
    ]
    who = ["North" if k % 3 else "South" for k in range(10) for _ in range(3)]
    return handmade(rows, office=who)


def ids(log: EventLog) -> list[str]:
    return log.case_ids.to_list()


def test_a_day_parts_the_cases_that_start_before_it_from_the_others() -> None:
    before, after = split_by_day(offices(), date(2024, 1, 4))
    assert ids(before) == ["c0", "c1", "c2"]
    assert ids(after) == [f"c{k}" for k in range(3, 10)]
    assert before.n_events + after.n_events == 30


@pytest.mark.parametrize(("day", "side"), [(date(2024, 1, 1), "before"), (date(2025, 1, 1), "from")])
def test_a_day_with_nothing_on_one_side_is_refused(day: date, side: str) -> None:
    with pytest.raises(BadFilter, match=f"No case starts {side} {day}"):
        split_by_day(offices(), day)


def test_an_event_attribute_counts_by_what_most_events_of_a_case_have() -> None:
    log = handmade(
        [(case, "Work", START + k, 0) for k, case in enumerate("aaabbccd")],
        office=["X", "Y", "Y", "X", "Y", None, "X", None],
    )
    groups = split_by_value(log, "office")
    assert {name: ids(group) for name, group in groups.items()} == {"X": ["b", "c"], "Y": ["a"]}
    assert list(groups) == ["X", "Y"], "the largest first"


def test_every_case_with_a_value_is_in_one_group() -> None:
    groups = split_by_value(offices(), "office")
    assert {name: ids(group) for name, group in groups.items()} == {
        "North": ["c1", "c2", "c4", "c5", "c7", "c8"],
        "South": ["c0", "c3", "c6", "c9"],
    }


def test_a_case_attribute_parts_the_cases_too() -> None:
    log = offices()
    named = replace(
        log, cases=Table(log.cases.frame().with_columns(ward=pl.Series([*"xy" * 4, None, "x"])).lazy())
    )
    assert {name: ids(group) for name, group in split_by_value(named, "ward").items()} == {
        "x": ["c0", "c2", "c4", "c6", "c9"],
        "y": ["c1", "c3", "c5", "c7"],
    }


def test_no_more_than_the_largest_groups_are_given() -> None:
    log = handmade(
        [(f"c{k}", "Work", START + k, 0) for k in range(40)], ward=[f"w{k // 2}" for k in range(40)]
    )
    assert len(split_by_value(log, "ward")) == MOST_GROUPS


def test_an_unknown_attribute_or_one_with_a_single_value_is_refused() -> None:
    with pytest.raises(BadFilter, match="no attribute “ward”; there are"):
        split_by_value(offices(), "ward")
    log = handmade([("a", "Work", START, 0), ("b", "Work", START, 0)], office=["X", "X"])
    with pytest.raises(BadFilter, match="All cases have the same “office”"):
        split_by_value(log, "office")


def test_until_keeps_each_case_up_to_its_first_event_of_the_activity() -> None:
    log = handmade(
        [
            ("a", "Receive", START, 0), ("a", "Send", START + DAY, START + 2 * DAY),
            ("a", "Appeal", START + 5 * DAY, 0),
            ("b", "Receive", START, 0), ("b", "Check", START + DAY, 0),
            ("c", "Send", START, 0), ("c", "Send", START + DAY, 0),
            ("d", "Receive", START, 0), ("d", "Check", START + DAY, 0), ("d", "Send", START + 3 * DAY, 0),
        ],
        officer=list("0123456789"), offset=60,
    )  # fmt: skip
    cut = until(log, "Send")
    assert ids(cut) == ["a", "c", "d"]
    assert cut.offsets.tolist() == [0, 2, 3, 6]
    assert [cut.activities[code] for code in cut.activity] == [
        "Receive", "Send", "Send", "Receive", "Check", "Send",
    ]  # fmt: skip
    assert cut.durations.tolist() == [2 * DAY, 0, 3 * DAY]
    assert cut.events.column("officer").to_list() == ["0", "1", "5", "7", "8", "9"]
    assert cut.offset_min is not None and cut.offset_min.tolist() == [60] * 6
    assert cut.case.tolist() == [0, 0, 1, 2, 2, 2]
    assert len(cut.to_frame()) == 6
    again = until(cut, "Send")
    assert np.array_equal(again.time, cut.time)


def test_until_an_activity_that_is_not_there_is_refused_with_the_nearest() -> None:
    with pytest.raises(BadFilter, match="did you mean “Decide”"):
        until(offices(), "Decid")
