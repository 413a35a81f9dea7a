"""What people fill in: a file and how to read it, a filter, a public page."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from openhall.mining.calendar_text import parse_calendar
from openhall.mining.errors import BadCalendar, UnreadableLog
from openhall.mining.findings.limits import Limit
from openhall.mining.headline import CASE, CASES
from openhall.mining.read.times import zone_named
from openhall.site.observatory.models import PublicPage
from openhall.site.web.speech import say, say_error
from openhall.site.web.uploads import within_limit

NAMED = ("case", "activity", "time", "end", "resource")


class ReadingForm(forms.Form):
    """How to read a table whose columns are not found by name."""

    case = forms.CharField(label=_("Column that names the case"), required=False, max_length=200)
    activity = forms.CharField(label=_("Column that names the activity"), required=False, max_length=200)
    time = forms.CharField(label=_("Column with the time"), required=False, max_length=200)
    end = forms.CharField(label=_("Column with the end of the work"), required=False, max_length=200)
    resource = forms.CharField(label=_("Column that says who did it"), required=False, max_length=200)
    milestones = forms.CharField(
        label=_("Date columns, for a table with one row a case"),
        help_text=_(
            "Names with commas between, for example: Opened, Closed. Then no activity and time are needed."
        ),
        required=False,
        max_length=2_000,
    )
    timezone = forms.CharField(
        label=_("Time zone of times that carry none"),
        help_text=_("For example Europe/Dublin. Without it, such times are taken as UTC."),
        required=False,
        max_length=60,
    )

    def __init__(self, *args: Any, columns: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.initial.get("milestones"), list):
            self.initial["milestones"] = ", ".join(self.initial["milestones"])
        for name in NAMED if columns else ():
            known = self.fields[name]
            choices = [("", _("Find it by name")), *((column, column) for column in columns or ())]
            self.fields[name] = forms.ChoiceField(label=known.label, choices=choices, required=False)

    def clean_timezone(self) -> str:
        """Only zones that exist."""
        name = self.cleaned_data["timezone"]
        try:
            return zone_named(name or None, "") or ""
        except UnreadableLog:
            words = gettext(
                "There is no time zone “%(name)s”; write it as Europe/Dublin or America/New_York."
            )
            raise forms.ValidationError(words % {"name": name}) from None

    def options(self) -> dict[str, Any]:
        """The answers as they are kept with the log."""
        given = {name: self.cleaned_data[name] for name in (*NAMED, "timezone") if self.cleaned_data[name]}
        milestones = [name.strip() for name in self.cleaned_data["milestones"].split(",") if name.strip()]
        return given | ({"milestones": milestones} if milestones else {})


class UploadForm(ReadingForm):
    """A file, with how to read it."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("XES, XES.gz, CSV, Parquet or OCEL 2.0."),
        max_length=255,
        error_messages={
            "required": _("Choose a file."),
            "empty": _("This file is empty. Choose another one."),
            "max_length": _("The name of this file is too long. Give it a shorter one."),
        },
    )
    title = forms.CharField(
        label=_("Title"),
        help_text=_("What colleagues will see. Left empty, it is the file's name."),
        required=False,
        max_length=200,
    )
    field_order = ("file", "title")

    def clean_file(self) -> UploadedFile:
        """Not larger than the operator allows."""
        return within_limit(self.cleaned_data["file"], gettext("Give a part of it, or pack it with gzip."))


class LimitForm(forms.Form):
    """How long a case may take, by law or by promise."""

    days = forms.DecimalField(
        label=_("Days"),
        max_value=99_999,
        min_value=Decimal("0.1"),
        max_digits=8,
        decimal_places=3,
        error_messages={
            "required": _("Enter a number of days."),
            "invalid": _("Enter a number, like 20."),
            "min_value": _("Enter more than 0 days."),
            "max_value": _("Enter fewer than 100,000 days."),
        },
    )
    unit = forms.ChoiceField(
        label=_("Which days count"),
        choices=[("working", _("Working days")), ("calendar", _("All days"))],
        initial="working",
    )
    begin = forms.ChoiceField(label=_("The limit runs from"), required=False)
    until = forms.ChoiceField(label=pgettext_lazy("where a limit ends", "until"), required=False)

    def __init__(self, *args: Any, activities: Iterable[str], limit: Limit | None, **kwargs: Any) -> None:
        if limit is not None:
            unit = "working" if limit.working else "calendar"
            known = {
                "days": f"{limit.days:g}",
                "unit": unit,
                "begin": limit.from_activity,
                "until": limit.to_activity,
            }
            kwargs.setdefault("initial", known)
        super().__init__(*args, **kwargs)
        names = [(name, name) for name in sorted(activities)]
        self.fields["begin"].choices = [("", _("the start of the case")), *names]  # type: ignore[attr-defined]
        self.fields["until"].choices = [("", _("the end of the case")), *names]  # type: ignore[attr-defined]

    def limit(self) -> Limit:
        """The limit that was given."""
        answers = self.cleaned_data
        return Limit(
            float(answers["days"]),
            answers["begin"] or None,
            answers["until"] or None,
            answers["unit"] == "working",
        )


class HoursForm(forms.Form):
    """When the office works; left empty, it is found from the records."""

    hours = forms.CharField(
        label=_("Office hours"),
        help_text=_("For example: Mon-Fri 8:00-12:00 13:00-17:00, Sat 9:00-12:00"),
        required=False,
        max_length=500,
    )
    holidays = forms.CharField(
        label=_("Public holidays"),
        help_text=_("For example: 2026-12-25, 2026-12-26"),
        required=False,
        max_length=30_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        """Only hours and days that can be read."""
        answers = super().clean() or {}
        hours, holidays = answers.get("hours", ""), answers.get("holidays", "")
        try:
            if hours:
                parse_calendar(hours)
            elif holidays:
                words = gettext("Enter the office hours as well, for example Mon-Fri 8:00-17:00.")
                self.add_error("hours", words)
        except BadCalendar as error:
            self.add_error("hours", say_error(error))
        try:
            parse_calendar("Mon-Sun 0:00-24:00", holidays)
        except BadCalendar as error:
            self.add_error("holidays", say_error(error))
        return answers


class PublishForm(forms.ModelForm):
    """A public page of a service.

    As long as nobody says another word, a case is called a case, in the language of whoever reads the page: our own
    word is shown to the publisher in theirs, and kept in none.
    """

    OWN = {"one": (CASE, "case"), "many": (CASES, "cases")}

    class Meta:
        model = PublicPage
        fields = ["title", "slug", "summary", "one", "many"]
        help_texts = {
            "slug": _("The last part of the page's address: small letters, numbers and hyphens."),
            "summary": _(
                "Plain words for residents, for example: Permission to build, change or pull down a building."
            ),
            "one": _("For example: permit"),
            "many": _("For example: permits"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (words, kept) in self.OWN.items():
            if self.get_initial_for_field(self.fields[name], name) == kept:
                self.initial[name] = say(words)

    def called(self, name: str) -> str:
        """What one case, or several, are called as the form is filled in, as it is kept."""
        words, kept = self.OWN[name]
        given = self[name].value() or kept
        return kept if given == say(words) else given

    def clean_one(self) -> str:
        """Our own word is kept in no language."""
        return self.called("one")

    def clean_many(self) -> str:
        """Likewise."""
        return self.called("many")
