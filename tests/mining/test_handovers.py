"""Cases that go back and forth between two departments are found with the right numbers; one consultation is work."""

import numpy as np
from handmade import DAY, handmade

from openhall.mining.findings import handovers
from openhall.mining.log import EventLog

PLAIN = [("apply", "Desk"), ("check", "Desk"), ("ask", "Fire"), ("check", "Desk"), ("decide", "Planning")]
BACK = [*PLAIN[:4], ("ask", "Fire"), ("check", "Desk"), ("decide", "Planning")]


def log_of(traces: list[list[tuple[str, str | None]]], column: str = "department") -> EventLog:
    rows = [
        (f"c{c}", name, (c + 2 * k) * DAY, 0)
        for c, trace in enumerate(traces)
        for k, (name, _) in enumerate(trace)
    ]
    return handmade(rows, **{column: [hands for trace in traces for _, hands in trace]})


def test_planted_ping_pong_is_found_with_its_cases_and_its_days():
    log = log_of([PLAIN] * 160 + [BACK] * 40)
    (claim,) = handovers.claims(log)
    assert set(claim.where.split(" ⇄ ")) == {"Desk", "Fire"}
    assert len(np.unique(log.case[claim.rows])) == 40
    # From the first time that the fire service is asked until its second answer has come: three events of two days.
    assert claim.amount.sum() == 40 * 6 * DAY
    assert "40 cases (20%), 80 repeated hand-overs" in claim.evidence and "6 days pass" in claim.evidence


def test_one_consultation_and_its_answer_are_work_and_no_ping_pong():
    assert handovers.claims(log_of([PLAIN] * 200)) == []


def test_a_log_without_departments_or_with_only_one_has_no_hand_overs():
    assert handovers.handover_column(handmade([("c", "x", 0, 0)])) is None
    assert handovers.claims(log_of([[("x", "A"), ("y", "A")]] * 50)) == []


def test_the_largest_unit_recorded_is_the_one_that_counts():
    rows = [("c", "x", 0, 0), ("c", "y", DAY, 0)]
    both = handmade(rows, **{"org:resource": ["Ann", "Bob"], "org:group": ["North", "South"]})
    assert handovers.handover_column(both) == "org:group"


def test_the_table_counts_each_change_of_hands_and_the_wait_of_the_receiver():
    table = handovers.handover_table(log_of([PLAIN] * 3 + [BACK]), "department")
    assert table.select("from", "to", "count", "cases", "mean_s").rows() == [
        ("Desk", "Fire", 5, 4, 2 * 86_400),
        ("Fire", "Desk", 5, 4, 2 * 86_400),
        ("Desk", "Planning", 4, 4, 2 * 86_400),
    ]


def test_an_event_without_a_department_leaves_the_case_where_it_was():
    table = handovers.handover_table(
        log_of([[("a", "A"), ("b", None), ("c", "B"), ("d", None), ("e", "B")]]), "department"
    )
    assert table.select("from", "to", "count").rows() == [("A", "B", 1)]


def test_a_log_that_a_filter_emptied_has_no_hand_overs():
    log = log_of([BACK] * 3)
    assert handovers.claims(log.take(np.zeros(3, np.bool_))) == []


def test_what_is_written_where_nobody_is_named_is_no_department():
    for nobody in ("UNDEFINED", "EMPTY", "unknown", " "):
        back = [(name, nobody if hands == "Fire" else hands) for name, hands in BACK]
        assert handovers.claims(log_of([PLAIN] * 160 + [back] * 40)) == []
    assert handovers.handover_column(log_of([[("x", "A"), ("y", "UNKNOWN")]] * 5)) is None


def test_the_table_is_the_same_however_many_hands_there_are(monkeypatch):
    log = log_of([PLAIN] * 3 + [BACK] * 2 + [[("x", None), ("y", "A"), ("z", "B")]])
    table = handovers.handover_table(log, "department")
    monkeypatch.setattr(handovers, "DIRECT_UP_TO", 0)
    assert handovers.handover_table(log, "department").equals(table)
