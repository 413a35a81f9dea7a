"""Forms of the room's charts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhall.site.measures.models import Annotation, Measure

SOON = timedelta(days=366)


class Day(forms.DateField):
    """A day, asked with the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **more: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **more)


class NoteForm(forms.Form):
    """Something that happened, for the charts that it matters to."""

    MEASURE, SERVICE, ALL = "measure", "service", "all"
    date = Day(
        label=_("When was it?"),
        error_messages={"required": _("Give the day"), "invalid": _("Give a day that exists")},
    )
    kind = forms.ChoiceField(label=_("What kind of thing?"), choices=Annotation.Kind.choices)
    words = forms.CharField(
        label=_("What happened?"),
        help_text=_("In a few words, as it stands below the chart. Everybody who sees the chart reads it."),
        max_length=200,
        error_messages={"required": _("Say what happened")},
    )
    where = forms.ChoiceField(label=_("On which charts?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, measure: Measure, **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [(self.MEASURE, _("This one"))]
        if measure.service_id is not None:
            choices.append((self.SERVICE, _("All of this service")))
        choices.append((self.ALL, _("All charts")))
        self.fields["where"].choices = choices  # type: ignore[attr-defined]
        self.fields["where"].initial = self.MEASURE

    def clean_date(self) -> Any:
        """Not further ahead than a year: a mistyped year is the usual slip."""
        return _checked(self.cleaned_data["date"])


class RebaseForm(forms.Form):
    """From when limits begin anew, and why."""

    date = Day(
        label=_("From which day?"),
        help_text=_("Limits begin anew with the period in which this day lies."),
        error_messages={"required": _("Give the day"), "invalid": _("Give a day that exists")},
    )
    why = forms.CharField(
        label=_("What changed?"),
        help_text=_(
            "The change that you know of, such as a new form or more staff. Everybody reads it below the chart."
        ),
        max_length=500,
        min_length=10,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Say what changed"),
            "min_length": _("Say in a sentence what changed, so that others can follow it"),
        },
    )

    def clean_date(self) -> Any:
        """Not in the future: nothing has changed there yet."""
        day = self.cleaned_data["date"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Give a day that has been"))
        return _checked(day)


def _checked(day: Any) -> Any:
    if day > timezone.localdate() + SOON:
        raise forms.ValidationError(_("That is more than a year ahead: look at the year"))
    if day.year < 1990:
        raise forms.ValidationError(_("That is before 1990: look at the year"))
    return day
