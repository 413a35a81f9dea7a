"""The services that are run, as a Django app."""

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    """Service folders, their versions, and which of them is open."""

    name = "openhall.site.services"
    label = "services"
    default_auto_field = "django.db.models.BigAutoField"
