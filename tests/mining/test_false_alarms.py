"""Where a log is shuffled so that a cause no longer exists, its kind of finding is not reported.

The same log, with every cause planted in it, is told apart from its shuffles: what is found before must be gone after.
"""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from handmade import DAY, handmade

from openhall.mining.findings import detours, handovers, rework, tails
from openhall.mining.findings.claim import Claim
from openhall.mining.log import EventLog

SEEDS = range(4)
CASES = 1_500
DESK = {
    "check": "Intake",
    "ask": "Fire",
    "decide": "Planning",
    "apply": "Intake",
    "send": "Intake",
    "visit": "Field",
}
MEAN_DAYS = {"apply": 0.0, "check": 2.0, "ask": 3.0, "decide": 4.0, "send": 1.0, "visit": 25.0}


@dataclass(frozen=True)
class Records:
    """A log as columns that can be shuffled one by one: a row an event, `wait` in microseconds, 0 for a first event."""

    case: np.ndarray
    activity: np.ndarray
    wait: np.ndarray
    desk: np.ndarray
    district: np.ndarray
    colour: np.ndarray

    def log(self) -> EventLog:
        """The log: cases begin six hours apart, and each event comes its wait after the one before."""
        passed = np.cumsum(self.wait)
        first = np.searchsorted(self.case, self.case)
        time = self.case * (DAY // 4) + passed - passed[first]
        rows = [
            (f"c{c}", str(a), int(t) + DAY, 0) for c, a, t in zip(self.case, self.activity, time, strict=True)
        ]
        return handmade(
            rows,
            department=self.desk.tolist(),
            district=self.district[self.case].tolist(),
            colour=self.colour[self.case].tolist(),
        )


def records(seed: int) -> Records:
    """A process with a loop, two desks that send cases back and forth, a slow detour and a slow district."""
    rng = np.random.default_rng(seed)
    district = rng.choice(["north", "south", "east", "west"], CASES)
    traces = []
    for _ in range(CASES):
        loops = ["ask", "check"] * int(rng.choice([0, 1, 2, 3], p=[0.6, 0.15, 0.15, 0.1]))
        visit = ["visit"] if rng.random() < 0.12 else []
        traces.append(["apply", "check", *loops, *visit, "decide", "send"])
    case = np.repeat(np.arange(CASES), [len(trace) for trace in traces])
    activity = np.concatenate(traces)
    mean = np.array([MEAN_DAYS[a] for a in activity]) * np.where(district[case] == "north", 2.5, 1.0)
    wait = (rng.exponential(1.0, len(case)) * mean * DAY).astype(np.int64)
    desk = np.array([DESK[a] for a in activity])
    return Records(case, activity, wait, desk, district, rng.choice(["red", "blue", "green"], CASES))


def shuffle_waits(seed: int) -> Records:
    whole = records(seed)
    inner = np.append(False, whole.case[1:] == whole.case[:-1])
    wait = whole.wait.copy()
    wait[inner] = np.random.default_rng(seed + 100).permutation(wait[inner])
    return replace(whole, wait=wait)


def shuffle(seed: int, *columns: str) -> Records:
    """Deal columns out again, all of them together: an activity keeps its desk when both are dealt."""
    whole = records(seed)
    order = np.random.default_rng(seed + 100).permutation(len(getattr(whole, columns[0])))
    return replace(whole, **{column: getattr(whole, column)[order] for column in columns})


def wheres(claims: list[Claim]) -> list[str]:
    return [claim.where for claim in claims]


def test_before_any_shuffle_every_planted_cause_is_found():
    log = records(0).log()
    assert "check → ask → check" in wheres(rework.claims(log))
    assert wheres(handovers.claims(log)) == ["Fire ⇄ Intake"] or wheres(handovers.claims(log)) == [
        "Intake ⇄ Fire"
    ]
    assert wheres(tails.claims(log)) == ["district: north"]
    assert wheres(detours.claims(log)) == ["visit"]


@pytest.mark.parametrize("seed", SEEDS)
def test_with_waits_dealt_out_again_no_detour_and_no_group_is_slow(seed: int):
    log = shuffle_waits(seed).log()
    assert wheres(detours.claims(log)) == []
    assert wheres(tails.claims(log)) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_with_activities_dealt_out_again_there_is_no_loop_and_no_detour(seed: int):
    log = shuffle(seed, "activity").log()
    assert wheres(rework.claims(log)) == []
    assert wheres(detours.claims(log)) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_with_departments_dealt_out_again_nobody_sends_cases_back_and_forth(seed: int):
    assert wheres(handovers.claims(shuffle(seed, "desk").log())) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_with_attributes_dealt_out_again_no_group_of_cases_is_slow(seed: int):
    assert wheres(tails.claims(shuffle(seed, "district").log())) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_with_everything_dealt_out_again_there_is_nothing_to_find(seed: int):
    waits, places = shuffle_waits(seed), shuffle(seed, "district")
    tied = shuffle(seed, "activity", "desk")
    for order in (tied, replace(tied, desk=np.random.default_rng(seed).permutation(tied.desk))):
        log = replace(order, wait=waits.wait, district=places.district).log()
        for kind in (rework, handovers, tails, detours):
            assert wheres(kind.claims(log)) == []
