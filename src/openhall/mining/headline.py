"""What a log says in a few plain sentences: how long cases take and where most of that time goes."""

from __future__ import annotations

import numpy as np

from openhall.mining.findings import Findings
from openhall.mining.log import EventLog
from openhall.mining.words import cases as in_cases
from openhall.mining.words import date, duration, share
from openhall.process.saying import Saying, gettext, pgettext, sentences

CASE, CASES = pgettext("what a service calls them", "case"), pgettext("what a service calls them", "cases")
"""What a service calls a case as long as nobody says another word."""


def headline(log: EventLog, findings: Findings, *, one: str = CASE, many: str = CASES) -> list[Saying]:
    """Two to four sentences for anybody: "Half of all permits take more than 25 days."

    `one` and `many` are what the service calls a case. An empty log gives one sentence that says so.
    """
    one, many = (CASE if one == "case" else one), (CASES if many == "cases" else many)
    if not log.n_cases:
        return [gettext("There are no %(cases)s to show.", cases=many)]
    median, eighth = (float(seconds) for seconds in np.quantile(log.durations / 1e6, [0.5, 0.8]))
    said = [
        gettext(
            "%(cases)s between %(first)s and %(last)s.",
            cases=_counted(log.n_cases, one, many),
            first=date(int(log.case_start.min())),
            last=date(int(log.case_end.max())),
        ),
        how_long(median, eighth, gettext("all %(cases)s", cases=many)),
    ]
    largest = next(iter(findings), None)
    if largest is not None and largest.share >= 0.05:
        said.append(
            gettext(
                "The largest part of that time, %(share)s, is here: %(where)s.",
                share=share(largest.share),
                where=largest.where,
            )
        )
    return said


def _counted(number: int, one: str, many: str) -> Saying:
    """So many cases, as the service calls them; only of our own word all forms are known."""
    if (one, many) == (CASE, CASES):
        return in_cases(number)
    return gettext("%(number)s %(cases)s", number=number, cases=one if number == 1 else many)


def how_long(median: float, eighth: float, cases: str) -> Saying:
    """How long half, and 8 in 10, of the cases take (seconds), as two sentences."""
    if not eighth:
        return gettext("Most of %(cases)s begin and end at the same time.", cases=cases)
    if median:
        half = gettext("Half of %(cases)s take more than %(half)s.", cases=cases, half=duration(median))
    else:
        half = gettext("Half of %(cases)s begin and end at the same time.", cases=cases)
    return sentences(half, gettext("8 in 10 are over within %(eight)s.", eight=duration(eighth)))
