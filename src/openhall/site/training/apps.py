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
        from openhall.site.cases import others
        from openhall.site.people import lacking
        from openhall.site.training.gate import CourseGate

        lacking.GATES.append(CourseGate())
        others.ROUNDS += [
            ("openhall.site.training.reminding.remind_due", AN_HOUR),
            ("openhall.site.training.needs.proposing.look_due", A_DAY),
        ]
