"""What publishers fill in: a file, columns, what a dataset is, a decision, an answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhall.data.columns import Kind, Tells
from openhall.site.opendata.models import Dataset, DatasetRequest, DatasetVersion, VersionColumn
from openhall.site.people.models import Department
from openhall.site.web.uploads import within_limit

LATER = "later"
LONGEST_REASONS = 4_000


class FileForm(forms.Form):
    """A file with rows."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV, TSV, XLSX, JSON, GeoJSON or Parquet, with the titles of its columns in the first row."
        ),
        max_length=255,
        error_messages={
            "required": _("Choose a file."),
            "empty": _("This file is empty. Choose another one."),
            "max_length": _("The name of this file is too long. Give it a shorter one."),
        },
    )

    def clean_file(self) -> UploadedFile:
        """Not larger than the operator allows."""
        mend = _("Give it as Parquet, or leave out what is not to be published.")
        return within_limit(self.cleaned_data["file"], mend)


class NewForm(FileForm):
    """The file of a new dataset."""

    title = forms.CharField(
        label=_("Title of the dataset"),
        help_text=_(
            "What residents will look for, such as: Street problems reported. Left empty, it is the file's name."
        ),
        required=False,
        max_length=120,
    )
    department = forms.ModelChoiceField(
        Department.objects.none(),
        label=_("Department that publishes it"),
        empty_label=None,
        error_messages={
            "invalid_choice": _("Choose one of your departments."),
            "required": _("Choose a department."),
        },
    )

    def __init__(self, *args: Any, departments: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["department"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = departments


class ColumnForm(forms.ModelForm):
    """One column of a draft. Its kind can be taken back to text; values that are no dates do not become some."""

    class Meta:
        model = VersionColumn
        fields = ["is_kept", "title", "kind", "tells", "description", "unit"]
        widgets = {"description": forms.TextInput()}
        labels = {
            "is_kept": _("Publish"),
            "title": _("Title"),
            "kind": _("Kind"),
            "tells": _("What it tells of people"),
            "description": _("Description"),
            "unit": _("Unit"),
        }
        error_messages = {"title": {"required": _("Enter a title for this column.")}}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        found = self.instance.facts.get("found", self.instance.kind)
        offered = {found, Kind.TEXT.value} | ({Kind.URL.value} if found == Kind.TEXT.value else set())
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [pair for pair in VersionColumn.KINDS if pair[0] in offered]
        for name in ("is_kept", "title", "kind", "tells", "description", "unit"):
            label = f"{self.fields[name].label} ({self.instance.source_name or self.instance.name})"
            self.fields[name].widget.attrs["aria-label"] = label

    def clean(self) -> dict[str, Any]:
        """What names people is left out, whatever is ticked."""
        given = super().clean() or self.cleaned_data
        if given.get("tells") == Tells.DIRECT.value:
            given["is_kept"] = False
        return given


ColumnForms = forms.modelformset_factory(VersionColumn, ColumnForm, extra=0)


class AboutForm(forms.ModelForm):
    """What a dataset is."""

    words = forms.CharField(
        label=_("Keywords"),
        help_text=_("With commas between, such as: streets, lights."),
        required=False,
        max_length=500,
    )

    class Meta:
        model = Dataset
        fields = [
            "title", "description", "theme", "licence", "rhythm", "place", "contact_name", "contact_email",
        ]  # fmt: skip
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "description": _(
                "What one row is, where the rows come from, and what they do not say. In plain words."
            ),
            "contact_name": _("A desk rather than a person, such as: Roads, data desk."),
        }
        error_messages = {
            "title": {"required": _("Enter a title.")},
            "description": {"required": _("Say what the dataset is.")},
        }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["words"].initial = ", ".join(self.instance.keywords)

    def clean(self) -> dict[str, Any]:
        """Keywords are kept as a list."""
        given = super().clean() or self.cleaned_data
        words = (word.strip()[:60] for word in given.get("words", "").split(","))
        self.instance.keywords = list(dict.fromkeys(word for word in words if word))[:20]
        return given


class DecideForm(forms.Form):
    """The decision to publish: reasons, and when."""

    reasons = forms.CharField(
        label=_("Why may this be published as it is?"),
        help_text=_("It is kept with the report, with your name and today's date, for whoever asks later."),
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Give your reasons: they are kept with the decision.")},
    )
    notes = forms.CharField(
        label=_("What is new in this version?"),
        help_text=_("For everybody who uses the data."),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    when = forms.ChoiceField(
        label=_("When is it opened?"),
        choices=[("now", _("Now")), (LATER, _("At a time that I set"))],
        initial="now",
        widget=forms.RadioSelect,
    )
    at = forms.DateTimeField(
        label=_("Day and time, if you set one"),
        help_text=_("For example 2027-03-31 09:30."),
        required=False,
        input_formats=["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d"],
        error_messages={"invalid": _("Write the day and time like 2027-03-31 09:30.")},
    )

    def __init__(self, *args: Any, version: DatasetVersion, **more: Any) -> None:
        super().__init__(*args, **more)
        if version.number == 1:
            del self.fields["notes"]

    def clean(self) -> dict[str, Any]:
        """A time lies ahead."""
        given = super().clean() or self.cleaned_data
        at: datetime | None = given.get("at")
        if given.get("when") == LATER and "at" not in self.errors:
            if at is None:
                self.add_error("at", _("Enter the day and time of the release."))
            elif at <= timezone.now():
                self.add_error("at", _("This time is over. Enter one that lies ahead, or choose “Now”."))
        return given

    @property
    def release_at(self) -> datetime:
        """When the version is to be opened."""
        at: datetime | None = self.cleaned_data["at"]
        return at if self.cleaned_data["when"] == LATER and at is not None else timezone.now()


class WhenForm(forms.Form):
    """Another hour of release."""

    at = DecideForm.base_fields["at"]

    def clean_at(self) -> datetime:
        """A time lies ahead."""
        at: datetime | None = self.cleaned_data["at"]
        if at is None or at <= timezone.now():
            raise forms.ValidationError(_("Enter a time that lies ahead."))
        return at


class WithdrawForm(forms.Form):
    """Why a version is taken back."""

    reason = forms.CharField(
        label=_("Why is it withdrawn?"),
        help_text=_("Everybody who opens the page of this version reads it."),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why: everybody who opens the page of this version reads it.")},
    )


class AnswerForm(forms.ModelForm):
    """The public answer to a request."""

    class Meta:
        model = DatasetRequest
        fields = ["answer", "dataset", "is_public"]
        widgets = {"answer": forms.Textarea(attrs={"rows": 6})}
        labels = {
            "dataset": _("The dataset that is meant, if it is open"),
            "is_public": _("Publish question and answer"),
        }
        help_texts = {
            "answer": _(
                "What you will do, or why the data cannot be opened. In plain words, and without names."
            ),
            "is_public": _("Leave it out only where the question names a person, or is none."),
        }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["answer"].required = True
        self.fields["answer"].error_messages["required"] = _("Write an answer.")
        dataset = self.fields["dataset"]
        assert isinstance(dataset, forms.ModelChoiceField)
        dataset.queryset = Dataset.objects.listed()
        dataset.required = False
