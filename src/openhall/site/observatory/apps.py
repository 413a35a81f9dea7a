"""The observatory as a Django app."""

from django.apps import AppConfig

LOOKING = 600.0
"""Seconds between two looks for scenarios that a worker left."""


class ObservatoryConfig(AppConfig):
    """Logs, maps, findings and public pages."""

    name = "openhall.site.observatory"
    label = "observatory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have the worker look for scenarios that another one left."""
        from openhall.site.cases import others

        others.ROUNDS.append(("openhall.site.observatory.scenarios.give_back_left", LOOKING))
