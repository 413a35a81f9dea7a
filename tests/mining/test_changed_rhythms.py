"""Batches and days off are changed by a line, and what is played goes the way and as far as it says."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from office_year import each_weekday, year_log

from openhall.mining.errors import BadChange
from openhall.mining.simulation.apply import apply_changes
from openhall.mining.simulation.calibrate import fit_best
from openhall.mining.simulation.changes import parse_changes
from openhall.mining.simulation.choose import choose
from openhall.mining.simulation.habits import habits_of
from openhall.mining.simulation.parameters import Parameters, fit, history_of
from openhall.mining.simulation.rhythm_changes import asked_by
from openhall.mining.simulation.roles import roles_of
from openhall.mining.simulation.run import Run, run
from openhall.mining.simulation.season import EPOCH
from openhall.mining.simulation.whatif import Figure, what_if

DAY_US, HOUR_US = 86_400_000_000, 3_600_000_000


@pytest.fixture(scope="module")
def weekly() -> Parameters:
    """What is ready is decided on Thursdays at ten."""
    history = history_of(year_log(2, meets=each_weekday(3)))
    return fit(history, habits=habits_of(history))


@pytest.fixture(scope="module")
def plain() -> Parameters:
    """What is ready is decided at once."""
    return fit(history_of(year_log(1)))


def played(parameters: Parameters, text: str, cases: int = 1_500) -> tuple[Run, np.ndarray]:
    """A run with changes, and which of its rows are decisions."""
    one = run(apply_changes(parameters, parse_changes(text)), cases)
    return one, one.activity == one.activities.index("Decide")


def hours_until_decided(parameters: Parameters, text: str) -> float:
    one, mine = played(parameters, text, 3_000)
    return float((one.ready - one.open)[mine].mean() / HOUR_US)


def figure(parameters: Parameters, text: str, name: str) -> Figure:
    found = what_if(parameters, parse_changes(text), days=182, replications=6)
    return next(each for each in found.figures if each.name == name)


def test_more_meetings_shorten_the_wait_by_half_the_time_between_them(weekly: Parameters):
    now, never = hours_until_decided(weekly, ""), hours_until_decided(weekly, 'batch "Decide" none')
    assert now - never == pytest.approx(3.5 * 24, rel=0.1), "half a week"
    for text, week in (("every 2 weeks", 2), ("on Thu every 4 weeks", 4)):
        waits = hours_until_decided(weekly, f'batch "Decide" {text}')
        assert waits - never == pytest.approx(week * 3.5 * 24, rel=0.12), text
    # Ready in office hours, Monday to Friday, and decided on the next Monday at ten.
    ready = np.concatenate([day * 24 + np.linspace(8, 16, 100) for day in range(5)])
    monday = hours_until_decided(weekly, 'batch "Decide" on Mon')
    assert monday - never == pytest.approx(((24 * 7 + 10 - ready) % (24 * 7)).mean(), rel=0.05)
    month = hours_until_decided(weekly, 'batch "Decide" on day 15 of the month')
    assert month - never == pytest.approx(365.25 / 12 * 12, rel=0.12)
    assert figure(weekly, 'batch "Decide" none', "mean time").difference.high < -2.5
    assert figure(weekly, 'batch "Decide" every 2 weeks', "mean time").difference.low > 2.0


def test_a_batch_begins_where_there_was_none(plain: Parameters):
    one, mine = played(plain, 'batch "decide" on Tue every 2 weeks')
    days = np.unique(one.ready[mine] // DAY_US)
    assert set(((days + 3) % 7).tolist()) == {1} and set(np.diff(days).tolist()) == {14}
    one, mine = played(plain, 'batch "Decide" on Tue, Thu')
    assert set(((np.unique(one.ready[mine] // DAY_US) + 3) % 7).tolist()) == {1, 3}
    one, mine = played(plain, 'batch "Decide" of 20')
    _, together = np.unique(one.ready[mine], return_counts=True)
    assert np.median(together) == 20
    # At six cases a working day, the first of twenty waits for nineteen others: half of that on average.
    more = hours_until_decided(plain, 'batch "Decide" of 20') - hours_until_decided(plain, "")
    assert more == pytest.approx(9.5 / 6 * 7 / 5 * 24, rel=0.15)
    one, mine = played(plain, 'batch "Decide" on day 31 of the month')
    ends = np.unique(one.ready[mine] // DAY_US).astype("datetime64[D]")
    # The last day of a month, or the first day of work after it.
    assert all(date.day >= 28 or date.day <= 2 for date in ends.tolist())


def test_one_change_of_a_batch_takes_the_place_of_another(weekly: Parameters):
    changed = apply_changes(weekly, parse_changes('batch "Decide" of 20\nbatch "Decide" on Mon'))
    (batch,) = changed.batches
    assert batch.activation.weekdays == (0,)
    assert not apply_changes(weekly, parse_changes('automate "Decide"')).batches
    assert not apply_changes(weekly, parse_changes('skip "Decide"')).batches


def test_what_a_rhythm_cannot_be_is_said(weekly: Parameters, plain: Parameters):
    for parameters, text, says in (
        (weekly, 'batch "Decide" on Sun', "Nobody who does “Decide” works on Sunday; choose another day."),
        (weekly, 'batch "Receive" every week', "“Receive” waits for nobody"),
        (weekly, 'batch "Nothing" every week', "There is no activity “Nothing”"),
        (weekly, 'off "mostly Nothing" 12-25', "“mostly Nothing” is neither an activity"),
        (plain, "off none", "no days off that come again"),
        (plain, "off 01-01 to 06-15\noff 06-16 to 11-30", "all changes together make it"),
    ):
        with pytest.raises(BadChange, match=says):
            apply_changes(parameters, parse_changes(text))
    hours = 'hours "Decide" Sun 8:00-16:00\nbatch "Decide" on Sun'
    assert apply_changes(weekly, parse_changes(hours)).batches


def test_on_days_off_nobody_works_and_cases_come_as_before(plain: Parameters):
    """The record ends in January 2024."""
    before, _ = played(plain, "")
    after, _ = played(plain, "off 02-05 to 02-18")
    assert (before.arrivals == after.arrivals).all()
    first, last = ((date(2024, 2, day) - EPOCH).days for day in (5, 18))
    day = after.begun // DAY_US
    inner = after.open < after.done
    assert not (inner & (day >= first) & (day <= last)).any()
    assert (inner & (before.begun // DAY_US >= first)).any()
    # Whoever comes in these two weeks waits for their end.
    came = before.arrivals // DAY_US
    during, long_before = (came >= first) & (came < first + 5), came < first - 14
    longer = (after.last - before.last) / DAY_US
    assert 10 < longer[during].mean() < 15 and abs(longer[long_before]).mean() < 0.5


def test_days_off_of_a_group_leave_others_at_work():
    from simulated_office import office_log

    parameters = fit(history_of(office_log(cases=1_500, between=0.7)))
    names = dict(roles_of(parameters.staff, parameters.flow.activities))
    assert "mostly Visit" in names
    begin = np.datetime64(parameters.until, "us").astype("datetime64[D]") + 20
    first = begin.astype(object)
    last = (begin + 13).astype(object)
    text = f"{first:%m-%d} to {last:%m-%d}"
    for who in ("Visit", "mostly Visit"):
        one = run(apply_changes(parameters, parse_changes(f'off "{who}" {text}')), 800)
        days = one.begun // DAY_US - (first - EPOCH).days
        within = (days >= 0) & (days <= 13) & (one.person >= 0)
        done = {one.activities[code] for code in one.activity[within]}
        assert done == {"Check", "Decide"}


def test_days_off_that_were_found_can_be_worked_on():
    off = [date(2022, 10, day) for day in range(3, 8)] + [date(2023, 10, day) for day in range(2, 7)]
    history = history_of(year_log(4, days=620, a_day=9, off=off))
    found = habits_of(history)
    parameters = fit(history, habits=found)
    assert found.keys == ("days off",) and found.off
    days = (date(2023, 10, 3) - EPOCH).days
    off, worked = (run(apply_changes(parameters, parse_changes(text)), 900) for text in ("", "off none"))
    assert not (off.done // DAY_US == days).any() and (worked.done // DAY_US == days).any()
    # Who comes is the same on both sides, so on days off it is as quiet as it was.
    assert (off.arrivals == worked.arrivals).all()


def test_what_a_change_is_about_is_played_whether_it_helps_to_foretell_or_not():
    history = history_of(year_log(3, size=20))
    assert [find.used for find in choose(history).finds] == [False]
    changes = parse_changes('batch "decide" none\ndemand x2')
    (find,) = fit_best(history, asked=asked_by(changes)).found
    assert find.used and find.why == "asked"
    assert asked_by(parse_changes("off none")) == {"days off"} and not asked_by(parse_changes("demand x2"))
