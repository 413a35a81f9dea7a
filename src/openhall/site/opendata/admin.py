"""App tokens in the operator's workshop: given, shown once, changed in how often they may ask, and withdrawn."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhall.site.opendata.api.tokens import give_token, withdraw
from openhall.site.opendata.models import AppToken
from openhall.site.people.audience import OPERATORS
from openhall.site.people.for_operators import ForOperators


@admin.register(AppToken)
class AppTokenAdmin(ForOperators):
    """Tokens, for operators only. One that is deleted counts as one that is not known, so nothing is lost with it."""

    fields = ["name", "e_mail", "per_minute"]
    list_display = ["name", "per_minute", "made_at", "revoked_at"]
    search_fields = ["name"]
    actions = ["withdraw_tokens"]

    def save_model(self, request: HttpRequest, obj: AppToken, form: Any, change: bool) -> None:
        """Keep a token; a new one is shown, this once."""
        if change:
            super().save_model(request, obj, form, change)
            return
        made, text = give_token(obj.name, obj.e_mail, obj.per_minute)
        # What follows a save in the admin speaks of the row that was made.
        for field in AppToken._meta.concrete_fields:
            setattr(obj, field.attname, getattr(made, field.attname))
        obj._state.adding = False
        words = _("The token of “%(name)s” is %(text)s – copy it now: it is not shown again.")
        messages.warning(request, words % {"name": made.name, "text": text})

    @admin.action(description=gettext_lazy("Withdraw: the token counts for nothing any more"))
    def withdraw_tokens(self, request: HttpRequest, queryset: QuerySet[AppToken]) -> None:
        """Withdraw tokens."""
        for token in queryset:
            withdraw(token)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Return whether the visitor is an operator."""
        return OPERATORS.admits(request.user)
