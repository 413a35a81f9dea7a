"""Two logs on one map: what takes longer, what happens more often, and how sure that is.

The difference in the mean throughput time is cut into steps without a rest: each step's part is the time that a case
spends in it on average, cases that never take it included. The parts add up to the difference exactly, and since each
part is a mean over cases, its interval needs no assumption about events of one case.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openhall.mining.errors import EmptyLog
from openhall.mining.findings.claim import gaps
from openhall.mining.log import EventLog
from openhall.mining.samples import (
    DAY,
    FALSE_DISCOVERY,
    LEAST_CASES,
    Sample,
    adjust,
    contrast,
    rank_test,
    sample,
    sample_values,
    share_contrast,
)
from openhall.mining.words import days, share, signed_days
from openhall.process.saying import Saying, gettext, semicolons

DIRECT_UP_TO = 4_000_000
"""Up to this many pairs of activities a table numbers the steps; above, sorting does."""
START_WORK = "(first work)"
NO_PROOF = gettext(
    "This shows where the time differs; it does not prove why. The cases may be of another kind, or the same work may "
    "be recorded in another way."
)


@dataclass(frozen=True)
class Difference:
    """How one thing differs between A and B.

    where    the step ("from", "to"); ("", "") for the whole case
    cases_a, cases_b    in how many cases it occurs
    per_case_a, per_case_b  how often a case takes it on average
    mean_a, mean_b      days of one passage, on average; NaN where there is none
    part     days by which B's cases take longer on average because of it (of the whole: the difference itself)
    low, high   95% interval of `part`
    often    the portion of `part` because it is taken more or less often; the rest is because it takes longer
    p        two-sided, adjusted for all steps tested
    verdict  "slower", "faster", "no clear difference", "only in A", "only in B" (B against A)
    """

    where: tuple[str, str]
    cases_a: int
    cases_b: int
    per_case_a: float
    per_case_b: float
    mean_a: float
    mean_b: float
    part: float
    low: float
    high: float
    often: float
    p: float
    verdict: str


@dataclass(frozen=True)
class ShareDifference:
    """In what share (0 to 1) of cases an activity occurs in A and in B; the interval is of B's share minus A's."""

    activity: str
    share_a: float
    share_b: float
    low: float
    high: float
    p: float
    clear: bool


@dataclass(frozen=True)
class Comparison:
    """B compared with A: the whole, its steps by the size of their part, and the activities by theirs."""

    names: tuple[str, str]
    n_cases: tuple[int, int]
    median_days: tuple[float, float]
    mean_days: tuple[float, float]
    whole: Difference
    rank_p: float
    steps: tuple[Difference, ...]
    activities: tuple[ShareDifference, ...]

    def in_words(self) -> list[Saying]:
        """A few sentences: how much longer, how sure, where most of it lies, and what that does not prove."""
        a, b = self.names
        whole = self.whole
        sides = {"first": a, "second": b, "span": span_words(whole.low, whole.high)}
        if whole.verdict == "no clear difference":
            text = gettext(
                "No clear difference: whether %(first)s or %(second)s takes longer, these cases cannot tell "
                "(%(span)s).",
                **sides,
            )
        elif whole.part > 0:
            text = gettext(
                "Cases of %(second)s take %(days)s longer on average than those of %(first)s (%(span)s).",
                days=days(whole.part),
                **sides,
            )
        else:
            text = gettext(
                "Cases of %(second)s take %(days)s less on average than those of %(first)s (%(span)s).",
                days=days(-whole.part),
                **sides,
            )
        half = gettext(
            "Half of the cases of %(first)s take more than %(days)s, of %(second)s %(others)s.",
            first=a,
            days=days(self.median_days[0]),
            second=b,
            others=days(self.median_days[1]),
        )
        said = [half, text]
        clear = [step for step in self.steps if step.verdict in ("slower", "faster")]
        if clear:
            named = [
                gettext("%(step)s: %(days)s", step=step_words(step.where), days=signed_days(step.part))
                for step in clear[:3]
            ]
            said.append(gettext("The clear differences that weigh most: %(steps)s.", steps=semicolons(named)))
        if clear or whole.verdict != "no clear difference":
            said.append(NO_PROOF)
        return said


def span_words(low: float, high: float) -> Saying:
    """An interval of days in words: "95% sure: −1.5 days to +2 days"."""
    return gettext("95%% sure: %(low)s to %(high)s", low=signed_days(low), high=signed_days(high))


def step_words(where: tuple[str, str]) -> Saying:
    """A step in words; the first work of a case has no step before it."""
    if where[0] == START_WORK:
        return gettext("first “%(activity)s”", activity=where[1])
    return gettext("“%(source)s” to “%(target)s”", source=where[0], target=where[1])


def compare(a: EventLog, b: EventLog, names: tuple[str, str] = ("A", "B")) -> Comparison:
    """Compare log B with log A. Raises `EmptyLog` when one of them has fewer than two cases."""
    for log, name in ((a, names[0]), (b, names[1])):
        if log.n_cases < 2:
            raise EmptyLog(
                gettext("“%(name)s” has fewer than two cases; choose a part with more.", name=name)
            )
    logs = (a, b)
    activities = tuple(dict.fromkeys((*a.activities, *b.activities)))
    codes = [shared_codes(log, activities) for log in logs]
    keys = [_step_keys(log, code, len(activities)) for log, code in zip(logs, codes, strict=True)]
    used, parts = _number(keys)
    lengths = [log.durations / DAY for log in logs]
    spent = [gaps(log) / DAY for log in logs]
    of_a, of_b = (sample(parts[k], spent[k], log.offsets, len(used)) for k, log in enumerate(logs))
    in_a, in_b = (sample(codes[k], spent[k], log.offsets, len(activities)) for k, log in enumerate(logs))
    steps = _differences([_where(key, activities) for key in used.tolist()], of_a, of_b)
    whole_a, whole_b = (sample_values(length) for length in lengths)
    return Comparison(
        names,
        (a.n_cases, b.n_cases),
        (float(np.median(lengths[0])), float(np.median(lengths[1]))),
        (float(lengths[0].mean()), float(lengths[1].mean())),
        _differences([("", "")], whole_a, whole_b)[0],
        rank_test(lengths[0], lengths[1]),
        tuple(sorted(steps, key=lambda step: (-abs(step.part), step.where))),
        _shares(in_a, in_b, activities),
    )


def shared_codes(log: EventLog, activities: tuple[str, ...]) -> NDArray[np.int32]:
    """The activity of each event as an index into names that several logs share."""
    place = {name: k for k, name in enumerate(activities)}
    codes: NDArray[np.int32] = np.array([place[name] for name in log.activities], np.int32)[log.activity]
    return codes


def _step_keys(log: EventLog, codes: NDArray[np.int32], n: int) -> NDArray[np.int64]:
    """The step that leads to each event as (from + 1) x n + to; a case's first event comes from 0."""
    key = codes.astype(np.int64)
    key[1:] += (codes[:-1].astype(np.int64) + 1) * n
    starts = log.offsets[:-1]
    key[starts] = codes[starts]
    return key


