"""How allauth is told the rules of this house."""

from __future__ import annotations

from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openhall.site.people.audience import ANALYSTS, OFFICERS, STAFF


class StaffAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves; after sign-in people land where their work is."""

    error_messages: ClassVar[dict[str, object]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is not right"),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, then try again"),
        "incorrect_password": _("The password is not right"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: an operator adds staff in the admin."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return where to go after sign-in when no page was asked for: to where one's work is."""
        places = ((ANALYSTS, "/observatory/"), (OFFICERS, "/desk/"), (STAFF, reverse("account")))
        return next((place for audience, place in places if audience.admits(request.user)), "/your-cases/")
