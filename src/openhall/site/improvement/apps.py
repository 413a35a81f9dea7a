"""Needs, plans, ideas, experiments, and whether changes worked."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImprovementConfig(AppConfig):
    """Needs, plans, ideas, experiments, and whether changes worked."""

    name = "openhall.site.improvement"
    label = "improvement"
    verbose_name = _("improvement")
