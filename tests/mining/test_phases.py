"""Hundreds of codes become a dozen phases, and codes get the names that the records keep beside them."""

from __future__ import annotations

import pytest
from handmade import DAY, handmade

from openhall.mining.errors import BadFilter
from openhall.mining.phases import find_phases, names_from, rename_activities

CODES = [
    *(f"01_HOOFD_{number:03}" for number in range(10, 600, 20)),
    *(f"08_AWB45_{number:03}_{part}" for number in (10, 20) for part in (1, 2)),
    "09_AH_I_010", "11_AH_II_020a", "11_AH_II_030",
]  # fmt: skip


def test_codes_fall_into_phases_by_what_stands_before_their_number() -> None:
    phases = find_phases(CODES)
    assert phases.keys() == set(CODES)
    assert phases["08_AWB45_010_2"] == phases["08_AWB45_020_1"] == "08_AWB45"
    assert phases["09_AH_I_010"] == "09_AH_I"
    assert phases["11_AH_II_020a"] == phases["11_AH_II_030"] == "11_AH_II"


def test_a_large_phase_is_cut_by_the_first_digit() -> None:
    phases = find_phases(CODES)
    assert phases["01_HOOFD_010"] == "01_HOOFD_0xx"
    assert phases["01_HOOFD_490"] == "01_HOOFD_4xx"
    assert len(set(phases.values())) == 9


def test_words_few_activities_and_one_phase_are_left_alone() -> None:
    assert find_phases([f"Check the {chr(65 + k % 26)}{'x' * (k // 26)} drawing" for k in range(60)]) == {}
    assert find_phases(CODES[:30]) == {}
    mixed = [*CODES, *(f"Word{chr(65 + k)}" for k in range(10))]
    assert find_phases(mixed) == {}, "fewer than nine in ten are codes"
    assert find_phases([]) == {}


def test_other_separators_are_codes_too() -> None:
    phases = find_phases(
        [f"{office}-{k}" for office in ("AB", "CD", "EF", "GH", "IJ", "KL") for k in range(10, 17)]
    )
    assert {phases["AB-10"], phases["AB-16"], phases["KL-12"]} == {"AB", "KL"}
    dotted = find_phases([*(f"A.{k}" for k in range(100, 400, 10)), *(f"B 1{k}" for k in range(5))])
    assert {dotted["A.100"], dotted["A.390"], dotted["B 14"]} == {"A.1xx", "A.3xx", "B"}


def test_renamed_activities_that_share_a_name_become_one() -> None:
    log = handmade([("a", name, k * DAY, 0) for k, name in enumerate(("A1", "B", "A2", "A1"))])
    renamed = rename_activities(log, {"A1": "A", "A2": "A"})
    assert [renamed.activities[code] for code in renamed.activity] == ["A", "B", "A", "A"]
    assert renamed.activities == ("A", "B")
    assert renamed.time.tolist() == log.time.tolist()
    assert rename_activities(log, {}).activities == log.activities


def test_names_come_from_the_value_that_most_events_of_all_logs_have() -> None:
    first = handmade(
        [("a", name, k * DAY, 0) for k, name in enumerate(("1", "1", "2", "3"))],
        words=["Receipt", "Receive", "Check", None],
    )
    second = handmade([("b", "1", k, 0) for k in range(2)], words=["Receive", "Receive"])
    assert names_from([first, second], "words") == {"1": "Receive", "2": "Check"}
    assert names_from([first], "words")["1"] == "Receipt", "of equals, the first in the alphabet"
    with pytest.raises(BadFilter, match="have no “wrds”; there are"):
        names_from([first], "wrds")
