"""When a case and its work are due: the standards of its service, counted in days of the office."""

from __future__ import annotations

from datetime import datetime

from openhall.site.cases.models import Case
from openhall.site.services.loading import Ready

MOST_KEPT = 5_000
"""Times that are kept for the days on which work was offered."""


def set_deadlines(row: Case, prepared: Ready) -> None:
    """By when a case must be decided by law, and by when the office promises it; None where no standard says."""
    standards, calendar = prepared.folder.text.standards, prepared.folder.text.calendar
    opened = prepared.local(row.opened_at)
    row.legal_due_at = calendar.after(opened, standards.legal) if standards.legal else None
    row.promised_due_at = calendar.after(opened, standards.promised) if standards.promised else None


def of_task(prepared: Ready, row: Case, node: str, offered: datetime) -> datetime | None:
    """When work is due that is offered now: by its own standard, else with the case."""
    within = prepared.folder.text.standards.tasks.get(node)
    if within is None:
        return row.promised_due_at or row.legal_due_at
    start = prepared.local(offered)
    key = (node, start.date())
    due = prepared.due.get(key)
    if due is None:
        # All that is offered on a day is due at the same time.
        if len(prepared.due) >= MOST_KEPT:
            prepared.due.clear()
        due = prepared.due[key] = prepared.folder.text.calendar.after(start, within)
    return due
