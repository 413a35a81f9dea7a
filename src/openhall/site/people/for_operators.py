"""Pages of the operator's workshop."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from openhall.site.people.audience import OPERATORS


class ForOperators(admin.ModelAdmin):
    """Operators alone see, add and change it; nothing is deleted, unless a class says otherwise."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Return whether it is listed for this person."""
        return OPERATORS.admits(request.user)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Return whether this person may see it."""
        return OPERATORS.admits(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return whether this person may add one."""
        return OPERATORS.admits(request.user)

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Return whether this person may change it."""
        return OPERATORS.admits(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Return False."""
        return False


class OnlySeen(ForOperators):
    """What is written down as it happens: operators see it, and nobody adds or changes it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Return False."""
        return False
