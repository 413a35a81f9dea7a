"""A limit's breaches are the cases over it, and what they cost is the time after it ran out."""

from datetime import UTC, date, datetime

import pytest
from handmade import DAY, HOUR, handmade, micros

from openhall.mining.calendar import Calendar
from openhall.mining.errors import BadFilter
from openhall.mining.findings.claim import gaps
from openhall.mining.findings.limits import Limit, claims, count_within, parse_limit, share_within


def test_the_days_after_the_limit_are_claimed_and_no_others() -> None:
    log = handmade(
        [
            ("a", "ask", 0, 0),
            ("a", "work", 8 * DAY, 0),
            ("a", "answer", 15 * DAY, 0),
            ("a", "file", 16 * DAY, 0),
            ("b", "ask", 0, 0),
            ("b", "answer", 10 * DAY, 0),
        ]
    )
    (found,) = claims(log, (Limit(10),))
    assert found.rows.tolist() == [2, 3] and found.amount.tolist() == [5 * DAY, DAY]
    assert found.where == "10 days from start to end"
    assert "1 case of 2 (50%)" in found.evidence and "“answer”" in found.attempt


def test_a_limit_runs_from_one_activity_to_the_next_of_another() -> None:
    log = handmade(
        [
            ("a", "ask", 0, 0),
            ("a", "accept", 30 * DAY, 0),
            ("a", "answer", 42 * DAY, 0),
            ("a", "close", 99 * DAY, 0),
            ("b", "ask", 0, 0),
            ("b", "answer", 80 * DAY, 0),
        ]
    )
    (found,) = claims(log, (Limit(10, "accept", "answer"),))
    assert found.rows.tolist() == [2] and found.amount.tolist() == [2 * DAY]
    assert found.details["running"] == 1


def test_a_case_whose_answer_never_came_is_late_up_to_its_last_record() -> None:
    log = handmade([("a", "ask", 0, 0), ("a", "remind", 13 * DAY, 0), ("b", "answer", 0, 0)])
    (found,) = claims(log, (Limit(10, "ask", "answer"),))
    assert found.rows.tolist() == [1] and found.amount.tolist() == [3 * DAY]


def test_the_claim_lies_within_the_gaps_where_work_overlaps() -> None:
    log = handmade([("a", "x", 0, 20 * DAY), ("a", "y", DAY, 12 * DAY), ("a", "z", 2 * DAY, 25 * DAY)])
    (found,) = claims(log, (Limit(10),))
    assert (found.amount <= gaps(log)[found.rows]).all()
    assert found.amount.sum() == 15 * DAY


def test_working_days_end_with_the_last_open_day() -> None:
    calendar = Calendar.office(holidays=[date(2024, 5, 1)])
    asked = micros(datetime(2024, 4, 29, 11, tzinfo=UTC))
    # Open after Monday 29 April: 30 April, 2, 3, 6 and 7 May.
    due = micros(datetime(2024, 5, 8, tzinfo=UTC))
    in_time = handmade([("a", "ask", asked, 0), ("a", "answer", due - HOUR, 0)])
    assert claims(in_time, (Limit(5, working=True),), calendar) == []
    late = handmade([("a", "ask", asked, 0), ("a", "answer", due + HOUR, 0)])
    (found,) = claims(late, (Limit(5, working=True),), calendar)
    assert found.amount.tolist() == [HOUR]
    assert found.where == "5 working days from start to end"


def test_nothing_is_late_without_limits_or_breaches() -> None:
    log = handmade([("a", "ask", 0, 0), ("a", "answer", 10 * DAY, 0)])
    assert claims(log) == []
    assert claims(log, (Limit(10), Limit(300, working=True))) == []


def test_a_limit_on_an_unknown_activity_is_refused_in_words() -> None:
    with pytest.raises(BadFilter, match="“decide”, which is no activity"):
        claims(handmade([("a", "ask", 0, 0)]), (Limit(1, "ask", "decide"),))


@pytest.mark.parametrize(
    "limit",
    [
        Limit(20, working=True),
        Limit(1),
        Limit(2.5, "Receive", "Decide"),
        Limit(8, to_activity="Send response", working=True),
        Limit(8, from_activity="Ask for documents"),
        Limit(1_200, working=True),
        Limit(12_345.25),
    ],
)
def test_a_limit_is_read_as_it_is_written(limit: Limit) -> None:
    assert parse_limit(limit.in_words()) == limit


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("20 Working Days", Limit(20, working=True)),
        ("  8 calendar days from start to end ", Limit(8)),
        ("8 days to Decide", Limit(8, None, "Decide")),
    ],
)
def test_a_limit_is_read_as_people_write_it(text: str, limit: Limit) -> None:
    assert parse_limit(text) == limit


@pytest.mark.parametrize("text", ["", "soon", "0 days", "-3 days", "1e9 days", "20", "20 days until Friday"])
def test_what_is_no_limit_is_refused(text: str) -> None:
    with pytest.raises(BadFilter, match="is no time limit; write one like"):
        parse_limit(text)


def test_the_share_within_counts_the_cases_in_which_the_limit_runs() -> None:
    log = handmade(
        [
            ("a", "Receive", 1, 0), ("a", "Decide", HOUR, 0), ("b", "Receive", 1, 0), ("b", "Decide", 3 * DAY, 0),
            ("c", "Note", 1, 0),
        ]
    )  # fmt: skip
    assert share_within(log, Limit(1, "Receive")) == 0.5
    assert share_within(log, Limit(90, "Receive")) == 1
    assert count_within(log, Limit(1, "Receive")) == (1, 2)
    assert share_within(log, Limit(1)) == pytest.approx(2 / 3)
