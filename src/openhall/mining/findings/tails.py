"""Long tails: what sets slow cases apart, among the things that are known when a case begins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtr

from openhall.mining.filter_text import filter_text
from openhall.mining.filters import HasAttribute
from openhall.mining.findings.claim import TAIL, Claim, gaps
from openhall.mining.log import CASE, EventLog
from openhall.mining.table import encode
from openhall.mining.words import cases, days, share
from openhall.process.office import WEEKDAYS
from openhall.process.saying import Saying, commas, day, gettext, sentences

MOST_VALUES = 40
"""An attribute with more values than this is a name or a number, not a group."""
LEAST_CASES = 30
LEAST_SHARE, MOST_SHARE = 0.01, 0.6
"""How large a part of the cases a group must and may be."""
FALSE_DISCOVERY = 0.01
"""The expected share of false ones among those reported (Benjamini and Hochberg 1995)."""
LEAST_EFFECT = 0.2
"""How much longer than the others a group must be, as a share of their mean."""
SAME_GROUP = 0.8
"""Two groups with this overlap (Jaccard) are one; it is reported once."""
MOST = 6
KNOWN_LATE = frozenset(
    {"closed", "duration", "end", "final", "finished", "last", "outcome", "phase", "result", "status"}
)
"""Words in the name of an attribute that say it is written while a case goes on: its value is an outcome of time."""
MONTH, WEEKDAY = "month of arrival", "weekday of arrival"
CALLED = {MONTH: gettext("month of arrival"), WEEKDAY: gettext("weekday of arrival")}
MONTHS = tuple(date(2000, month, 1).strftime("%B") for month in range(1, 13))


@dataclass(frozen=True, eq=False)
class _Group:
    """The cases with one value of an attribute, and how much longer they take (microseconds, 95% interval)."""

    attribute: str
    value: str
    mask: NDArray[np.bool_]
    effect: float
    low: float
    high: float
    p: float


def claims(log: EventLog) -> list[Claim]:
    """A claim for each group of cases that takes longer than the others, beyond chance.

    A group is tested by ranks (Wilcoxon 1945, with ties), so that a few endless cases do not decide; all groups are
    tested together. It claims of each of its cases the part by which the group is slower. An association, no proof.
    """
    duration = log.durations.astype(np.float64)
    if log.n_cases < 2 * LEAST_CASES or not duration.any():
        return []
    ranks = pl.Series(duration).rank("average").to_numpy()
    tested = [
        _test(name, value, mask, duration, ranks)
        for name, codes, values in _known_at_start(log)
        for value, mask in _groups(codes, values)
    ]
    found = [group for group in _discovered(tested) if _matters(group, duration)]
    found.sort(key=lambda group: -group.effect * group.mask.sum())
    kept: list[tuple[_Group, list[str]]] = []
    for group in found:
        twin = next((entry for entry in kept if _overlap(entry[0].mask, group.mask) >= SAME_GROUP), None)
        if twin is None:
            kept.append((group, []))
        else:
            twin[1].append(gettext("%(attribute)s %(value)s", attribute=_name(group), value=_value(group)))
    gap = gaps(log)
    return [_claim(log, group, others, gap, duration) for group, others in kept[:MOST]]


def _known_at_start(log: EventLog) -> list[tuple[str, NDArray[np.int32], tuple[str, ...]]]:
    """Attributes that a case has when it begins: its own, those of its first event, and when it came."""
    first = log.offsets[:-1]
    found = []
    for name in log.cases.names:
        if name != CASE and not _is_outcome(name):
            found.append((name, log.cases.column(name)))
    # Flat files repeat what is known of a case on each row, also on the first: late names count there too.
    for name in filter(lambda name: not _is_outcome(name), log.events.names):
        found.append((name, log.events.column(name).gather(first)))
    arrived = pl.Series(log.local_time[first]).cast(pl.Datetime("us"))
    found.append((MONTH, arrived.dt.strftime("%B")))
    found.append((WEEKDAY, arrived.dt.strftime("%A")))
    coded = []
    for name, column in found:
        if column.dtype.is_temporal() or column.dtype.is_float():
            continue
        codes, values = encode(column)
        if 2 <= len(values) <= MOST_VALUES:
            coded.append((name, codes, values))
    return coded


def _is_outcome(name: str) -> bool:
    """Whether an attribute is named like one known only later: `endDate`, `last_phase`, `Case status`."""
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    return any(word.lower() in KNOWN_LATE for word in words)


def _groups(codes: NDArray[np.int32], values: tuple[str, ...]) -> list[tuple[str, NDArray[np.bool_]]]:
    n = len(codes)
    sizes = np.bincount(codes[codes >= 0], minlength=len(values))
    fit = (sizes >= max(LEAST_CASES, LEAST_SHARE * n)) & (sizes <= MOST_SHARE * n)
    return [(values[k], codes == k) for k in np.flatnonzero(fit)]


def _test(
    name: str, value: str, mask: NDArray[np.bool_], duration: NDArray[np.float64], ranks: NDArray[np.float64]
) -> _Group:
    n, inside = len(mask), int(mask.sum())
    a, b = duration[mask], duration[~mask]
    effect = float(a.mean() - b.mean())
    error = float(np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b)))
    # Under chance the ranks of the group are a sample of all ranks without replacement.
    spread = np.sqrt(ranks.var(ddof=1) * inside * (1 - inside / n))
    z = (ranks[mask].sum() - inside * ranks.mean()) / spread if spread else 0.0
    return _Group(name, value, mask, effect, effect - 1.96 * error, effect + 1.96 * error, float(ndtr(-z)))


def _discovered(tested: list[_Group]) -> list[_Group]:
    ordered = sorted(tested, key=lambda group: group.p)
    last = 0
    for k, group in enumerate(ordered, start=1):
        if group.p <= FALSE_DISCOVERY * k / len(ordered):
            last = k
    return ordered[:last]


def _matters(group: _Group, duration: NDArray[np.float64]) -> bool:
    return group.low > 0 and group.effect >= LEAST_EFFECT * float(duration[~group.mask].mean())


def _overlap(a: NDArray[np.bool_], b: NDArray[np.bool_]) -> float:
    either = int((a | b).sum())
    return int((a & b).sum()) / either if either else 0.0


def _claim(
    log: EventLog, group: _Group, others: list[str], gap: NDArray[np.int64], duration: NDArray[np.float64]
) -> Claim:
    part = group.effect / float(duration[group.mask].mean())
    rows = np.flatnonzero(np.repeat(group.mask, np.diff(log.offsets)) & (gap > 0))
    inside = int(group.mask.sum())
    exact = group.attribute in log.cases.names
    evidence = sentences(
        gettext(
            "%(cases)s (%(share)s) %(which)s take %(effect)s longer than the others on average (95%% sure: %(low)s to "
            "%(high)s).",
            cases=cases(inside),
            share=share(inside / log.n_cases),
            which=_called(group, in_first_event=not exact),
            effect=_days(group.effect),
            low=_days(group.low),
            high=_days(group.high),
        ),
        gettext("These are nearly the same cases as those with %(names)s.", names=commas(others[:3]))
        if others
        else "",
    )
    where = gettext("%(attribute)s: %(value)s", attribute=_name(group), value=_value(group))
    return Claim(
        TAIL, where, rows, (gap[rows] * part).astype(np.int64), evidence, _attempt(group),
        filters=(filter_text(HasAttribute(group.attribute, (group.value,))),) if exact else (),
        details={
            f"{name}_days": microseconds / 8.64e10
            for name, microseconds in (("effect", group.effect), ("low", group.low), ("high", group.high))
        },
    )  # fmt: skip


def _name(group: _Group) -> str:
    return CALLED.get(group.attribute, group.attribute)


def _value(group: _Group) -> str:
    """The value; months and weekdays are no words of the record, but ours."""
    if group.attribute == MONTH:
        return day(date(2000, MONTHS.index(group.value) + 1, 1), "F")
    return WEEKDAYS[WEEKDAYS.index(group.value)] if group.attribute == WEEKDAY else group.value


def _called(group: _Group, *, in_first_event: bool) -> Saying:
    if group.attribute == MONTH:
        return gettext("that arrived in %(month)s", month=_value(group))
    if group.attribute == WEEKDAY:
        return gettext("that arrived on a %(weekday)s", weekday=_value(group))
    if in_first_event:
        return gettext(
            "with %(attribute)s “%(value)s” at the first step", attribute=group.attribute, value=group.value
        )
    return gettext("with %(attribute)s “%(value)s”", attribute=group.attribute, value=group.value)


def _attempt(group: _Group) -> Saying:
    if group.attribute == MONTH:
        return gettext(
            "See what is different after a case arrives in %(month)s: leave, holidays, or many cases at once.",
            month=_value(group),
        )
    if group.attribute == WEEKDAY:
        return gettext(
            "See what is different for cases of a %(weekday)s: who is in, and what waits for the weekend.",
            weekday=_value(group),
        )
    return gettext(
        "Compare some of these cases with others of the same kind: what is done or missing for “%(value)s”? They go "
        "together; that is not yet a cause.",
        value=group.value,
    )


def _days(microseconds: float) -> Saying:
    return days(microseconds / 8.64e10)
