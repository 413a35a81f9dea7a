"""Variants are exactly the different sequences of activities, the most frequent first."""

from collections import Counter

import numpy as np
import pytest
from handmade import HOUR, handmade
from hypothesis import given, settings
from hypothesis import strategies as st

from openhall.mining import variants as module
from openhall.mining.log import EventLog
from openhall.mining.variants import find_variants

TRACES = st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=5), min_size=1, max_size=30)


def log_of(traces: list[list[str]]) -> EventLog:
    rows = []
    for c, trace in enumerate(traces):
        rows += [(f"k{c}", name, (k + 1) * HOUR, 0) for k, name in enumerate(trace)]
    return handmade(rows)


@settings(max_examples=200, deadline=None)
@given(TRACES)
def test_variants_are_those_that_a_slow_count_finds_in_its_order(traces: list[list[str]]):
    log = log_of(traces)
    found = find_variants(log)
    # A Counter keeps the order of first appearance among equals.
    expected = Counter(map(tuple, traces)).most_common()
    assert [(found.activities(log, k), int(found.cases[k])) for k in range(found.count)] == expected
    assert [found.activities(log, int(k)) for k in found.of_case] == [tuple(trace) for trace in traces]
    assert [traces.index(list(sequence)) for sequence, _ in expected] == found.example.tolist()


def test_events_at_the_same_time_keep_the_order_of_the_file():
    log = handmade([("k1", "a", 1, 0), ("k1", "b", 1, 0), ("k2", "b", 1, 0), ("k2", "a", 1, 0)])
    assert find_variants(log).count == 2


def test_two_sequences_with_the_same_hash_are_still_two_variants(monkeypatch: pytest.MonkeyPatch):
    log = log_of([["a", "b"], ["b", "a"], ["a", "b"]])
    real, calls = module._hash_cases, []

    def clashing(activity, offsets, first, past, seed, out):
        calls.append(seed)
        real(activity, offsets, first, past, seed, out)
        if len(calls) == 1:
            out[:] = 7

    monkeypatch.setattr(module, "_hash_cases", clashing)
    found = find_variants(log)
    assert len(calls) == 2 and calls[0] != calls[1]
    assert found.cases.tolist() == [2, 1] and found.of_case.tolist() == [0, 1, 0]


def test_a_log_large_enough_for_all_cores_has_the_variants_of_its_parts():
    rng = np.random.default_rng(7)
    traces = [["a", "b", "c", "d"][: rng.integers(1, 5)] for _ in range(100_000)]
    found = find_variants(log_of(traces))
    assert found.cases.tolist() == [count for _, count in Counter(map(tuple, traces)).most_common()]


def test_a_log_that_a_filter_emptied_has_no_variants():
    assert find_variants(log_of([["a"], ["b"]]).take(np.zeros(2, np.bool_))).count == 0
