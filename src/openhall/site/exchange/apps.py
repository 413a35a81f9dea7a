"""Interfaces for other systems."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    """Interfaces for other systems."""

    name = "openhall.site.exchange"
    label = "exchange"
    verbose_name = _("Exchange")

    def ready(self) -> None:
        """Tell erasing what is to be forgotten here."""
        from openhall.site.cases import others

        others.FORGETTING.append("openhall.site.exchange.models.forget_applicant")
