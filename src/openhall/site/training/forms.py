"""What people fill in about training, except quizzes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhall.site.training.badges.jws import LARGEST
from openhall.site.training.badges.picture import LARGEST as LARGEST_PICTURE
from openhall.site.training.badges.picture import token_in


class CheckForm(forms.Form):
    """A certificate to be checked: its text or its file, and whose it is said to be. `token` is what was given."""

    text = forms.CharField(
        required=False,
        max_length=LARGEST,
        label=gettext_lazy("Paste the certificate"),
        help_text=gettext_lazy("The text of the file certificate.jwt: three long parts with dots between."),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "dir": "ltr"}),
    )
    file = forms.FileField(
        required=False,
        label=gettext_lazy("Or give its file"),
        help_text=gettext_lazy("Such as certificate.jwt, or the picture (SVG) that carries it."),
    )
    e_mail = forms.EmailField(
        required=False,
        label=gettext_lazy("Whose is it said to be?"),
        help_text=gettext_lazy(
            "Their e-mail address, if you know it. Leave it empty to check the certificate alone."
        ),
        error_messages={"invalid": gettext_lazy("Enter an e-mail address like name@example.org.")},
    )

    def clean(self) -> dict[str, Any]:
        """Take the token out of what was given."""
        given = super().clean() or self.cleaned_data
        token, file = str(given.get("text", "")).strip(), given.get("file")
        if not token and file is not None:
            if file.size > LARGEST_PICTURE:
                raise forms.ValidationError(_("This file is too large to be a certificate."))
            data: bytes = file.read()
            token = (
                token_in(data) or "" if data.lstrip()[:1] == b"<" else data.decode("utf-8", "replace").strip()
            )
        if not token and not self.errors:
            raise forms.ValidationError(_("Paste a certificate, or choose the file of one."))
        given["token"] = token
        return given
