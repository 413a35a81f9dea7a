"""A simulation that learned from a record shows what the record shows, and says how far it is off."""

from __future__ import annotations

import numpy as np
import pytest
from simulated_office import office_log

from openhall.mining.errors import EmptyLog, LogTooLarge
from openhall.mining.simulation.arrivals import Arrivals, draw_arrivals
from openhall.mining.simulation.calibrate import calibrate, split_at
from openhall.mining.simulation.choose import choose_memory, later_cases
from openhall.mining.simulation.distance import emd_hours
from openhall.mining.simulation.parameters import fit, history_of
from openhall.mining.simulation.report import trust_as_json
from openhall.mining.simulation.run import run
from openhall.mining.simulation.words import verdict


def test_simulated_cases_take_as_long_as_those_on_record():
    history = history_of(office_log(cases=1_500))
    played = run(fit(history), 3_000)
    took = later_cases(history, 0).durations
    assert emd_hours(played.durations, took) < 0.1 * took.mean() / 3.6e9
    assert np.median(played.durations) == pytest.approx(np.median(took), rel=0.15)


def test_the_same_seed_plays_the_same_cases_and_another_seed_others():
    parameters = fit(history_of(office_log(cases=300)))
    one, same, other = run(parameters, 200, 5), run(parameters, 200, 5), run(parameters, 200, 6)
    assert (one.done == same.done).all() and (one.activity == same.activity).all()
    assert one.durations.sum() != other.durations.sum()


def test_nobody_works_outside_their_hours_or_on_two_things_at_once():
    played = run(fit(history_of(office_log(cases=800))), 800)
    work = played.person >= 0
    hour = played.begun[work] // 3_600_000_000 % 24
    assert work.sum() > 800 and hour.min() >= 8 and hour.max() < 17
    for person in range(len(played.people)):
        mine = np.flatnonzero(played.person == person)
        order = mine[np.argsort(played.begun[mine])]
        assert (played.begun[order][1:] >= played.done[order][:-1]).all()


def test_cases_that_are_still_open_count_as_open():
    whole = history_of(office_log(cases=2_000, slower_after=0.0, factor=5.0))
    cut = whole.before(int(np.sort(whole.starts)[1_000]))
    shown = later_cases(cut, 0).durations.mean()
    expected = later_cases(whole, 0).durations.mean()
    played = np.mean([run(fit(cut), 1_000, seed).durations.mean() for seed in range(5)])
    # Those that had begun last show only their quick beginnings.
    assert shown < 0.97 * expected
    assert played == pytest.approx(expected, rel=0.05)


def test_choices_follow_the_attributes_of_a_case():
    log = office_log(cases=2_000)
    played = run(fit(history_of(log)), 4_000).log()
    visits = played.activity == played.activities.index("Visit")
    asked = log.case_codes("kind")
    share_large = np.isin(
        np.flatnonzero(asked[0] == asked[1].index("large")),
        log.case[log.activity == log.activities.index("Visit")],
    ).mean()
    assert share_large > 0.9
    share = len(np.unique(played.case[visits])) / played.n_cases
    assert share == pytest.approx(0.3, abs=0.04)


def test_a_stable_office_is_predicted_well_and_one_that_changed_is_not_trusted_blindly():
    stable = calibrate(history_of(office_log(cases=2_000)))
    assert stable.grade == "good" and "can be trusted" in verdict(trust_as_json(stable))
    assert stable.known == 1_600 and stable.held_out == 400
    changed = calibrate(history_of(office_log(cases=2_000, slower_after=0.8, factor=4.0)))
    assert changed.grade == "poor" and changed.cycle_time > 3 * stable.cycle_time


def test_where_work_became_faster_only_the_recent_past_counts():
    memory = choose_memory(history_of(office_log(cases=1_000)))
    assert memory is None or memory > 70
    memory = choose_memory(history_of(office_log(cases=1_000, slower_after=0.4, factor=0.3)))
    assert memory is not None and memory < 60


def test_a_wild_date_is_said_and_does_not_take_millions_of_hours():
    with pytest.raises(LogTooLarge, match="a date in it must be wrong"):
        history_of(office_log(cases=2, between=2e6))


def test_cases_that_come_once_in_decades_are_drawn():
    rare = Arrivals(np.full(168, 1e-6), np.ones(12), 0.0)
    drawn = draw_arrivals(rare, 0, 3, np.random.default_rng(1))
    assert len(drawn) == 3 and (np.diff(drawn) >= 0).all() and drawn[-1] > 100 * 365 * 24 * 3_600_000_000


def test_too_few_cases_are_said():
    with pytest.raises(EmptyLog, match="Too few cases"):
        split_at(history_of(office_log(cases=2)), held_out=0.9)
