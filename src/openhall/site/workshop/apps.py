"""Where analysts publish services, move cases and share what works."""

from django.apps import AppConfig


class WorkshopConfig(AppConfig):
    """Where analysts publish services, move cases and share what works."""

    name = "openhall.site.workshop"
    label = "workshop"
    verbose_name = "Workshop"
