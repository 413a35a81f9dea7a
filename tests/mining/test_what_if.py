"""A change is said in a line, and simulated beside today with the same luck."""

from __future__ import annotations

import numpy as np
import pytest
from simulated_office import office_log

from openhall.mining.errors import BadChange
from openhall.mining.simulation.apply import apply_changes, week_of
from openhall.mining.simulation.changes import AddStaff, parse_changes
from openhall.mining.simulation.parameters import Parameters, fit, history_of
from openhall.mining.simulation.report import as_json, page
from openhall.mining.simulation.whatif import Figure, WhatIf, what_if
from openhall.process.office import parse_hours

CHANGES = (
    'staff "Check" +2',
    'staff "Check" -1',
    'hours "Check" Mon-Fri 7:00-19:00',
    "demand x3",
    "demand x2.5 from day 10 for 20 days",
    'automate "Decide"',
    'skip "Visit"',
    'work "Check" -20%',
    'wait "Decide" +50%',
    'order "Check" last in first out',
    'batch "Decide" every week',
    'batch "Decide" every 2 weeks',
    'batch "Decide" on Tue',
    'batch "Decide" on Tue, Thu every 2 weeks',
    'batch "Decide" on Fri every 3 weeks',
    'batch "Decide" on day 15 of the month',
    'batch "Decide" of 20',
    'batch "Decide" none',
    "off 12-24 to 01-01",
    "off 12-25",
    'off "mostly Check" 07-15 to 08-15',
    "off none",
)


@pytest.fixture(scope="module")
def busy() -> Parameters:
    """Two people who have work for most of their hours."""
    return fit(history_of(office_log(cases=1_500, between=0.7)))


def played(parameters: Parameters, text: str) -> WhatIf:
    return what_if(parameters, parse_changes(text), days=120, replications=6, cost_per_hour=50)


def figure(result: WhatIf, name: str) -> Figure:
    return next(each for each in result.figures if each.name == name)


@pytest.mark.parametrize("text", CHANGES)
def test_a_change_is_a_value_with_a_text(text: str):
    (change,) = parse_changes(text)
    assert str(change) == text and parse_changes(str(change)) == (change,)


def test_a_number_may_stand_apart_from_its_sign_by_any_space():
    assert (
        parse_changes('staff "Check" +\t2') == parse_changes('staff "Check" + 2') == (AddStaff("Check", 2),)
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("make it quick", "kinds: staff"),
        ('staff "Check" more', "how many people"),
        ('staff "Check" +0', "between 1 and 500"),
        ('work "Check" -120%', "more than 100%"),
        ("demand x900", "100 times at the most"),
        ("demand a lot", "demand x3"),
        ('hours "Check" always', "always"),
        ('order "Check" at random', "first in first out"),
        ("demand x2\n" * 51, "At most 50"),
        ('batch "Decide"', "on Tue every 2 weeks, on day 15 of the month, of 20, or none"),
        ('batch "Decide" now and then', "say when it is done for many cases at once"),
        ('batch "Decide" every 60 weeks', "between 1 and 52 weeks"),
        ('batch "Decide" on Tue Thu', "on Tue every 2 weeks, on day 15 of the month, of 20, or none"),
        ('batch "Decide" on Tue every 0 weeks', "between 1 and 52 weeks"),
        ('batch "Decide" on day 32 of the month', "days 1 to 31"),
        ('batch "Decide" of 1', "between 2 and 10,000 cases"),
        ("off at Christmas", "off 12-24 to 01-01, or off none"),
        ("off 02-30", "there is no such day"),
        ("off 13-01 to 13-05", "there is no such day"),
        ("off 01-01 to 12-31", "at most 183 days of a year"),
        ('off "Check" none', "off 12-24 to 01-01"),
        ("offer x2", "is no change"),
    ],
)
def test_what_is_no_change_is_said_with_an_example(text: str, says: str):
    with pytest.raises(BadChange, match=says):
        parse_changes(text)


def test_a_change_of_what_is_not_there_is_refused(busy: Parameters):
    with pytest.raises(BadChange, match="There is no activity “Chek”"):
        apply_changes(busy, parse_changes('automate "Chek"'))
    with pytest.raises(BadChange, match="at least one must be left"):
        apply_changes(busy, parse_changes('staff "Visit" -1'))


def test_changes_of_demand_are_bounded_together(busy: Parameters):
    with pytest.raises(BadChange, match="all changes together make it x400"):
        apply_changes(busy, parse_changes("demand x20\ndemand x20 from day 5 for 5 days"))
    assert apply_changes(
        busy, parse_changes("demand x20 for 5 days\ndemand x20 from day 5 for 5 days")
    ).surges


def test_more_demand_shortens_the_days_so_that_the_cases_stay_bounded(
    busy: Parameters, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("openhall.mining.simulation.whatif.MOST_CASES", 500)
    result = what_if(busy, parse_changes("demand x4"), days=120, replications=2)
    assert result.cases[1] < 700 and result.days < 30


def test_without_a_change_nothing_differs(busy: Parameters):
    for each in played(busy, "").figures:
        assert each.difference.mean == 0 and each.today == each.changed and not each.certain


def test_one_more_person_shortens_the_wait_for_people_and_nothing_else(busy: Parameters):
    result = played(busy, 'staff "Check" +1')
    wait, other, load = (
        figure(result, name) for name in ("wait for people", "other wait", "load: mostly Check")
    )
    assert wait.certain and wait.changed.mean < 0.4 * wait.today.mean
    assert abs(other.difference.mean) < 0.02 * other.today.mean
    assert load.changed.mean == pytest.approx(load.today.mean * 2 / 3, rel=0.03)


def test_three_times_the_cases_are_more_than_people_can_do(busy: Parameters):
    result = played(busy, "demand x3 from day 30 for 30 days")
    assert result.cases[1] > 1.3 * result.cases[0]
    assert figure(result, "mean time").changed.mean > 2 * figure(result, "mean time").today.mean


def test_what_is_automated_takes_nobody_and_no_time(busy: Parameters):
    result = played(busy, 'automate "Decide"')
    assert figure(result, "work per case").changed.mean < 0.6 * figure(result, "work per case").today.mean
    assert figure(result, "cost per case").difference.high < 0
    assert figure(result, "mean time").difference.high < 0


def test_what_is_skipped_is_done_no_more(busy: Parameters):
    from openhall.mining.simulation.run import run

    log = run(apply_changes(busy, parse_changes('skip "Visit"')), 300).log()
    assert "Visit" not in {log.activities[code] for code in np.unique(log.activity)}


def test_hours_of_the_week_follow_the_text():
    row = week_of(parse_hours("Mon-Fri 8:00-12:30 13:00-17:00, Sat 9:20-10:00"))
    assert row.sum() == 5 * 9 + 1 and row[8] and row[12] and not row[7] and row[5 * 24 + 9]


def test_the_report_shows_both_sides_with_a_table_beside_the_chart(busy: Parameters):
    result = played(busy, 'staff "Check" +1')
    html = page(result, None, "office <b>")
    assert "office &lt;b&gt;" in html and "<b>" not in html
    assert html.count("<table>") == 2 and "<svg" in html and "staff &quot;Check&quot; +1" in html
    told = as_json(result, None)
    assert told["changes"] == ['staff "Check" +1'] and len(told["days_at_percent"]["today"]) == 99
