"""Witnesses in the operator's workshop: why one did not sign, and the proof where a log told two stories."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from openhall.site.ledger.models import Asking, Cosigned, Fork
from openhall.site.people.for_operators import OnlySeen


@admin.register(Asking)
class AskingAdmin(OnlySeen):
    """The witnesses of this ledger."""

    list_display = ["address", "size", "signed_at", "why", "next_at"]
    fields = ["origin", "address", "size", "note", "signed_at", "why", "tries", "next_at"]
    readonly_fields = ["why"]

    @admin.display(description=_("why it did not sign"))
    def why(self, asking: Asking) -> str:
        """In the operator's language."""
        return asking.why


@admin.register(Cosigned)
class CosignedAdmin(OnlySeen):
    """The logs that were signed here."""

    list_display = ["origin", "size", "at"]


@admin.register(Fork)
class ForkAdmin(OnlySeen):
    """Logs that told two stories, with both signed notes."""

    list_display = ["origin", "size", "found_at"]
