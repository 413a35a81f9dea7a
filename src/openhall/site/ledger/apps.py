"""The record of every act, as a Django app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Event rows, and the private details beside them."""

    name = "openhall.site.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
