"""What a log says in a few plain sentences: how long cases take and where most of that time goes."""

from __future__ import annotations

import numpy as np

from openhall.mining.findings import Findings
from openhall.mining.log import EventLog
from openhall.mining.words import count, date, duration, share


def headline(log: EventLog, findings: Findings, *, one: str = "case", many: str = "cases") -> list[str]:
    """Two to four sentences for anybody: "Half of all permits take more than 25 days."

    `one` and `many` are what the service calls a case. An empty log gives one sentence that says so.
    """
    if not log.n_cases:
        return [f"There are no {many} to show."]
    median, eighth = (float(seconds) for seconds in np.quantile(log.durations / 1e6, [0.5, 0.8]))
    sentences = [
        f"{count(log.n_cases, one, many)} between {date(int(log.case_start.min()))} and "
        f"{date(int(log.case_end.max()))}.",
        how_long(median, eighth, f"all {many}"),
    ]
    largest = next(iter(findings), None)
    if largest is not None and largest.share >= 0.05:
        sentences.append(f"The largest part of that time, {share(largest.share)}, is here: {largest.where}.")
    return sentences


def how_long(median: float, eighth: float, cases: str) -> str:
    """How long half, and 8 in 10, of the cases take (seconds), as two sentences."""
    if not eighth:
        return f"Most of {cases} begin and end at the same time."
    half = f"take more than {duration(median)}" if median else "begin and end at the same time"
    return f"Half of {cases} {half}. 8 in 10 are over within {duration(eighth)}."
