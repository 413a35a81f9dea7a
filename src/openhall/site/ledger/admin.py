"""Witnesses in the operator's workshop: why one did not sign, and the proof where a log told two stories."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from openhall.site.ledger.models import Asking, Cosigned, Fork
from openhall.site.people.for_operators import ForOperators


class OnlyRead(ForOperators):
    """What programs write: operators see it, and nobody changes it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Return False."""
        return False


@admin.register(Asking)
class AskingAdmin(OnlyRead):
    """The witnesses of this ledger."""

    list_display = ["address", "size", "signed_at", "fault", "next_at"]


@admin.register(Cosigned)
class CosignedAdmin(OnlyRead):
    """The logs that were signed here."""

    list_display = ["origin", "size", "at"]


@admin.register(Fork)
class ForkAdmin(OnlyRead):
    """Logs that told two stories, with both signed notes."""

    list_display = ["origin", "size", "found_at"]
