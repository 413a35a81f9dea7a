"""Django's admin as the operator's workshop: nobody else gets in."""

from __future__ import annotations

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from openhall.site.people.audience import OPERATORS


class OperatorSite(AdminSite):
    """An admin that only operators enter, through the same sign-in, with its throttling, as everybody."""

    site_header = _("Openhall: operator's workshop")
    site_title = _("Openhall operator")
    index_title = _("What would you like to change?")

    def has_permission(self, request: HttpRequest) -> bool:
        """Return whether the visitor is an operator."""
        return OPERATORS.admits(request.user)

    def login(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:
        """Send to the site's own sign-in, which comes back here."""
        return redirect("account_login")
