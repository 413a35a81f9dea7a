"""What residents fill in: an address to be told at, and a request for a dataset, one question a page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openhall.process.forms.signs import clean_text
from openhall.site.people.models import Department

BAD_ADDRESS = _("Enter an e-mail address in the right form, like name@example.org")


class FollowForm(forms.Form):
    """Where somebody is told of new versions."""

    e_mail = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("We send a link first, to be sure that the address is yours."),
        error_messages={"required": BAD_ADDRESS, "invalid": BAD_ADDRESS},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false", "dir": "ltr"}),
    )


class Words(forms.CharField):
    """Several lines of plain text."""

    def __init__(self, rows: int = 5, **more: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}), **more)

    def clean(self, value: Any) -> str:
        """Without signs that no text has, such as those that end a line in secret."""
        return clean_text(super().clean(value), lines=True)


class WhatForm(forms.Form):
    """What somebody looks for."""

    what = Words(
        label=_("Which data are you looking for?"),
        help_text=_(
            "Say what one row should be about, for example: every playground, with its address and when it was mended. "
            "Your words are published with the answer, so do not write anything about yourself or others."
        ),
        max_length=2_000,
        error_messages={"required": _("Say which data you are looking for")},
    )


class WhyForm(forms.Form):
    """What for."""

    why = Words(
        label=_("What would you use the data for? (optional)"),
        help_text=_("You need not say. It helps us to find the right data."),
        max_length=2_000,
        required=False,
    )


class WhoForm(forms.Form):
    """Who may have it."""

    department = forms.ModelChoiceField(
        Department.objects.filter(is_partner=False),
        label=_("Which department may have the data? (optional)"),
        required=False,
        to_field_name="key",
        empty_label=_("I do not know"),
        error_messages={"invalid_choice": _("Choose a department of the list, or that you do not know")},
    )


class AddressForm(forms.Form):
    """Where the answer goes."""

    e_mail = forms.EmailField(
        label=_("Where shall we send the answer? (optional)"),
        help_text=_("We use your e-mail address for this answer only, delete it then, and do not show it."),
        max_length=254,
        required=False,
        error_messages={"invalid": BAD_ADDRESS},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false", "dir": "ltr"}),
    )


QUESTIONS: dict[str, type[forms.Form]] = {
    "what": WhatForm,
    "why": WhyForm,
    "department": WhoForm,
    "answer": AddressForm,
}
"""The pages of a request, in their order."""
