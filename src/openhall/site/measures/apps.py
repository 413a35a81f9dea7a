"""How well services do: definitions, charts, reports."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

REST = 2.0
"""Seconds without new rows before the record is looked at again."""
ALERTING = 300.0
"""Seconds between two looks for signals to tell of."""
REPORTING = 900.0
"""Seconds between two looks for reports that are due."""


class MeasuresConfig(AppConfig):
    """How well services do: definitions, charts, reports."""

    name = "openhall.site.measures"
    label = "measures"
    verbose_name = _("measures")

    def ready(self) -> None:
        """Have the worker keep the values current, and forget what answers added when a case's details go."""
        from openhall.site.cases import others

        others.ROUNDS += [
            ("openhall.site.measures.computing.measure_due", REST),
            ("openhall.site.measures.charts.alerting.alert_due", ALERTING),
            ("openhall.site.measures.reports.making.report_due", REPORTING),
        ]
        others.FORGETTING.append("openhall.site.measures.folding.forget_groups")
