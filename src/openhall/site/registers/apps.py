"""Registers of the body: what is known already is not asked again."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """Registers of the body: what is known already is not asked again."""

    name = "openhall.site.registers"
    label = "registers"
    verbose_name = "Registers"
