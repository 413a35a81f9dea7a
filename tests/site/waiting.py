"""Cases that wait for their decision, for tests of experiments that follow them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

from openhall.site.improvement.models import Experiment
from openhall.site.measures.models import CaseFact, MeasureVersion
from tests.site.improvement_measures import experiment, over, version
from tests.site.improvement_world import service

BEGIN, CHANGE, LOOKED = date(2024, 3, 1), date(2026, 3, 1), date(2026, 9, 1)


def days_to_decision(more: str = "", slug: str = "permits-days") -> MeasureVersion:
    found = version(slug)
    found.text = f"built in: time-to-decision\n{more}"
    found.save()
    return found


def cases(before: float, after: float, a_month: int = 15, **facts: Any) -> None:
    """Cases that begin twice a week and take about so many days, those that began since the change `after`."""
    random = np.random.default_rng(8)
    made = []
    for k in range((LOOKED - BEGIN).days * a_month // 30):
        begun = datetime.combine(BEGIN, datetime.min.time(), UTC) + timedelta(days=k * 30 / a_month, hours=9)
        since = begun.date() >= CHANGE
        ended = begun + timedelta(days=float(random.gamma(4, (after if since else before) / 4)))
        decided = ended if ended.date() < LOOKED else None
        made.append(
            CaseFact(service=service(), case=f"c{k}", begun=begun, decided=decided, over=decided, **facts)
        )
    CaseFact.objects.bulk_create(made)


def followed(before: float, after: float) -> Experiment:
    """An experiment on the days until a decision that was registered, started and ended."""
    found = days_to_decision(slug="permits-decided")
    cases(before, after)
    return over(experiment(measure=found, followed=True, title="Decide small permits at the counter"))
