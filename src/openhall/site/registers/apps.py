"""Registers of the body: what is known already is not asked again."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistersConfig(AppConfig):
    """Registers of the body: what is known already is not asked again."""

    name = "openhall.site.registers"
    label = "registers"
    verbose_name = _("Registers")
