"""Days of findings are the days of the log: no day is counted twice, and what overlaps is said."""

import json

import numpy as np
import pytest
from handmade import DAY, HOUR, deal_out, flow, handmade, log_of_waits
from hypothesis import given, settings
from hypothesis import strategies as st

from openhall.mining.findings.claim import (
    BATCH,
    HANDOVER,
    LIMIT,
    REWORK,
    TAIL,
    WAIT,
    Claim,
    gaps,
    settle,
    slug,
)
from openhall.mining.findings.find import find
from openhall.mining.findings.limits import Limit
from openhall.mining.log import EventLog

events = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from("abc"), st.integers(0, 40 * DAY), st.integers(0, 5 * DAY)),
    min_size=1,
    max_size=25,
)


def log_from(rows: list[tuple[int, str, int, int]]) -> EventLog:
    return handmade([(f"c{case}", activity, time, time + work) for case, activity, time, work in rows])


def claim(kind: str, where: str, rows: list[int], amount: list[int]) -> Claim:
    return Claim(kind, where, np.array(rows, np.int64), np.array(amount, np.int64), "Evidence.", "Attempt.")


def three_days() -> EventLog:
    """One case of three days, one day an event."""
    return handmade([("c", name, DAY * k, 0) for k, name in enumerate("wxyz")])


@settings(deadline=None)  # the first call may compile
@given(events)
def test_gaps_add_up_to_the_throughput_time_of_every_case(rows: list[tuple[int, str, int, int]]) -> None:
    log = log_from(rows)
    gap = gaps(log)
    assert (gap >= 0).all()
    assert np.add.reduceat(gap, log.offsets[:-1]).tolist() == log.durations.tolist()


def test_work_beside_other_work_that_ends_later_has_no_gap() -> None:
    log = handmade([("c", "a", 0, 5 * HOUR), ("c", "b", HOUR, 2 * HOUR), ("c", "d", 6 * HOUR, 7 * HOUR)])
    assert gaps(log).tolist() == [5 * HOUR, 0, 2 * HOUR]


@settings(max_examples=200, deadline=None)
@given(events, st.data())
def test_the_days_of_all_findings_never_pass_the_days_of_the_log(
    rows: list[tuple[int, str, int, int]], data: st.DataObject
) -> None:
    log = log_from(rows)
    gap = gaps(log)
    claims = []
    for number in range(data.draw(st.integers(0, 5))):
        of = sorted(data.draw(st.sets(st.integers(0, log.n_events - 1), min_size=1)))
        amount = [data.draw(st.integers(0, int(gap[k]))) for k in of]
        claims.append(claim(data.draw(st.sampled_from([WAIT, BATCH, TAIL])), f"place {number}", of, amount))
    findings = settle(log, claims)
    assert findings.explained_days <= findings.log_days * (1 + 1e-12)
    assert len(findings) == len(claims)
    assert all(0 <= f.days <= f.gross_days + 1e-9 for f in findings)
    assert [f.days for f in findings] == sorted((f.days for f in findings), reverse=True)
    union = np.zeros(log.n_events)
    for each in claims:
        union[each.rows] = np.maximum(union[each.rows], each.amount)
    # Nothing that somebody claims is lost either.
    assert findings.explained_days >= union.sum() / DAY - 1e-9


