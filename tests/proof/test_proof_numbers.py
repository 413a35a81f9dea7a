"""Rows that were dropped, added or moved are named by their numbers alone."""

from __future__ import annotations

import pytest

from openhall.proof.verify.numbers import Numbers
from openhall.proof.verify.report import Findings


def named(numbers: list[int]) -> set[tuple[str, tuple[int, int] | None]]:
    findings = Findings()
    seen = Numbers(findings)
    for place, number in enumerate(numbers):
        seen.see(place, number)
    seen.end()
    return {(each.kind.value, each.rows) for each in findings.found}


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([*range(10)], set()),
        ([0, 1, 3, 4, 5], {("dropped", (2, 2))}),
        ([2, 3, 4], {("dropped", (0, 1))}),
        ([0, 1, 5, 6, 9, 10], {("dropped", (2, 4)), ("dropped", (7, 8))}),
        ([0, 1, 7, 3, 4, 5, 6, 2, 8], {("reordered", (2, 2)), ("reordered", (7, 7))}),
        ([0, 2, 1, 3], {("reordered", (1, 1)), ("reordered", (2, 2))}),
        ([0, 1, 3, 4, 5, 2, 6, 7], {("reordered", (2, 2))}),
        ([0, 4, 1, 2, 3, 5, 6], {("reordered", (4, 4))}),
        ([0, 1, 1, 2, 3], {("added", (1, 1)), ("added", (2, 2))}),
        ([0, 1, 2, 3, 1, 4, 5], {("added", (1, 1)), ("added", (4, 4))}),
        ([0, 1, 1, 3, 4], {("added", (1, 1)), ("added", (2, 2)), ("dropped", (2, 2))}),
    ],
)
def test_what_happened_to_rows_is_told_from_their_numbers(
    numbers: list[int], expected: set[tuple[str, tuple[int, int] | None]]
) -> None:
    assert named(numbers) == expected


def test_a_log_of_nonsense_is_answered_within_bounds() -> None:
    found = named([(7919 * place) % 100_003 for place in range(20_000)])
    assert 0 < len(found) <= 100
