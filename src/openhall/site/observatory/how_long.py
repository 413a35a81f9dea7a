"""How long a service really takes, in a sentence for residents, and beside other services."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

import numpy as np
from django.core.cache import cache
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openhall.site.cases.models import Case
from openhall.site.services.models import Service

FEWEST = 10
"""Nothing is said about fewer cases than this."""
SINCE = timedelta(days=365)
KEPT = 60
"""Seconds for which an answer is kept."""
MOST = 100_000
"""Cases that are looked at, the latest ones."""


@dataclass(frozen=True)
class HowLong:
    """The time from the application to the decision, in whole days, of cases decided in the last twelve months."""

    cases: int
    half: int
    eight: int

    @property
    def sentence(self) -> str:
        """“8 in 10 within 24 days”."""
        if self.eight <= 1:
            return _("8 in 10 within one day")
        return ngettext("8 in 10 within %(days)s day", "8 in 10 within %(days)s days", self.eight) % {
            "days": self.eight
        }


def how_long(slug: str) -> HowLong | None:
    """How long the cases of a service took; None while there are fewer than `FEWEST`.

    Cases that are not decided yet are not among them: who is quick is decided first, so a new service looks quicker
    than it will be.
    """
    key = f"how-long:{slug}"
    kept = cache.get(key)
    if kept is None:
        kept = _counted(slug) or False
        cache.set(key, kept, KEPT)
    return kept or None


def times_of(services: Iterable[Service]) -> list[dict[str, object]]:
    """The times of several services, to be compared: service, cases, half, eight; None where there are too few."""
    found = []
    for service in services:
        times = how_long(service.slug)
        found.append(
            {
                "service": service,
                "cases": times.cases if times else None,
                "half": _days(times.half) if times else "",
                "eight": _days(times.eight) if times else "",
            }
        )
    return found


def _days(days: int) -> str:
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def _counted(slug: str) -> HowLong | None:
    over = Coalesce(F("decided_at"), F("ended_at"))
    rows = (
        Case.objects.filter(version__service__slug=slug)
        .annotate(over=over)
        .filter(over__gte=timezone.now() - SINCE)
        .order_by("-over")
        .values_list("opened_at", "over")[:MOST]
    )
    days = np.array([(end - begun).total_seconds() / 86_400 for begun, end in rows])
    if len(days) < FEWEST:
        return None
    half, eight = np.quantile(days, [0.5, 0.8])
    return HowLong(len(days), max(1, ceil(half)), max(1, ceil(eight)))
