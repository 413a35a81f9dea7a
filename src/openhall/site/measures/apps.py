"""How well services do: definitions, charts, reports."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeasuresConfig(AppConfig):
    """How well services do: definitions, charts, reports."""

    name = "openhall.site.measures"
    label = "measures"
    verbose_name = _("measures")
