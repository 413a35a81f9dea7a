"""The page that asks what somebody looks at a case for. It shows nothing of the case but its reference."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhall.process.forms.answers import clean_text
from openhall.site.cases.looking import Purpose
from openhall.site.cases.models import Case, Look
from openhall.site.cases.models.looking import LONGEST_WORDS
from openhall.site.cases.speaking import words_of
from openhall.site.services.loading import ready
from openhall.site.web.templatetags.openhall_forms import problems_in

USUAL = (
    Look.Purpose.ASKED,
    Look.Purpose.QUALITY,
    Look.Purpose.COMPLAINT,
    Look.Purpose.LEGAL,
    Look.Purpose.OTHER,
)
"""What every service knows; those that a service names come before."""


class PurposeForm(forms.Form):
    """One purpose of the list, or another one in words."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("What do you look at it for?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you look at it for.")},
    )
    words = forms.CharField(
        label=gettext_lazy("If it is another reason: which one?"),
        help_text=gettext_lazy("The applicant reads what you write here."),
        max_length=LONGEST_WORDS,
        required=False,
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["purpose"]
        assert isinstance(field, forms.ChoiceField)
        self.own = ready(case.version_id).folder.text.purposes
        words = words_of(case)
        own = [(f"{Look.Purpose.OWN}-{place}", words.purpose(each)) for place, each in enumerate(self.own)]
        field.choices = [*own, *((each.value, each.label) for each in USUAL)]

    def clean(self) -> dict[str, Any]:
        """Another reason needs words."""
        given = super().clean() or {}
        given["words"] = clean_text(given.get("words", ""), lines=False)
        if given.get("purpose") == Look.Purpose.OTHER and not given["words"]:
            self.add_error("words", _("Say what you look at it for."))
        return given

    @property
    def chosen(self) -> Purpose:
        """The purpose that was chosen."""
        kind, _dash, place = self.cleaned_data["purpose"].partition("-")
        if place:
            return Purpose(kind, words=self.own[int(place)])
        return Purpose(kind, words=self.cleaned_data["words"] if kind == Look.Purpose.OTHER else "")


def ask_purpose(
    request: HttpRequest, case: Case, following: str, form: PurposeForm | None = None
) -> HttpResponse:
    """Ask what for, before anything is shown. `following` is the address that is opened then."""
    form = form or PurposeForm(case=case)
    context = {
        "case": case,
        "form": form,
        "following": following,
        "address": reverse("desk:purpose", args=[case.reference]),
        "problems": list(problems_in(form)),
    }
    return render(request, "desk/purpose.html", context, status=400 if form.errors else 200)
