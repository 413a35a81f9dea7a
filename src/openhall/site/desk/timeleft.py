"""How much time is left, in the words in which officers speak of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SOON = 2
"""Days: what is due within them is shown in another colour."""


@dataclass(frozen=True)
class TimeLeft:
    """Until when something is due: in words, and as `late`, `soon`, `ahead` or `open` (nobody said)."""

    words: str
    state: str
    due: datetime | None


def time_left(due: datetime | None, now: datetime | None = None) -> TimeLeft:
    """The time from now until something is due, in whole days of the calendar, or hours on the last day."""
    if due is None:
        return TimeLeft(_("no time limit"), "open", None)
    now = now or timezone.now()
    days = (timezone.localtime(due).date() - timezone.localtime(now).date()).days
    if due < now:
        late = max(-days, 0)
        words = (
            ngettext("late by %(days)s day", "late by %(days)s days", late) if late else _("late since today")
        )
        return TimeLeft(words % {"days": late} if late else words, "late", due)
    if days == 0:
        return TimeLeft(_("due today"), "soon", due)
    words = ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
    return TimeLeft(words, "soon" if days <= SOON else "ahead", due)
