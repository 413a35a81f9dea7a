"""What a log says of one activity that is done again. Plain numbers of a log; knows no database."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from openhall.measure.effects import Series, series, shares
from openhall.mining.findings import Findings
from openhall.mining.findings.claim import REWORK
from openhall.mining.log import EventLog
from openhall.process.saying import keep

FEWEST_CASES = 30
"""Cases that have to go through an activity before anything is said of it."""
WORTH = 0.05
"""The share of them in which it has to be done again."""
DAY = 86_400_000_000


@dataclass(frozen=True)
class Evidence:
    """That an activity is done again beyond what chance explains.

    again, of    cases in which it is, and cases with it; share: of these
    days         calendar days that all these loops claim
    via          the activity by which the way back mostly goes
    sentence     what the finding says, to be said to its readers in their language
    finding      its id on the log's page
    since, until the days of the first and the last event, as ISO text
    """

    activity: str
    again: int
    of: int
    share: float
    days: float
    via: str
    sentence: str
    finding: str
    since: str
    until: str

    def as_json(self) -> dict[str, Any]:
        """The evidence as a JSON object."""
        return asdict(self) | {"sentence": keep(self.sentence)}


def evidence_in(log: EventLog, findings: Findings) -> list[Evidence]:
    """The activities of a log that training might help with, the most days first."""
    found = []
    for finding in findings:
        if finding.kind != REWORK or "activity" not in finding.details:
            continue
        name = str(finding.details["activity"])
        first, again = times(log, name)
        share = float(again.mean()) if len(again) else 0.0
        if len(first) < FEWEST_CASES or share < WORTH:
            continue
        found.append(
            Evidence(
                activity=name,
                again=int(again.sum()),
                of=len(first),
                share=round(share, 4),
                days=round(finding.gross_days, 1),
                via=str(finding.details.get("via", "")),
                sentence=finding.evidence,
                finding=finding.id,
                since=_day(int(log.local_time.min())).isoformat(),
                until=_day(int(log.local_time.max())).isoformat(),
            )
        )
    return found


def times(log: EventLog, activity: str) -> tuple[Any, Any]:
    """For each case with an activity: when it was first done (local microseconds), and whether it was done again."""
    if activity not in log.activities:
        return np.empty(0, np.int64), np.empty(0, np.bool_)
    rows = np.flatnonzero(log.activity == log.activities.index(activity))
    cases = log.case[rows]
    _, begins, many = np.unique(cases, return_index=True, return_counts=True)
    return log.local_time[rows[begins]], many > 1


def again_by_month(log: EventLog, activity: str, settled: int = 30) -> Series:
    """The share of cases in which an activity is done again, by the month in which it was first done, in percent.

    The last `settled` days of the log are left out: a case of yesterday had no time yet to come back.
    """
    first, again = times(log, activity)
    if not len(first):
        return series([], [])
    end = int(log.local_time.max()) - settled * DAY
    months: dict[date, list[bool]] = {}
    for at, repeated in zip(first.tolist(), again.tolist(), strict=True):
        month = _day(at).replace(day=1)
        if _month_end(month) <= _day(end):
            months.setdefault(month, []).append(repeated)
    days = sorted(months)
    values = [100 * sum(months[day]) / len(months[day]) for day in days]
    return shares(days, values, [len(months[day]) for day in days], 100)


def _month_end(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def _day(micros: int) -> date:
    return date(1970, 1, 1) + timedelta(days=micros // DAY)
