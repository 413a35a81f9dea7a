"""The catalogue of open data."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

REST = 30.0
"""Seconds between two looks for versions that a worker left, and for addresses to fetch."""


class OpenDataConfig(AppConfig):
    """Datasets with their versions, pages and interfaces."""

    name = "openhall.site.opendata"
    label = "opendata"
    verbose_name = _("open data")

    def ready(self) -> None:
        """Let the worker look after what the catalogue waits for."""
        from openhall.site.cases import others

        others.ROUNDS += [
            ("openhall.site.opendata.resuming.resume_left", REST),
            ("openhall.site.opendata.money.resuming.resume_years", REST),
            ("openhall.site.opendata.refreshing.due.fetch_due", REST),
        ]
