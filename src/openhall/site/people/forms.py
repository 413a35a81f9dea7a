"""Forms of sign-in: allauth's own, in our words."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email, password = self.fields["login"], self.fields["password"]
        email.label, password.label = _("E-mail address"), _("Password")
        email.error_messages |= {
            "required": _("Enter your e-mail address"),
            "invalid": _("Enter an e-mail address in the right form, like name@example.org"),
        }
        password.error_messages |= {"required": _("Enter your password")}
        password.help_text = ""
        for field in (email, password):
            field.widget.attrs.pop("placeholder", None)
        email.widget.attrs |= {"autocomplete": "username", "spellcheck": "false"}
