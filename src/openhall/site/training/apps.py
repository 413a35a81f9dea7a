"""Courses of the staff, and who has completed which."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    """Courses of the staff, and who has completed which."""

    name = "openhall.site.training"
    label = "training"
    verbose_name = _("training")

    def ready(self) -> None:
        """Stand before posts and roles, and have reminders looked for."""
        from openhall.site.people import lacking
        from openhall.site.training.gate import CourseGate

        lacking.GATES.append(CourseGate())
