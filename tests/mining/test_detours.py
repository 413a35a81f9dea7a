"""A slow way beside the usual path is found once, with the days from leaving the path to being back on it."""

import numpy as np
import pytest
from handmade import DAY, handmade

from openhall.mining.findings.claim import gaps
from openhall.mining.findings.detours import claims
from openhall.mining.log import EventLog

USUAL = ["apply", "check", "decide", "send"]
CASES = 800


def log_of(traces: list[list[str]], mean_days: dict[str, float], seed: int) -> EventLog:
    """Cases a day apart; each event but the first comes after an exponential wait of its activity's mean (2 days)."""
    rng = np.random.default_rng(seed)
    rows = []
    for c, trace in enumerate(traces):
        time = (c + 1) * DAY
        for k, name in enumerate(trace):
            time += int(rng.exponential(mean_days.get(name, 2.0)) * DAY) if k else 0
            rows.append((f"c{c}", name, time, 0))
    return handmade(rows)


def traces(seed: int, extra: list[str], part: float) -> list[list[str]]:
    rng = np.random.default_rng(seed + 10)
    return [[*USUAL[:2], *(extra if rng.random() < part else []), *USUAL[2:]] for _ in range(CASES)]


def test_a_slow_detour_is_found_with_the_days_until_the_case_is_back() -> None:
    log = log_of(traces(1, ["visit"], 0.15), {"visit": 20.0}, 1)
    (found,) = claims(log)
    assert found.where == "visit" and found.filters == ("activity:visit",)
    visit = np.flatnonzero(log.activity == log.activities.index("visit"))
    way = np.sort(np.concatenate([visit, visit + 1]))
    assert found.rows.tolist() == way[gaps(log)[way] > 0].tolist()
    assert found.amount.sum() == gaps(log)[way].sum()


def test_activities_on_the_same_way_are_one_detour_that_names_the_others() -> None:
    log = log_of(traces(2, ["ask", "visit", "report"], 0.15), {"visit": 20.0, "ask": 9.0}, 2)
    (found,) = claims(log)
    names = {name for name in ("ask", "visit", "report") if f"“{name}”" in found.evidence}
    assert names == {"ask", "visit", "report"} and "On the same way" in found.evidence


def test_two_detours_at_different_places_are_two_findings_the_longer_first() -> None:
    rng = np.random.default_rng(3)
    lines = []
    for _ in range(CASES):
        first = ["visit"] if rng.random() < 0.15 else []
        second = ["appeal"] if rng.random() < 0.15 else []
        lines.append(["apply", *first, "check", "decide", *second, "send"])
    found = claims(log_of(lines, {"visit": 15.0, "appeal": 40.0}, 3))
    assert [each.where for each in found] == ["appeal", "visit"]


@pytest.mark.parametrize("seed", range(6))
def test_an_extra_step_that_is_as_quick_as_any_is_no_detour(seed: int) -> None:
    assert [found.where for found in claims(log_of(traces(seed, ["stamp"], 0.1), {}, seed))] == []


def test_what_more_than_half_of_the_cases_do_is_no_detour() -> None:
    assert claims(log_of(traces(4, ["visit"], 0.7), {"visit": 20.0}, 4)) == []


def test_a_detour_of_a_handful_of_cases_is_an_exception() -> None:
    lines = [USUAL] * (CASES - 10) + [["apply", "check", "visit", "decide", "send"]] * 10
    assert claims(log_of(lines, {"visit": 90.0}, 5)) == []


def test_a_log_that_a_filter_emptied_has_no_detours() -> None:
    log = log_of([USUAL] * 30, {}, 6)
    assert claims(log.take(np.zeros(30, np.bool_))) == []
