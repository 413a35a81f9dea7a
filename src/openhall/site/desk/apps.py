"""Where officers work: inbox, case file, search."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """Where officers work: inbox, case file, search."""

    name = "openhall.site.desk"
    label = "desk"
    verbose_name = _("Desk")
