"""A batch is a rhythm that only the work itself has; what it costs is the wait for the next one."""

import numpy as np
import pytest
from handmade import DAY, HOUR, MINUTE, deal_out, flow, log_of_waits

from openhall.mining.calendar import EPOCH_WEEKDAY
from openhall.mining.findings.batches import claims
from openhall.mining.findings.claim import gaps
from openhall.mining.log import EventLog

STEPS = (("apply", 0), ("check", 3), ("sign", 1), ("send", 2), ("close", 4))
SIGN = 2
THURSDAY = 3


def weekly(seed: int = 1, *, waits_for_batch: float = 1.0) -> EventLog:
    """Permits are signed on Thursdays from ten o'clock; a part of them at once instead."""
    names, arrive, waits = flow(seed, 900, STEPS)
    rng = np.random.default_rng(seed + 100)
    ready = arrive + waits[:, 1]
    ahead = (THURSDAY - (ready // DAY + EPOCH_WEEKDAY)) % 7
    thursday = (ready // DAY + ahead) * DAY + 10 * HOUR + rng.integers(0, 60, len(ready)) * MINUTE
    thursday = np.where(thursday < ready, thursday + 7 * DAY, thursday)
    held = rng.random(len(ready)) < waits_for_batch
    waits[:, SIGN] = np.where(held, thursday - ready, waits[:, SIGN])
    return log_of_waits(names, arrive, waits)


def test_a_thursday_batch_is_found_with_the_wait_for_it() -> None:
    log = weekly(waits_for_batch=0.9)
    (found,) = claims(log)
    assert found.where == "sign (on Thursdays)"
    assert "is done on Thursdays" in found.evidence
    assert found.attempt.startswith("Do “sign” every working day instead of on Thursdays")
    days = found.amount.sum() / DAY / len(found.rows)
    # Ready at any time of the week: half a week on average.
    assert 3 < days < 4
    assert (found.amount <= gaps(log)[found.rows]).all()


def test_a_case_passed_over_by_a_batch_costs_half_the_time_between_two() -> None:
    names, arrive, waits = flow(3, 600, STEPS)
    ready = arrive + waits[:, 1]
    ahead = (THURSDAY - (ready // DAY + EPOCH_WEEKDAY)) % 7
    # Always the third Thursday from now, at noon: two are passed over.
    waits[:, SIGN] = (ready // DAY + ahead + 14) * DAY + 12 * HOUR - ready
    (found,) = claims(log_of_waits(names, arrive, waits))
    assert found.amount.mean() == pytest.approx(3.5 * DAY, rel=0.1)


def test_a_monthly_run_is_found() -> None:
    names, arrive, waits = flow(4, 900, STEPS)
    ready = (arrive + waits[:, 1]).astype("datetime64[us]")
    next_month = (ready.astype("datetime64[M]") + 1).astype("datetime64[us]").astype(np.int64)
    waits[:, SIGN] = next_month + 4 * DAY + 9 * HOUR - ready.astype(np.int64)
    (found,) = claims(log_of_waits(names, arrive, waits))
    assert found.where == "sign (on the 5th of the month)"


def test_work_done_on_a_few_days_a_year_is_found() -> None:
    names, arrive, waits = flow(5, 900, STEPS, span_days=1400)
    ready = arrive + waits[:, 1]
    period = 97 * DAY
    waits[:, SIGN] = (ready // period + 1) * period + 11 * HOUR - ready
    (found,) = claims(log_of_waits(names, arrive, waits))
    assert found.where == "sign (once in 97 days)"
    assert "different days" in found.evidence


def test_work_that_waits_for_a_count_is_found() -> None:
    names, arrive, waits = flow(6, 1_200, STEPS)
    ready = arrive + waits[:, 1]
    order = np.argsort(ready)
    done = np.empty_like(ready)
    for first in range(0, len(order), 20):
        pile = order[first : first + 20]
        done[pile] = ready[pile[-1]] + HOUR + np.arange(len(pile)) * MINUTE
    waits[:, SIGN] = done - ready
    (found,) = claims(log_of_waits(names, arrive, waits))
    assert found.where == "sign (whenever about 20 have piled up)"


def test_an_office_that_works_on_one_day_only_is_no_batch_of_one_activity() -> None:
    """All work on Thursdays: the calendar of the whole log, not a rhythm of signing."""
    names, arrive, waits = flow(7, 600, STEPS)
    week = 7 * DAY
    at = arrive[:, None] + np.cumsum(waits, axis=1)
    at = np.maximum.accumulate((at // week + np.arange(len(STEPS))) * week + at % DAY, axis=1)
    waits[:, 1:] = np.maximum(np.diff(at, axis=1), 0)
    assert claims(log_of_waits(names, at[:, 0], waits)) == []


@pytest.mark.parametrize("seed", range(8))
def test_waits_dealt_out_at_random_are_no_batch(seed: int) -> None:
    names, arrive, waits = flow(seed, 900, STEPS)
    assert claims(log_of_waits(names, arrive, waits)) == []
    log = weekly(seed)
    times = log.time.reshape(-1, len(STEPS))
    mixed = deal_out(seed, np.diff(times, axis=1, prepend=times[:, :1]))
    assert claims(log_of_waits(names, times[:, 0], mixed)) == []


def test_work_that_follows_a_batch_the_day_after_is_no_batch_of_its_own() -> None:
    log = weekly()
    times = log.time.reshape(-1, len(STEPS)).copy()
    times[:, 3] = (times[:, SIGN] // DAY + 1) * DAY + 9 * HOUR
    times[:, 4] = np.maximum(times[:, 4], times[:, 3])
    friday = log_of_waits(
        [name for name, _ in STEPS], times[:, 0], np.diff(times, axis=1, prepend=times[:, :1])
    )
    assert [claim.where for claim in claims(friday)] == ["sign (on Thursdays)"]
