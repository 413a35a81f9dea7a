"""Interfaces for other systems."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Interfaces for other systems."""

    name = "openhall.site.exchange"
    label = "exchange"
    verbose_name = "Exchange"
