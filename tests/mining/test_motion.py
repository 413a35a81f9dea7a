"""What is kept of a play for a picture that moves is what happened in it, and small."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
from simulated_office import office_log

from openhall.mining.draw.totals import draw_totals
from openhall.mining.draw.waiting import BAR, bars, draw_waiting
from openhall.mining.map import END, START
from openhall.mining.simulation import motion
from openhall.mining.simulation.apply import apply_changes
from openhall.mining.simulation.changes import parse_changes
from openhall.mining.simulation.motion import Motion, Side, motion_of
from openhall.mining.simulation.parameters import Parameters, fit, history_of
from openhall.mining.simulation.week import DAY_US
from openhall.mining.simulation.whatif import play_days

DAYS, SEED = 40, 3


@pytest.fixture(scope="module")
def busy() -> Parameters:
    """Two people who have work for most of their hours."""
    return fit(history_of(office_log(cases=600, between=0.7)))


def moved(busy: Parameters, changes: str) -> Motion:
    return motion_of(busy, apply_changes(busy, parse_changes(changes)), DAYS, SEED, ["Visit"])


def place(found: Motion, name: str) -> int:
    return [each.name for each in found.plan.places].index(name)


def mean(rows: tuple[int, ...], found: Motion) -> float:
    return float(np.mean(rows[found.warm :]))


def starts(found: Motion, side: Side) -> list[int]:
    """When the shown cases of a side came, in hundredths of a day."""
    begins = np.cumsum(side.after)
    first = {number for number, way in enumerate(found.plan.ways) if way.source == START}
    return [int(at) for at, way in zip(begins, side.ways, strict=True) if way in first]


def test_what_waits_is_counted_of_all_cases_at_each_noon(busy: Parameters):
    found = moved(busy, "demand x2")
    run = play_days(busy, DAYS, SEED)
    first = busy.until // DAY_US * DAY_US
    for name in ("Check", "Decide"):
        here = run.activity == run.activities.index(name)
        for day in (3, 17, 38):
            noon = first + day * DAY_US + DAY_US // 2
            people = int(((run.ready[here] <= noon) & (run.begun[here] > noon)).sum())
            other = int(((run.open[here] <= noon) & (run.ready[here] > noon)).sum())
            at = place(found, name)
            assert (found.today.people[at][day], found.today.other[at][day]) == (people, other)
    assert found.today.cases == len(run.arrivals) and found.changed.cases > 1.6 * found.today.cases
    assert found.staffed and found.hidden == 0 and found.days == DAYS + 1


def test_where_people_are_added_the_queue_is_gone(busy: Parameters):
    found = moved(busy, 'demand x1.3\nstaff "Check" +2')
    crowded = moved(busy, "demand x1.3")
    at = place(found, "Check")
    assert mean(crowded.changed.people[at], crowded) > 5 * mean(found.changed.people[at], found)
    assert found.today == crowded.today, "today is the same whatever is changed"


def test_the_same_cases_are_shown_today_and_changed_and_not_too_many(
    busy: Parameters, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(motion, "MOST_MOVES", 300)
    found = moved(busy, 'wait "Check" -50%')
    assert starts(found, found.today) == starts(found, found.changed)
    assert 0 < found.today.shown == found.changed.shown < found.today.cases
    for side in (found.today, found.changed):
        assert 200 < len(side.ways) <= 300
        assert all(gap >= 0 for gap in side.after) and max(side.ways) < len(found.plan.ways)
        assert sum(side.after) < 100 * found.days
    kept = json.dumps(found.as_json())
    assert len(kept) < 20_000
    assert Motion.from_json(json.loads(kept)) == found


def test_cases_go_around_what_is_not_done_any_more(busy: Parameters):
    found = moved(busy, 'skip "Visit"')
    at = place(found, "Visit")
    assert found.changed.done[at] == 0 < found.today.done[at]
    around = [(way.source, way.target) for way in found.plan.ways].index(("Check", "Decide"))
    into = [number for number, way in enumerate(found.plan.ways) if way.target == "Visit"]
    assert around in found.changed.ways and not set(into) & set(found.changed.ways)
    out = [number for number, way in enumerate(found.plan.ways) if way.target == END]
    assert set(out) & set(found.changed.ways)


def test_only_so_many_activities_are_on_the_map_and_the_named_ones_are(
    busy: Parameters, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(motion, "PLACES", (2,))
    found = moved(busy, "demand x2")
    assert "Visit" in [each.name for each in found.plan.places] and len(found.plan.places) == 2
    assert found.hidden == 2 and len(found.today.people) == 3
    everything = play_days(busy, DAYS, SEED)
    assert sum(found.today.done) == len(everything.activity), "what is not on the map is counted together"


def test_the_picture_shows_how_much_waits_and_escapes_names():
    assert bars(5, 5, 20) == (BAR / 4, BAR / 4) and bars(30, 30, 20) == (BAR, 0)
    found = motion_of(*[fit(history_of(office_log(cases=100)))] * 2, 10, SEED)
    people, other = [3] * len(found.plan.places), [4] * len(found.plan.places)
    drawn = draw_waiting(
        found.plan, people, other, 7, title="<b>Today</b>", words="7 & 7", changed=["Check"], gone=["Visit"],
        never="never", from_the_right=True,
    )  # fmt: skip
    root = ET.fromstring(drawn)
    numbers = [each.text for each in root.iter() if each.get("data-part") == "number"]
    assert numbers == ["7"] * (len(found.plan.places) - 1), "what is not done any more has no queue"
    assert "never" in [each.text for each in root.iter()] and "<b>" not in drawn
    assert "style" not in drawn and "script" not in drawn
    totals = ET.fromstring(draw_totals([0, 2, 4], [0, 1, 1], 2, 1, title="Waiting", words="4 and 1"))
    lines = [each.get("points") for each in totals.iter() if each.get("points")]
    assert lines == ["0.5,98.0 1.5,51.0 2.5,4.0", "0.5,98.0 1.5,74.5 2.5,74.5"]


def test_names_are_kept_as_a_database_can_hold_them():
    log = office_log(cases=100)
    names = tuple({"Visit": "V\0isit" + "t" * 300}.get(name, name) for name in log.activities)
    parameters = fit(history_of(replace(log, activities=names)))
    found = motion_of(parameters, parameters, 10, SEED)
    kept = next(each.name for each in found.plan.places if each.name.startswith("V"))
    assert kept == ("V\ufffdisit" + "t" * 300)[: motion.LONGEST_NAME]
    assert kept in {way.target for way in found.plan.ways} and "\\u0000" not in json.dumps(found.as_json())
