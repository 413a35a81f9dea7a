"""Cases of a model are simulated by the rules that run it, with chances and waits learned from a record."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from blocks import BLOCKS, drawn
from hypothesis import given, settings
from sketch import sketch
from tests.mining.office_year import each_weekday, year_log
from tests.mining.simulated_office import office_log

from openhall.mining.conformance.check import check_conformance
from openhall.mining.simulation.batching import Batch, OfSize
from openhall.mining.simulation.changes import parse_changes
from openhall.mining.simulation.choose import later_cases
from openhall.mining.simulation.distance import emd_hours
from openhall.mining.simulation.habits import habits_of
from openhall.mining.simulation.parameters import fit, history_of
from openhall.mining.simulation.playout import simulate
from openhall.mining.simulation.run import run
from openhall.mining.simulation.whatif import what_if

OFFICE = "s start\nReceive user\nCheck user\ng xor\nVisit user\nj xor\nDecide user"
FLOWS = "\ns > Receive > Check > g > Visit > j > Decide\ng > j"


@settings(max_examples=25, deadline=None)
@given(BLOCKS)
def test_what_is_simulated_is_a_way_of_the_game_and_fits_wholly(block: object):
    model = drawn(block)
    history = history_of(simulate(model, 30, 3))
    parameters = fit(history, model=model)
    assert parameters.fitting == 1.0 and parameters.unseen == tuple(
        sorted({node.label for node in model.nodes if node.kind == "userTask"} - set(history.log.activities))
    )
    log = run(parameters, 40).log()
    checked = check_conformance(log, model)
    assert checked.conforms and checked.fitness == 1.0


def test_chances_and_times_are_those_of_the_record():
    history = history_of(office_log(cases=2_000))
    parameters = fit(history, model=sketch(OFFICE + FLOWS))
    assert parameters.fitting == 1.0 and parameters.unseen == ()
    played = run(parameters, 3_000)
    visits = np.isin(played.activity, played.activities.index("Visit"))
    assert len(np.unique(played.case[visits])) / 3_000 == pytest.approx(0.3, abs=0.03)
    took = later_cases(history, 0).durations
    assert emd_hours(played.durations, took) < 0.08 * took.mean() / 3.6e9


def test_branches_side_by_side_wait_at_the_same_time():
    model = sketch("s start\nReceive user\ng and\na user\nb user\nj and\ns > Receive > g > a > j\ng > b > j")
    history = history_of(simulate(model, 600, 1))
    played = run(fit(history, model=model), 3_000)
    took = later_cases(history, 0).durations
    assert emd_hours(played.durations, took) < 0.1 * took.mean() / 3.6e9


def test_cases_that_do_not_fit_are_laid_through_the_model_as_near_as_they_go():
    model = sketch("s start\nReceive user\nCheck user\nDecide user\ns > Receive > Check > Decide")
    parameters = fit(history_of(office_log(cases=500)), model=model)
    assert parameters.fitting == pytest.approx(0.7, abs=0.05)
    log = run(parameters, 200).log()
    assert check_conformance(log, model).fitness == 1.0


def test_a_new_task_is_named_and_a_changed_model_is_played_beside_todays():
    history = history_of(office_log(cases=1_000))
    today = fit(history, model=sketch(OFFICE + FLOWS))
    without = fit(
        history, model=sketch("s start\nReceive user\nCheck user\nDecide user\ns > Receive > Check > Decide")
    )
    result = what_if(today, (), changed=without, days=120, replications=4)
    mean = next(figure for figure in result.figures if figure.name == "mean time")
    assert mean.difference.high < 0
    more = fit(history, model=sketch(OFFICE + "\nSecond user" + FLOWS + "\nDecide > Second"))
    assert more.unseen == ("Second",)
    assert "Second" in run(more, 50).log().activities
    assert what_if(more, parse_changes('skip "Second"'), days=60, replications=2).figures


def test_a_timer_fires_when_the_model_says_and_an_edge_that_no_case_shows_is_never_left():
    model = sketch(
        "s start\nReceive user\nt catch event=timer:P2D\nCheck user\nm edge at=Check event=message:m\nLate user\n"
        "s > Receive > t > Check\nm > Late"
    )
    history = history_of(simulate(sketch("s start\nReceive user\nCheck user\ns > Receive > Check"), 200, 1))
    played = run(fit(history, model=model), 300)
    assert "Late" not in {played.activities[code] for code in played.activity}
    assert (played.durations / 86_400e6 >= 2).all()


def test_a_batch_of_the_record_is_played_in_a_model():
    history = history_of(year_log(2, meets=each_weekday(1, 2)))
    model = sketch(
        "s start\nReceive user\nCheck user\nDecide user\nSend user\ns > Receive > Check > Decide > Send"
    )
    parameters = fit(history, model=model, habits=habits_of(history))
    played = run(parameters, 1_000)
    mine = played.activity == played.activities.index("Decide")
    rows = history.activity == history.log.activities.index("Decide")
    waited = (history.done - history.enabled)[rows].mean()
    assert (played.done - played.open)[mine].mean() == pytest.approx(waited, rel=0.08)


def test_what_is_withdrawn_before_enough_has_gathered_does_not_count_for_the_batch():
    """Six cases a day, of which none waits longer than three days, never are fifty at a time."""
    model = sketch(
        "s start\nReceive user\nCheck user\nDecide user\nlate edge at=Decide event=timer:P3D\nSend user\n"
        "s > Receive > Check > Decide\nlate > Send"
    )
    parameters = fit(history_of(year_log(1, days=300)), model=model)
    decide = parameters.flow.activities.index("Decide")

    def done(size: int) -> set[str]:
        played = run(replace(parameters, batches=(Batch(decide, OfSize(size)),)), 600)
        return {played.activities[code] for code in played.activity}

    assert done(50) == {"Receive", "Check", "Send"}
    assert "Decide" in done(5)
