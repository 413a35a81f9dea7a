"""Courses of the staff, and who has completed which."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

AN_HOUR, A_DAY = 3_600.0, 86_400.0
"""Seconds between two looks for reminders that are due, and for work that is done again."""


class TrainingConfig(AppConfig):
    """Courses of the staff, and who has completed which."""

    name = "openhall.site.training"
    label = "training"
    verbose_name = _("training")

    def ready(self) -> None:
        """Stand before posts and roles, and have reminders looked for."""
        from openhall.site.cases import worker
        from openhall.site.people import lacking
        from openhall.site.training.gate import CourseGate
        from openhall.site.training.needs.proposing import look_due
        from openhall.site.training.reminding import remind_due

        lacking.GATES.append(CourseGate())
        worker.ALSO += [(remind_due, AN_HOUR), (look_due, A_DAY)]
