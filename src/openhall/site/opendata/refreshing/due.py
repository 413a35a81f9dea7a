"""What is due is put into the queue: each run is taken once, whichever worker finds it first."""

from __future__ import annotations

from django.utils import timezone

from openhall.site.opendata import tasks
from openhall.site.opendata.models import Portal, Refresh


def fetch_due() -> int:
    """Put what is due into the queue; says how much it was."""
    taken = 0
    for kind, task in ((Refresh, tasks.refresh_dataset), (Portal, tasks.harvest_portal)):
        for source in kind.objects.filter(is_on=True, next_at__lte=timezone.now()):  # type: ignore[attr-defined]
            if source.put_off():
                task.enqueue(source.pk)
                taken += 1
    return taken
