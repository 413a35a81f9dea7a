"""What an event log tells of single cases by how they begin."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from openhall.measure.disclosure.errors import BadTable
from openhall.measure.disclosure.events import Precision, event_risk, truncate_times, without_rare_variants

START = datetime(2025, 1, 1, 9)
NAMES = {"case": "case", "activity": "activity", "time": "time"}


def log(*cases: str, apart: timedelta = timedelta(0)) -> pl.DataFrame:
    """Cases as words: each letter an activity, an hour apart; each case begins `apart` after the one before."""
    rows = [
        (f"c{number:04}", letter, START + number * apart + timedelta(hours=place))
        for number, word in enumerate(cases)
        for place, letter in enumerate(word)
    ]
    return pl.DataFrame(rows, schema=["case", "activity", "time"], orient="row")


def told(events: pl.DataFrame, precision: Precision, k: int = 2) -> dict[int, tuple[int, int, int]]:
    found = event_risk(events, k=k, precisions=[precision], **NAMES)
    return {each.length: (each.cases, each.unique, each.below) for each in found}


def test_a_beginning_that_nobody_shares_singles_a_case_out() -> None:
    assert told(log("abc", "abc", "abd", "ax"), Precision.NONE) == {
        1: (4, 0, 0),
        2: (4, 1, 1),
        3: (3, 1, 1),
        0: (4, 2, 2),
    }


def test_a_case_that_ends_is_known_from_one_that_goes_on() -> None:
    assert told(log("ab", "abc"), Precision.NONE)[0] == (2, 2, 2)


def test_the_finer_the_time_the_more_are_singled_out() -> None:
    events = log("ab", "ab", "ab", "ab", apart=timedelta(days=20))
    alone = {precision: told(events, precision)[1][1] for precision in Precision}
    assert alone == {
        Precision.NONE: 0,
        Precision.YEAR: 0,
        Precision.MONTH: 2,
        Precision.DAY: 4,
        Precision.HOUR: 4,
        Precision.EXACT: 4,
    }


def test_numbers_are_those_of_counting_beginnings_one_by_one() -> None:
    random = np.random.default_rng(1)
    words = ["".join(random.choice(list("abc"), random.integers(1, 6))) for _ in range(300)]
    events = log(*words, apart=timedelta(hours=9)).sample(fraction=1.0, shuffle=True, seed=2)
    for precision in (Precision.NONE, Precision.DAY):
        found = {each.length: each for each in event_risk(events, k=3, precisions=[precision], **NAMES)}
        for length in (1, 2, 3, 4, 5):
            begins = [
                tuple(
                    (letter, (START + number * timedelta(hours=9) + timedelta(hours=place)).date())
                    if precision is Precision.DAY
                    else letter
                    for place, letter in enumerate(word[:length])
                )
                for number, word in enumerate(words)
                if len(word) >= length
            ]
            counts = [begins.count(each) for each in begins]
            assert found[length].cases == len(begins)
            assert found[length].unique == counts.count(1)
            assert found[length].below == sum(count < 3 for count in counts)


def test_cutting_times_leaves_what_was_said_to_be_left() -> None:
    events = log("ab", "ab", "ab", apart=timedelta(days=9))
    for precision in (Precision.MONTH, Precision.DAY):
        cut = truncate_times(events, "time", precision)
        assert told(cut, Precision.EXACT) == told(events, precision)
    assert "time" not in truncate_times(events, "time", Precision.NONE).columns


def test_rare_variants_are_left_out_with_all_their_events() -> None:
    kept, dropped = without_rare_variants(log("ab", "ab", "ab", "ba", "a"), k=3, **NAMES)
    assert dropped == 2
    assert kept["case"].n_unique() == 3 and kept.height == 6
    assert told(kept, Precision.NONE, k=3)[0] == (3, 0, 0)


def test_an_empty_log_tells_nothing_and_a_wrong_column_is_named() -> None:
    assert all(each.cases == 0 for each in event_risk(log("a").head(0), **NAMES))
    with pytest.raises(BadTable, match="“when”"):
        event_risk(log("a"), case="case", activity="activity", time="when")
    with pytest.raises(BadTable, match="no dates"):
        event_risk(log("a"), case="case", activity="activity", time="activity")
