"""Cases under way, as a Django app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases, tasks, timers, letters out, messages and documents."""

    name = "openhall.site.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