def test_a_cause_is_served_before_the_wait_that_it_lies_in_and_the_overlap_is_said() -> None:
    findings = settle(
        three_days(),
        [claim(WAIT, "w → x", [1, 2], [DAY, DAY]), claim(BATCH, "x (on Thursdays)", [2], [DAY // 2])],
    )
    by_kind = {f.kind: f for f in findings}
    assert by_kind[BATCH].days == 0.5 and by_kind[BATCH].overlap == ""
    assert by_kind[WAIT].days == 1.5 and by_kind[WAIT].gross_days == 2
    assert by_kind[WAIT].overlap == "25% of its 2 days are counted for x (on Thursdays) (batch)."
    assert findings.explanation.startswith("Together the findings explain 2 days of the 3 days")
    assert "counted for one of them" in findings.explanation


def test_a_finding_that_others_explain_is_kept_and_says_so() -> None:
    findings = settle(
        three_days(), [claim(HANDOVER, "A ⇄ B", [1, 2], [DAY, DAY]), claim(REWORK, "loop", [1], [DAY])]
    )
    last = findings[1]
    assert (last.kind, last.days, last.gross_days) == (REWORK, 0, 1)
    assert last.overlap == "Mostly explained by others: 100% of its 1 day are counted for A ⇄ B (handover)."


def test_a_finding_tells_its_cases_and_its_share() -> None:
    rows = [("a", "x", 0, 0), ("a", "y", DAY, 0), ("b", "x", 0, 0), ("b", "y", 3 * DAY, 0)]
    (found,) = settle(handmade(rows), [claim(WAIT, "x → y", [3], [3 * DAY])])
    assert found.cases == 1 and found.cases_mask.tolist() == [False, True]
    assert found.share == 0.75


def test_a_finding_is_json_with_the_promised_names() -> None:
    (found,) = settle(three_days(), [claim(WAIT, "w → x", [1], [DAY])])
    written = json.loads(json.dumps(found.as_json()))
    assert {"kind", "where", "cases", "days", "share", "evidence", "try"} <= set(written)
    assert written["try"] == "Attempt." and written["days"] == 1.0 and written["share"] == 0.33333


def test_ids_are_stable_and_each_is_used_once() -> None:
    same = [claim(WAIT, "w → x", [1], [DAY]), claim(WAIT, "w → x", [2], [DAY])]
    first, second = ({f.id for f in settle(three_days(), claims)} for claims in (same, same[::-1]))
    assert first == second and len(first) == 2
    assert (
        slug("wait Prüfung → Bescheid") == slug("wait Prüfung → Bescheid") != slug("wait Prufung → Bescheid")
    )
    assert len(slug("x" * 500)) <= 80 and slug("x" * 500) != slug("x" * 501)


def test_a_log_without_time_has_no_findings_and_says_so() -> None:
    findings = settle(handmade([("c", "a", 0, 0)]), [])
    assert len(findings) == 0 and findings.explained_days == 0
    assert findings.explanation.startswith("No finding")


STEPS = (("apply", 0), ("check", 2), ("sign", 12), ("send", 1), ("close", 2))


def test_find_asks_all_kinds_and_orders_what_they_say_by_days() -> None:
    log = log_of_waits(*flow(1, 800, STEPS))
    findings = find(log, limits=[Limit(30)])
    assert findings[0].where == "check → sign"
    assert {WAIT, LIMIT} <= {found.kind for found in findings}
    assert [found.days for found in findings] == sorted((found.days for found in findings), reverse=True)
    assert findings.explained_days <= findings.log_days


def test_find_looks_only_for_the_kinds_that_are_asked_for() -> None:
    log = log_of_waits(*flow(1, 800, STEPS))
    assert {found.kind for found in find(log, kinds=[WAIT])} == {WAIT}
    assert len(find(log, kinds=[])) == 0


def test_the_breach_of_a_limit_is_found_however_small() -> None:
    names, arrive, waits = flow(1, 800, STEPS)
    longest = int(waits.sum(axis=1).max())
    log = log_of_waits(names, arrive, waits)
    (found,) = find(log, limits=[Limit((longest - HOUR) / DAY)], kinds=[LIMIT])
    assert found.cases == 1 and 0 < found.share < 0.005


@pytest.mark.parametrize("seed", range(3))
def test_a_log_shuffled_so_that_no_cause_exists_has_no_findings(seed: int) -> None:
    names, arrive, waits = flow(seed, 600, STEPS)
    findings = find(log_of_waits(names, arrive, deal_out(seed, waits)))
    assert [found.where for found in findings] == []


def test_a_log_that_a_filter_emptied_has_no_findings() -> None:
    log = log_of_waits(*flow(1, 30, STEPS))
    assert len(find(log.take(np.zeros(log.n_cases, np.bool_)), limits=[Limit(3, working=True)])) == 0
