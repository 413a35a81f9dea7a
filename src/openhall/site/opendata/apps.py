"""The catalogue of open data."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpenDataConfig(AppConfig):
    """Datasets with their versions, pages and interfaces."""

    name = "openhall.site.opendata"
    label = "opendata"
    verbose_name = _("open data")

    def ready(self) -> None:
        """Let the worker look after what the catalogue waits for."""
        from openhall.site.cases.worker import ALSO
        from openhall.site.opendata.refreshing import due
        from openhall.site.opendata.resuming import REST, resume_left

        ALSO.extend([(resume_left, REST), (due.fetch_due, due.REST)])
