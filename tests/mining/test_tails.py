"""A group of cases that is slow is found once, with its days; what is known only later is no cause."""

from collections.abc import Callable

import numpy as np
import pytest
from handmade import DAY, flow, log_of_waits

from openhall.mining.findings.claim import gaps
from openhall.mining.findings.tails import claims
from openhall.mining.log import EventLog

STEPS = (("apply", 0), ("check", 3), ("decide", 5), ("send", 2))
CASES = 1_200


def waits_of(seed: int, slow: Callable[[np.random.Generator], np.ndarray], times: float = 2.5):
    """A process in which the cases that `slow` marks wait so many times as long."""
    names, arrive, waits = flow(seed, CASES, STEPS)
    marked = slow(np.random.default_rng(seed + 50))
    waits[marked] = (waits[marked] * times).astype(np.int64)
    return (names, arrive, waits), marked


def log_with(parts: tuple, **attributes: np.ndarray) -> EventLog:
    columns = {name: np.repeat(values, len(STEPS)).tolist() for name, values in attributes.items()}
    return log_of_waits(*parts, **columns)


def one_in_five(rng: np.random.Generator) -> np.ndarray:
    return rng.random(CASES) < 0.2


def test_a_slow_group_is_found_with_the_days_it_takes_more() -> None:
    parts, slow = waits_of(1, one_in_five)
    log = log_with(parts, channel=np.where(slow, "post", "web"))
    (found,) = claims(log)
    assert found.where == "channel: post"
    more = log.durations[slow].mean() - log.durations[~slow].mean()
    assert found.amount.sum() == pytest.approx(more * slow.sum(), rel=1e-6)
    assert (found.amount <= gaps(log)[found.rows]).all()
    assert set(log.case[found.rows]) == set(np.flatnonzero(slow))
    assert found.details["low_days"] < more / DAY < found.details["high_days"]


@pytest.mark.parametrize("seed", range(5))
def test_attributes_that_mean_nothing_are_no_finding(seed: int) -> None:
    rng = np.random.default_rng(seed)
    drawn = {f"field {k}": rng.choice(list("abcdef"), CASES) for k in range(15)}
    assert claims(log_with(flow(seed, CASES, STEPS), **drawn)) == []


@pytest.mark.parametrize("seed", range(5))
def test_a_few_endless_cases_make_no_group_slow(seed: int) -> None:
    rng = np.random.default_rng(seed)
    names, arrive, waits = flow(seed, CASES, STEPS)
    group = rng.choice(list("abcd"), CASES)
    waits[np.flatnonzero(group == "a")[:4], 1] += 2_000 * DAY
    assert [found.where for found in claims(log_with((names, arrive, waits), team=group))] == []


def test_two_attributes_that_split_the_cases_alike_are_one_finding_that_names_the_other() -> None:
    parts, slow = waits_of(2, one_in_five)
    log = log_with(parts, channel=np.where(slow, "post", "web"), form=np.where(slow, "paper", "screen"))
    (found,) = claims(log)
    assert {"post", "paper"} == {each for each in ("post", "paper") if each in found.where + found.evidence}
    assert "nearly the same cases" in found.evidence


def test_what_is_known_only_when_a_case_is_over_is_no_cause() -> None:
    parts, slow = waits_of(3, one_in_five)
    late = {
        name: np.where(slow, "x", "y") for name in ("last_phase", "caseStatus", "Final result", "endCode")
    }
    assert claims(log_with(parts, **late)) == []
    # A word that only contains such a name is another word.
    assert [found.where for found in claims(log_with(parts, gender=np.where(slow, "x", "y")))] == [
        "gender: x"
    ]


def test_a_number_that_each_case_has_of_its_own_is_no_group() -> None:
    parts, _ = waits_of(4, one_in_five)
    assert claims(log_with(parts, reference=np.array([f"r{k}" for k in range(CASES)]))) == []


def test_a_slow_month_is_said_as_people_say_it() -> None:
    names, arrive, waits = flow(5, CASES, STEPS)
    july = (arrive.astype("datetime64[us]").astype("datetime64[M]").astype(np.int64) % 12) == 6
    waits[july] *= 3
    (found,) = claims(log_of_waits(names, arrive, waits))
    assert found.where == "month of arrival: July"
    assert "that arrived in July take" in found.evidence and "holidays" in found.attempt


def test_a_log_that_a_filter_emptied_has_no_tails() -> None:
    log = log_of_waits(*flow(6, 40, STEPS))
    assert claims(log.take(np.zeros(40, np.bool_))) == []
