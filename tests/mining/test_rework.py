"""A planted loop is found with the right numbers; what chance alone repeats is none."""

from itertools import pairwise

import numpy as np
import polars as pl
from handmade import DAY, handmade
from hypothesis import given, settings
from hypothesis import strategies as st

from openhall.mining.findings import rework
from openhall.mining.findings.claim import gaps
from openhall.mining.log import EventLog

PLAIN = ["apply", "check", "decide", "send"]
LOOP = ["apply", "check", "ask", "check", "decide", "send"]


def log_of(traces: list[list[str]], days: int = 1) -> EventLog:
    return handmade(
        [
            (f"c{c}", name, (c + k * days) * DAY, 0)
            for c, trace in enumerate(traces)
            for k, name in enumerate(trace)
        ]
    )


def test_a_planted_loop_is_found_with_its_cases_and_its_days():
    log = log_of([PLAIN] * 80 + [LOOP] * 20, days=3)
    (claim,) = rework.claims(log)
    assert claim.where == "check → ask → check"
    assert claim.amount.sum() == 20 * 6 * DAY
    assert len(np.unique(log.case[claim.rows])) == 20
    assert "is done again in 20 cases (20%), 20 times in all" in claim.evidence
    assert "6 days pass in such a case" in claim.evidence
    assert claim.details == {"activity": "check", "repeats": 20, "self_loops": 0, "via": "ask", "also": []}


def test_an_activity_done_twice_in_a_row_is_found_under_its_own_name():
    (claim,) = rework.claims(log_of([PLAIN] * 80 + [["apply", "check", "check", "decide", "send"]] * 20))
    assert claim.where == "check" and claim.details["self_loops"] == 20
    assert claim.amount.sum() == 20 * DAY


def test_activities_that_come_again_together_are_one_loop_that_names_them_all():
    once = ["apply", "ask to pay", "pay", "book", "report", "file", "send"]
    again = [*once[:-1], *once[1:]]
    (claim,) = rework.claims(log_of([once] * 80 + [again] * 20, days=2))
    # Every activity from the request to the filing comes again, five steps of two days after its first time.
    assert claim.where == "ask to pay → pay → ask to pay" and claim.amount.sum() == 20 * 10 * DAY
    assert claim.details["also"] == ["pay", "book", "report", "file"]
    assert claim.evidence.endswith("On the same days come again: “pay”, “book”, “report” and 1 more.")


def test_loops_on_days_of_their_own_stay_two():
    early = ["apply", "check", "ask", "check", "decide", "send"]
    late = ["apply", "check", "decide", "object", "decide", "send"]
    found = rework.claims(log_of([PLAIN] * 80 + [early] * 12 + [late] * 8))
    assert [claim.where for claim in found] == ["check → ask → check", "decide → object → decide"]
    assert [claim.details["also"] for claim in found] == [[], []]


def test_of_two_ways_back_the_usual_one_names_the_loop():
    other = ["apply", "check", "visit", "check", "decide", "send"]
    (claim,) = rework.claims(log_of([PLAIN] * 80 + [LOOP] * 12 + [other] * 8))
    assert claim.details["via"] == "ask" and claim.details["repeats"] == 20


def test_a_loop_in_a_process_full_of_repeats_is_found_though_its_other_repeats_are_chance():
    rng = np.random.default_rng(3)
    traces = [list(rng.choice(list("abcdefgh"), 12)) for _ in range(600)]
    for trace in traces[::2]:
        place = int(rng.integers(0, 9))
        trace[place : place + 3] = ["x", "y", "x"]
    assert {"x → y → x"} == {claim.where for claim in rework.claims(log_of(traces))}


def test_a_repeat_in_one_case_of_two_hundred_is_an_exception_and_no_loop():
    assert rework.claims(log_of([PLAIN] * 199 + [LOOP])) == []


def test_activities_in_random_order_are_no_rework():
    rng = np.random.default_rng(4)
    for size in (3, 8, 20):
        traces = [list(rng.choice(list("abcdefghij"[:size]), rng.integers(2, 15))) for _ in range(800)]
        assert rework.claims(log_of(traces)) == []


def test_the_same_activity_all_over_a_log_of_one_activity_is_no_loop_beyond_chance():
    assert rework.claims(log_of([["a"] * 5] * 50)) == []


def test_a_log_that_a_filter_emptied_has_no_rework():
    log = log_of([LOOP] * 3)
    assert rework.claims(log.take(np.zeros(3, np.bool_))) == []


TRACES = st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=9), min_size=1, max_size=8)


@settings(max_examples=100, deadline=None)
@given(TRACES)
def test_the_table_counts_repeats_cases_self_loops_and_days(traces: list[list[str]]):
    log = log_of(traces, days=2)
    expected = {}
    for name in "abcd":
        places = [[k for k, each in enumerate(trace) if each == name] for trace in traces]
        if any(len(each) > 1 for each in places):
            expected[name] = (
                sum(len(each) > 1 for each in places),
                sum(len(each) - 1 for each in places if each),
                sum(b - a == 1 for each in places for a, b in pairwise(each)),
                sum(2.0 * (each[-1] - each[0]) for each in places if each),
            )
    table = rework.rework_table(log)
    assert {row[0]: row[1:] for row in table.rows()} == expected
    assert table["days"].to_list() == sorted(table["days"], reverse=True)


@settings(max_examples=100, deadline=None)
@given(TRACES)
def test_a_loop_claims_each_gap_at_most_once_and_only_inside_the_loop(traces: list[list[str]]):
    log = log_of(traces)
    gap = gaps(log)
    for claim in rework.claims(log):
        assert len(np.unique(claim.rows)) == len(claim.rows)
        assert (claim.amount == gap[claim.rows]).all()
        table = rework.rework_table(log).filter(pl.col("activity") == claim.details["activity"])
        assert claim.amount.sum() / DAY == table["days"].item()
