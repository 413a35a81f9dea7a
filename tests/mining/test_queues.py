"""A queue is a time in which more work arrives than is done and everybody waits longer; chance makes none."""

import heapq

import numpy as np
import pytest
from handmade import DAY, HOUR, deal_out, flow, log_of_waits

from openhall.mining.findings.claim import gaps
from openhall.mining.findings.queues import claims
from openhall.mining.log import EventLog

STEPS = (("apply", 0), ("check", 4), ("inspect", 1), ("decide", 5))
ROLES = ("desk", "desk", "inspector", "officer")
INSPECT = 2
JANUARY_2023 = 1_672_531_200_000_000


def seasonal(seed: int = 1, *, extra: int = 450, away: tuple[int, int] | None = None) -> EventLog:
    """Two years; from April to June more cases come than the one inspector, three cases a day, can take."""
    names, arrive, waits = flow(seed, 1_100, STEPS)
    rng = np.random.default_rng(seed + 50)
    for year in (0, 1):
        start = JANUARY_2023 + (year * 365 + 90) * DAY
        arrive = np.concatenate((arrive, start + rng.integers(0, 75 * DAY, extra // 2)))
    more = np.zeros((len(arrive) - len(waits), waits.shape[1]), np.int64)
    more[:, 1:] = (rng.exponential(1.0, (len(more), 3)) * np.array([4, 1, 5]) * DAY).astype(np.int64)
    waits = np.concatenate((waits, more))
    ready = arrive + waits[:, 1]
    free = 0
    waiting = sorted((int(at), k) for k, at in enumerate(ready))
    heapq.heapify(waiting)
    while waiting:
        at, k = heapq.heappop(waiting)
        done = max(at, free) + 8 * HOUR
        if away and JANUARY_2023 + away[0] * DAY <= done < JANUARY_2023 + away[1] * DAY:
            done = JANUARY_2023 + away[1] * DAY + 8 * HOUR
        waits[k, INSPECT], free = done - at, done
    return log_of_waits(names, arrive, waits, **{"org:role": list(ROLES) * len(arrive)})


def test_a_seasonal_queue_is_found_with_its_months_and_its_role() -> None:
    log = seasonal()
    (found,) = claims(log)
    assert found.where.startswith("inspector, ") and "2023 and 2024" in found.where
    # The rush begins in April; the backlog of some 110 is worked off at ten a week after June.
    assert found.where.startswith("inspector, April to") and "August 2023 and 2024" in found.where
    assert "times as long" in found.evidence and "More work arrives" in found.attempt
    assert found.details["times_as_long"] > 1.5
    assert (found.amount <= gaps(log)[found.rows]).all() and (found.amount >= 0).all()
    # Nothing but the waits at the inspector, and not all of them.
    held = gaps(log)[log.activity == log.activities.index("inspect")]
    assert 0.3 * held.sum() < found.amount.sum() < 0.95 * held.sum()


def test_a_time_without_cover_is_told_from_a_time_of_more_work() -> None:
    log = seasonal(extra=0, away=(200, 225))
    (found,) = claims(log)
    assert found.where.startswith("inspector, ")
    assert "cover" in found.attempt and "inspector, July to" in found.where


def test_without_roles_the_activities_are_the_queues() -> None:
    with_roles = seasonal()
    times = with_roles.time.reshape(-1, len(STEPS))
    log = log_of_waits([name for name, _ in STEPS], times[:, 0], np.diff(times, axis=1, prepend=times[:, :1]))
    (found,) = claims(log)
    assert found.where.startswith("inspect, ")


def test_events_whose_wait_is_explained_already_are_left_out() -> None:
    log = seasonal()
    assert claims(log, np.flatnonzero(log.activity == log.activities.index("inspect"))) == []


@pytest.mark.parametrize("seed", range(8))
def test_waits_dealt_out_at_random_are_no_queue(seed: int) -> None:
    log = seasonal(seed)
    times = log.time.reshape(-1, len(STEPS))
    mixed = deal_out(seed, np.diff(times, axis=1, prepend=times[:, :1]))
    roles = {"org:role": list(ROLES) * len(times)}
    assert claims(log_of_waits([name for name, _ in STEPS], times[:, 0], mixed, **roles)) == []
