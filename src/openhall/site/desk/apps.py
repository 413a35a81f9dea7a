"""Where officers work: inbox, case file, search."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Where officers work: inbox, case file, search."""

    name = "openhall.site.desk"
    label = "desk"
    verbose_name = "Desk"
