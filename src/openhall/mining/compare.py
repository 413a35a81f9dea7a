"""Two logs on one map: what takes longer, what happens more often, and how sure that is.

The difference in the mean throughput time is cut into steps without a rest: each step's part is the time that a case
spends in it on average, cases that never take it included. The parts add up to the difference exactly, and since each
part is a mean over cases, its interval needs no assumption about events of one case.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.stats import norm, rankdata

from openhall.mining.errors import EmptyLog
from openhall.mining.findings.claim import gaps
from openhall.mining.log import EventLog
from openhall.mining.words import days, share

DAY = 8.64e10
SURE = 0.05
"""The expected share of false differences among those that are called clear (Benjamini and Hochberg 1995)."""
LEAST_CASES = 10
START_WORK = "(first work)"


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

    def in_words(self) -> list[str]:
        """Two or three sentences: how much longer, how sure, and where most of it lies."""
        a, b = self.names
        whole = self.whole
        span = f"95% sure: {_signed(whole.low)} to {_signed(whole.high)}"
        if whole.verdict == "no clear difference":
            text = f"No clear difference: as far as these cases can tell, {a} and {b} take the same time ({span})."
        else:
            more = "longer" if whole.part > 0 else "less"
            text = f"Cases of {b} take {days(abs(whole.part))} {more} on average than those of {a} ({span})."
        sentences = [
            f"Half of the cases of {a} take more than {days(self.median_days[0])}, of {b} {days(self.median_days[1])}.",
            text,
        ]
        clear = [step for step in self.steps if step.verdict in ("slower", "faster")]
        if clear:
            named = "; ".join(f"{step_words(step.where)}: {_signed(step.part)}" for step in clear[:3])
            sentences.append(f"The clear differences that weigh most: {named}.")
        return sentences


def step_words(where: tuple[str, str]) -> str:
    """A step in words; the first work of a case has no step before it."""
    return f"“{where[0]}” to “{where[1]}”" if where[0] != START_WORK else f"first “{where[1]}”"


def _signed(number: float) -> str:
    return f"{'+' if number > 0 else '−'}{days(abs(number))}"


@njit(cache=True, nogil=True)
def _by_case(key, gap, offsets, n, total, square, count, cases):  # type: ignore[no-untyped-def]
    """Sum up the time of each step per case; `square` adds the squares of these sums."""
    own = np.zeros(n)
    for c in range(len(offsets) - 1):
        for i in range(offsets[c], offsets[c + 1]):
            own[key[i]] += gap[i]
        for i in range(offsets[c], offsets[c + 1]):
            k = key[i]
            count[k] += 1
            if own[k] >= 0:
                total[k] += own[k]
                square[k] += own[k] * own[k]
                cases[k] += 1
                own[k] = -1
        for i in range(offsets[c], offsets[c + 1]):
            own[key[i]] = 0


@dataclass(frozen=True, eq=False)
class _Sums:
    n: int
    total: NDArray[np.float64]
    square: NDArray[np.float64]
    count: NDArray[np.int64]
    cases: NDArray[np.int64]


def compare(a: EventLog, b: EventLog, names: tuple[str, str] = ("A", "B")) -> Comparison:
    """Compare log B with log A. Raises `EmptyLog` when one of them has fewer than two cases."""
    for log, name in ((a, names[0]), (b, names[1])):
        if log.n_cases < 2:
            raise EmptyLog(f"“{name}” has fewer than two cases; choose a part with more.")
    activities = tuple(dict.fromkeys((*a.activities, *b.activities)))
    codes = [_shared_codes(log, activities) for log in (a, b)]
    keys = [_step_keys(log, code, len(activities)) for log, code in zip((a, b), codes, strict=True)]
    used = np.union1d(*keys)
    sums = [
        _sum_up(log, np.searchsorted(used, key), len(used)) for log, key in zip((a, b), keys, strict=True)
    ]
    lengths = [log.durations / DAY for log in (a, b)]
    steps = _judged(
        [_step(k, _where(int(key), activities), sums[0], sums[1]) for k, key in enumerate(used.tolist())]
    )
    return Comparison(
        names,
        (a.n_cases, b.n_cases),
        (float(np.median(lengths[0])), float(np.median(lengths[1]))),
        (float(lengths[0].mean()), float(lengths[1].mean())),
        _whole(lengths[0], lengths[1]),
        rank_test(lengths[0], lengths[1]),
        tuple(sorted(steps, key=lambda step: -abs(step.part))),
        _shares(a, b, codes, activities),
    )


def _shared_codes(log: EventLog, activities: tuple[str, ...]) -> NDArray[np.int64]:
    place = {name: k for k, name in enumerate(activities)}
    return np.array([place[name] for name in log.activities], np.int64)[log.activity]


def _step_keys(log: EventLog, codes: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """The step that leads to each event as (from + 1) x n + to; a case's first event comes from 0."""
    key = codes.copy()
    key[1:] += (codes[:-1] + 1) * n
    starts = log.offsets[:-1]
    key[starts] = codes[starts]
    return key


def _where(key: int, activities: tuple[str, ...]) -> tuple[str, str]:
    source, target = divmod(key, len(activities))
    return (activities[source - 1] if source else START_WORK, activities[target])


def _sum_up(log: EventLog, key: NDArray[np.int64], n: int) -> _Sums:
    total, square = np.zeros(n), np.zeros(n)
    count, cases = np.zeros(n, np.int64), np.zeros(n, np.int64)
    _by_case(key, gaps(log) / DAY, log.offsets, n, total, square, count, cases)
    return _Sums(log.n_cases, total, square, count, cases)


