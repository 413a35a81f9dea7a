"""The comparison: what the address asks for is what is compared, and what makes no sense is said by its field."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import numpy as np
import polars as pl
import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openhall.mining.log import ACTIVITY, CASE, TIME, EventLog
from openhall.mining.read.build import Reading, build


@pytest.fixture
def analyst(client: Client, person: Any) -> Client:
    client.force_login(person("analyst"))
    return client


def ask(client: Client, log: Any, **answers: str) -> Any:
    return client.get(reverse("observatory:compare", args=[log.id]), answers)


def test_without_a_question_a_short_log_is_halved_and_its_open_cases_left_out(
    analyst: Client, kept_log: Any
) -> None:
    response = ask(analyst, kept_log)
    assert response.status_code == 200
    assert [side.log.n_cases for side in response.context["sides"]] == [19, 20]
    html = response.content.decode()
    assert "No clear difference" in html
    assert "add up to the whole difference" in html


def test_a_day_cuts_the_cases(analyst: Client, kept_log: Any) -> None:
    sides = ask(analyst, kept_log, how="day", day="2025-01-20").context["sides"]
    assert [side.name for side in sides] == [
        "the time before 20 January 2025",
        "the time from 20 January 2025",
    ]
    assert [side.log.n_cases for side in sides] == [7, 33]


def test_two_periods_leave_out_what_lies_between(analyst: Client, kept_log: Any) -> None:
    answers = {
        "a_first": "2025-01-01",
        "a_last": "2025-01-31",
        "b_first": "2025-03-01",
        "b_last": "2025-03-31",
    }
    response = ask(analyst, kept_log, how="periods", **answers)
    assert response.status_code == 200
    sides = response.context["sides"]
    assert all(5 < side.log.n_cases < 20 for side in sides)
    assert sides[0].name == "1 January 2025 to 31 January 2025"
    assert 'value="2025-03-31"' in response.content.decode()


def test_two_values_are_compared_on_one_map_with_links_to_their_cases(analyst: Client, kept_log: Any) -> None:
    response = ask(analyst, kept_log, how="value", attribute="district", a="North", b="South")
    assert [side.name for side in response.context["sides"]] == ["North", "South"]
    html = response.content.decode()
    # Every fourth case is checked twice, and all of these are in the North.
    assert "Check" in html and "only in the first" in html
    assert "f=attr%3Adistrict%3DNorth&amp;f=step%3ACheck%3ECheck" in html
    linked = analyst.get(
        reverse("observatory:map", args=[kept_log.id]), {"f": ["attr:district=North", "step:Check>Check"]}
    )
    assert linked.context["view"].log.n_cases == 10


def test_all_values_are_beside_each_other(analyst: Client, kept_log: Any) -> None:
    response = ask(analyst, kept_log, how="value", attribute="district")
    assert [group["cases"] for group in response.context["groups"]] == [20, 20]
    assert "Chance to be the fastest" in response.content.decode()


def test_an_attribute_of_events_counts_by_most_of_a_case(analyst: Client, kept_log: Any) -> None:
    response = ask(analyst, kept_log, how="value", attribute="org:resource")
    assert response.status_code == 400
    assert "that is the same one in all of these cases" in response.content.decode()


def test_a_filter_is_kept_by_the_comparison(analyst: Client, kept_log: Any) -> None:
    response = ask(analyst, kept_log, f="attr:district=North")
    assert sum(side.log.n_cases for side in response.context["sides"]) == 20
    assert '<input type="hidden" name="f" value="attr:district=North">' in response.content.decode()


ENDS = (("first", "01"), ("last", "31"))


@pytest.mark.parametrize(
    ("answers", "words", "field"),
    [
        ({"how": "day", "day": "tomorrow"}, "Enter a day", "day"),
        ({"how": "day", "day": "1999-01-01"}, "No case starts before 1999-01-01", "day"),
        ({"how": "periods"}, "Enter a day", "a_first"),
        (
            {"how": "periods", "a_first": "2025-02-01", "a_last": "2025-01-01", "b_first": "x", "b_last": "x"},
            "The first period ends before it begins",
            "a_last",
        ),
        (
            {"how": "periods"} | {f"{s}_{end}": f"2025-01-{d}" for s in "ab" for end, d in ENDS},
            "Both periods are the same",
            "b_first",
        ),
        (
            {
                "how": "periods", "a_first": "1990-01-01", "a_last": "1990-12-31",
                "b_first": "2025-01-01", "b_last": "2025-12-31",
            },
            "No case starts in the first period",
            "a_first",
        ),
        (
            {
                "how": "periods", "a_first": "2025-01-01", "a_last": "2025-02-15",
                "b_first": "2025-02-15", "b_last": "2025-03-31",
            },
            "The periods overlap",
            "b_first",
        ),
        ({"how": "day", "day": "0001-01-01"}, "Enter a day within the time of the log", "day"),
        (
            {"how": "periods", "a_first": "2025-01-01", "a_last": "9999-12-31", "b_first": "x", "b_last": "x"},
            "Enter a day within the time of the log",
            "a_last",
        ),
        ({"how": "value"}, "Choose what the cases differ in", "attribute"),
        ({"how": "value", "attribute": "colour"}, "There is no attribute", "attribute"),
        ({"how": "value", "attribute": "district", "a": "North", "b": "North"}, "Both sides are “North”", "b"),
        ({"how": "value", "attribute": "district", "a": "North", "b": "West"}, "Choose one of the values", "b"),
    ],
)  # fmt: skip
def test_what_makes_no_comparison_is_said_by_its_field(
    analyst: Client, kept_log: Any, answers: dict[str, str], words: str, field: str
) -> None:
    response = ask(analyst, kept_log, **answers)
    html = response.content.decode()
    assert response.status_code == 400
    assert words in html and f'href="#{field}"' in html
    assert html.count(f'id="{field}"') == 1
    assert "<title>Error: " in html


def test_a_small_side_and_open_cases_are_warned_of(analyst: Client, kept_log: Any) -> None:
    html = ask(analyst, kept_log, how="day", day="2025-03-20").content.decode()
    assert "With so few" in html
    assert "look shorter than they are" in html


@pytest.fixture
def keep_made(keep_log: Any) -> Any:
    """Return a function that keeps any log: `keep_made(made_log)`."""
    from openhall.site.observatory.preparing import keep

    def make(found: EventLog) -> Any:
        log = keep_log()
        keep(log, found)
        return log

    return make


def steady(years: float, *, winter: float = 0.0, restless: float = 0.0) -> EventLog:
    """Five cases a day that take 20 days on average, whenever they start; records end at `years`, open cases or not.

    winter    days more for cases that start from November to March
    restless  days more for all cases of every other stretch of eight weeks
    """
    rng = np.random.default_rng(20_261_124)
    begin, days = datetime(2022, 11, 1, tzinfo=UTC), int(365 * years)
    rows = []
    for k in range(5 * days):
        start = begin + timedelta(days=k / 5)
        slow = (winter if start.month in (11, 12, 1, 2, 3) else 0) + restless * (k // (5 * 56) % 2)
        ways = ("Receive", start), ("Decide", start + timedelta(days=10 + rng.exponential(10) + slow))
        rows += [(f"C{k}", name, at) for name, at in ways if at < begin + timedelta(days=days)]
    frame = pl.DataFrame(rows, schema=[CASE, ACTIVITY, TIME], orient="row")
    return build(
        Reading(frame.with_columns(pl.col(TIME).cast(pl.Datetime("us", "UTC"))), None, source="s.csv")
    )


def test_a_steady_service_is_not_said_to_have_become_faster_by_cases_that_are_not_over(
    analyst: Client, keep_made: Any
) -> None:
    log = keep_made(steady(2.6))
    response = ask(analyst, log)
    assert response.context["found"].whole.verdict == "no clear difference"
    assert response.context["cares"] == []
    # The two periods are whole years, one after the other.
    a_first, a_last, b_first, b_last = (
        date.fromisoformat(response.context["periods"][name])
        for name in ("a_first", "a_last", "b_first", "b_last")
    )
    assert (a_last - a_first).days == (b_last - b_first).days == 363
    assert (b_first - a_last).days == 1


def test_open_cases_are_said_and_left_out_by_one_link(analyst: Client, keep_made: Any) -> None:
    log = keep_made(steady(2.0))
    response = ask(analyst, log, how="day", day="2023-11-01")
    words, mended = response.context["cares"][0]
    assert response.context["found"].whole.verdict == "faster"
    assert "look shorter than they are" in words
    html = response.content.decode()
    assert "Leave these cases out" in html
    after = analyst.get(reverse("observatory:compare", args=[log.id]) + mended)
    assert after.context["found"].whole.verdict == "no clear difference"
    assert after.context["asked"].day == "2023-11-01"
    assert not any("look shorter" in words for words, _ in after.context["cares"])


def test_what_the_page_begins_with_has_no_open_cases_even_where_cases_take_ever_longer(
    analyst: Client, keep_made: Any
) -> None:
    growing = steady(2.6).to_frame().select(CASE, ACTIVITY, TIME)
    begin = growing[TIME].min()
    later = (pl.col(TIME) - begin) / 60  # A case that starts a year later takes six days longer.
    growing = growing.with_columns(
        pl.when(pl.col(ACTIVITY) == "Decide").then(pl.col(TIME) + later).otherwise(pl.col(TIME))
    ).filter(pl.col(TIME) < begin + timedelta(days=949))
    response = ask(analyst, keep_made(build(Reading(growing, None, source="s.csv"))))
    assert response.context["found"].whole.verdict == "slower"
    assert not any("may not be over" in words for words, _ in response.context["cares"])


def test_unlike_seasons_are_said(analyst: Client, keep_made: Any) -> None:
    log = keep_made(steady(2.5, winter=8))
    response = ask(analyst, log, how="day", day="2024-04-01")
    assert any("different months of the year" in words for words, _ in response.context["cares"])
    assert ask(analyst, log).context["cares"] == []


def test_a_difference_no_larger_than_that_of_months_is_said_to_be_such(
    analyst: Client, keep_made: Any
) -> None:
    log = keep_made(steady(2.0, restless=15))
    periods = {
        "a_first": "2022-11-01", "a_last": "2023-04-17", "b_first": "2023-04-18", "b_last": "2023-10-02",
    }  # fmt: skip
    response = ask(analyst, log, how="periods", **periods)
    assert response.context["found"].whole.verdict != "no clear difference"
    assert any("from month to month" in words for words, _ in response.context["cares"])


def test_a_real_change_is_not_talked_away(analyst: Client, keep_made: Any) -> None:
    early, late = steady(1.0), steady(1.0)
    year = int(timedelta(days=364) / timedelta(microseconds=1))
    frame = pl.concat(
        [
            early.to_frame().select(CASE, ACTIVITY, TIME),
            late.to_frame()
            .select(CASE, ACTIVITY, TIME)
            .with_columns(
                pl.col(CASE).cast(pl.String) + "b",
                pl.col(TIME) + pl.duration(microseconds=year)
                + pl.when(pl.col(ACTIVITY) == "Decide").then(pl.duration(days=6)).otherwise(pl.duration(days=0)),
            ),
        ]
    )  # fmt: skip
    log = keep_made(build(Reading(frame, None, source="s.csv")))
    periods = {
        "a_first": "2022-11-01", "a_last": "2023-08-31", "b_first": "2023-11-01", "b_last": "2024-08-31",
    }  # fmt: skip
    response = ask(analyst, log, how="periods", **periods)
    whole = response.context["found"].whole
    assert whole.verdict == "slower" and whole.low < 6 < whole.high
    assert response.context["cares"] == []


def test_a_map_says_differences_with_their_intervals(analyst: Client, keep_made: Any) -> None:
    log = keep_made(steady(2.0))
    html = ask(analyst, log, how="day", day="2024-09-20").content.decode()
    assert re.search(r"<text[^>]*>−[\d.]+ days \(−[\d.]+ to −[\d.]+\)</text>", html)


def test_only_a_clear_difference_has_a_colour(analyst: Client, keep_made: Any) -> None:
    from openhall.site.observatory.interval import LESS, MORE, UNSURE, draw_interval

    log = keep_made(steady(2.0))
    rows = ask(analyst, log, how="day", day="2024-09-20").context["rows"]
    rows += ask(analyst, log, how="day", day="2023-06-01").context["rows"]
    assert {row["clear"] for row in rows} == {True, False}
    for row in rows:
        assert (UNSURE in row["picture"]) is not row["clear"]
        assert (MORE in row["picture"] or LESS in row["picture"]) is row["clear"]
    assert UNSURE in draw_interval(1, 2, 3, 4, clear=False) and MORE in draw_interval(1, 2, 3, 4)


def test_every_value_that_is_offered_can_be_compared_and_has_its_count(
    analyst: Client, keep_made: Any
) -> None:
    found = steady(1.0)
    places = pl.DataFrame(
        {CASE: found.case_ids.to_list(), "office": [f"Office {k % 20:02}" for k in range(found.n_cases)]}
    )
    events = found.to_frame().select(CASE, ACTIVITY, TIME)
    log = keep_made(build(Reading(events, places, source="s.csv")))
    response = ask(analyst, log, how="value", attribute="office")
    offered = response.context["values"]
    assert len(offered) == 12
    assert "Office 00 (92)" in response.content.decode()
    assert "The 12 values with the most cases." in response.content.decode()
    pairs = [(offered[0][0], name) for name, _ in offered[1:]]
    assert {ask(analyst, log, how="value", attribute="office", a=a, b=b).status_code for a, b in pairs} == {
        200
    }


def test_a_log_too_small_for_two_times_is_no_mistake_of_the_reader(analyst: Client, keep_log: Any) -> None:
    response = ask(analyst, keep_log(cases=1))
    assert response.status_code == 200
    assert "too few, or start too close together" in response.content.decode()


NAMES = ("how", "day", "a_first", "a_last", "b_first", "b_last", "attribute", "a", "b", "f", "page", "steps")
WORDS = st.one_of(
    st.text(max_size=12),
    st.dates().map(str),
    st.sampled_from(
        ("day", "periods", "value", "district", "2025-02-01", "North", "0001-01-01", "9999-12-31")
    ),
)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(answers=st.dictionaries(st.sampled_from(NAMES), WORDS, max_size=6))
def test_no_address_breaks_the_page(analyst: Client, kept_log: Any, answers: dict[str, str]) -> None:
    address = reverse("observatory:compare", args=[kept_log.id])
    assert analyst.get(f"{address}?{urlencode(answers)}").status_code in (200, 400)


def test_others_may_not_compare(client: Client, kept_log: Any, person: Any) -> None:
    address = reverse("observatory:compare", args=[kept_log.id])
    assert client.get(address).status_code == 302
    client.force_login(person("officer"))
    assert client.get(address).status_code == 403


def test_taking_a_filter_back_keeps_the_question(analyst: Client, kept_log: Any) -> None:
    response = ask(analyst, kept_log, how="value", attribute="district", f="days:1..")
    (chip,) = response.context["chips"]
    assert chip["remove"] == "?&how=value&attribute=district"
    again = analyst.get(reverse("observatory:compare", args=[kept_log.id]) + chip["remove"])
    assert again.context["chips"] == [] and again.context["groups"]
