"""A wait is a finding when its step holds far more days than its even share, and never by chance."""

import numpy as np
import polars as pl
import pytest
from handmade import DAY, HOUR, deal_out, flow, handmade, log_of_waits

from openhall.mining.calendar import Calendar
from openhall.mining.filter_text import parse_filter
from openhall.mining.findings.claim import gaps
from openhall.mining.findings.waits import claims
from openhall.mining.steps import step_table

STEPS = (("apply", 0), ("check", 1), ("sign", 12), ("send", 1), ("close", 2))


def test_the_step_that_holds_the_days_is_found_with_its_numbers() -> None:
    log = log_of_waits(*flow(1, 800, STEPS))
    (found,) = claims(log, Calendar.office())
    assert found.where == "check → sign"
    step = step_table(log).row(by_predicate=pl.col("to") == "sign", named=True)
    assert found.amount.sum() / 1e6 == pytest.approx(step["total_s"])
    assert found.details["median_days"] == pytest.approx(step["median_s"] / 86_400)
    assert "800 cases wait here" in found.evidence and "working days" in found.evidence
    assert "“sign”" in found.attempt
    (text,) = found.filters
    assert parse_filter(text).cases(log).all()


@pytest.mark.parametrize("seed", range(8))
def test_waits_dealt_out_at_random_are_no_finding(seed: int) -> None:
    names, arrive, waits = flow(seed, 600, STEPS)
    assert claims(log_of_waits(names, arrive, deal_out(seed, waits))) == []


@pytest.mark.parametrize("seed", range(4))
def test_a_few_endless_waits_at_random_are_no_finding(seed: int) -> None:
    names, arrive, waits = flow(seed, 400, STEPS)
    rng = np.random.default_rng(seed)
    waits = (rng.pareto(1.1, waits.shape) * HOUR).astype(np.int64)
    waits[:, 0] = 0
    assert claims(log_of_waits(names, arrive, np.minimum(waits, 4_000 * DAY))) == []


def test_the_claim_never_passes_the_gap_where_work_overlaps() -> None:
    rows = []
    for k in range(60):
        rows += [
            (f"c{k}", "a", k * DAY, k * DAY + 30 * DAY),
            (f"c{k}", "b", k * DAY + DAY, k * DAY + 2 * DAY),
            (f"c{k}", "d", k * DAY + 20 * DAY, k * DAY + 32 * DAY),
            (f"c{k}", "e", k * DAY + 60 * DAY, k * DAY + 61 * DAY),
        ]
    log = handmade(rows)
    found = claims(log)
    assert [claim.where for claim in found] == ["d → e"]
    for claim in found:
        assert (claim.amount <= gaps(log)[claim.rows]).all()


def test_days_scattered_over_many_steps_into_one_activity_are_found_at_the_activity() -> None:
    rng = np.random.default_rng(5)
    rows = []
    for k in range(900):
        at = int(rng.integers(0, 500 * DAY))
        rows += [(f"c{k}", "apply", at, 0), (f"c{k}", f"kind {k % 60}", at + HOUR, 0)]
        rows += [(f"c{k}", "advice", at + HOUR + int(rng.exponential(20) * DAY), 0)]
    log = handmade(rows)
    assert [claim.where for claim in claims(log)] == ["Any step → advice"]


def test_a_fixed_period_is_told_from_a_long_tail() -> None:
    names, arrive, waits = flow(2, 300, STEPS)
    waits[:, 2] = 60 * DAY
    (fixed,) = claims(log_of_waits(names, arrive, waits))
    assert "rule or fixed period" in fixed.attempt and "60 days" in fixed.attempt
    waits[:, 2] = np.where(np.arange(300) % 6 == 0, 90 * DAY, HOUR)
    tail = next(
        claim for claim in claims(log_of_waits(names, arrive, waits)) if claim.where == "check → sign"
    )
    assert "some wait very long" in tail.attempt


def test_the_department_where_the_step_takes_longest_is_named() -> None:
    names, arrive, waits = flow(3, 600, STEPS)
    department = np.array(["Parks", "Roads", "Social Care"])[np.arange(600) % 3]
    waits[:, 2] *= np.where(department == "Social Care", 3, 1)
    log = log_of_waits(names, arrive, waits, department=np.repeat(department, len(names)).tolist())
    (found,) = claims(log)
    assert "At “Social Care” it takes" in found.evidence
    mixed = np.random.default_rng(3).permutation(np.repeat(department, len(names))).tolist()
    (found,) = claims(log_of_waits(names, arrive, waits, department=mixed))
    assert "it takes" not in found.evidence
