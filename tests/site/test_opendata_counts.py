"""Whoever keeps every version of a table of months recovers no small count from them, and no small difference."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from openhall.measure.disclosure import NoProtection
from openhall.site.opendata.counts import FEWEST, Published, publish_counts

MONTHS = [date(2024 + k // 12, k % 12 + 1, 1) for k in range(24)]


def counted(*counts: int) -> dict[date, int]:
    return dict(zip(MONTHS, counts, strict=False))


def shown(version: Published) -> list[int | None]:
    return [version.shown(month) for month in sorted(version.counts)]


def history(seed: int) -> list[Published]:
    """Two years of versions: months come, cases come late and are erased, and every month a version is published."""
    random = np.random.default_rng(seed)
    typical = random.choice([6, 14, 40])
    truth = random.poisson(typical, len(MONTHS))
    versions: list[Published] = []
    for so_far in range(2, len(MONTHS)):
        touched = random.random(so_far) < 0.15
        truth[:so_far] = np.maximum(0, truth[:so_far] + touched * random.integers(-3, 4, so_far))
        if random.random() < 0.1:
            truth[random.integers(so_far)] += 25
        try:
            versions.append(publish_counts(counted(*truth[:so_far].tolist()), versions))
        except NoProtection:
            continue
    return versions


@pytest.mark.parametrize("seed", range(6))
def test_no_small_count_and_no_small_difference_comes_out_of_all_versions_together(seed: int) -> None:
    versions = history(seed)
    assert len(versions) > 10
    known: dict[date, set[int]] = {}
    for version in versions:
        for month in version.counts:
            count = version.shown(month)
            assert count is None or count == 0 or count >= FEWEST
            if count is not None:
                known.setdefault(month, set()).add(count)
    for month, values in known.items():
        told = sorted(values)
        assert all(b - a >= FEWEST for a, b in pairwise(told)), f"{month}: {told}"
    newest = versions[-1]
    small = {month for month, n in newest.counts.items() if 0 < n < FEWEST}
    assert small <= newest.hidden and not small & known.keys()
    assert all(newest.hidden >= version.hidden for version in versions), "what was empty stays empty"


def test_a_partner_that_an_earlier_version_shows_is_no_partner() -> None:
    """The cheapest to hide beside May would be April, and everybody has April from the version before."""
    first = publish_counts(counted(30, 30, 30, 12), [])
    assert shown(first) == [30, 30, 30, 12]
    second = publish_counts(counted(30, 30, 30, 12, 3), [first])
    assert shown(second) == [30, 30, 30, 12, None]
    third = publish_counts(counted(30, 30, 30, 12, 3, 15, 40), [first, second])
    assert shown(third) == [30, 30, 30, 12, None, None, 40]


def test_large_counts_are_shown_month_after_month() -> None:
    versions: list[Published] = []
    for so_far in range(1, 13):
        versions.append(publish_counts(counted(*([15] * so_far)), versions))
    assert shown(versions[-1]) == [15] * 12


def test_a_count_follows_only_by_as_many_as_may_be_shown() -> None:
    first = publish_counts(counted(30, 0, 20), [])
    assert shown(publish_counts(counted(31, 4, 11), [first])) == [30, 0, 20]
    assert shown(publish_counts(counted(40, 12, 10), [first])) == [40, 12, 10]
    assert shown(publish_counts(counted(5, 0, 0), [first])) == [30, 0, 0]


def test_a_month_that_nothing_is_left_of_stays_as_it_was() -> None:
    first = publish_counts(counted(30, 12), [])
    assert shown(publish_counts({MONTHS[1]: 12}, [first])) == [30, 12]
