"""What analysts and operators fill in: a folder, a file of it, a note, a department, a post."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openhall.process.folder import LARGEST
from openhall.site.people.audience import OPERATORS
from openhall.site.people.lacking import Lack, lacks_for_post, overrule
from openhall.site.people.models import Department, Post, User

LONGEST_FILE = 1_000_000
"""Characters of a file that is changed in the browser."""


class FolderForm(forms.Form):
    """A service folder, packed."""

    folder = forms.FileField(
        label=_("Service folder"),
        help_text=_("A ZIP file of the folder with service.yaml, process.bpmn and the rest."),
        error_messages={
            "required": _("Choose a ZIP file."),
            "empty": _("This file is empty. Choose another one."),
        },
    )

    def clean_folder(self) -> UploadedFile:
        """Not larger than a folder may be."""
        given: UploadedFile = self.cleaned_data["folder"]
        if (given.size or 0) > LARGEST:
            raise forms.ValidationError(
                _("This file has more than %(most)s MB. Take out what the service does not need.")
                % {"most": LARGEST // 2**20}
            )
        return given


class FileForm(forms.Form):
    """The text of one file of a draft."""

    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=LONGEST_FILE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "false", "dir": "ltr"}),
    )

    def clean_text(self) -> str:
        """Lines end as they do in files: browsers send others."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class NewFileForm(forms.Form):
    """The name of a file that is added to a draft."""

    name = forms.RegexField(
        r"^[A-Za-z0-9_.-]{1,80}(/[A-Za-z0-9_.-]{1,80})?$",
        label=_("Name of the new file"),
        help_text=_("Such as letters/reminder.md or forms/appeal.json."),
        error_messages={
            "required": _("Enter a name."),
            "invalid": _(
                "Use letters, digits, dots and hyphens, and at most one folder, like letters/reminder.md."
            ),
        },
    )


class PublishForm(forms.Form):
    """What changed, for colleagues and for the record."""

    note = forms.CharField(
        label=_("What changed, in a sentence or two"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what changed, so that others know in a year.")},
    )


class DepartmentForm(forms.ModelForm):
    """A department or partner."""

    class Meta:
        model = Department
        fields = ["key", "name", "is_partner"]
        error_messages = {
            "key": {
                "required": _("Enter a short name."),
                "unique": _("There is a department of this short name already."),
                "invalid": _("Use letters, digits and hyphens for the short name."),
            },
            "name": {"required": _("Enter the name of the department.")},
        }


class PostForm(forms.ModelForm):
    """A post that a person holds in a department."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Person"),
        error_messages={"required": _("Choose a person.")},
    )
    reason = forms.CharField(
        required=False,
        max_length=500,
        label=_("Why the post is given all the same"),
        help_text=_("It is recorded under your name."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    class Meta:
        model = Post
        fields = ["person", "role"]
        labels = {"role": _("Role")}

    def __init__(self, *args: Any, department: Department, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.department = department
        self.by = by
        self.lacks: list[Lack] = []
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = User.objects.filter(is_active=True).exclude(groups=None)

    def clean(self) -> dict[str, Any]:
        """The same post is given once."""
        given = super().clean() or self.cleaned_data
        held = Post.objects.filter(
            department=self.instance.department,
            person=given.get("person"),
            role=given.get("role", ""),
            stands_in_for=None,
        )
        if given.get("person") and held.exists():
            raise forms.ValidationError(_("This person holds that post already."))
        if given.get("person"):
            self._ask_gates(given["person"], given.get("role", ""), given.get("reason", "").strip())
        return given

    def _ask_gates(self, person: User, role: str, reason: str) -> None:
        self.lacks = lacks_for_post(person, self.instance.department, role)
        if not self.lacks or (self.may_overrule and reason):
            return
        self.add_error("person", [lack.words for lack in self.lacks])
        if self.may_overrule:
            self.add_error(
                "reason", gettext("Say why the post is given all the same, or choose somebody else.")
            )

    @property
    def may_overrule(self) -> bool:
        """Whether who gives the post may do it though something is missing: operators may."""
        return OPERATORS.admits(self.by)

    def save(self, commit: bool = True) -> Post:
        """Give the post; what it is given without is recorded first."""
        given: Post = self.instance
        with transaction.atomic():
            if self.lacks:
                reason = self.cleaned_data["reason"].strip()
                overrule(given.person, given.department, given.role, reason, self.by)
            post: Post = super().save(commit)
        return post


class ShareForm(forms.Form):
    """Something of a version that is offered to other departments."""

    what = forms.ChoiceField(
        label=_("What do you share?"), error_messages={"required": _("Choose what you share.")}
    )
    name = forms.CharField(
        label=_("Name in the library"), max_length=150, error_messages={"required": _("Enter a name.")}
    )
    summary = forms.CharField(
        label=_("What it is good for"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what it is good for.")},
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