def _number(keys: list[NDArray[np.int64]]) -> tuple[NDArray[np.int64], list[NDArray[np.int32]]]:
    """The keys that occur, sorted, and each log's keys as indices into them."""
    largest = max(int(key.max()) for key in keys)
    if largest < DIRECT_UP_TO:
        seen = np.zeros(largest + 1, np.bool_)
        for key in keys:
            seen[key] = True
        used = np.flatnonzero(seen)
        number = np.zeros(largest + 1, np.int32)
        number[used] = np.arange(len(used), dtype=np.int32)
        return used, [number[key] for key in keys]
    used = np.unique(np.concatenate(keys))
    return used, [np.searchsorted(used, key).astype(np.int32) for key in keys]


def _where(key: int, activities: tuple[str, ...]) -> tuple[str, str]:
    source, target = divmod(key, len(activities))
    return (activities[source - 1] if source else START_WORK, activities[target])


def _differences(where: list[tuple[str, str]], a: Sample, b: Sample) -> list[Difference]:
    """Contrast each part of the two samples; p is adjusted for all of them that occur in enough cases."""
    found = contrast(a, b)
    p = adjust(found.p, a.cases + b.cases >= min(LEAST_CASES, a.n + b.n))
    rate_a, rate_b = a.count / a.n, b.count / b.n
    usual = np.nanmean([a.mean, b.mean], axis=0)
    verdicts = np.where(found.value > 0, "slower", "faster").astype(object)
    verdicts[p > FALSE_DISCOVERY] = "no clear difference"
    verdicts[(p > FALSE_DISCOVERY) & (a.cases == 0)] = "only in B"
    verdicts[(p > FALSE_DISCOVERY) & (b.cases == 0)] = "only in A"
    columns = (
        a.cases, b.cases, rate_a, rate_b, a.mean, b.mean,
        found.value, found.low, found.high, (rate_b - rate_a) * usual, p, verdicts,
    )  # fmt: skip
    rows = zip(where, *(column.tolist() for column in columns), strict=True)
    return [Difference(*row) for row in rows]


def _shares(a: Sample, b: Sample, activities: tuple[str, ...]) -> tuple[ShareDifference, ...]:
    found = share_contrast(a, b)
    p = adjust(found.p, a.cases + b.cases >= LEAST_CASES)
    rows = [
        ShareDifference(
            name, float(a.cases[k] / a.n), float(b.cases[k] / b.n),
            float(found.low[k]), float(found.high[k]), float(p[k]), bool(p[k] <= FALSE_DISCOVERY),
        )
        for k, name in enumerate(activities)
        if a.cases[k] + b.cases[k]
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (-abs(row.share_b - row.share_a), row.activity)))


def share_words(row: ShareDifference, names: tuple[str, str]) -> str:
    """A difference in share in words."""
    a, b = names
    return f"“{row.activity}” is done in {share(row.share_b)} of the cases of {b}, in {share(row.share_a)} of {a}"
