"""What people fill in about training, except quizzes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhall.site.observatory.models import Log
from openhall.site.training.badges.jws import LARGEST
from openhall.site.training.badges.picture import LARGEST as LARGEST_PICTURE
from openhall.site.training.badges.picture import token_in
from openhall.site.training.models import Course, CourseVersion


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


def begun_courses() -> QuerySet[Course]:
    """The courses that people can begin."""
    return Course.objects.filter(retired_at=None, versions__status=CourseVersion.Status.OPEN).order_by("name")


class CourseField(forms.ModelChoiceField):
    """One of the courses that people can begin."""

    def __init__(self) -> None:
        super().__init__(
            Course.objects.none(),
            label=gettext_lazy("Course"),
            empty_label=gettext_lazy("Choose"),
            error_messages={
                "required": gettext_lazy("Choose a course."),
                "invalid_choice": gettext_lazy("Choose a course."),
            },
        )


def _day(label: Any, required: Any, hint: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": required, "invalid": gettext_lazy("Enter a day, like 2026-03-31.")},
    )


class AskForm(forms.Form):
    """Ask somebody to take a course until a day."""

    course = CourseField()
    due_on = _day(gettext_lazy("Until"), gettext_lazy("Enter the day until which it is to be done."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = begun_courses()  # type: ignore[attr-defined]

    def clean_due_on(self) -> date:
        """Not a day that is over."""
        day: date = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day is over. Enter a later one."))
        return day


class RecordForm(forms.Form):
    """Record that somebody completed a course elsewhere or before."""

    course = CourseField()
    on = _day(gettext_lazy("Completed on"), gettext_lazy("Enter the day on which it was completed."))
    evidence = forms.CharField(
        max_length=300,
        label=gettext_lazy("What shows it"),
        help_text=gettext_lazy("Such as “list of those present on 3 March”. It is kept with the completion."),
        error_messages={"required": gettext_lazy("Say what shows that it was completed.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = begun_courses()  # type: ignore[attr-defined]

    def clean_on(self) -> date:
        """Not a day to come."""
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(
                _("This day is still to come. Enter the day on which it was completed.")
            )
        return day


class WithdrawForm(forms.Form):
    """Why a completion is not to count any more."""

    because = forms.CharField(
        max_length=300,
        label=gettext_lazy("Why does it not count any more?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why: it is kept with the completion.")},
    )


class LookForm(forms.Form):
    """Which log is to be looked at."""

    log = forms.ModelChoiceField(
        Log.objects.none(),
        label=gettext_lazy("Log"),
        empty_label=gettext_lazy("Choose"),
        error_messages={"required": gettext_lazy("Choose a log.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["log"].queryset = Log.objects.filter(status=Log.Status.READY)  # type: ignore[attr-defined]


class DecideForm(forms.Form):
    """What becomes of a proposal."""

    what = forms.ChoiceField(
        choices=[
            ("new", gettext_lazy("Write a new course for it")),
            ("choose", gettext_lazy("Give a course that is there")),
            ("decline", gettext_lazy("Decline it")),
        ],
        widget=forms.RadioSelect,
        label=gettext_lazy("What do you decide?"),
        error_messages={"required": gettext_lazy("Say what you decide.")},
    )
    course = CourseField()
    reason = forms.CharField(
        required=False,
        max_length=500,
        label=gettext_lazy("Why you decline it"),
        help_text=gettext_lazy("Only if you decline it. Analysts read it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["course"]
        field.required, field.queryset = False, begun_courses()  # type: ignore[attr-defined]
        field.help_text = _("Only if you give one that is there.")

    def clean(self) -> dict[str, Any]:
        """Ask for what the decision needs."""
        given = super().clean() or self.cleaned_data
        if given.get("what") == "choose" and not given.get("course"):
            self.add_error("course", _("Choose a course."))
        if given.get("what") == "decline" and not str(given.get("reason", "")).strip():
            self.add_error("reason", _("Say why you decline it."))
        return given