def _step(k: int, where: tuple[str, str], a: _Sums, b: _Sums) -> Difference:
    part = b.total[k] / b.n - a.total[k] / a.n
    error = float(np.sqrt(_variance(a, k) / a.n + _variance(b, k) / b.n))
    rate_a, rate_b = a.count[k] / a.n, b.count[k] / b.n
    mean_a = a.total[k] / a.count[k] if a.count[k] else np.nan
    mean_b = b.total[k] / b.count[k] if b.count[k] else np.nan
    usual = np.nanmean([mean_a, mean_b])
    p = 2 * float(norm.sf(abs(part) / error)) if error else 1.0
    return Difference(
        where, int(a.cases[k]), int(b.cases[k]), float(rate_a), float(rate_b), float(mean_a), float(mean_b),
        float(part), float(part - 1.96 * error), float(part + 1.96 * error), float((rate_b - rate_a) * usual), p, "",
    )  # fmt: skip


def _variance(sums: _Sums, k: int) -> float:
    mean = sums.total[k] / sums.n
    return max(0.0, float(sums.square[k] / sums.n - mean * mean)) * sums.n / (sums.n - 1)


def _judged(steps: list[Difference]) -> list[Difference]:
    tested = [step for step in steps if step.cases_a + step.cases_b >= LEAST_CASES]
    adjusted = dict(zip((step.where for step in tested), adjust([step.p for step in tested]), strict=True))
    return [_with_verdict(step, adjusted.get(step.where, 1.0)) for step in steps]


def _with_verdict(step: Difference, p: float) -> Difference:
    if p <= SURE:
        verdict = "slower" if step.part > 0 else "faster"
    elif not step.cases_b:
        verdict = "only in A"
    elif not step.cases_a:
        verdict = "only in B"
    else:
        verdict = "no clear difference"
    return Difference(**{**step.__dict__, "p": p, "verdict": verdict})


def adjust(values: list[float]) -> list[float]:
    """P-values adjusted for the false discovery rate (Benjamini and Hochberg 1995)."""
    if not values:
        return []
    order = np.argsort(values)
    ranked = np.asarray(values)[order] * len(values) / np.arange(1, len(values) + 1)
    lowest = np.minimum.accumulate(ranked[::-1])[::-1]
    adjusted = np.empty(len(values))
    adjusted[order] = np.minimum(lowest, 1.0)
    return [float(p) for p in adjusted]


def rank_test(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Two-sided p that A and B are alike in rank (Wilcoxon 1945, normal approximation, ties in the variance)."""
    ranks = rankdata(np.concatenate((a, b)))
    n, m = len(a), len(b)
    spread = float(np.sqrt(ranks.var(ddof=1) * n * m / (n + m)))
    return 2 * float(norm.sf(abs(ranks[:n].sum() - n * ranks.mean()) / spread)) if spread else 1.0


def _whole(a: NDArray[np.float64], b: NDArray[np.float64]) -> Difference:
    part = float(b.mean() - a.mean())
    error = float(np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b)))
    p = 2 * float(norm.sf(abs(part) / error)) if error else 1.0
    verdict = ("slower" if part > 0 else "faster") if p <= SURE else "no clear difference"
    return Difference(
        ("", ""), len(a), len(b), 1.0, 1.0, float(a.mean()), float(b.mean()),
        part, part - 1.96 * error, part + 1.96 * error, 0.0, p, verdict,
    )  # fmt: skip


def _shares(
    a: EventLog, b: EventLog, codes: list[NDArray[np.int64]], activities: tuple[str, ...]
) -> tuple[ShareDifference, ...]:
    counts = [_cases_with(log, code, len(activities)) for log, code in zip((a, b), codes, strict=True)]
    pa, pb = counts[0] / a.n_cases, counts[1] / b.n_cases
    pooled = (counts[0] + counts[1]) / (a.n_cases + b.n_cases)
    null = np.sqrt(pooled * (1 - pooled) * (1 / a.n_cases + 1 / b.n_cases))
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(null > 0, np.abs(pb - pa) / null, 0.0)
    p = adjust([2 * float(norm.sf(value)) for value in z])
    # Half a case more on each side keeps the interval honest at shares of 0 and 1 (Agresti and Caffo 2000).
    qa, qb = (counts[0] + 1) / (a.n_cases + 2), (counts[1] + 1) / (b.n_cases + 2)
    error = np.sqrt(qa * (1 - qa) / (a.n_cases + 2) + qb * (1 - qb) / (b.n_cases + 2))
    rows = [
        ShareDifference(
            name, float(pa[k]), float(pb[k]),
            float(qb[k] - qa[k] - 1.96 * error[k]), float(qb[k] - qa[k] + 1.96 * error[k]), p[k], p[k] <= SURE,
        )
        for k, name in enumerate(activities)
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: -abs(row.share_b - row.share_a)))


def _cases_with(log: EventLog, codes: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    pairs = np.unique(log.case.astype(np.int64) * n + codes)
    return np.bincount(pairs % n, minlength=n)


def share_words(row: ShareDifference, names: tuple[str, str]) -> str:
    """A difference in share in words."""
    a, b = names
    return f"“{row.activity}” is done in {share(row.share_b)} of the cases of {b}, in {share(row.share_a)} of {a}"
