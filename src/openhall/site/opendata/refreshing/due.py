"""What is due is put into the queue: each run is taken once, whichever worker finds it first."""

from __future__ import annotations

from django.utils import timezone

from openhall.site.opendata import tasks
from openhall.site.opendata.models import Refresh

REST = 30.0
"""Seconds between two looks."""


def fetch_due() -> int:
    """Put what is due into the queue; says how much it was."""
    due = Refresh.objects.filter(is_on=True, next_at__lte=timezone.now())
    taken = [source for source in due if source.put_off()]
    for source in taken:
        tasks.refresh_dataset.enqueue(source.pk)
    return len(taken)
