"""What is said of a case to whoever works on it, in their language: where its service has no words in it, in the
service's own first one."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openhall.process.service.words import Words
from openhall.site.cases.models import Case, Draft, Task
from openhall.site.services.loading import STOPPED, ready
from openhall.site.services.speaking import words_in


def words_of(held: Case | Draft) -> Words:
    """What the service of a case or draft says, in the reader's language."""
    return words_in(ready(held.version_id), get_language() or "")


def name_of(task: Task) -> str:
    """What a task is called."""
    return words_of(task.case).recorded(task.node, task.name)


def outcome_of(case: Case) -> str:
    """What a case came to; "" where it is open, and where its end means nothing in particular."""
    return _("Stopped") if case.outcome == STOPPED else words_of(case).outcome(case.outcome)
