"""The observatory as a Django app."""

from django.apps import AppConfig


class ObservatoryConfig(AppConfig):
    """Logs, maps, findings and public pages."""

    name = "openhall.site.observatory"
    label = "observatory"
    default_auto_field = "django.db.models.BigAutoField"
